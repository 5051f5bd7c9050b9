"""Paired comparisons over seeds: sign flips, resampled intervals, Holm."""

import itertools

import numpy as np

RESAMPLES, FLIPS = 10_000, 100_000


def interval(values, seed=1):
    """Mean of paired differences and its 95 % interval: `(mean, low, high)`.

    Args:
        values: one number a seed, `(n,)`.
        seed: of the resampling.
    """
    values = np.asarray(values, "float64")
    rng = np.random.default_rng(seed)
    chosen = rng.integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.quantile(values[chosen].mean(axis=1), [0.025, 0.975])
    return float(values.mean()), float(low), float(high)


def sign_flip(values, seed=1):
    """Two-sided p-value of mean 0, if signs are as likely as their opposite.

    All flips up to 16 values; else random ones, the identity among them.
    """
    values = np.asarray(values, "float64")
    n, seen = len(values), abs(values.mean())
    if n <= 16:
        signs = np.array(list(itertools.product([-1, 1], repeat=n)))
    else:
        rng = np.random.default_rng(seed)
        signs = rng.choice([-1, 1], size=(FLIPS, n))
        signs[0] = 1
    flipped = np.abs(signs @ values / n)
    return float((flipped >= seen - 1e-12).mean())


def holm(p_values):
    """Holm's adjusted p-values: dict name -> p."""
    made, largest, m = {}, 0.0, len(p_values)
    ranked = sorted(p_values.items(), key=lambda item: item[1])
    for i, (name, p) in enumerate(ranked):
        largest = max(largest, min(1.0, (m - i) * p))
        made[name] = largest
    return made


def detectable(spread, n, power=0.8, level=0.05):
    """Smallest mean difference that n pairs find with that power.

    Normal approximation: (z(1 - level / 2) + z(power)) · spread / √n.
    """
    from scipy.stats import norm

    reach = norm.ppf(1 - level / 2) + norm.ppf(power)
    return float(reach * spread / np.sqrt(n))


def upper_rate(failures, n, level=0.975):
    """Exact upper limit of a rate after `failures` in `n` runs."""
    from scipy.stats import beta

    if failures == n:
        return 1.0
    return float(beta.ppf(level, failures + 1, n - failures))
