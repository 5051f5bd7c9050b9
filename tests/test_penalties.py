import keras
import numpy as np
import pytest
import reference
from arrays import numbers
from keras import layers, ops

import aegan_lib as ag
from aegan_lib.losses import (
    gradient_penalty,
    input_gradient,
    r1,
    r1_finite_difference,
    r2,
)

rng = np.random.default_rng(3)
X, NOISE = rng.normal(size=(2, 6, 3)).astype("float32")
SLOPE = np.array([3.0, 4.0, -1.0], "float32")
CURVE = rng.normal(size=(3, 3)).astype("float32")
CURVE = CURVE + CURVE.T


def linear(x):
    return ops.matmul(x, ops.array(SLOPE))


def quadratic(x):
    """D(x) = gᵀx + ½ xᵀHx, one number per sample."""
    bent = ops.sum(x * ops.matmul(x, ops.array(CURVE)), axis=-1)
    return linear(x) + 0.5 * bent


def small_network():
    keras.utils.set_random_seed(3)
    return keras.Sequential(
        [keras.Input((3,)), layers.Dense(5, "tanh"), layers.Dense(1)]
    )


def restated(network):
    weights = [numbers(w) for w in network.trainable_variables]

    def score(x):
        hidden = np.tanh(x @ weights[0] + weights[1])
        return (hidden @ weights[2] + weights[3])[:, 0]

    return score


def test_input_gradient_hand_value():
    # d/dx Σ x³ = 3x²
    got = input_gradient(lambda v: v**3, ops.array([[1.0, 2.0, -3.0]]))
    np.testing.assert_allclose(numbers(got), [[3.0, 12.0, 27.0]], rtol=1e-6)


def test_input_gradient_of_a_network_equals_the_difference_quotient():
    network = small_network()
    got = numbers(input_gradient(network, ops.array(X)))
    expected = reference.input_gradient(restated(network), X)
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)


def test_input_gradient_of_one_sample_ignores_the_others():
    network = small_network()
    together = numbers(input_gradient(network, ops.array(X)))
    alone = numbers(input_gradient(network, ops.array(X[2:3])))
    np.testing.assert_allclose(together[2:3], alone, rtol=1e-5)


def test_r1_hand_value():
    # D(x) = 3a + 4b − c: ‖(3, 4, −1)‖² = 26 everywhere.
    np.testing.assert_allclose(numbers(r1(linear, ops.array(X))), [26.0] * 6)


def test_r1_equals_its_restatement():
    network = small_network()
    got = numbers(r1(network, ops.array(X)))
    assert got.shape == (6,)
    expected = reference.r1(restated(network), X)
    np.testing.assert_allclose(got, expected, rtol=1e-4)


def test_r1_of_images_sums_over_all_pixels():
    # D = Σ of all 8 · 8 · 2 values: each has slope 1.
    x = ops.zeros((3, 8, 8, 2))
    total = r1(lambda v: ops.sum(v, axis=(1, 2, 3)), x)
    np.testing.assert_allclose(numbers(total), [128.0] * 3)


def test_r1_of_huge_scores_stays_exact():
    score = r1(lambda v: 500.0 * linear(v), ops.array(X))
    np.testing.assert_allclose(numbers(score), [26.0 * 500**2] * 6, rtol=1e-6)


def test_r1_is_differentiated_again_to_train_the_discriminator():
    # D(x) = wᵀx has R1 = ‖w‖², gradient 2w: a step of 0.1 leaves 0.8 w.
    class Penalised(ag.Game):
        def __init__(self, network):
            super().__init__(shape=(3,))
            self.network = network

        @property
        def players(self):
            return {"discriminator": [self.network]}

        def loss_terms(self, x, training, labels=None):
            return {"discriminator": {"r1": r1(self.network, x)}}

    network = keras.Sequential(
        [keras.Input((3,)), layers.Dense(1, use_bias=False)]
    )
    network.set_weights([SLOPE[:, None]])
    game = Penalised(network)
    game.compile({"discriminator": keras.optimizers.SGD(0.1)})
    game.fit(X, batch_size=6, verbose=0)
    moved = numbers(network.trainable_variables[0])[:, 0]
    np.testing.assert_allclose(moved, 0.8 * SLOPE, rtol=1e-6)
    assert game.history.history["discriminator/r1"] == pytest.approx([26.0])


