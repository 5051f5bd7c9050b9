"""Keras layers as plain ones: numbers, lists and arrays, no Keras left."""

import math

import keras
import numpy as np
from keras import layers as kinds

from ..latent import Gaussian
from .activations import ACTIVATIONS, activation
from .unsupported import need, unsupported

IDLE = (  # what does nothing when a trained network is run
    kinds.InputLayer,
    kinds.Dropout,
    kinds.SpatialDropout2D,
    kinds.GaussianNoise,
    kinds.GaussianDropout,
    kinds.ActivityRegularization,
    kinds.Reshape,  # data are flat, channels last
    kinds.Flatten,
)


def to_plain(plain, layer, shape, following):
    """Append what `layer` is in the browser to the list `plain`.

    Args:
        plain: the plain layers before it.
        layer: a Keras layer.
        shape: shape of its input, without the batch.
        following: shape of its output.

    Raises:
        ValueError: if it is not supported.
    """
    if isinstance(layer, IDLE):
        return
    if isinstance(layer, kinds.BatchNormalization):
        _normalise(plain, layer, shape)
    elif isinstance(layer, ACTIVATIONS):
        plain += activation(layer, shape, layer)
    else:
        # A subclass may compute something else, so the kind has to be exact.
        make = MAKERS.get(type(layer))
        if make is None:
            raise unsupported(layer)
        plain.append(make(layer, shape, following))
        after = getattr(layer, "activation", None)
        plain += activation(after, following, layer)


# ---- layers with weights
def _weights(layer):
    bias = layer.bias if layer.use_bias else None
    kernel = keras.ops.convert_to_numpy(layer.kernel)
    return kernel, None if bias is None else keras.ops.convert_to_numpy(bias)


def _dense(layer, shape, following):
    kernel, bias = _weights(layer)
    return {
        "kind": "dense",
        "rows": math.prod(shape[:-1]),
        "inner": kernel.shape[0],
        "units": kernel.shape[1],
        "kernel": kernel.T,
        "bias": bias,
    }


def _gaussian(layer, shape, following):
    mean, factor = map(keras.ops.convert_to_numpy, (layer.mean, layer.factor))
    size = {"rows": 1, "inner": len(mean), "units": len(mean)}
    return {"kind": "dense", **size, "kernel": factor, "bias": mean}


def _window(layer, size, shape, following, dilation=(1, 1)):
    """Sizes, strides and the zeros above and left, as Keras pads."""
    pad = [0, 0]
    if layer.padding == "same":
        for i, (k, s, d) in enumerate(
            zip(size, layer.strides, dilation, strict=True)
        ):
            reach = (following[i] - 1) * s + (k - 1) * d + 1
            pad[i] = max(reach - shape[i], 0) // 2
    return {
        "input": list(shape),
        "output": list(following),
        "size": list(size),
        "strides": list(layer.strides),
        "pad": pad,
    }


def _conv(layer, shape, following):
    need(layer, groups=1, data_format="channels_last")
    kernel, bias = _weights(layer)
    window = _window(
        layer, layer.kernel_size, shape, following, layer.dilation_rate
    )
    return {
        "kind": "conv",
        **window,
        "dilation": list(layer.dilation_rate),
        "kernel": kernel.reshape(-1, layer.filters).T,
        "bias": bias,
    }


def _transposed(layer, shape, following):
    need(
        layer,
        dilation_rate=1,
        output_padding=None,
        groups=1,
        data_format="channels_last",
    )
    kernel, bias = _weights(layer)
    window = _window(layer, layer.kernel_size, shape, following)
    cut = [0, 0]
    if layer.padding == "same":  # what is cut off above and left
        pairs = zip(layer.kernel_size, layer.strides, strict=True)
        cut = [max(k - s, 0) // 2 for k, s in pairs]
    kernel = kernel.reshape(-1, kernel.shape[-1])
    window |= {"pad": cut, "kernel": kernel, "bias": bias}
    return {"kind": "transposed", **window}


def _normalise(plain, layer, shape):
    """Fold a batch normalisation into the linear layer before it."""
    if layer.axis not in (-1, len(shape)):
        raise unsupported(layer, f"axis={layer.axis}", "Set axis=-1.")
    names = ("gamma", "beta", "moving_mean", "moving_variance")
    found = [getattr(layer, name) for name in names]
    gamma, beta, mean, variance = (
        None if v is None else keras.ops.convert_to_numpy(v) for v in found
    )
    scale = (1.0 if gamma is None else gamma) / np.sqrt(
        variance + layer.epsilon
    )
    shift = (0.0 if beta is None else beta) - mean * scale
    last = plain[-1] if plain else {}
    channels = len(last.get("kernel", ()))
    if last.get("kind") == "transposed":
        channels = last["output"][-1]
    if not channels or channels % len(scale):
        plain.append(_scale(shape, scale, shift))
        return
    # Channel j of the linear layer is channel j % len(scale), also behind a
    # Reshape, since channels come last.
    times = len(last["kernel"]) // len(scale)
    last["kernel"] = last["kernel"] * np.tile(scale, times)[:, None]
    bias = 0.0 if last["bias"] is None else last["bias"]
    times = channels // len(scale)
    last["bias"] = bias * np.tile(scale, times) + np.tile(shift, times)


# ---- layers without weights
def _pool(what):
    def make(layer, shape, following):
        need(layer, data_format="channels_last")
        window = _window(layer, layer.pool_size, shape, following)
        return {"kind": "pool", "what": what, **window}

    return make


def _global_pool(what):
    def make(layer, shape, following):
        need(layer, data_format="channels_last")
        return {
            "kind": "pool",
            "what": what,
            "input": list(shape),
            "output": [1, 1, shape[-1]],
            "size": list(shape[:2]),
            "strides": [1, 1],
            "pad": [0, 0],
        }

    return make


def _resize(layer, shape, following):
    need(layer, data_format="channels_last")
    if layer.interpolation not in ("nearest", "bilinear"):
        way = layer.interpolation
        remedy = "Set interpolation='nearest' or 'bilinear'."
        raise unsupported(layer, f"interpolation={way!r}", remedy)
    return {
        "kind": "resize",
        "input": list(shape),
        "size": list(layer.size),
        "smooth": layer.interpolation == "bilinear",
    }


def _around(amounts, sign):
    def make(layer, shape, following):
        need(layer, data_format="channels_last")
        (top, _), (left, _) = getattr(layer, amounts)
        return {
            "kind": "pad",
            "input": list(shape),
            "output": list(following),
            "pad": [sign * top, sign * left],
        }

    return make


def _rescale(layer, shape, following):
    scale, shift = (
        np.broadcast_to(np.asarray(v, "float32"), shape[-1:])
        for v in (layer.scale, layer.offset)
    )
    return _scale(shape, scale, shift)


def _scale(shape, scale, shift):
    size = {"count": math.prod(shape)}
    return {"kind": "scale", **size, "scale": scale, "shift": shift}


MAKERS = {
    Gaussian: _gaussian,
    kinds.Dense: _dense,
    kinds.Conv2D: _conv,
    kinds.Conv2DTranspose: _transposed,
    kinds.MaxPooling2D: _pool("max"),
    kinds.AveragePooling2D: _pool("average"),
    kinds.GlobalMaxPooling2D: _global_pool("max"),
    kinds.GlobalAveragePooling2D: _global_pool("average"),
    kinds.UpSampling2D: _resize,
    kinds.ZeroPadding2D: _around("padding", 1),
    kinds.Cropping2D: _around("cropping", -1),
    kinds.Rescaling: _rescale,
}
