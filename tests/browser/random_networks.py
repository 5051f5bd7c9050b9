"""Random chains of the layers that the explorer runs, and their rounding."""

import keras
import numpy as np
from keras import layers as kinds

from aegan_lib import _keras
from aegan_lib.averaging import copy_network
from aegan_lib.latent import Gaussian

ACTIVATIONS = (
    "linear relu leaky_relu relu6 elu selu sigmoid hard_sigmoid tanh softplus "
    "softsign exponential silu hard_silu mish gelu"
).split()
IDLE = (kinds.Reshape, kinds.Flatten, kinds.Dropout, kinds.GaussianNoise)
LINEAR = (kinds.Dense, kinds.Conv2D, kinds.Conv2DTranspose)


def random_network(seed):
    """A network from points or images, with random weights, by its number."""
    rng = np.random.default_rng(seed)
    if seed % 2:
        side, channels = rng.integers(2, 5), rng.integers(1, 5)
        count = int(side * side * channels)
        chain = [keras.Input((int(rng.integers(1, 9)),))]
        chain += [Gaussian(chain[0].shape[-1])] if rng.random() < 0.3 else []
        chain.append(kinds.Dense(count, activation=_activation(rng)))
        chain.append(kinds.Reshape((side, side, channels)))
    else:
        sides = rng.integers(5, 10, 2)
        chain = [keras.Input((*map(int, sides), int(rng.integers(1, 4))))]
    for _ in range(rng.integers(2, 5)):
        chain += _image_layers(rng)
    if rng.random() < 0.5:
        end = (kinds.Flatten, kinds.GlobalAveragePooling2D)
        end += (kinds.GlobalMaxPooling2D,)
        chain.append(end[rng.integers(3)]())
        chain += [kinds.BatchNormalization()] if rng.random() < 0.4 else []
        chain.append(kinds.Dense(int(rng.integers(2, 7))))
        chain += [kinds.Softmax()] if rng.random() < 0.4 else []
    network = keras.Sequential(chain, name=f"random_{seed}")
    _fill(network, rng)
    return network


def _activation(rng):
    return ACTIVATIONS[rng.integers(len(ACTIVATIONS))]


def _image_layers(rng):
    """One or two layers from images to images."""
    size, strides = rng.integers(1, 5, 2), int(rng.integers(1, 4))
    window = {"padding": ("same", "valid")[int(rng.random() < 0.3)]}
    filters = int(rng.integers(1, 6))
    options = {
        "activation": _activation(rng),
        "use_bias": bool(rng.random() < 0.8),
    }
    size = tuple(map(int, size))
    same = {"padding": "same"}  # images must not vanish
    made = [
        lambda: kinds.Conv2D(filters, size, strides, **same, **options),
        lambda: kinds.Conv2D(filters, size, dilation_rate=2, **same, **options),
        lambda: kinds.Conv2DTranspose(
            filters, size, strides, **window, **options
        ),
        lambda: kinds.Conv2D(filters, 1, **window, **options),
        lambda: kinds.UpSampling2D(
            size[:2], interpolation=("nearest", "bilinear")[strides % 2]
        ),
        lambda: kinds.MaxPooling2D(size, strides, **same),
        lambda: kinds.AveragePooling2D(size, strides, **same),
        lambda: kinds.ZeroPadding2D(((0, 1), (2, 1))),
        lambda: kinds.Dense(filters, **options),  # each pixel by itself
        lambda: kinds.Rescaling(0.7, offset=-0.2),
    ]
    chain = [made[rng.integers(len(made))]()]
    if rng.random() < 0.4:
        chain.append(kinds.BatchNormalization())
    after = (
        kinds.LeakyReLU(0.3),
        kinds.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.2),
        kinds.ELU(0.7),
        kinds.Dropout(0.5),
        kinds.GaussianNoise(0.1),
        kinds.Activation("silu"),
    )
    if rng.random() < 0.4:
        chain.append(after[rng.integers(len(after))])
    return chain


def _fill(network, rng):
    """Random weights under which numbers stay near 1."""
    for weight in network.weights:
        if not len(weight.shape) or "seed" in weight.path:
            continue
        values = rng.normal(size=weight.shape)
        if weight.name in ("gamma", "moving_variance"):
            values = rng.uniform(0.5, 1.5, weight.shape)
        elif len(weight.shape) > 1:
            values = values / np.sqrt(np.prod(weight.shape[:-1]))
        else:
            values = 0.3 * values
        weight.assign(values)


def with_exported_weights(network, spec, numbers):
    """A copy of `network` that holds the float16 numbers of its export.

    Folded normalisations become the identity; what they did is in the
    weights before them.
    """
    copy = copy_network(network)
    stored = [x for x in spec["layers"] if {"kernel", "scale"} & x.keys()]
    stored = iter(stored)
    folding = 0  # channels of a linear layer that the next one may join
    brought = 0.0  # bias that a normalisation gave to a layer without one
    for layer in _keras.chain(copy):
        if isinstance(layer, kinds.BatchNormalization):
            channels = layer.gamma.shape[0]
            values = [1.0, np.resize(brought, channels)]
            if not folding or folding % channels:
                plain = next(stored)
                values = [_read(numbers, plain[k]) for k in ("scale", "shift")]
                folding = 0
            _become(layer, *values)
        elif isinstance(layer, kinds.Rescaling):
            plain = next(stored)
            layer.scale = _read(numbers, plain["scale"])
            layer.offset = _read(numbers, plain["shift"])
            folding = 0
        elif isinstance(layer, (*LINEAR, Gaussian)):
            folding, brought = _set(layer, next(stored), numbers)
        elif not isinstance(layer, IDLE):
            folding = 0
    assert next(stored, None) is None
    return copy


def _read(numbers, place):
    offset, count = place
    return numbers[offset : offset + count].astype("float32")


def _become(norm, scale, shift):
    shape = norm.gamma.shape
    norm.gamma.assign(np.broadcast_to(scale, shape))
    norm.beta.assign(np.broadcast_to(shift, shape))
    norm.moving_mean.assign(np.zeros(shape))
    norm.moving_variance.assign(np.full(shape, 1 - norm.epsilon))


def _set(layer, plain, numbers):
    """Put stored weights back in the form of Keras.

    Returns the channels that a normalisation may join, and a bias that the
    layer cannot hold.
    """
    kernel = _read(numbers, plain["kernel"])
    bias = plain["bias"] and _read(numbers, plain["bias"])
    if isinstance(layer, Gaussian):
        layer.factor.assign(kernel.reshape(layer.factor.shape))
        layer.mean.assign(bias)
        return 0, 0.0
    shape = layer.kernel.shape
    if isinstance(layer, kinds.Conv2DTranspose):
        layer.kernel.assign(kernel.reshape(shape))
        channels = shape[-2]
    else:  # one row an output
        layer.kernel.assign(kernel.reshape(shape[-1], -1).T.reshape(shape))
        channels = shape[-1]
    linear = layer.activation is keras.activations.linear
    if layer.use_bias:
        layer.bias.assign(bias)
        bias = None
    return channels if linear else 0, 0.0 if bias is None else bias
