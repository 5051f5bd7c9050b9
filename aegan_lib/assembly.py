"""Fitting networks together, ours and the user's."""

from typing import NamedTuple

import keras

from . import networks
from ._checks import check_integer, check_shape, refusal


def probe(network, shape, argument, owner):
    """Return the shape that `network` makes of one sample of `shape`.

    Raises:
        ValueError: if it is no network, or does not take such samples.
    """
    if not isinstance(network, keras.Layer):
        wanted = "a Keras network"
        raise refusal(argument, owner, wanted, repr(network), error=TypeError)
    try:
        made = network(keras.ops.zeros((2, *shape)), training=False)
        return tuple(made.shape[1:])
    except Exception as why:
        raise refusal(
            argument,
            owner,
            f"a network from samples of shape {tuple(shape)} to one tensor",
            f"one that fails on them ({type(why).__name__})",
        ) from why


def input_size(network, default):
    """Return the length of the vectors that `network` takes, if it tells."""
    shape = getattr(network, "input_shape", None)
    return shape[-1] if shape else default


def revive(config, *names):
    """Return `config` with the serialised networks `names` made anew."""
    revived = keras.saving.deserialize_keras_object
    return {k: revived(v) if k in names else v for k, v in config.items()}


class Coders(NamedTuple):
    """Encoder and decoder that fit together, and what they work on."""

    shape: tuple
    latent_dim: int
    encoder: keras.Model
    decoder: keras.Model


def coders(
    owner, shape, latent_dim, width, seed, own_encoder, own_decoder, parts=1
):
    """Return `Coders`: the user's networks, ours where they are missing.

    The encoder gives `parts` vectors of `latent_dim` numbers, one behind the
    other.

    Raises:
        ValueError: if the networks do not fit together.
    """
    seed = check_integer(seed, "seed", owner, 0)
    if own_encoder is None or own_decoder is None:
        shape = check_shape(shape, owner)
    decoder = own_decoder
    if decoder is None:
        decoder = networks.generator(
            shape, latent_dim, width, 2 * seed, "decoder"
        )
    latent_dim = input_size(decoder, latent_dim)
    shape = probe(decoder, (latent_dim,), "decoder", owner)
    made = own_encoder
    if made is None:
        made = networks.encoder(shape, parts * latent_dim, width, 2 * seed + 1)
    codes = probe(made, shape, "encoder", owner)
    if codes != (parts * latent_dim,):
        raise refusal(
            "encoder",
            owner,
            f"a network with {parts * latent_dim} outputs ({parts} × the "
            f"{latent_dim} inputs of the decoder)",
            f"one with outputs of shape {codes}",
        )
    return Coders(shape, latent_dim, made, decoder)


def discriminator(owner, shape, width, seed, own):
    """Return the user's discriminator, or ours if there is none.

    Raises:
        ValueError: if it does not take samples of `shape`.
    """
    made = own
    if made is None:
        made = networks.discriminator(shape, width, 2 * seed + 1)
    probe(made, shape, "discriminator", owner)
    return made


def check_autoencoder(autoencoder, owner):
    """Raise unless `autoencoder` has networks to copy.

    Raises:
        TypeError: if it has none.
    """
    parts = ("encoder", "decoder", "latent_dim")
    if not all(hasattr(autoencoder, part) for part in parts):
        raise refusal(
            "autoencoder",
            owner,
            "a model with `encoder` and `decoder`, such as an `Autoencoder`",
            type(autoencoder).__name__,
            error=TypeError,
        )


def check_prior(prior, autoencoder, owner):
    """Raise unless `prior` is one over the codes of `autoencoder`.

    Raises:
        TypeError: if it is no prior.
        ValueError: for a prior over another number of latents.
    """
    names = ("latent_dim", "noise_dim")
    known = all(hasattr(prior, name) for name in names)
    if not isinstance(prior, keras.Layer) or not known:
        raise refusal(
            "prior",
            owner,
            "what `ag.latent.fit_prior(autoencoder, x)` returns",
            type(prior).__name__,
            error=TypeError,
        )
    if prior.latent_dim != autoencoder.latent_dim:
        raise refusal(
            "prior",
            owner,
            f"over the autoencoder's {autoencoder.latent_dim} latents",
            f"one over {prior.latent_dim}",
        )
