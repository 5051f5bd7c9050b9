"""What a step along a latent direction does to the known factors."""

from typing import NamedTuple

import numpy as np

from .._checks import check_data, check_number, refusal
from ..averaging import in_batches
from .factors import NAMES, read_factors
from .intervals import Interval, jackknife


class Effect(NamedTuple):
    """Result of `factor_effects` for one direction."""

    moved: dict
    kept: Interval


def factor_effects(generator, directions, latents, features, step=1.0):
    r"""A report card: which direction moves which factor, and what else.

    $$M_{kj} = \frac1s \, \mathbb{E}_z\left[
      \hat f_j(G(z + \tfrac s2 v_k)) - \hat f_j(G(z - \tfrac s2 v_k)) \right]$$

    v_k is meant to move factor k by one standard deviation and no other: M
    would be the identity. f̂ is a regressor, which rather says too little of
    a change; `factor_distances` states its errors.

    Args:
        generator: Keras network from latents to glyphs `(n, 28, 28, 1)`.
        directions: dict name → vector `(latent_dim,)`, of one standard
            deviation of a factor, from `latent.fit_directions`; or any
            others, such as the axes.
        latents: where the steps are made, `(n, latent_dim)`, n ≥ 20.
        features: `Features` of a classifier, for the share of steps that
            keep the class.
        step: s > 0, in units of the directions.

    Returns:
        Dict name → `Effect(moved, kept)`: `moved` is a dict factor →
        `Interval` over latents, in standard deviations of the factor a unit
        step; `kept` an `Interval` of the share of unchanged classes.

    Raises:
        ValueError: for directions of another size, or a step that is not
            positive.

    Example:
    >>> import aegan_lib as ag
    >>> vae = ag.shipped.generator("vae")
    >>> z = np.random.default_rng(1).normal(size=(300, 16)).astype("float32")
    >>> factors = read_factors(in_batches(vae, z))
    >>> directions = ag.latent.fit_directions(z, factors, NAMES)
    >>> features = ag.metrics.load_features(ag.data.load("glyphs", n=10))
    >>> few = {"slant": directions["slant"]}
    >>> card = factor_effects(vae, few, z[:50], features)
    >>> card["slant"].moved["slant"].low > 0.3
    True

    References:
        Measured edits: Jahanian et al., 2020, arXiv:1907.07171; leaks
        between attributes: Shen et al., 2020, arXiv:1907.10786.
    """
    latents = np.asarray(latents, "float32")
    size = generator.input_shape[-1]
    check_data(latents, "factor_effects", (size,), batch_size=20)
    check_number(step, "step", "factor_effects", least=1e-6)
    sides = [latents[:0]]
    for vector in directions.values():
        vector = np.asarray(vector, "float32")
        if vector.shape != (size,):
            wanted, got = f"of shape ({size},)", f"shape {vector.shape}"
            raise refusal("directions", "factor_effects", wanted, got)
        half = 0.5 * step * vector
        sides += [latents + half, latents - half]
    images = in_batches(generator, np.concatenate(sides))
    parts = (len(directions), 2, len(latents))
    read = read_factors(images).reshape(*parts, -1)
    classes = features.classify(features(images)).reshape(parts)
    found = {}
    for name, factors, labels in zip(directions, read, classes, strict=True):
        change = (factors[0] - factors[1]) / step
        columns = zip(NAMES, change.T, strict=True)
        moved = {factor: jackknife(np.mean, c) for factor, c in columns}
        kept = (labels[0] == labels[1]).astype(float)
        found[name] = Effect(moved, jackknife(np.mean, kept))
    return found
