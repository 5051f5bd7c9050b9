"""Checkers for the page `does-it-help`."""

import itertools

import numpy as np

from .result import Result

CASES = {
    "three equal signs": [1.0, 2.0, 3.0],  # 2 of the 8 flips
    "a mean of zero": [1.0, -1.0],  # all flips
    "ten seeds": [0.3, -0.1, 0.2, 0.4, 0.1, -0.2, 0.5, 0.3, 0.2, 0.1],
    "small numbers": [0.1, 0.2, 0.3, -0.3],  # equal but for rounding
}


def check_sign_flip(sign_flip):
    """Check the p-value of a two-sided sign-flip test.

    Args:
        sign_flip: function of paired differences `(n,)`; returns the share of
            the 2^n flips of signs whose mean is at least as far from 0.

    Returns:
        A `Result` out of 4 points: equal signs, a mean of zero, ten seeds,
        means that are equal but for rounding.
    """
    for points, (stage, gaps) in enumerate(CASES.items()):
        gaps = np.array(gaps)
        wanted = _share(gaps, lambda sums, seen: abs(sums) >= seen - 1e-9)
        try:
            value = np.asarray(sign_flip(gaps.copy()), "float64")
        except Exception as why:
            problem = f"expected a number, got {type(why).__name__}: {why}."
            return Result(points, 4, f"{stage}: {problem}")
        if value.size != 1:
            problem = f"expected one number, yours has shape {value.shape}."
            return Result(points, 4, f"{stage}: {problem}")
        value = float(value.reshape(()))
        if not np.isclose(value, wanted, atol=1e-9):
            hint = _hint(value, gaps)
            problem = f"expected {wanted:.4g}, yours {value:.4g}: {hint}."
            return Result(points, 4, f"{stage}: {problem}")
    return Result(4, 4, "two-sided, with the flips that equal what was seen")


def _share(gaps, as_far):
    """Share of all flips whose sum is `as_far` as the one that was seen."""
    flips = itertools.product([-1, 1], repeat=len(gaps))
    sums = np.array([np.dot(signs, gaps) for signs in flips])
    return float(as_far(sums, abs(gaps.sum())).mean())


def _hint(value, gaps):
    slips = {
        "only one side is counted": lambda sums, seen: sums >= seen - 1e-9,
        "flips that equal what was seen count": (
            lambda sums, seen: abs(sums) > seen + 1e-9
        ),
        "rounding lost flips that equal what was seen": (
            lambda sums, seen: abs(sums) >= seen
        ),
    }
    for hint, as_far in slips.items():
        if np.isclose(value, _share(gaps, as_far), atol=1e-9):
            return hint
    return "count the flips whose mean is as far from 0, of all 2^n"
