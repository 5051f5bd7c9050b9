"""Precision, recall, density, coverage: quality apart from variety."""

from typing import NamedTuple

import numpy as np

from .._checks import check_integer, refusal
from .arrays import check_features
from .intervals import GROUPS, from_deleted
from .neighbours import hits, radii


class PrecisionRecall(NamedTuple):
    """Result of `precision_recall`; both in [0, 1]."""

    precision: float
    recall: float


class DensityCoverage(NamedTuple):
    """Result of `density_coverage`: density ≥ 0, coverage in [0, 1]."""

    density: float
    coverage: float


def precision_recall(real, fake, k=3):
    r"""Share of fakes among the reals, and of reals among the fakes.

    The manifold of a sample is estimated by balls around its points, each
    as wide as the distance to the k-th nearest other point:

    $$\mathrm{precision} = \frac1m \sum_j 1[\exists i:
      \|y_j - x_i\| \le r_k(x_i)]$$

    and recall the same with the sets exchanged. Both grow as samples get
    fewer and balls wider: compare at equal n only. One outlier has a large
    ball, which `density_coverage` mends.

    Args:
        real: features `(n, d)`, n > k.
        fake: features `(m, d)`, m > k.
        k: which neighbour sets the radius, ≥ 1.

    Returns:
        `PrecisionRecall(precision, recall)`.

    Raises:
        ValueError: for k or fewer samples, NaN, or unequal sizes.

    Example:
    >>> rng = np.random.default_rng(1)
    >>> wide, tight = rng.normal(size=(300, 2)), rng.normal(size=(300, 2)) / 5
    >>> found = precision_recall(wide, tight)
    >>> found.precision > 0.9, found.recall < 0.5
    (True, True)

    References:
        Kynkäänniemi et al., 2019, arXiv:1904.06991.
    """
    real, fake = _checked(real, fake, k, "precision_recall")
    return PrecisionRecall(
        *(float(v[0]) for v in _precision_recall(real, fake, k))
    )


def density_coverage(real, fake, k=5):
    r"""How many real balls hold a fake, and how many fakes real balls hold.

    $$\mathrm{density} = \frac1{k m} \sum_j \sum_i
      1[\|y_j - x_i\| < r_k(x_i)], \qquad
      \mathrm{coverage} = \frac1n \sum_i
      1[\exists j: \|y_j - x_i\| < r_k(x_i)]$$

    Two samples of one distribution have density 1, and coverage
    1 − (n−1)…(n−k) / ((2n−1)…(2n−k)), near 1 − 2^(−k), if n = m.

    Args:
        real: features `(n, d)`, n > k.
        fake: features `(m, d)`, m > k.
        k: which neighbour sets the radius, ≥ 1.

    Returns:
        `DensityCoverage(density, coverage)`.

    Raises:
        ValueError: for k or fewer samples, NaN, or unequal sizes.

    Example:
    >>> rng = np.random.default_rng(1)
    >>> half = np.abs(rng.normal(size=(400, 1)))
    >>> found = density_coverage(rng.normal(size=(400, 1)), half)
    >>> 0.4 < found.coverage < 0.6
    True

    References:
        Naeem et al., 2020, arXiv:2002.09797.
    """
    real, fake = _checked(real, fake, k, "density_coverage")
    return DensityCoverage(
        *(float(v[0]) for v in _density_coverage(real, fake, k))
    )


def manifold_intervals(real, fake, groups=GROUPS):
    """Intervals of all four, with the k of each, by leaving groups out.

    As `intervals.jackknife` of `precision_recall` and `density_coverage`, in
    about the time of one evaluation: the distances are computed once.

    Args:
        real: features `(n, d)`.
        fake: features `(m, d)`.
        groups: number of groups.

    Returns:
        Dict: `precision`, `recall`, `density`, `coverage` → `Interval`.

    Raises:
        ValueError: for fewer samples than groups, NaN, or unequal sizes.

    Example:
    >>> x = np.random.default_rng(1).normal(size=(2, 200, 2))
    >>> found = manifold_intervals(*x)
    >>> found["recall"].low < found["recall"].value < found["recall"].high
    True

    References:
        Kott, 2001, The delete-a-group jackknife, J. Official Stat. 17.
    """
    n = min(len(real), len(fake))
    if n < 2 * groups:
        wanted = f"at least {2 * groups} of each"
        raise refusal("samples", "manifold_intervals", wanted, n)
    real, fake = check_features(real, fake, "manifold_intervals")
    values = (
        *_precision_recall(real, fake, 3, groups),
        *_density_coverage(real, fake, 5, groups),
    )
    names = (*PrecisionRecall._fields, *DensityCoverage._fields)
    return {
        name: from_deleted(v[0], v[1:], n)
        for name, v in zip(names, values, strict=True)
    }


def _checked(real, fake, k, owner):
    k = check_integer(k, "k", owner)
    if k >= min(len(real), len(fake)):
        wanted = f"less than the number of samples, {min(len(real), len(fake))}"
        raise refusal("k", owner, wanted, k)
    return check_features(real, fake, owner)


def _precision_recall(real, fake, k, groups=0):
    """Both numbers `(1 + groups,)`: of all, then without each group."""
    inside, _, _ = hits(fake, real, radii(real, k, groups), groups, True)
    outside, _, _ = hits(real, fake, radii(fake, k, groups), groups, True)
    return (
        inside / _sizes(len(fake), groups),
        outside / _sizes(len(real), groups),
    )


def _density_coverage(real, fake, k, groups=0):
    balls = radii(real, k, groups)
    _, covered, pairs = hits(fake, real, balls, groups, False)
    return (
        pairs / (k * _sizes(len(fake), groups)),
        covered / _sizes(len(real), groups),
    )


def _sizes(n, groups):
    """Number of samples: of all, then without each group."""
    return np.array([n] + [n - len(range(g, n, groups)) for g in range(groups)])
