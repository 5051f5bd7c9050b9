"""How smoothly a generator changes along paths of its latent space."""

from typing import NamedTuple

import numpy as np

from .._checks import check_data, check_integer, check_number
from ..averaging import in_batches
from ..latent.paths import interpolate
from .intervals import Interval, jackknife


class PathLength(NamedTuple):
    """Result of `path_length`: three intervals over pairs of latents."""

    length: Interval
    straight: Interval
    detour: Interval


def path_length(
    generator,
    features,
    latents=None,
    n=500,
    epsilon=1e-3,
    kind="spherical",
    seed=0,
):
    r"""Perceptual path length: mean squared speed along latent paths.

    $$\ell = \mathbb{E}\left[\frac{1}{\varepsilon^2}
      \lVert f(G(z(t + \varepsilon))) - f(G(z(t))) \rVert^2\right], \qquad
      d = \mathbb{E}\lVert f(G(z(1))) - f(G(z(0))) \rVert^2$$

    z(t) runs from one latent to another, t is uniform in [0, 1 − ε], f are
    features. No path from f(G(z(0))) to f(G(z(1))) has a smaller mean
    squared speed than the straight one at constant speed, so ℓ ≥ d, and the
    *detour* ℓ / d ≥ 1 compares generators of unequal variety. (ℓ alone
    favours a generator that always makes the same image.)

    Karras et al. take LPIPS distances of VGG for f, drop the smallest and
    largest percent of the values in their program, and use ε = 1e-4; the
    values are not to be compared with theirs.

    Args:
        generator: Keras network from `(batch, latent_dim)` to images.
        features: function from images to `(n, d)`, such as `Features`.
        latents: ends of the paths, `(2 n, latent_dim)`, row i and row n + i
            of a pair; default standard normal draws of `seed`.
        n: number of pairs, ≥ 20.
        epsilon: ε in [1e-5, 0.1]; below, float32 runs out of digits.
        kind: of the paths, see `latent.interpolate`.
        seed: integer, of latents and times.

    Returns:
        `PathLength(length, straight, detour)`: ℓ, d and ℓ / d, each an
        `Interval` over pairs.

    Raises:
        ValueError: for fewer than 20 pairs, or arguments out of range.

    Example:
    >>> import aegan_lib as ag
    >>> vae = ag.shipped.generator("vae")
    >>> features = ag.metrics.load_features(ag.data.load("glyphs", n=10))
    >>> found = path_length(vae, features, n=40)
    >>> found.detour.low > 1
    True

    References:
        Karras et al., 2019, section 4.1, arXiv:1812.04948.
    """
    n = check_integer(n, "n", "path_length", least=20)
    check_number(epsilon, "epsilon", "path_length", least=1e-5, most=0.1)
    rng = np.random.default_rng(check_integer(seed, "seed", "path_length", 0))
    size = generator.input_shape[-1]
    if latents is None:
        latents = rng.normal(size=(2 * n, size))
    latents = np.asarray(latents, "float32")[: 2 * n]
    check_data(latents, "path_length", (size,), batch_size=2 * n)
    start, end = latents[:n], latents[n:]
    t = rng.uniform(0, 1 - epsilon, n)

    def look(t):
        z = interpolate(start, end, t, kind)
        return features(in_batches(generator, z))

    moved = np.sum((look(t + epsilon) - look(t)) ** 2, axis=1) / epsilon**2
    apart = np.sum((look(np.ones(n)) - look(np.zeros(n))) ** 2, axis=1)
    pairs = np.stack([moved, apart], axis=1)
    return PathLength(
        jackknife(lambda p: float(p[:, 0].mean()), pairs),
        jackknife(lambda p: float(p[:, 1].mean()), pairs),
        jackknife(lambda p: float(p[:, 0].mean() / p[:, 1].mean()), pairs),
    )
