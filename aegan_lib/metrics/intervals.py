"""Intervals: over images by leaving groups out, over seeds by repetition.

The two answer different questions and are never mixed. Over images: what
would other samples of the same model give? Over seeds: what would the same
recipe give when trained again?
"""

import warnings
from typing import NamedTuple

import numpy as np

from .._checks import check_integer, check_number, refusal

GROUPS = 20


class Interval(NamedTuple):
    """A value with its interval; `n` samples or seeds are behind it."""

    value: float
    low: float
    high: float
    n: int


def jackknife(statistic, *samples, groups=GROUPS, level=0.95):
    r"""Interval over samples, by the delete-a-group jackknife.

    $$\theta \pm t_{G-1} \sqrt{\tfrac{G-1}{G} \textstyle\sum_g
      (\theta_{(-g)} - \overline{\theta_{(-)}})^2}$$

    θ is the statistic of all samples, θ_(−g) that without the g-th group.
    Group g takes every G-th sample, and is left out of all arrays at once:
    they are independent, so their variances add up. A bootstrap repeats
    samples, which biases distances between distributions upwards.

    Args:
        statistic: function of as many arrays as there are `samples`; float.
        *samples: arrays with one sample a row, in no particular order.
        groups: G ≥ 2, at most the number of samples.
        level: coverage in (0, 1).

    Returns:
        `Interval(value, low, high, n)`, centred at θ; n counts the smallest
        array.

    Raises:
        ValueError: if an array has fewer samples than there are groups.

    Example:
    >>> x = np.arange(40.0)
    >>> mean = jackknife(np.mean, x)
    >>> mean.value, mean.n, bool(mean.low < 19.5 < mean.high)
    (19.5, 40, True)

    References:
        Kott, 2001, The delete-a-group jackknife, J. Official Stat. 17.
    """
    groups = check_integer(groups, "groups", "jackknife", least=2)
    n = min(len(x) for x in samples)
    if n < groups:
        wanted = f"at least groups = {groups} of each"
        raise refusal("samples", "jackknife", wanted, n)
    value, deleted = statistic(*samples), []
    with warnings.catch_warnings():  # it has warned of the whole sample
        warnings.simplefilter("ignore", UserWarning)
        for g in range(groups):
            left = [x[np.arange(len(x)) % groups != g] for x in samples]
            deleted.append(statistic(*left))
    return from_deleted(value, deleted, n, level)


def from_deleted(value, deleted, n, level=0.95):
    """Return the jackknife's interval from values without each group.

    Args:
        value: of the statistic of all samples.
        deleted: its values without group 1, 2, …
        n: number of samples behind it.
        level: coverage in (0, 1).

    Returns:
        `Interval(value, low, high, n)`.

    Raises:
        ValueError: if `level` does not lie in (0, 1).

    Example:
    >>> from_deleted(1.0, [1.0, 1.0, 1.0], n=30)
    Interval(value=1.0, low=1.0, high=1.0, n=30)

    References:
        Kott, 2001, The delete-a-group jackknife, J. Official Stat. 17.
    """
    groups = len(deleted)
    variance = (groups - 1) * np.var(deleted)  # NumPy's var divides by G
    half = _quantile(level, groups - 1) * np.sqrt(variance)
    value = float(value)
    return Interval(value, float(value - half), float(value + half), int(n))


def over_seeds(values, level=0.95):
    r"""Interval over seeds, from one value per trained model.

    $$\bar v \pm t_{n-1}\, s / \sqrt n$$

    Args:
        values: one number a seed, at least two.
        level: coverage in (0, 1).

    Returns:
        `Interval(value, low, high, n)` of the mean; n counts the seeds.

    Raises:
        ValueError: for fewer than two values.

    Example:
    >>> mean = over_seeds([1.0, 2.0, 3.0])
    >>> round(mean.low, 2), mean.value, round(mean.high, 2)
    (-0.48, 2.0, 4.48)

    References:
        Student, 1908, doi:10.1093/biomet/6.1.1.
    """
    values = np.asarray(values, "float64")
    if values.ndim != 1 or len(values) < 2:
        wanted = "at least two numbers, one a seed"
        raise refusal("values", "over_seeds", wanted, f"shape {values.shape}")
    half = _quantile(level, len(values) - 1) * values.std(ddof=1)
    half, mean = half / np.sqrt(len(values)), values.mean()
    return Interval(
        float(mean), float(mean - half), float(mean + half), len(values)
    )


def _quantile(level, freedom):
    from scipy.stats import t

    check_number(level, "level", "interval", least=1e-6, most=1 - 1e-6)
    return float(t.ppf((1 + level) / 2, freedom))
