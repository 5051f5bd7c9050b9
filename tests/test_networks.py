import keras
import numpy as np
import pytest
from arrays import numbers, weights
from keras import layers, ops

from aegan_lib import _keras, assembly, networks
from aegan_lib.averaging import copy_network, in_batches, recalibrate

rng = np.random.default_rng(4)
POINTS = rng.normal(size=(32, 3)).astype("float32")
SHAPES = [(2,), (8, 8, 1), (8, 4, 3)]

# name -> how it is made for samples of a shape
MAKE = {
    "generator": lambda shape, **o: networks.generator(shape, 3, 4, **o),
    "encoder": lambda shape, **o: networks.encoder(shape, 3, 4, **o),
    "discriminator": lambda shape, **o: networks.discriminator(shape, 4, **o),
}
each_network = pytest.mark.parametrize("name", MAKE)
each_shape = pytest.mark.parametrize("shape", SHAPES)


def kinds(network):
    return [type(layer).__name__ for layer in network.layers]


def normalised():
    """Batch statistics outside and inside, behind each other, and dropout."""
    keras.utils.set_random_seed(5)
    inner = keras.Sequential(
        [
            layers.Dense(5),
            layers.Dropout(0.3, seed=6),
            layers.BatchNormalization(momentum=0.9),
        ]
    )
    return keras.Sequential(
        [
            keras.Input((3,)),
            layers.Dense(4),
            layers.BatchNormalization(momentum=0.8),
            layers.ReLU(),
            inner,
            layers.Dense(2),
        ]
    )


def draw(n, seed):
    return keras.random.normal((n, 3), seed=seed)


# ---- networks
@each_shape
def test_networks_have_the_shapes_they_promise(shape):
    z, x = ops.array(POINTS[:2]), ops.zeros((2, *shape))
    assert MAKE["generator"](shape)(z).shape == (2, *shape)
    assert MAKE["encoder"](shape)(x).shape == (2, 3)
    assert MAKE["discriminator"](shape)(x).shape == (2, 1)


@each_network
@each_shape
def test_equal_seeds_make_equal_weights_whatever_was_drawn_before(name, shape):
    first = MAKE[name](shape, seed=7)
    keras.utils.set_random_seed(0)
    again, other = MAKE[name](shape, seed=7), MAKE[name](shape, seed=8)
    for a, b in zip(weights(first), weights(again), strict=True):
        np.testing.assert_array_equal(a, b)
    assert np.abs(weights(first)[0] - weights(other)[0]).max() > 0.01


@each_network
def test_no_two_layers_start_alike(name):
    network = MAKE[name]((4,), seed=7)  # all kernels but one are 4 × 4
    kernels = [w for w in weights(network) if w.shape == (4, 4)]
    assert len(kernels) >= 2
    assert np.abs(kernels[0] - kernels[1]).max() > 0.01


