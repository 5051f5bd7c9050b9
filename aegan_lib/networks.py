"""Networks: encoder, generator (= decoder), discriminator.

Dense for points `(d,)`, convolutional for images `(height, width, channels)`.
Every initial weight and every dropout is fixed by `seed`, on each backend.
None has batch normalisation unless asked for.
"""

import keras
from keras import layers

from ._checks import check_integer, check_number, check_shape

POINT_WIDTH, IMAGE_WIDTH = 64, 32  # units, or channels at half the size
POINT_DEPTH = 3  # hidden layers; with 2, a ring of modes keeps bridges


class _Seeds:
    """Hands out initialisers, each with a seed of its own."""

    def __init__(self, seed):
        self.next = 1000 * check_integer(seed, "seed", "network", 0)

    def __call__(self):
        self.next += 1
        return self.next

    def kernel(self, kind="HeNormal"):
        return getattr(keras.initializers, kind)(seed=self())


def _width(width, shape, owner):
    if width is None:
        return POINT_WIDTH if len(shape) == 1 else IMAGE_WIDTH
    return check_integer(width, "width", owner)


def generator(
    shape, latent_dim, width=None, seed=0, name="generator", batch_norm=False
):
    """Return a network from latents to samples; a decoder is the same.

    Points: three hidden layers, ReLU, linear output. Images: a dense layer to
    a quarter of the size, two transposed convolutions of stride 2, leaky
    ReLU, and tanh, so that pixels lie in [−1, 1].

    Args:
        shape: `(d,)` or `(height, width, channels)`, sides divisible by 4.
        latent_dim: integer ≥ 1.
        width: units (64) or channels (32) of the hidden layers.
        seed: integer ≥ 0.
        name: name of the network.
        batch_norm: normalise batches after each hidden layer.

    Returns:
        A `keras.Sequential` from `(batch, latent_dim)` to `(batch, *shape)`.

    Raises:
        ValueError: for a shape that the strides cannot reach, or a bad count.

    Example:
    >>> generator((28, 28, 1), latent_dim=16).output_shape
    (None, 28, 28, 1)

    References:
        Radford et al., 2016, arXiv:1511.06434.
    """
    shape = check_shape(shape, name)
    latent_dim = check_integer(latent_dim, "latent_dim", name)
    width, seeds = _width(width, shape, name), _Seeds(seed)
    net = [keras.Input((latent_dim,))]

    def hidden(layer, reshape=None):
        net.append(layer)
        if reshape:
            net.append(layers.Reshape(reshape))
        if batch_norm:
            net.append(layers.BatchNormalization())
        # Slope 0 would let the units of a convolution die at high rates.
        net.append(layers.ReLU() if len(shape) == 1 else layers.LeakyReLU(0.2))

    if len(shape) == 1:
        for _ in range(POINT_DEPTH):
            hidden(layers.Dense(width, kernel_initializer=seeds.kernel()))
        last = seeds.kernel("GlorotUniform")
        net.append(layers.Dense(shape[0], kernel_initializer=last))
        return keras.Sequential(net, name=name)
    small = (shape[0] // 4, shape[1] // 4, 2 * width)
    count = small[0] * small[1] * small[2]
    hidden(layers.Dense(count, kernel_initializer=seeds.kernel()), small)
    hidden(_up(width, seeds.kernel()))
    net.append(_up(shape[2], seeds.kernel("GlorotUniform"), "tanh"))
    return keras.Sequential(net, name=name)


def _up(filters, kernel, activation=None):
    return layers.Conv2DTranspose(
        filters,
        4,
        strides=2,
        padding="same",
        activation=activation,
        kernel_initializer=kernel,
    )


def encoder(shape, latent_dim, width=None, seed=0, name="encoder", dropout=0.0):
    """Return a network from samples to codes, or to scores.

    Points: three hidden layers. Images: two convolutions of stride 2 and a
    dense layer of twice the width. Height and width shrink while channels
    grow. Leaky ReLU, linear output.

    Args:
        shape: `(d,)` or `(height, width, channels)`, sides divisible by 4.
        latent_dim: integer ≥ 1, size of the output.
        width: units (64) or channels (32) of the first hidden layer.
        seed: integer ≥ 0.
        name: name of the network.
        dropout: share of units dropped after each hidden layer, in [0, 1].

    Returns:
        A `keras.Sequential` from `(batch, *shape)` to `(batch, latent_dim)`.

    Raises:
        ValueError: for a shape that the strides cannot reach, or a bad count.

    Example:
    >>> encoder((28, 28, 1), latent_dim=16).output_shape
    (None, 16)

    References:
        Radford et al., 2016, arXiv:1511.06434.
    """
    shape = check_shape(shape, name)
    latent_dim = check_integer(latent_dim, "latent_dim", name)
    dropout = check_number(dropout, "dropout", name, 0.0, 1.0)
    width, seeds = _width(width, shape, name), _Seeds(seed)
    net = [keras.Input(shape)]

    def hidden(layer):
        net.extend([layer, layers.LeakyReLU(0.2)])
        if dropout:
            net.append(layers.Dropout(dropout, seed=seeds()))

    if len(shape) == 3:
        for channels in (width, 2 * width):
            down = layers.Conv2D(
                channels,
                4,
                strides=2,
                padding="same",
                kernel_initializer=seeds.kernel(),
            )
            hidden(down)
        net.append(layers.Flatten())
        hidden(layers.Dense(2 * width, kernel_initializer=seeds.kernel()))
    else:
        for _ in range(POINT_DEPTH):
            hidden(layers.Dense(width, kernel_initializer=seeds.kernel()))
    last = seeds.kernel("GlorotUniform")
    net.append(layers.Dense(latent_dim, kernel_initializer=last))
    return keras.Sequential(net, name=name)


def discriminator(shape, width=None, seed=0, name="discriminator", dropout=0.0):
    """Return a network from samples to one logit each.

    The same layers as `encoder`, one output. No batch normalisation: it would
    let samples of a batch see each other.

    Args:
        shape: `(d,)` or `(height, width, channels)`, sides divisible by 4.
        width: units (64) or channels (32) of the first hidden layer.
        seed: integer ≥ 0.
        name: name of the network.
        dropout: share of units dropped after each hidden layer, in [0, 1].

    Returns:
        A `keras.Sequential` from `(batch, *shape)` to `(batch, 1)`.

    Raises:
        ValueError: for a shape that the strides cannot reach, or a bad count.

    Example:
    >>> discriminator((2,)).output_shape
    (None, 1)

    References:
        Radford et al., 2016, arXiv:1511.06434.
    """
    return encoder(shape, 1, width, seed, name, dropout)
