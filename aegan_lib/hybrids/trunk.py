"""The encoder as the start of the discriminator."""

import keras

from .. import _keras
from .._checks import check_integer, refusal
from ..averaging import copy_network


def discriminator_from(encoder, seed=0):
    r"""Return a discriminator that starts as the trunk of an encoder.

    $$D(x) = w^\top t(x) + b, \qquad E(x) = W t(x) + c$$

    All layers of the encoder but its last are copied with their weights; the
    last, which made codes, gives way to a new one that makes a logit. The
    encoder has learnt what tells samples apart, which is not yet what tells
    real from generated.

    Args:
        encoder: a sequence of layers whose last is dense, such as
            `autoencoder.encoder`.
        seed: integer ≥ 0, of the new layer.

    Returns:
        A `keras.Model` from `(batch, *shape)` to `(batch, 1)`, for the
        argument `discriminator` of a game.

    Raises:
        ValueError: if `encoder` does not end in a dense layer.

    Example:
    >>> import aegan_lib as ag
    >>> ae = ag.Autoencoder(shape=(2,), latent_dim=3, seed=1)
    >>> discriminator_from(ae.encoder).output_shape
    (None, 1)

    References:
        Mariani et al., 2018 (BAGAN), arXiv:1803.09655. There the new last
        layer has an output for each class, and one for "generated".
    """
    owner = "discriminator_from"
    seed = check_integer(seed, "seed", owner, 0)
    layers = getattr(encoder, "layers", [])
    if len(layers) < 2 or not isinstance(layers[-1], keras.layers.Dense):
        got = [type(layer).__name__ for layer in layers[-1:]]
        wanted = "a sequence of layers whose last is dense"
        raise refusal("encoder", owner, wanted, f"one that ends in {got}")
    trunk = copy_network(encoder)
    _keras.set_trainable(trunk, True)  # the encoder may have been frozen
    features = trunk.layers[-2].output
    start = keras.initializers.GlorotUniform(seed=seed)
    logit = keras.layers.Dense(1, kernel_initializer=start)(features)
    return keras.Model(trunk.inputs, logit, name="discriminator")
