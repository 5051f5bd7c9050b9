"""The kernel distance (KID): an unbiased maximum mean discrepancy."""

import numpy as np

from .arrays import check_features
from .intervals import GROUPS, from_deleted


def kernel_distance(real, fake):
    r"""Squared maximum mean discrepancy with a cubic kernel, unbiased.

    $$\mathrm{MMD}^2 = \frac{\sum_{i \neq j} k(x_i, x_j)}{n (n - 1)}
      + \frac{\sum_{i \neq j} k(y_i, y_j)}{m (m - 1)}
      - \frac{2 \sum_{i, j} k(x_i, y_j)}{n m},
      \qquad k(x, y) = (x \cdot y / d + 1)^3$$

    With Inception features it is called KID. It compares the first three
    moments. Its expectation does not depend on n; for equal distributions it
    is 0, and an estimate may be negative.

    Args:
        real: features `(n, d)`, n ≥ 2.
        fake: features `(m, d)`, m ≥ 2.

    Returns:
        Float. All samples are one subset; other programs average many small
        ones, which has the same expectation and more noise.

    Raises:
        ValueError: for fewer than two samples, NaN, or unequal sizes.

    Example:
    >>> x, y = np.array([[0.0], [1.0]]), np.array([[1.0], [2.0]])
    >>> kernel_distance(x, y)  # 1 + 27 − 2 (1 + 1 + 8 + 27) / 4
    9.5

    References:
        Bińkowski et al., 2018, arXiv:1801.01401; Gretton et al., 2012,
        JMLR 13.
    """
    real, fake = check_features(real, fake, "kernel_distance")
    return _distance(*_sums(real, fake, groups=1))


def kernel_interval(real, fake, groups=GROUPS):
    """Interval of `kernel_distance` by the delete-a-group jackknife.

    As `intervals.jackknife(kernel_distance, real, fake)`, in the time of one
    evaluation: the kernel is summed by pairs of groups, and what a group
    contributed is subtracted.

    Args:
        real: features `(n, d)`.
        fake: features `(m, d)`.
        groups: number of groups, each of two samples or more.

    Returns:
        `Interval(value, low, high, n)`.

    Raises:
        ValueError: for too few samples, NaN, or unequal sizes.

    Example:
    >>> x = np.random.default_rng(1).normal(size=(2, 400, 4))
    >>> found = kernel_interval(*x)
    >>> found.low < 0 < found.high
    True

    References:
        Kott, 2001, The delete-a-group jackknife, J. Official Stat. 17.
    """
    least = 2 * groups
    real, fake = check_features(real, fake, "kernel_interval", least)
    sums = _sums(real, fake, groups)
    deleted = [
        _distance(*(_without(s, g) for s in sums)) for g in range(groups)
    ]
    n = min(len(real), len(fake))
    return from_deleted(_distance(*sums), deleted, n)


def _sums(real, fake, groups):
    """Sums and counts over pairs of groups, within and between the sets."""
    x = [real[g::groups] for g in range(groups)]
    y = [fake[g::groups] for g in range(groups)]
    return _within(x), _within(y), _between(x, y)


def _within(x):
    sums, counts = np.zeros((2, len(x), len(x)))
    for g, a in enumerate(x):
        for h, b in enumerate(x[: g + 1]):
            sums[g, h] = sums[h, g] = _kernel_sum(a, b)
            counts[g, h] = counts[h, g] = len(a) * len(b)
        own = (np.einsum("nd,nd->n", a, a) / a.shape[1] + 1) ** 3
        sums[g, g] -= own.sum()
        counts[g, g] -= len(a)
    return sums, counts


def _between(x, y):
    sums = np.array([[_kernel_sum(a, b) for b in y] for a in x])
    return sums, np.array([[len(a) * len(b) for b in y] for a in x])


def _kernel_sum(a, b, block=1024):
    """Sum of k over all pairs, a block of rows at a time."""
    total = 0.0
    for i in range(0, len(a), block):
        product = a[i : i + block] @ b.T
        product /= a.shape[1]
        product += 1
        total += np.einsum("ij,ij,ij->", product, product, product)
    return total


def _without(pair, g):
    return [np.delete(np.delete(m, g, 0), g, 1) for m in pair]


def _distance(x, y, between):
    mean = [sums.sum() / counts.sum() for sums, counts in (x, y, between)]
    return float(mean[0] + mean[1] - 2 * mean[2])
