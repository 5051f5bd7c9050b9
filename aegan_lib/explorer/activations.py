"""Activations, as layers or as arguments of layers, in plain form."""

import math

import keras
from keras import layers as kinds

from .unsupported import unsupported

ACTIVATIONS = (
    kinds.Activation,
    kinds.ReLU,
    kinds.LeakyReLU,
    kinds.ELU,
    kinds.Softmax,
)
RELU = {"slope": 0.0, "threshold": 0.0, "most": None}
SETTINGS = {  # function of Keras -> what the browser calls it, and how
    "linear": None,
    "relu": {"what": "relu", **RELU},
    "relu6": {"what": "relu", **RELU, "most": 6.0},
    "leaky_relu": {"what": "relu", **RELU, "slope": 0.2},
    "elu": {"what": "elu", "slope": 1.0},
    "gelu": {"what": "gelu", "exact": True},
} | {
    name: {"what": name}
    for name in (
        "selu",
        "sigmoid",
        "hard_sigmoid",
        "tanh",
        "softmax",
        "softplus",
        "softsign",
        "exponential",
        "silu",
        "hard_silu",
        "mish",
    )
}


def activation(given, shape, owner):
    """Return a list of one plain activation, or of none for the identity.

    Args:
        given: a function of Keras, a layer of `ACTIVATIONS`, or `None`.
        shape: shape of its input, without the batch.
        owner: the layer it belongs to, named in errors.

    Raises:
        ValueError: for another function, or softmax over another axis.
    """
    if isinstance(given, kinds.Activation):
        given = given.activation
    settings = _settings(given, shape, owner)
    if settings is None:
        return []
    if settings["what"] == "softmax":
        settings = settings | {"channels": shape[-1]}
    return [{"kind": "activation", "count": math.prod(shape), **settings}]


def _settings(given, shape, owner):
    if given is None:
        return None
    if isinstance(given, kinds.ReLU):
        return {
            "what": "relu",
            "slope": _number(given.negative_slope),
            "threshold": _number(given.threshold),
            "most": _number(given.max_value),
        }
    if isinstance(given, kinds.LeakyReLU):
        return {"what": "relu", **RELU, "slope": _number(given.negative_slope)}
    if isinstance(given, kinds.ELU):
        return {"what": "elu", "slope": _number(given.alpha)}
    if isinstance(given, kinds.Softmax):
        if given.axis not in (-1, len(shape)):
            detail = f" with axis={given.axis}"
            raise unsupported(owner, detail, "Set axis=-1.")
        return SETTINGS["softmax"]
    name = getattr(given, "__name__", "")
    if getattr(keras.activations, name, None) is given and name in SETTINGS:
        return SETTINGS[name]
    detail = f" with activation {name or type(given).__name__!r}"
    raise unsupported(owner, detail, f"Use one of {', '.join(SETTINGS)}.")


def _number(value):
    """A plain number of what Keras may hold as an array of one."""
    return None if value is None else float(value)
