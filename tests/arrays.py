"""From tensors of the backend to NumPy and back, for the unit tests."""

import numpy as np
from keras import ops


def numbers(value):
    """A tensor as NumPy array in double precision."""
    return np.array(ops.convert_to_numpy(value), "float64")


def call(function, *arrays):
    """What a function of tensors makes of arrays, as NumPy array."""
    return numbers(function(*[ops.array(a, "float32") for a in arrays]))


def weights(network):
    """The trainable weights of a network as NumPy arrays."""
    return [numbers(w) for w in network.trainable_variables]
