"""From a Keras network to layers that the browser runs, weights in float16."""

import keras
import numpy as np

from .. import _keras
from .._checks import refusal
from .plain import to_plain

LARGEST = float(np.finfo("float16").max)  # 65 504


def export(network, chunks, take=None):
    r"""Return `network` as a list of plain layers; weights go to `chunks`.

    Batch normalisation is folded into the layer before it, where that is
    linear: its output is

    $$\gamma \frac{W x + b - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta .$$

    Args:
        network: a Keras network, a chain of supported layers.
        chunks: list; arrays of float16 are appended to it.
        take: how many of the output's numbers are kept; the means, of an
            encoder that gives means and log-variances.

    Returns:
        Dict of `input` and `output`, shapes without the batch, and `layers`,
        dicts that `js/network.js` reads. Weights stand there as `[offset,
        count]`, counted in float16 from the start of all `chunks`.

    Raises:
        ValueError: for a layer, an option or a shape that is not supported,
            and for weights beyond ±65 504.

    Example:
    >>> import aegan_lib as ag
    >>> chunks = []
    >>> spec = export(ag.networks.generator((2,), 2, width=4), chunks)
    >>> [layer["kind"] for layer in spec["layers"]][:3]
    ['dense', 'activation', 'dense']
    >>> sum(chunk.size for chunk in chunks)
    62
    """
    plain = []
    shape = start = _input_shape(network)
    for layer in _chain(network):
        made = layer.compute_output_spec(keras.KerasTensor((1, *shape)))
        following = tuple(made.shape[1:])
        to_plain(plain, layer, shape, following)
        shape = following
    if take is not None:
        plain.append({"kind": "take", "count": take})
        shape = (take,)
    stored = [_stored(layer, chunks, network.name) for layer in plain]
    return {"input": list(start), "output": list(shape), "layers": stored}


def _chain(network):
    try:
        return _keras.chain(network)
    except ValueError as why:
        wanted = "a chain of layers, each fed by the one before"
        raise refusal("network", "Explorer", wanted, str(why)) from why


def _input_shape(network):
    shape = getattr(network, "input_shape", None)
    if not isinstance(shape, tuple) or None in shape[1:]:
        raise refusal(
            "network",
            "Explorer",
            "a network whose input has one known shape",
            f"{getattr(network, 'name', network)!r} with input {shape}",
            "Begin it with keras.Input(shape).",
        )
    return shape[1:]


def _stored(layer, chunks, name):
    """`layer` with offsets in the place of arrays."""
    stored = {}
    for key, value in layer.items():
        if isinstance(value, np.ndarray):
            if not np.max(np.abs(value), initial=0.0) <= LARGEST:
                raise refusal(
                    "network",
                    "Explorer",
                    f"one with finite weights within ±{LARGEST:g} (float16)",
                    f"{name!r} with a larger one in a layer {layer['kind']}",
                )
            offset = sum(chunk.size for chunk in chunks)
            chunks.append(value.astype("<f2").ravel())
            value = [offset, value.size]
        stored[key] = value
    return stored
