"""Checkers for the page `gans-on-images`."""

import numpy as np

from .result import Result


def check_average(average):
    """Check a moving average whose decay rises to its final value.

    Args:
        average: function of values `(steps,)` and of the final decay;
            returns the average after the last value, a float.

    Returns:
        A `Result` out of 3 points: a constant, the ramp, the final decay.
    """
    try:
        same = float(average(np.full(7, 2.5), 0.9))
        first = float(average(np.array([1.0, 3.0, -2.0]), 0.99))
        later = float(average(np.arange(400.0), 0.5))
    except Exception as why:
        text = f"expected a number, got {type(why).__name__}: {why}."
        return Result(0, 3, text)
    if not np.isclose(same, 2.5):
        hint = "Do the two weights of a step add up to 1?"
        text = f"seven times 2.5: expected 2.500, yours {same:.3f}. {hint}"
        return Result(0, 3, text)
    # decays 1/10, 2/11, 3/12: 1; 0.1818 + 0.8182 · 3 = 2.6364;
    # 0.25 · 2.6364 - 0.75 · 2 = -0.8409
    if not np.isclose(first, -0.8409, atol=1e-3):
        hint = "Is the decay of step t (1 + t) / (10 + t), with t from 0?"
        text = f"values 1, 3, -2: expected -0.841, yours {first:.3f}. {hint}"
        return Result(1, 3, text)
    # With decay d the average of 0, 1, 2, … lags d / (1 - d) steps behind.
    if not np.isclose(later, 398.0, atol=1e-3):
        hint = "Does the ramp end at the decay that was asked for?"
        text = f"0 to 399, decay 0.5: expected 398, yours {later:.3f}. {hint}"
        return Result(2, 3, text)
    return Result(3, 3, "a constant, the ramp, and the final decay")
