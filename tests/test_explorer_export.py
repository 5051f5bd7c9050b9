import keras
import numpy as np
import pytest
from keras import layers as kinds

from aegan_lib import networks
from aegan_lib.explorer.export import export
from aegan_lib.explorer.parts import entry
from aegan_lib.latent import Gaussian


def chain(*layers, shape=(4, 4, 2), name="net"):
    return keras.Sequential([keras.Input(shape), *layers], name=name)


def exported(network, **options):
    chunks = []
    spec = export(network, chunks, **options)
    return spec, np.concatenate([np.zeros(0, "<f2"), *chunks])


def test_weights_are_stored_in_half_precision_row_by_row():
    dense = kinds.Dense(2, kernel_initializer="ones", bias_initializer="ones")
    network = chain(dense, shape=(3,))
    dense.kernel.assign([[1.0, 2.0], [3.0, 4.0], [5.0, 0.1]])
    spec, numbers = exported(network)
    (layer,) = spec["layers"]
    assert spec["input"] == [3] and spec["output"] == [2]
    assert (layer["kernel"], layer["bias"]) == ([0, 6], [6, 2])
    # One row an output; 0.1 is 0x2e66 in IEEE 754 binary16, 0.09998.
    wanted = [1, 3, 5, 2, 4, 0.0999755859375, 1, 1]
    np.testing.assert_array_equal(numbers, wanted)
    assert numbers.tobytes()[10:12] == b"\x66\x2e"


def test_two_networks_share_one_store():
    chunks = []
    first = export(chain(kinds.Dense(2), shape=(3,)), chunks)
    second = export(chain(kinds.Dense(2), shape=(3,)), chunks)
    assert first["layers"][0]["kernel"] == [0, 6]
    assert second["layers"][0]["kernel"] == [8, 6]


def test_a_normalisation_is_folded_into_the_layer_before():
    dense = kinds.Dense(1)
    norm = kinds.BatchNormalization(epsilon=0.0)
    network = chain(dense, norm, shape=(1,))
    dense.kernel.assign([[2.0]])
    dense.bias.assign([3.0])
    values = (8.0, 5.0, 7.0, 4.0)  # gamma, beta, mean, variance
    for weight, value in zip(norm.weights, values, strict=True):
        weight.assign([value])
    spec, numbers = exported(network)
    # 8 (2 x + 3 − 7) / √4 + 5 = 8 x − 11
    assert [layer["kind"] for layer in spec["layers"]] == ["dense"]
    np.testing.assert_array_equal(numbers, [8, -11])


def test_a_normalisation_behind_an_activation_stays_by_itself():
    network = chain(kinds.ReLU(), kinds.BatchNormalization())
    spec, _ = exported(network)
    assert [layer["kind"] for layer in spec["layers"]] == [
        "activation",
        "scale",
    ]


def test_layers_that_do_nothing_after_training_are_left_out():
    idle = (kinds.Dropout(0.5), kinds.GaussianNoise(1.0), kinds.Flatten())
    spec, numbers = exported(chain(*idle))
    assert spec["layers"] == [] and numbers.size == 0
    assert spec["output"] == [32]


def test_nested_and_functional_networks_become_one_chain():
    inner = networks.generator((4, 4, 1), 3, width=2)
    z = keras.Input((3,))
    whole = keras.Model(z, inner(Gaussian(3)(z)))
    kinds_of = [layer["kind"] for layer in exported(whole)[0]["layers"]]
    alone = [layer["kind"] for layer in exported(inner)[0]["layers"]]
    assert kinds_of == ["dense", *alone]


@pytest.mark.parametrize(
    "size, strides, cut, side",
    [(4, 2, 1, 8), (3, 2, 0, 8), (5, 2, 1, 8), (1, 2, 0, 8), (5, 1, 2, 4)],
)
def test_transposed_convolutions_cut_what_keras_cuts(size, strides, cut, side):
    # Hand values: (size − strides) // 2 rows are cut above.
    layer = kinds.Conv2DTranspose(1, size, strides, padding="same")
    (plain,) = exported(chain(layer))[0]["layers"]
    assert plain["pad"] == [cut, cut] and plain["output"] == [side, side, 1]


