import inspect

import keras
import numpy as np
import pytest
import reference
from arrays import call, numbers, weights
from keras import ops

import aegan_lib as ag
from aegan_lib.losses import adversarial, comparing, logistic, margins

rng = np.random.default_rng(1)
REAL, FAKE = rng.normal(scale=3.0, size=(2, 16)).astype("float32")
X, X_REC = rng.normal(size=(2, 5, 4, 4, 1)).astype("float32")

# name -> (the function, its arguments)
LOSSES = {
    "logistic_discriminator": (logistic.logistic_discriminator, REAL, FAKE),
    "non_saturating_generator": (logistic.non_saturating_generator, FAKE),
    "minimax_generator": (logistic.minimax_generator, FAKE),
    "least_squares_discriminator": (
        margins.least_squares_discriminator,
        REAL,
        FAKE,
    ),
    "least_squares_generator": (margins.least_squares_generator, FAKE),
    "hinge_discriminator": (margins.hinge_discriminator, REAL, FAKE),
    "negative_score": (margins.negative_score, FAKE),
    "wasserstein_discriminator": (
        margins.wasserstein_discriminator,
        REAL,
        FAKE,
    ),
    "energy_margin_discriminator": (
        margins.energy_margin_discriminator,
        REAL,
        FAKE,
    ),
    "energy_margin_generator": (margins.energy_margin_generator, FAKE),
    "relativistic_discriminator": (
        comparing.relativistic_discriminator,
        REAL,
        FAKE,
    ),
    "relativistic_generator": (comparing.relativistic_generator, FAKE, REAL),
    "relativistic_average_discriminator": (
        comparing.relativistic_average_discriminator,
        REAL,
        FAKE,
    ),
    "relativistic_average_generator": (
        comparing.relativistic_average_generator,
        FAKE,
        REAL,
    ),
    "squared_error": (ag.losses.squared_error, X, X_REC),
    "absolute_error": (ag.losses.absolute_error, X, X_REC),
    "bernoulli_nll": (
        ag.losses.bernoulli_nll,
        np.float32(0.9 * (X > 0)),
        X_REC,
    ),
}
ADVERSARIAL = [name for name, row in LOSSES.items() if row[1].ndim == 1]
ARGUMENTS = [(n, i) for n, row in LOSSES.items() for i in range(len(row) - 1)]
each_loss = pytest.mark.parametrize("name", LOSSES)


def test_every_public_loss_is_restated():
    public = {n for n, f in vars(ag.losses).items() if inspect.isfunction(f)}
    assert public <= set(vars(reference))
    pairs = adversarial.PAIRS.values()
    sides = {function.__name__ for pair in pairs for function in pair}
    assert sides == set(ADVERSARIAL)


@each_loss
def test_loss_equals_its_restatement(name):
    function, *arrays = LOSSES[name]
    expected = getattr(reference, name)(*np.float64(arrays))
    got = call(function, *arrays)
    assert got.shape == (len(arrays[0]),)
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("name", "which"), ARGUMENTS)
def test_gradient_equals_the_difference_quotient(name, which):
    function, *arrays = LOSSES[name]
    arrays = [a[:3] for a in arrays]

    def one(f, cast):
        def with_rest(v):
            given = [cast(a) for a in arrays]
            given[which] = v
            return f(*given)

        return with_rest

    got = ag.losses.input_gradient(
        one(function, ops.convert_to_tensor),
        ops.convert_to_tensor(arrays[which]),
    )
    expected = reference.input_gradient(
        one(getattr(reference, name), np.float64), np.float64(arrays[which])
    )
    np.testing.assert_allclose(numbers(got), expected, rtol=1e-4, atol=1e-5)


def test_logistic_discriminator_hand_value():
    # Undecided, σ = ½: −log ½ − log ½ = 2 log 2.
    undecided = call(logistic.logistic_discriminator, [0.0], [0.0])
    np.testing.assert_allclose(undecided, [2 * np.log(2)], rtol=1e-6)
    # σ = ¾ on real (logit log 3) and ¼ on fake: −2 log ¾.
    sure = np.log([3.0])
    right = call(logistic.logistic_discriminator, sure, -sure)
    np.testing.assert_allclose(right, [-2 * np.log(0.75)], rtol=1e-6)


