"""Counted work: multiply-adds of a network."""

import math

from keras import layers

from . import _keras


def multiply_adds(network):
    """Count the multiply-adds of one sample's forward pass.

    Dense layers and plain convolutions, transposed or not, are counted, and
    nothing else: it costs little beside them in our networks. Training takes
    about three times as much: forward, and backward for inputs and for
    weights.

    Args:
        network: a built Keras network.

    Returns:
        Integer.

    Example:
    >>> import aegan_lib as ag
    >>> multiply_adds(ag.networks.generator((2,), latent_dim=4, width=8))
    176
    """
    total = 0
    for layer in _keras.all_layers(network):
        if isinstance(layer, layers.Conv2DTranspose):
            places = math.prod(layer.input.shape[1:3])
            total += places * math.prod(layer.kernel.shape)
        elif isinstance(layer, layers.Conv2D):
            places = math.prod(layer.output.shape[1:3])
            total += places * math.prod(layer.kernel.shape)
        elif isinstance(layer, layers.Dense):
            total += math.prod(layer.kernel.shape)
    return total