UNSUPPORTED = [
    (kinds.LayerNormalization(), "LayerNormalization named .*Build the netw"),
    (kinds.PReLU(), "PReLU named .* Build the network from Dense, Conv2D"),
    (kinds.DepthwiseConv2D(3), "DepthwiseConv2D named"),
    (
        kinds.Conv2D(2, 3, groups=2),
        r"Conv2D named .* with groups=2 instead\. Set groups=1",
    ),
    (
        kinds.Conv2DTranspose(2, 3, strides=2, output_padding=1),
        r"output_padding=\(1, 1\) instead\. Set output_padding=None",
    ),
    (
        kinds.Conv2DTranspose(2, 3, dilation_rate=2),
        r"dilation_rate=\(2, 2\) instead\. Set dilation_rate=1",
    ),
    (
        kinds.UpSampling2D(2, interpolation="bicubic"),
        "interpolation='bicubic' instead. Set interpolation='nearest' or",
    ),
    (
        kinds.MaxPooling2D(2, data_format="channels_first"),
        "data_format='channels_first' instead. Set data_format='channels_last'",
    ),
    (kinds.BatchNormalization(axis=1), r"axis=1 instead\. Set axis=-1"),
    (kinds.Softmax(axis=1), r"axis=1 instead\. Set axis=-1"),
    (
        kinds.Dense(2, activation="hard_tanh"),
        "Dense named .* activation 'hard_tanh' instead. Use one of linear",
    ),
    (
        kinds.Activation(lambda x: x),
        "Activation named .* with activation '<lambda>'",
    ),
]


@pytest.mark.parametrize("layer, message", UNSUPPORTED)
def test_what_the_browser_cannot_run_is_refused(layer, message):
    with pytest.raises(
        ValueError, match=f"`Explorer` must be made of.*{message}"
    ):
        exported(chain(layer))


def test_a_subclassed_layer_is_not_taken_for_its_parent():
    class Twice(kinds.Dense):
        def call(self, x):
            return 2 * super().call(x)

    with pytest.raises(ValueError, match="Twice named 'twice'"):
        exported(chain(Twice(2, name="twice")))


def test_branches_and_subclassed_networks_are_refused():
    x = keras.Input((4,))
    sum_of_two = keras.Model(x, kinds.Dense(4)(x) + x, name="residual")
    with pytest.raises(
        ValueError, match="a chain of layers.*'add.*' has 2 inp"
    ):
        exported(sum_of_two)

    class Own(keras.Model):
        input_shape = (None, 4)

        def call(self, x):
            return x

    with pytest.raises(ValueError, match="Own is no Sequential or functional"):
        exported(Own())


def test_a_network_without_known_input_is_refused():
    with pytest.raises(ValueError, match=r"Begin it with keras\.Input\(shape"):
        exported(keras.Sequential([kinds.Dense(2)]))
    wide = keras.Sequential([keras.Input((None, 4, 1)), kinds.Conv2D(1, 1)])
    with pytest.raises(ValueError, match=r"one known shape.*None, None, 4"):
        exported(wide)


@pytest.mark.parametrize("value", [1e5, np.nan, np.inf])
def test_weights_that_half_precision_lacks_are_refused(value):
    dense = kinds.Dense(1, name="loud")
    network = chain(dense, shape=(1,))
    dense.kernel.assign([[value]])
    with pytest.raises(ValueError, match=r"within ±65504.*'net'.*dense"):
        exported(network)


def test_a_decoder_of_images_is_refused():
    with pytest.raises(ValueError, match=r"from vectors.*shape \(4, 4, 2\)"):
        entry(chain(kinds.ReLU()), [])


def test_what_is_no_network_is_refused():
    with pytest.raises(TypeError, match="`decoder` of `Explorer`.*Got str"):
        entry("gan", [])


def test_a_network_of_the_book_stays_below_200_kb():
    from aegan_lib.shipped import GENERATORS, generator

    for name in GENERATORS:
        assert 2 * exported(generator(name))[1].size < 200_000