def test_non_saturating_generator_hand_value():
    # σ = ¼ (logit −log 3): −log ¼ = log 4.
    got = call(logistic.non_saturating_generator, -np.log([3.0]))
    np.testing.assert_allclose(got, np.log([4.0]), rtol=1e-6)


def test_minimax_generator_hand_value():
    # σ = ¼: log(1 − ¼).
    got = call(logistic.minimax_generator, -np.log([3.0]))
    np.testing.assert_allclose(got, np.log([0.75]), rtol=1e-6)


def test_label_smoothing_moves_the_best_logit_of_reals_alone():
    # Label ¾ for reals: the loss ¾ log(1 + e⁻ᵃ) + ¼ log(1 + eᵃ) is least at
    # σ(a) = ¾, a = log 3, with the value of the entropy of (¾, ¼).
    loss = logistic.logistic_discriminator
    fooled = ops.array([-500.0])  # the fake part is 0

    def smoothed(a):
        return loss(a, fooled, smoothing=0.25)

    at = ops.array(np.log([3.0]), "float32")
    entropy = -0.75 * np.log(0.75) - 0.25 * np.log(0.25)
    np.testing.assert_allclose(numbers(smoothed(at)), [entropy], rtol=1e-5)
    slope = numbers(ag.losses.input_gradient(smoothed, at))
    np.testing.assert_allclose(slope, [0.0], atol=1e-6)
    assert call(loss, [500.0], [-500.0]) == pytest.approx([0.0])
    sure = loss(ops.array([500.0]), ops.array([-500.0]), smoothing=0.25)
    assert numbers(sure) == pytest.approx([125.0])  # ¼ · 500


def test_squared_error_hand_value():
    # (1 − 3)² + (2 − 2)² + (0 − 1)² = 5, and 0 for what is given back.
    got = call(ag.losses.squared_error, [[1, 2, 0.0]] * 2, [[3, 2, 1.0]] * 2)
    np.testing.assert_array_equal(got, [5.0, 5.0])


def test_absolute_error_hand_value():
    # |1 − 3| + |2 − 2| + |0 − 1| = 3.
    got = call(ag.losses.absolute_error, [[1, 2, 0.0]], [[3, 2, 1.0]])
    np.testing.assert_array_equal(got, [3.0])


@pytest.mark.parametrize(
    ("name", "logits", "value", "slopes"),
    [  # softplus(500) = 500 and softplus(−500) = e⁻⁵⁰⁰ = 0 in single precision
        ("logistic_discriminator", (500, -500), 0, (0, 0)),
        ("logistic_discriminator", (-500, 500), 1000, (-1, 1)),
        ("non_saturating_generator", (500,), 0, (0,)),
        ("non_saturating_generator", (-500,), 500, (-1,)),
        ("minimax_generator", (500,), -500, (-1,)),
        ("minimax_generator", (-500,), 0, (0,)),
        # ½ (500 − 1)² + ½ (−500)², ½ (−501)² + ½ 500²; ½ 499²
        ("least_squares_discriminator", (500, -500), 249500.5, (499, -500)),
        ("least_squares_discriminator", (-500, 500), 250500.5, (-501, 500)),
        ("least_squares_generator", (500,), 124500.5, (499,)),
        ("least_squares_generator", (-500,), 125500.5, (-501,)),
        ("hinge_discriminator", (500, -500), 0, (0, 0)),
        ("hinge_discriminator", (-500, 500), 1002, (-1, 1)),
        ("negative_score", (500,), -500, (-1,)),
        ("negative_score", (-500,), 500, (-1,)),
        ("wasserstein_discriminator", (500, -500), -1000, (-1, 1)),
        ("wasserstein_discriminator", (-500, 500), 1000, (-1, 1)),
        ("energy_margin_discriminator", (-500, 500), 0, (0, 0)),
        ("energy_margin_discriminator", (500, -500), 1001, (1, -1)),
        ("energy_margin_generator", (500,), 500, (1,)),
        ("energy_margin_generator", (-500,), -500, (1,)),
        ("relativistic_discriminator", (500, -500), 0, (0, 0)),
        ("relativistic_discriminator", (-500, 500), 1000, (-1, 1)),
        ("relativistic_generator", (500, -500), 0, (0, 0)),
        ("relativistic_generator", (-500, 500), 1000, (-1, 1)),
        # Alone in its batch a score is its own mean: twice the pair's loss.
        ("relativistic_average_discriminator", (500, -500), 0, (0, 0)),
        ("relativistic_average_discriminator", (-500, 500), 2000, (-2, 2)),
        ("relativistic_average_generator", (500, -500), 0, (0, 0)),
        ("relativistic_average_generator", (-500, 500), 2000, (-2, 2)),
    ],
)
def test_sure_discriminators_keep_values_and_slopes_exact(
    name, logits, value, slopes
):
    function = LOSSES[name][0]
    logits = [ops.array([float(logit)]) for logit in logits]
    assert numbers(function(*logits)) == pytest.approx([value])
    for which, slope in enumerate(slopes):

        def one(v, which=which):
            return function(*logits[:which], v, *logits[which + 1 :])

        got = ag.losses.input_gradient(one, logits[which])
        assert numbers(got) == pytest.approx([slope])


