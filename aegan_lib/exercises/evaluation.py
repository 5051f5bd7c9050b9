"""Checkers for the page `evaluation`."""

import numpy as np

from .result import Result


def check_kernel_distance(distance):
    """Check the unbiased kernel distance of two sets of features.

    Args:
        distance: function `(real, fake)` of arrays `(n, d)` and `(m, d)`;
            returns a float, the estimate with the kernel (x·y/d + 1)³.

    Returns:
        A `Result` out of 3 points: one feature and equal sizes, several
        features, unequal sizes.
    """
    draw = np.random.default_rng(5)
    stages = {
        "one feature": (draw.normal(size=(4, 1)), draw.normal(size=(4, 1))),
        "three features": draw.normal(size=(2, 5, 3)) + [[[0.0]], [[0.5]]],
        "unequal sizes": (draw.normal(size=(6, 3)), draw.normal(size=(3, 3))),
    }
    for points, (stage, pair) in enumerate(stages.items()):
        wanted = _kernel_distance(*pair)
        value, problem = _number(distance, [x.copy() for x in pair])
        if not problem and not np.isclose(value, wanted, rtol=1e-6):
            problem = _kernel_hint(value, wanted, *pair)
        if problem:
            return Result(points, 3, f"{stage}: {problem}")
    return Result(3, 3, "unbiased, for any number of samples and features")


def _kernel(a, b):
    return (a @ b.T / a.shape[1] + 1) ** 3


def _apart(a, own):
    """Mean of k within a set, over pairs with (or without) itself."""
    k, n = _kernel(a, a), len(a)
    return k.mean() if own else (k.sum() - np.trace(k)) / (n * (n - 1))


def _kernel_distance(x, y, own=False):
    """The right answer, written for the tests and not for the reader."""
    return _apart(x, own) + _apart(y, own) - 2 * _kernel(x, y).mean()


def _kernel_hint(value, wanted, x, y):
    d, cross = x.shape[1], _kernel(x, y).mean()
    off = [_apart(a, True) - np.trace(_kernel(a, a)) / len(a) ** 2
           for a in (x, y)]  # fmt: skip
    scale = np.sqrt(d)  # undoes the division by d
    hints = (
        (
            _kernel_distance(x, y, own=True),
            "a sample paired with itself counts, which makes it biased",
        ),
        (
            sum(off) - 2 * cross,
            "without the diagonal fewer pairs are left to divide by",
        ),
        (wanted + cross, "the term between the sets counts twice"),
        (wanted + 2 * cross, "the term between the sets is missing"),
        (-wanted, "the sign is wrong"),
        (
            _kernel_distance(x * scale, y * scale),
            "the kernel divides the product by the number of features",
        ),
        (np.sqrt(abs(wanted)), "no root is taken: it may be negative"),
        (max(wanted, 0.0), "negative values stay negative"),
    )
    text = f"expected {wanted:.4g}, yours {value:.4g}: "
    for wrong, hint in hints:
        if np.isclose(value, wrong, rtol=1e-6):
            return f"{text}{hint}."
    return f"{text}compare the three terms one by one, on two samples each."


def check_coverage(coverage):
    """Check the share of reals that have a fake in their ball.

    Args:
        coverage: function `(real, fake, k)` of arrays `(n, d)` and `(m, d)`
            and the number of the neighbour; returns a float in [0, 1].

    Returns:
        A `Result` out of 3 points: the nearest neighbour, the third one,
        unequal sizes.
    """
    draw = np.random.default_rng(9)
    stages = {
        "k = 1": (*(draw.normal(size=(2, 24, 2)) * [[[1.0]], [[0.4]]]), 1),
        "k = 3": (*(draw.normal(size=(2, 24, 2)) * [[[1.0]], [[0.4]]]), 3),
        "fewer fakes": (
            draw.normal(size=(30, 2)),
            draw.normal(size=(7, 2)),
            2,
        ),
    }
    for points, (stage, (x, y, k)) in enumerate(stages.items()):
        wanted = _coverage(x, y, k)
        value, problem = _number(coverage, [x.copy(), y.copy(), k])
        if not problem and not np.isclose(value, wanted, atol=1e-9):
            problem = _coverage_hint(value, wanted, x, y, k)
        if problem:
            return Result(points, 3, f"{stage}: {problem}")
    return Result(3, 3, "balls around reals, counted once each")


def _distances(a, b):
    return np.linalg.norm(a[:, None] - b[None], axis=-1)


def _coverage(x, y, k):
    """The right answer, written for the tests and not for the reader."""
    radii = np.sort(_distances(x, x), axis=1)[:, k]
    return float((_distances(x, y).min(axis=1) < radii).mean())


def _coverage_hint(value, wanted, x, y, k):
    radii = np.sort(_distances(x, x), axis=1)[:, k]
    inside = _distances(x, y) < radii[:, None]
    hints = (
        (
            _coverage(x, y, k - 1),
            "the nearest point of a sample is itself; it does not count",
        ),
        (inside.any(axis=0).mean(), "this is precision: fakes inside balls"),
        (inside.sum() / (k * len(y)), "this is density: it counts balls"),
        (_coverage(y, x, k), "the balls belong to the reals"),
        (1 - wanted, "this is the share that is not covered"),
        (wanted * len(x), "a share, not a number of reals"),
    )
    text = f"expected {wanted:.4g}, yours {value:.4g}: "
    for wrong, hint in hints:
        if np.isclose(value, wrong, atol=1e-9):
            return f"{text}{hint}."
    return f"{text}draw five points and count by hand."


def _number(function, arguments):
    """What the function returns as a float, or what is wrong with it."""
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(function(*arguments), "float64")
    except Exception as why:
        return None, f"expected a number, got {type(why).__name__}: {why}."
    if value.shape != () or not np.isfinite(value):
        got = f"shape {value.shape}" if value.shape else str(value)
        return None, f"expected one finite number, yours: {got}."
    return float(value), ""