def test_r1_finite_difference_hand_value():
    # Linear D: (gᵀε)², whatever the step; ε = (1, 1, 2): (3 + 4 − 2)² = 25.
    noise = ops.array([[1.0, 1.0, 2.0]])
    got = r1_finite_difference(linear, ops.zeros((1, 3)), noise, sigma=0.5)
    np.testing.assert_allclose(numbers(got), [25.0], rtol=1e-6)


def test_r1_finite_difference_equals_its_restatement():
    network = small_network()
    x, noise = ops.array(X), ops.array(NOISE)
    got = numbers(r1_finite_difference(network, x, noise, sigma=0.5))
    expected = reference.r1_finite_difference(
        restated(network), np.float64(X), np.float64(NOISE), sigma=0.5
    )
    np.testing.assert_allclose(got, expected, rtol=1e-3, atol=1e-6)


def test_r1_finite_difference_takes_scores_in_any_form():
    # (batch, 1) beside (batch,) would be broadcast to (batch, batch).
    network = small_network()
    x, noise = ops.array(X), ops.array(NOISE)
    flat = numbers(r1_finite_difference(network, x, noise))
    known = network(x)[:, 0]
    again = numbers(r1_finite_difference(network, x, noise, score=known))
    assert flat.shape == again.shape == (6,)
    np.testing.assert_allclose(again, flat, rtol=1e-6)


def test_r1_finite_difference_has_the_stated_bias():
    # Mean over ε for D = gᵀx + ½ xᵀHx at x = 0:
    # ‖g‖² + σ² (tr²H)/4 + σ² ‖H‖²/2.
    sigma, n = 0.5, 200_000
    noise = np.random.default_rng(1).normal(size=(n, 3)).astype("float32")
    draws = numbers(
        r1_finite_difference(
            quadratic, ops.zeros((n, 3)), ops.array(noise), sigma
        )
    )
    exact = numbers(r1(quadratic, ops.zeros((1, 3))))[0]
    assert exact == pytest.approx(np.sum(SLOPE**2), rel=1e-6)
    bias = np.trace(CURVE) ** 2 / 4 + np.sum(CURVE**2) / 2
    error = draws.std() / np.sqrt(n)
    assert sigma**2 * bias > 20 * error  # the check can tell it from none
    assert draws.mean() == pytest.approx(exact + sigma**2 * bias, abs=5 * error)


def test_one_draw_of_the_finite_difference_has_deviation_root_two():
    # Linear D: (gᵀε)² is ‖g‖² times a chi-squared number, variance 2.
    n = 200_000
    noise = np.random.default_rng(2).normal(size=(n, 3)).astype("float32")
    draws = numbers(
        r1_finite_difference(linear, ops.zeros((n, 3)), ops.array(noise))
    )
    assert draws.std() / draws.mean() == pytest.approx(np.sqrt(2), rel=0.02)


# --- r2, gradient_penalty ---------------------------------------------------
def test_r2_hand_value():
    # As R1, at generated samples: ‖(3, 4, −1)‖² = 26.
    np.testing.assert_allclose(numbers(r2(linear, ops.array(NOISE))), [26] * 6)


def test_r2_equals_its_restatement():
    network = small_network()
    got = numbers(r2(network, ops.array(NOISE)))
    expected = reference.r2(restated(network), NOISE)
    np.testing.assert_allclose(got, expected, rtol=1e-4)


ALPHA = np.array([0.0, 1.0, 0.5, 0.25, 0.9, 0.1], "float32")