@pytest.mark.parametrize("name", ["squared_error", "absolute_error"])
def test_errors_of_distant_pixels_stay_finite(name):
    far = np.full((1, 4), 500.0)
    expected = {"squared_error": 4e6, "absolute_error": 4e3}  # 4 · 1000²
    assert call(LOSSES[name][0], far, -far) == pytest.approx([expected[name]])


@pytest.mark.parametrize("name", ADVERSARIAL)
def test_scores_with_an_axis_of_one_mean_the_same(name):
    function, *arrays = LOSSES[name]
    columns = [a[:, None] for a in arrays]
    flat = call(function, *arrays)
    np.testing.assert_array_equal(call(function, *columns), flat)


def test_a_map_of_patches_counts_with_its_mean():
    patches = rng.normal(size=(4, 3, 3, 1)).astype("float32")
    got = call(logistic.non_saturating_generator, patches)
    means = patches.mean(axis=(1, 2, 3))
    expected = reference.non_saturating_generator(np.float64(means))
    np.testing.assert_allclose(got, expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("real", "fake"),
    [((4,), (4, 1)), ((4, 1), (4,)), ((4, 1), (4, 2)), ((4,), (1,))],
)
@pytest.mark.parametrize("name", adversarial.PAIRS)
def test_scores_of_two_shapes_are_refused(name, real, fake):
    real, fake = ops.zeros(real), ops.zeros(fake)
    pair = adversarial.PAIRS[name]
    with pytest.raises(ValueError, match=r"`fake`.*same shape as `real`.*Got"):
        pair.discriminator(real, fake)
    if name.startswith("relativistic"):
        with pytest.raises(ValueError, match=r"`fake`.*same shape as `real`"):
            pair.generator(fake, real)


@pytest.mark.parametrize("name", ["squared_error", "absolute_error"])
@pytest.mark.parametrize("shape", [(4, 1), (4, 2, 1), (1, 2), (2,)])
def test_reconstructions_of_another_shape_are_refused(name, shape):
    with pytest.raises(ValueError, match=r"`x_rec`.*same shape as `x`.*Got"):
        LOSSES[name][0](ops.zeros((4, 2)), ops.zeros(shape))


def test_minimax_is_a_zero_sum_game():
    # What depends on the fake logit in L_D is the negative of L_G.
    loss = ag.losses.minimax
    fake = call(loss.discriminator, np.full(16, 500.0), FAKE)  # real part: 0
    np.testing.assert_allclose(fake, -call(loss.generator, FAKE), rtol=1e-6)


def test_the_generators_slope_saturates_only_under_minimax():
    logits = np.linspace(-6, 6, 13).astype("float32")
    sigmoid = 1 / (1 + np.exp(-np.float64(logits)))

    def slope(pair):
        loss = ag.losses.input_gradient(
            pair.generator, ops.convert_to_tensor(logits)
        )
        return numbers(loss)

    kept = slope(ag.losses.non_saturating)
    np.testing.assert_allclose(kept, sigmoid - 1, rtol=1e-4, atol=1e-6)
    lost = slope(ag.losses.minimax)
    np.testing.assert_allclose(lost, -sigmoid, rtol=1e-4, atol=1e-6)


def test_the_optimal_logit_is_the_log_ratio_of_the_densities():
    # p = N(1, 1), q = N(−1, 1): log p/q = 2x.
    x = np.linspace(-9, 9, 3001)
    p, q = (reference.normal_density(x, mean) for mean in (1.0, -1.0))
    best = np.log(p / q)
    np.testing.assert_allclose(best, 2 * x, atol=1e-9)
    zeros = np.zeros_like(x)
    real, fake = (
        numbers(ag.losses.input_gradient(f, ops.array(best, "float32")))
        for f in (
            lambda v: logistic.logistic_discriminator(v, ops.zeros(3001)),
            lambda v: logistic.logistic_discriminator(ops.zeros(3001), v),
        )
    )
    np.testing.assert_allclose(p * real + q * fake, zeros, atol=1e-6)


