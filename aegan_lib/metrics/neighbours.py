"""Distances between all samples of two sets, a chunk at a time."""

import numpy as np

from .arrays import check_features

CHUNK = 2**20  # distances at a time, 8 MB


def nearest_distance(x, others):
    """Distance of each row to its nearest row of `others`.

    Args:
        x: array `(n, d)`.
        others: array `(m, d)`.

    Returns:
        Array `(n,)`, float64, ≥ 0.

    Raises:
        ValueError: for no samples, NaN, or unequal sizes.

    Example:
    >>> nearest_distance([[0.0], [5.0]], [[3.0], [4.0]]).tolist()
    [3.0, 1.0]

    References:
        Meehan et al., 2020, arXiv:2004.05675, test copying by it.
    """
    others, x = check_features(others, x, "nearest_distance", least=1)
    best = [squared.min(axis=1) for _, squared in distances(x, others)]
    return np.sqrt(np.concatenate(best))


def radii(x, k, groups):
    """Squared distance `(n, 1 + groups)` to the k-th nearest other point: of
    all points, then of those outside each group."""
    near = min(4 * k + 8, len(x) - 1)
    found = np.empty((len(x), 1 + groups))
    for rows, squared in distances(x, x):
        row = np.arange(len(squared))
        squared[row, rows.start + row] = np.inf  # a point is not its neighbour
        if not groups:
            squared.partition(k - 1, axis=1)
            found[rows, 0] = squared[:, k - 1]
            continue
        index = np.argpartition(squared, near - 1, axis=1)[:, :near]
        order = np.take_along_axis(squared, index, 1).argsort(axis=1)
        index = np.take_along_axis(index, order, 1)
        sorted_ = np.take_along_axis(squared, index, 1)
        found[rows, 0] = sorted_[:, k - 1]
        for g in range(groups):
            enough = np.cumsum(index % groups != g, axis=1) >= k
            found[rows, 1 + g] = sorted_[row, enough.argmax(axis=1)]
            others = np.arange(len(x)) % groups != g
            for i in np.flatnonzero(~enough[:, -1]):  # seldom: look at all
                left = np.partition(squared[i, others], k - 1)
                found[rows.start + i, 1 + g] = left[k - 1]
    return found


def hits(points, centres, squared_radii, groups, closed):
    """Points inside any ball, balls with any point, pairs: `(1 + groups,)`."""
    inside = np.zeros((1 + groups, len(points)), bool)
    filled = np.zeros((1 + groups, len(centres)), bool)
    pairs = np.zeros(1 + groups)
    widest = squared_radii.max(axis=1)
    for rows, squared in distances(points, centres):
        point, centre = np.nonzero(squared <= widest)
        distance = squared[point, centre]
        point += rows.start
        for g in range(1 + groups):
            radius = squared_radii[centre, g]
            hit = distance <= radius if closed else distance < radius
            if g:
                hit &= (point % groups != g - 1) & (centre % groups != g - 1)
            inside[g, point[hit]] = filled[g, centre[hit]] = True
            pairs[g] += np.count_nonzero(hit)
    return inside.sum(axis=1), filled.sum(axis=1), pairs


def distances(x, others):
    """Squared distances, some rows at a time: never n × n in memory."""
    norms = np.einsum("nd,nd->n", others, others)
    step = max(CHUNK // len(others), 1)
    for i in range(0, len(x), step):
        rows = x[i : i + step]
        squared = rows @ others.T
        squared *= -2
        squared += norms
        squared += np.einsum("nd,nd->n", rows, rows)[:, None]
        np.maximum(squared, 0, out=squared)
        yield slice(i, i + len(rows)), squared
