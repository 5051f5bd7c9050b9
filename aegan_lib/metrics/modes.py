"""Modes found and missed by samples of a mixture whose truth is known."""

from typing import NamedTuple

import numpy as np

from .._checks import check_number, refusal


class ModeCoverage(NamedTuple):
    """Result of `mode_coverage`: `shares` and `spread` have one per mode."""

    found: int
    high_quality: float
    shares: np.ndarray
    spread: np.ndarray


def mode_coverage(samples, modes, mode_std):
    r"""Count the modes that samples find, and how well they fill them.

    A sample is of high quality if it lies within $3 \sigma$ of its nearest
    mode. A mode is found if one such sample is nearest to it. A perfect
    sampler in two dimensions reaches $1 - e^{-9/2} = 98.9\,\%$.

    The protocol does not look *inside* a mode: points on the centres score
    100 %. So the spread is reported beside it: the standard deviation of the
    samples within $3\sigma$ over that of a perfect sampler cut off there.

    Args:
        samples: `(n, d)` points; the protocol takes n = 2 500.
        modes: `(k, d)` centres.
        mode_std: σ > 0 of every mode, per coordinate.

    Returns:
        `ModeCoverage(found, high_quality, shares, spread)`: number of modes
        found; share of high quality in [0, 1]; share of the high-quality
        samples in each mode, `(k,)`; spread within each mode as a ratio to the
        truth, `(k,)`, NaN where fewer than two samples fell.

    Raises:
        ValueError: if samples and modes differ in dimension, or σ is not > 0.

    Example:
    >>> modes = np.array([[0.0, 0.0], [9.0, 0.0]])
    >>> samples = np.array([[0.1, 0.0], [-0.1, 0.0], [5.0, 0.0]])
    >>> cover = mode_coverage(samples, modes, mode_std=0.2)
    >>> cover.found, round(cover.high_quality, 2)
    (1, 0.67)

    References:
        Srivastava et al., 2017 (VEEGAN), arXiv:1705.07761.
    """
    samples, modes = np.asarray(samples), np.asarray(modes)
    if samples.ndim != 2 or samples.shape[1:] != modes.shape[1:]:
        raise refusal(
            "samples",
            "mode_coverage",
            f"points of shape (n, {modes.shape[1]}) as the modes",
            samples.shape,
        )
    check_number(mode_std, "mode_std", "mode_coverage", least=1e-9)
    offset = samples[:, None] - modes[None]
    distance = np.sqrt((offset**2).sum(axis=-1))
    nearest = distance.argmin(axis=1)
    good = distance.min(axis=1) <= 3 * mode_std
    k, d = modes.shape
    counts = np.bincount(nearest[good], minlength=k)
    spread = np.full(k, np.nan)
    for mode in np.flatnonzero(counts > 1):
        inside = offset[good & (nearest == mode), mode]
        variance = inside.var(axis=0, ddof=1).mean()
        spread[mode] = np.sqrt(variance) / (mode_std * _truncated_std(d))
    shares = counts / max(counts.sum(), 1)
    return ModeCoverage(
        int((counts > 0).sum()), float(good.mean()), shares, spread
    )


def _truncated_std(d, cut=3.0):
    """Standard deviation per coordinate of a standard normal in d
    dimensions, given that its length is at most `cut`."""
    from scipy.stats import chi2

    return np.sqrt(chi2.cdf(cut**2, d + 2) / chi2.cdf(cut**2, d))