def test_the_optimal_loss_is_two_log_two_minus_two_js():
    x = np.linspace(-9, 9, 3001)
    width = x[1] - x[0]
    p, q = (reference.normal_density(x, mean) for mean in (1.0, -1.0))
    best = ops.array(np.log(p / q), "float32")
    sure = ops.full((3001,), 500.0)
    real = call(logistic.logistic_discriminator, best, -sure)
    fake = call(logistic.logistic_discriminator, sure, best)
    value = np.sum(p * real + q * fake) * width
    expected = 2 * np.log(2) - 2 * reference.jensen_shannon(p, q, width)
    assert value == pytest.approx(expected, abs=1e-5)
    assert value < 2 * np.log(2) - 0.5  # and JS is not 0 here


def small_gan(loss="non_saturating"):
    gan = ag.GAN(
        shape=(2,), latent_dim=3, width=6, r1_weight=0.7, seed=3, loss=loss
    )
    for v in gan.trainable_variables:  # biases of 0 put kinks of ReLU at z = 0
        v.assign(rng.normal(scale=0.7, size=v.shape))
    z = rng.normal(size=(8, 3)).astype("float32")
    gan.draw_normal = lambda shape, training: ops.array(z)[: shape[0]]
    x = rng.normal(size=(8, 2)).astype("float32")
    return gan, ops.convert_to_tensor(x), x, z


def test_gan_terms_equal_their_restatement():
    gan, tensor, x, z = small_gan()
    got = gan.named_terms(tensor, training=True)
    networks = weights(gan.generator), weights(gan.discriminator)
    expected = reference.gan_terms(*networks, np.float64(x), z, r1_weight=0.7)
    assert got.keys() == expected.keys()
    for name, value in got.items():
        assert numbers(value).mean() == pytest.approx(expected[name], rel=1e-4)


def restated(name):
    """Both sides of a pair in NumPy, as functions of (real, fake)."""
    sides = [getattr(reference, f.__name__) for f in getattr(ag.losses, name)]
    if name.startswith("relativistic"):
        return sides
    return sides[0], lambda fake, real: sides[1](fake)


@pytest.mark.parametrize("player", ["discriminator", "generator"])
@pytest.mark.parametrize("name", adversarial.PAIRS)
def test_each_player_descends_its_own_loss_alone(name, player):
    # With a rate of 1 the step of a player is minus the gradient of its own
    # loss: the sum of its terms, all other players held.
    gan, _, x, z = small_gan(name)
    rates = {name: keras.optimizers.SGD(1.0) for name in gan.players}
    gan.compile(rates, run_eagerly=keras.backend.backend() != "jax")
    start = {"generator": weights(gan.generator)}
    start["discriminator"] = weights(gan.discriminator)

    def own_loss(moved):
        networks = {**start, player: moved}
        terms = reference.gan_terms(
            networks["generator"],
            networks["discriminator"],
            x,
            z,
            0.7,
            restated(name),
        )
        return sum(v for k, v in terms.items() if k.startswith(player))

    keras.Model.fit(gan, x, batch_size=8, shuffle=False, verbose=0)
    (network,) = gan.players[player]
    pairs = zip(start[player], weights(network), strict=True)
    for i, (before, after) in enumerate(pairs):

        def loss_of(w, i=i):
            rest = start[player]
            return own_loss([*rest[:i], w, *rest[i + 1 :]])

        quotient = reference.input_gradient(loss_of, before)
        step = before - after
        np.testing.assert_allclose(step, quotient, rtol=1e-3, atol=1e-5)


def test_a_pair_is_found_by_its_name_and_stored_as_it():
    for name in adversarial.PAIRS:
        pair = adversarial.get_pair(name, "GAN")
        assert pair is getattr(ag.losses, name)
        assert adversarial.pair_config(pair) == name


def test_a_pair_of_ones_own_is_taken_as_it_is():
    pair = ag.losses.Adversarial(ops.subtract, ops.negative)
    assert adversarial.get_pair(pair, "GAN") is pair
