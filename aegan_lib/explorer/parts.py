"""What a model gives to the explorer: networks, prior, limits."""

import keras
import numpy as np

from .. import assembly
from .._checks import refusal
from ..averaging import in_batches
from ..latent import Gaussian
from .export import export

WIDTH = 3.0  # standard deviations that a slider reaches to each side


def networks_of(model, encoder=None):
    """Return decoder, encoder (or `None`) and prior (or `None`) of `model`.

    Args:
        model: a game, an autoencoder, or a Keras network from latents.
        encoder: used in the place of the model's own.

    Raises:
        TypeError: if it is none of these.
    """
    decoder = getattr(model, "averaged", None) or getattr(
        model, "decoder", model
    )
    if not isinstance(decoder, keras.Model):
        wanted = "a Keras network from latents, or a model that has one"
        got = type(model).__name__
        raise refusal("decoder", "Explorer", wanted, got, error=TypeError)
    if encoder is None:
        encoder = getattr(model, "encoder", None)
    return decoder, encoder, getattr(model, "prior", None)


def entry(model, chunks, encoder=None, codes=None, name=None):
    """Return what the page is told of one model; weights go to `chunks`.

    Args:
        model: as in `networks_of`.
        chunks: list that `export` appends to.
        encoder: used in the place of the model's own.
        codes: `(n, latent_dim)`; without a prior, one is fitted to them.
        name: what it is called; the model's own name else.
    """
    decoder, encoder, prior = networks_of(model, encoder)
    spec = export(decoder, chunks)
    if len(spec["input"]) != 1:
        wanted = "a network from vectors"
        got = f"one from shape {tuple(spec['input'])}"
        raise refusal("decoder", "Explorer", wanted, got)
    (latent_dim,) = spec["input"]
    # A generator has been trained on standard normal latents.
    fits = decoder is not getattr(model, "averaged", None)
    if prior is None and codes is not None and fits:
        prior = Gaussian(latent_dim).fit(codes)
    mean, factor = np.zeros(latent_dim), np.eye(latent_dim)
    if prior is not None:
        _check_prior(prior)
        mean, factor = map(
            keras.ops.convert_to_numpy, (prior.mean, prior.factor)
        )
    std = np.sqrt((factor**2).sum(axis=1))
    limits = np.stack([mean - WIDTH * std, mean + WIDTH * std], axis=1)
    return {
        "name": name or model.name,
        "decoder": spec,
        "encoder": encoder and export(encoder, chunks, latent_dim),
        "prior": prior and export(_as_network(prior), chunks),
        "range": np.round(limits, 3).tolist(),
        "middle": np.round(mean, 6).tolist(),
        "shell": _shell(mean, factor),
        "bounds": _bounds(decoder, prior, latent_dim),
    }


def _check_prior(prior):
    if not isinstance(prior, Gaussian):
        raise refusal(
            "decoder",
            "Explorer",
            "a model whose prior is a Gaussian",
            f"one with a {type(prior).__name__}",
            "Pass its `averaged` network, and `codes` to fit a Gaussian to.",
        )


def _as_network(prior):
    return keras.Sequential([keras.Input((prior.latent_dim,)), prior])


def _shell(mean, factor, n=4000):
    """Lengths between which 95 of 100 latents have theirs."""
    noise = np.random.default_rng(0).normal(size=(n, len(mean)))
    lengths = np.linalg.norm(mean + noise @ factor.T, axis=1)
    return np.round(np.quantile(lengths, [0.025, 0.975]), 2).tolist()


def _bounds(decoder, prior, latent_dim, n=500):
    """Lowest and highest of each coordinate of generated points."""
    shape = assembly.probe(decoder, (latent_dim,), "decoder", "Explorer")
    if len(shape) == 3:
        return None
    z = keras.random.normal((n, latent_dim), seed=0)
    x = in_batches(decoder, z if prior is None else prior(z))
    margin = 0.1 * np.ptp(x, axis=0) + 1e-3
    sides = np.stack([x.min(axis=0) - margin, x.max(axis=0) + margin], axis=1)
    return np.round(sides, 4).tolist()
