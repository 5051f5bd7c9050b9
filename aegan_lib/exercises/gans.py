"""Checkers for the page `gans`."""

import numpy as np

from .result import Result


def check_discriminator_loss(loss):
    """Check a cross-entropy on logits, written with NumPy.

    Args:
        loss: function of logits `(real, fake)`, arrays of one shape `(n,)`;
            returns one value per sample, `(n,)`.

    Returns:
        A `Result` out of 3 points: value at hand, shape, logits of ±500.
    """
    try:
        value = np.asarray(loss(np.array([2.0]), np.array([-1.0])), "float64")
    except Exception as why:
        text = f"expected an array, got {type(why).__name__}: {why}."
        return Result(0, 3, text)
    if value.shape != (1,):
        text = f"expected one value per sample, (1,), yours {value.shape}."
        return Result(0, 3, text)
    # log(1 + e⁻²) + log(1 + e⁻¹) = 0.12693 + 0.31326
    if not np.isclose(value[0], 0.44019, atol=1e-4):
        hint = "Is the sign of one logit off, or a term missing?"
        text = f"real 2, fake -1: expected 0.440, yours {value[0]:.3f}. {hint}"
        return Result(0, 3, text)
    many = np.asarray(loss(np.zeros(4), np.zeros(4)), "float64")
    if many.shape != (4,):
        text = f"four samples: expected shape (4,), yours {many.shape}."
        return Result(1, 3, f"{text} The game takes the mean.")
    with np.errstate(all="ignore"):
        sure = loss(np.array([500.0, -500.0]), np.array([-500.0, 500.0]))
    if not np.allclose(sure, [0.0, 1000.0], atol=1e-6):
        hint = "Does an exponential overflow, or a logarithm meet 0?"
        got = np.asarray(sure).tolist()
        text = f"logits of ±500: expected [0, 1000], yours {got}. {hint}"
        return Result(2, 3, text)
    return Result(3, 3, "value, one per sample, and stable at ±500")
