"""Checkers for the page `your-own`."""

import numpy as np

from .result import Result


def check_pixels(to_samples, to_pixels):
    """Check the way from bytes to samples in [−1, 1], and back.

    Args:
        to_samples: function from uint8 `(n, height, width, channels)` to
            float32 of the same shape.
        to_pixels: its inverse, from floats to uint8.

    Returns:
        A `Result` out of 3 points: range and type, the round trip of all
        256 bytes, values a little outside of [−1, 1].
    """
    pixels = np.arange(256, dtype="uint8").reshape(1, 16, 16, 1)
    samples, problem = _call(to_samples, pixels, "float32")
    if not problem:
        problem = _range_hint(samples)
    if problem:
        return Result(0, 3, f"to_samples: {problem}")
    back, problem = _call(to_pixels, samples, "uint8")
    if not problem and not np.array_equal(back, pixels):
        wrong = int((back != pixels).sum())
        problem = f"{wrong} of 256 bytes come back changed. Cut off or rounded?"
    if problem:
        return Result(1, 3, f"to_pixels: {problem}")
    beyond = np.array([-1.2, -1.01, 1.01, 1.2]).reshape(1, 2, 2, 1)
    back, problem = _call(to_pixels, beyond, "uint8")
    if not problem and back.ravel().tolist() != [0, 0, 255, 255]:
        problem = f"-1.2, -1.01, 1.01, 1.2 become {back.ravel().tolist()}."
    if problem:
        text = "the ends of the range are 0 and 255"
        return Result(2, 3, f"to_pixels: {problem} Beyond, {text} still.")
    return Result(3, 3, "both ways, for all bytes, and clipped at the ends")


def _call(function, array, dtype):
    """What the function returns, or what is wrong with it."""
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(function(array.copy()))
    except Exception as why:
        return None, f"expected an array, got {type(why).__name__}: {why}."
    if value.shape != array.shape:
        return None, f"expected shape {array.shape}, yours {value.shape}."
    if value.dtype != dtype:
        return None, f"expected {dtype}, yours {value.dtype}."
    return value, ""


def _range_hint(samples):
    low, high = float(samples.min()), float(samples.max())
    if np.isclose(low, -1) and np.isclose(high, 1):
        steps = np.diff(samples.ravel())
        even = np.allclose(steps, 2 / 255, rtol=1e-3)
        return "" if even else "the steps between bytes are not equal."
    text = f"expected values from -1 to 1, yours from {low:.3g} to {high:.3g}"
    hints = {
        (0.0, 1.0): "this is the range of a sigmoid, not of tanh",
        (-0.5, 0.5): "divide by 127.5, not by 255",
        (0.0, 2.0): "subtract 1",
    }
    for ends, hint in hints.items():
        if np.allclose((low, high), ends, atol=0.02):
            return f"{text}: {hint}."
    return f"{text}."


def check_hinge(discriminator, generator):
    """Check a hinge loss for both sides of a game.

    Args:
        discriminator: function of scores `(real, fake)`, each `(n,)` or
            `(n, 1)`; returns one value per sample, `(n,)`.
        generator: function of the scores `fake`; returns `(n,)`.

    Returns:
        A `Result` out of 3 points: the discriminator's values, the
        generator's values, scores of shape `(n, 1)`.
    """
    real, fake = np.array([3.0, 0.5, -1.0]), np.array([0.5, -0.25, -2.0])
    # max(0, 1 − real) = 0, 0.5, 2 and max(0, 1 + fake) = 1.5, 0.75, 0
    wanted = np.array([1.5, 1.25, 2.0])
    value, problem = _scores(discriminator, real, fake)
    if not problem and not np.allclose(value, wanted):
        problem = _hinge_hint(value, wanted, real, fake)
    if problem:
        return Result(0, 3, f"discriminator: {problem}")
    value, problem = _scores(generator, fake)
    if not problem and not np.allclose(value, -fake):
        hint = "it wants large scores, and has no hinge"
        problem = f"expected {-fake}, yours {value.round(3)}: {hint}."
    if problem:
        return Result(1, 3, f"generator: {problem}")
    columns = real[:, None], fake[:, None]
    sides = {"discriminator": discriminator, "generator": generator}
    for name, arguments in zip(sides, (columns, columns[1:]), strict=True):
        _, problem = _scores(sides[name], *arguments)
        if problem:
            return Result(2, 3, f"{name}, scores of shape (3, 1): {problem}")
    return Result(3, 3, "both sides, one value per sample, for either shape")


def _scores(function, *scores):
    """What the function returns, `(n,)`, or what is wrong with it."""
    try:
        value = np.asarray(function(*(s.copy() for s in scores)), "float64")
    except Exception as why:
        return None, f"expected values, got {type(why).__name__}: {why}."
    if value.shape != (len(scores[0]),):
        wanted = f"one value per sample, shape ({len(scores[0])},)"
        return None, f"expected {wanted}; yours has shape {value.shape}."
    return value, ""


def _hinge_hint(value, wanted, real, fake):
    hints = (
        (np.maximum(0, 1 + real) + np.maximum(0, 1 - fake), "the signs are "
         "exchanged"),
        (2 - real + fake, "where is the hinge?"),
        (np.maximum(0, 1 - real), "the generated samples do not count"),
        (np.maximum(0, 1 + fake), "the real samples do not count"),
        (np.maximum(0, -real) + np.maximum(0, fake), "the margin of 1 is "
         "missing"),
        (wanted / 2, "it is halved"),
        (np.maximum(0, 2 - real + fake), "each side has a hinge of its own"),
    )  # fmt: skip
    text = f"expected {wanted}, yours {value.round(3)}: "
    for slip, hint in hints:
        if np.allclose(value, slip):
            return f"{text}{hint}."
    return f"{text}real scores should exceed 1, generated ones stay below -1."
