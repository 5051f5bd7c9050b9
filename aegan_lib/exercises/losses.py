"""Checkers for the page `losses`."""

import numpy as np

from .result import Result


def check_relativistic(discriminator, generator):
    """Check the two sides of the relativistic loss, written with NumPy.

    Args:
        discriminator: function of scores `(real, fake)`, arrays `(n,)`;
            returns one value per pair, `(n,)`.
        generator: function of scores `(fake, real)`, the same.

    Returns:
        A `Result` out of 4 points: the discriminator's value, the
        generator's, one value per pair, scores of ±500.
    """
    real, fake = np.array([3.0, 0.5, -1.0]), np.array([1.0, 2.0, -1.0])
    stages = {
        "discriminator": (discriminator, (real, fake)),
        "generator": (generator, (fake, real)),
    }
    for points, (side, (function, scores)) in enumerate(stages.items()):
        value, problem = _values(function, scores)
        if not problem and not np.allclose(value, _pair(*scores), rtol=1e-4):
            problem = _hint(value, *scores)
        if problem:
            return Result(points, 4, f"{side}: {problem}")
    for side, (function, scores) in stages.items():
        value, problem = _values(function, [s[:1] for s in scores])
        alone = _pair(*[s[:1] for s in scores])
        if not problem and not np.allclose(value, alone, rtol=1e-4):
            problem = "a pair's loss is to depend on no other pair."
        if problem:
            return Result(2, 4, f"{side}, one pair alone: {problem}")
    far = np.array([500.0, -500.0])
    for side, (function, _) in stages.items():
        value, problem = _values(function, (far, -far))
        if problem or not np.allclose(value, [0.0, 1000.0], atol=1e-6):
            got = problem or f"expected [0 1000], yours {value.round(3)}."
            hint = "Does an exponential overflow, or a logarithm meet 0?"
            return Result(3, 4, f"{side}, scores of ±500: {got} {hint}")
    return Result(4, 4, "both sides, one value per pair, stable at ±500")


def _pair(wanted, other):
    """The right answer, written for the tests and not for the reader."""
    return np.logaddexp(0.0, other - wanted)


def _hint(value, wanted, other):
    right = _pair(wanted, other)
    above = np.logaddexp(0.0, other.mean() - wanted)
    below = np.logaddexp(0.0, other - wanted.mean())
    hints = (
        (_pair(other, wanted), "the two sides of the difference are exchanged"),
        (-right, "the sign of the whole loss is off"),
        (-_pair(other, wanted), "this saturates: it is the other side's "
         "loss, negated"),
        (above + below, "this compares with means: the relativistic average"),
        (above, "this compares with the mean of the other side"),
        (np.logaddexp(0.0, -wanted), "the other side is not used"),
        (np.logaddexp(0.0, -wanted) + np.logaddexp(0.0, other), "this judges "
         "both alone; a relativistic loss sees only their difference"),
    )  # fmt: skip
    text = f"expected {right.round(3)}, yours {value.round(3)}: "
    for wrong, hint in hints:
        if np.allclose(value, wrong, rtol=1e-3):
            return f"{text}{hint}."
    return f"{text}it is −log σ of a difference of two scores."


def _values(function, scores):
    """What the function returns as an array, or what is wrong with it."""
    try:
        with np.errstate(all="ignore"):
            arguments = [s.copy() for s in scores]
            value = np.asarray(function(*arguments), "float64")
    except Exception as why:
        return None, f"expected values, got {type(why).__name__}: {why}."
    if value.shape != scores[0].shape:
        wanted = f"one value per pair, shape {scores[0].shape}"
        return None, f"expected {wanted}; yours has shape {value.shape}."
    return value, ""