@each_network
@each_shape
def test_width_is_the_number_of_units_or_channels(name, shape):
    network = MAKE[name](shape)
    widths = [w.shape[-1] for w in weights(network) if w.ndim == 1]
    if len(shape) == 1:
        assert widths[:-1] == [4, 4, 4]
    elif name == "generator":  # a quarter of the sides, 2 · 4 channels; 4
        assert widths[:-1] == [shape[0] // 4 * (shape[1] // 4) * 8, 4]
    else:
        assert widths[:-1] == [4, 8, 8]


@each_network
@each_shape
def test_nobody_has_batch_statistics_or_dropout_unless_asked_for(name, shape):
    assert not {"BatchNormalization", "Dropout"} & set(kinds(MAKE[name](shape)))


@each_shape
def test_batch_norm_stands_behind_each_hidden_layer(shape):
    network = MAKE["generator"](shape, batch_norm=True)
    hidden = 3 if len(shape) == 1 else 2
    assert kinds(network).count("BatchNormalization") == hidden
    assert kinds(network)[-1] in ("Dense", "Conv2DTranspose")


@pytest.mark.parametrize("name", ["encoder", "discriminator"])
@each_shape
def test_dropout_stands_behind_each_hidden_layer(name, shape):
    network = MAKE[name](shape, dropout=0.25, seed=1)
    drops = [k for k in network.layers if isinstance(k, layers.Dropout)]
    assert [drop.rate for drop in drops] == [0.25] * 3
    seeds = [int(numbers(drop.seed_generator.state)[0]) for drop in drops]
    assert len(set(seeds)) == len(seeds)


def test_generated_images_keep_to_the_range_and_points_do_not():
    z = ops.array(1000 * POINTS)
    images = numbers(MAKE["generator"]((8, 8, 1))(z))
    assert 0.9 < np.abs(images).max() <= 1.0
    assert np.abs(numbers(MAKE["generator"]((2,))(z))).max() > 10


@each_network
def test_networks_can_be_rebuilt_from_their_configuration(name):
    network = MAKE[name]((8, 8, 1), seed=2)
    again = copy_network(network)
    assert again.name == name == network.name
    for a, b in zip(weights(network), weights(again), strict=True):
        np.testing.assert_array_equal(a, b)


# ---- assembly
def test_default_coders_fit_together():
    made = assembly.coders("AE", (8, 8, 1), 3, 4, 1, None, None, parts=2)
    assert made.shape == (8, 8, 1) and made.latent_dim == 3
    codes = made.encoder(ops.zeros((2, 8, 8, 1)))
    assert codes.shape == (2, 6)  # 2 parts
    assert made.decoder(codes[:, :3]).shape == (2, 8, 8, 1)


def test_encoder_and_decoder_start_from_different_seeds():
    first = []
    for seed in (1, 2):
        made = assembly.coders("AE", (4,), 4, 4, seed, None, None)
        first += [weights(net)[0] for net in (made.encoder, made.decoder)]
    for i in range(4):
        for j in range(i):
            assert np.abs(first[i] - first[j]).max() > 0.01


def test_own_networks_say_shape_and_latent_size_themselves():
    decoder = MAKE["generator"]((2,))
    encoder = MAKE["encoder"]((2,))
    made = assembly.coders("AE", None, 99, None, 0, encoder, decoder)
    assert made == ((2,), 3, encoder, decoder)


def test_a_default_encoder_is_made_for_an_own_decoder():
    decoder = MAKE["generator"]((2,))
    made = assembly.coders("AE", (2,), 99, 4, 0, None, decoder)
    assert made.decoder is decoder
    assert made.encoder(ops.zeros((1, 2))).shape == (1, 3)


# ---- copies and averages
def test_a_copy_has_the_same_weights_in_variables_of_its_own():
    network = normalised()
    network(ops.array(POINTS), training=True)  # statistics that are not 0, 1
    copy = copy_network(network)
    before = network.get_weights()
    for a, b in zip(before, copy.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    copy.set_weights([0 * w for w in before])
    for a, b in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("batch_size", [1, 5, 31, 32, 33])
def test_results_do_not_depend_on_the_batch_size(batch_size):
    network = normalised()
    whole = numbers(network(POINTS, training=False))
    got = in_batches(network, POINTS, batch_size)
    assert got.dtype == "float32"
    np.testing.assert_allclose(got, whole, rtol=1e-5, atol=1e-6)


def test_results_are_float32_under_mixed_precision():
    keras.config.set_dtype_policy("mixed_bfloat16")
    network = MAKE["generator"]((2,))
    assert keras.backend.standardize_dtype(network(POINTS).dtype) == "bfloat16"
    assert in_batches(network, POINTS).dtype == "float32"


def statistics(norm):
    return numbers(norm.moving_mean), numbers(norm.moving_variance)


def batch_statistics(network, seed, num_batches, batch_size):
    """Mean over batches of what each normalisation saw in a batch."""
    network = copy_network(network)
    norms = _keras.batch_norms(network)
    for norm in norms:
        norm.momentum = 0.0  # keep the last batch alone
    for state in _keras.seed_states(network):
        state.assign(np.zeros(state.shape, state.dtype))
    noise = keras.random.SeedGenerator(seed)
    seen = []
    for _ in range(num_batches):
        network(draw(batch_size, noise), training=True)
        seen.append([statistics(norm) for norm in norms])
    return [np.mean([batch[i] for batch in seen], axis=0) for i in (0, 1)]


def test_recalibration_is_the_plain_mean_of_batch_statistics():
    network = normalised()
    expected = batch_statistics(network, 3, num_batches=7, batch_size=16)
    recalibrate(network, draw, 3, num_batches=7, batch_size=16)
    norms = _keras.batch_norms(network)
    assert len(norms) == 2  # the nested one too
    for norm, wanted in zip(norms, expected, strict=True):
        got = np.array(statistics(norm))
        np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-6)


def test_recalibrated_statistics_are_those_of_the_layer_before():
    # The first normalisation sees z W + b; nothing random lies before it.
    network = normalised()
    recalibrate(network, draw, 3, num_batches=7, batch_size=16)
    noise = keras.random.SeedGenerator(3)
    kernel, bias = weights(network)[:2]
    inputs = [numbers(draw(16, noise)) @ kernel + bias for _ in range(7)]
    mean = np.mean([h.mean(axis=0) for h in inputs], axis=0)
    variance = np.mean([h.var(axis=0) for h in inputs], axis=0)
    got = np.array(statistics(_keras.batch_norms(network)[0]))
    np.testing.assert_allclose(got, [mean, variance], rtol=1e-4, atol=1e-6)


def test_recalibration_is_a_function_of_weights_and_seed():
    network = normalised()
    made = []
    for seed in (3, 3, 4):
        recalibrate(network, draw, seed, num_batches=3, batch_size=16)
        made.append(numbers(_keras.batch_norms(network)[1].moving_variance))
    np.testing.assert_array_equal(made[0], made[1])
    assert not np.array_equal(made[0], made[2])


@pytest.mark.parametrize("trainable", [True, False])
def test_recalibration_changes_batch_statistics_and_nothing_else(trainable):
    network = normalised()
    network(ops.array(POINTS), training=True)  # moves the state of dropout
    network.trainable = trainable
    norms = _keras.batch_norms(network)
    theirs = {id(v) for n in norms for v in (n.moving_mean, n.moving_variance)}
    rest = [v for v in network.variables if id(v) not in theirs]
    rest += _keras.seed_states(network)
    before = [numbers(v) for v in rest]
    recalibrate(network, draw, 3, num_batches=2, batch_size=16)
    for variable, value in zip(rest, before, strict=True):
        np.testing.assert_array_equal(numbers(variable), value)
    assert [norm.momentum for norm in norms] == [0.8, 0.9]
    assert network.trainable == trainable
    assert all(norm.trainable == trainable for norm in norms)


def test_recalibration_reaches_the_frozen_layers_of_a_copy():
    # A copy of a frozen network counts as trainable, its layers do not.
    network = normalised()
    network.trainable = False
    copy = copy_network(network)
    recalibrate(copy, draw, 3, num_batches=2, batch_size=16)
    recalibrate(network, draw, 3, num_batches=2, batch_size=16)
    for a, b in zip(copy.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    mean, _ = statistics(_keras.batch_norms(copy)[1])
    assert np.abs(mean).max() > 0.01


def test_recalibration_leaves_networks_without_statistics_alone():
    network = MAKE["discriminator"]((3,), dropout=0.5)
    before = [numbers(v) for v in network.non_trainable_variables]

    def never(n, seed):
        raise AssertionError("drew latents for nothing")

    recalibrate(network, never, seed=1)
    after = [numbers(v) for v in network.non_trainable_variables]
    for a, b in zip(before, after, strict=True):
        np.testing.assert_array_equal(a, b)