def test_gradient_penalty_hand_value():
    # ‖(3, 4, −1)‖ = √26 everywhere.
    arrays = ops.array(X), ops.array(NOISE), ops.array(ALPHA)
    got = numbers(gradient_penalty(linear, *arrays))
    np.testing.assert_allclose(got, [(np.sqrt(26) - 1) ** 2] * 6, rtol=1e-5)
    centred = numbers(gradient_penalty(linear, *arrays, target=0.0))
    np.testing.assert_allclose(centred, [26.0] * 6, rtol=1e-5)


def test_gradient_penalty_looks_between_the_samples():
    # D = x²: the slope at αx + (1 − α)x̃ is twice that; x = 3, x̃ = 1.
    x, x_fake = ops.full((3, 1), 3.0), ops.full((3, 1), 1.0)
    alpha = ops.array([0.0, 0.5, 1.0])
    got = gradient_penalty(lambda v: v**2, x, x_fake, alpha)
    np.testing.assert_allclose(numbers(got), [1.0, 9.0, 25.0], rtol=1e-5)


def test_gradient_penalty_equals_its_restatement():
    network = small_network()
    arrays = X, NOISE, ALPHA
    got = gradient_penalty(network, *[ops.array(a) for a in arrays])
    expected = reference.gradient_penalty(restated(network), *arrays)
    np.testing.assert_allclose(numbers(got), expected, rtol=1e-4)


def test_each_image_has_one_alpha_for_all_its_pixels():
    # D = Σ v²: the slope is 2‖αx‖, all pixels of an image alike.
    x = ops.ones((2, 4, 4, 1))
    got = gradient_penalty(
        lambda v: ops.sum(v**2, axis=(1, 2, 3)),
        x,
        ops.zeros_like(x),
        ops.array([0.5, 1.0]),
    )
    np.testing.assert_allclose(numbers(got), [9.0, 49.0], rtol=1e-5)


@pytest.mark.parametrize("penalty", [r1, r2])
def test_penalties_of_huge_scores_are_exact(penalty):
    got = numbers(penalty(lambda v: 500.0 * linear(v), ops.array(X)))
    np.testing.assert_allclose(got, [26.0 * 500**2] * 6, rtol=1e-6)


def test_a_flat_discriminator_is_penalised_without_nan():
    # D = wᵀx at w = 0: (0 − 1)² = 1, and its slope in w is 0, not NaN.
    x, alpha = ops.array(X), ops.array(ALPHA)

    def penalty(w):
        return gradient_penalty(lambda v: ops.matmul(v, w), x, x, alpha)

    zero = ops.zeros(3)
    np.testing.assert_allclose(numbers(penalty(zero)), [1.0] * 6)
    assert numbers(input_gradient(penalty, zero)) == pytest.approx([0.0] * 3)


def test_the_penalty_is_differentiated_again():
    # D = wᵀx: (‖w‖ − 1)², gradient 2 (‖w‖ − 1) w/‖w‖, for each of six.
    x, alpha = ops.array(X), ops.array(ALPHA)

    def penalty(w):
        return gradient_penalty(lambda v: ops.matmul(v, w), x, x, alpha)

    got = numbers(input_gradient(penalty, ops.array(SLOPE)))
    norm = np.sqrt(26)
    expected = 6 * 2 * (norm - 1) * SLOPE / norm
    np.testing.assert_allclose(got, expected, rtol=1e-5)


@pytest.mark.parametrize("shape", [(6, 1), (5,), (1,), ()])
def test_another_number_of_alphas_is_refused(shape):
    text = r"`alpha` of `gradient_penalty` must be one number for each example"
    with pytest.raises(ValueError, match=text):
        gradient_penalty(linear, ops.array(X), ops.array(X), ops.zeros(shape))


def test_generated_samples_of_another_shape_are_refused():
    text = r"`x_fake`.*same shape as `x`, \(6, 3\)\. Got shape \(5, 3\)"
    with pytest.raises(ValueError, match=text):
        gradient_penalty(
            linear, ops.array(X), ops.array(X[:5]), ops.array(ALPHA)
        )
