"""Checkers for the page `latent-space`."""

import numpy as np

from .result import Result


def check_spherical(spherical):
    """Check a function that goes from code to code along the sphere.

    Args:
        spherical: function `(a, b, t)` of two codes `(d,)` and a time in
            [0, 1]; returns a code `(d,)`.

    Returns:
        A `Result` out of 3 points: equal norms, unequal norms, equal codes.
    """
    turned = np.array([0.0, 3.0 * np.sin(1.2), 3.0 * np.cos(1.2)])
    cases = (  # a, b, time, what is there, points so far
        (
            [0.0, 0.0, 3.0],
            turned,
            0.25,
            [0.0, 3 * np.sin(0.3), 3 * np.cos(0.3)],
        ),
        ([2.0, 0.0], [0.0, 1.0], 1 / 3, [2 * np.sqrt(3) / 2, 0.5]),
        ([1.0, 2.0], [1.0, 2.0], 0.5, [1.0, 2.0]),
    )
    for points, (a, b, t, wanted) in enumerate(cases):
        a, b, wanted = np.array(a), np.array(b), np.array(wanted)
        value, problem = _code(spherical, a, b, t)
        if not problem and not np.allclose(value, wanted, atol=1e-4):
            problem = _path_hint(value, a, b, t, wanted)
        if problem:
            if points == 2:
                problem += " The codes are equal there: what is sin ω?"
            return Result(points, 3, problem)
    return Result(3, 3, "right on the sphere, off it, and where ω is 0")


def _code(spherical, a, b, t):
    """What the function returns, or what is wrong with it."""
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(spherical(a.copy(), b.copy(), t), "float64")
    except Exception as why:
        return None, f"expected a code, got {type(why).__name__}: {why}."
    if value.shape != a.shape:
        return None, f"expected shape {a.shape}; yours has {value.shape}."
    if not np.isfinite(value).all():
        return None, "your code has values that are NaN or infinite."
    return value, ""


def _path_hint(value, a, b, t, wanted):
    text = f"t = {t:.2f}: expected {wanted.round(3)}, yours {value.round(3)}"
    straight = (1 - t) * a + t * b
    if np.allclose(value, straight):
        return f"{text}: this is the straight path."
    back = np.linalg.norm(value - wanted[::-1]) < 1e-4
    if back or np.linalg.norm(value - b) < np.linalg.norm(value - a):
        return f"{text}: at t = 0 the path has to be at a."
    norms = np.linalg.norm(value), np.linalg.norm(wanted)
    if not np.isclose(*norms, rtol=1e-3):
        return f"{text}: its norm is {norms[0]:.3f}, expected {norms[1]:.3f}."
    return f"{text}: is ω the angle between a and b, in radians?"


def check_correct_directions(correct_directions):
    """Check a function that mends directions by their report card.

    Args:
        correct_directions: function `(directions, card)` of an array of
            directions `(k, d)` and their card `(k, k)`, in which row i says
            what direction i moves; returns directions `(k, d)` whose card is
            the identity, for factors that are linear functions of the code.

    Returns:
        A `Result` out of 2 points: a diagonal card, a card with leaks.
    """
    rng = np.random.default_rng(1)
    directions = rng.normal(size=(3, 5))
    leaks = np.array([[0.8, 0.3, 0.0], [0.0, 0.5, -0.2], [0.1, 0.0, 0.4]])
    for points, card in enumerate((np.diag([0.5, 0.8, 0.25]), leaks)):
        # Factors A z with A vᵢ = row i of the card.
        factors = np.linalg.pinv(directions) @ card
        try:
            made = correct_directions(directions.copy(), card.copy())
            made = np.asarray(made, "float64")
        except Exception as why:
            text = f"expected directions, got {type(why).__name__}: {why}."
            return Result(points, 2, text)
        if made.shape != directions.shape:
            text = f"expected shape {directions.shape}, got {made.shape}."
            return Result(points, 2, text)
        moved = made @ factors
        if not np.allclose(moved, np.eye(3), atol=1e-6):
            return Result(points, 2, _card_hint(moved, card))
    return Result(2, 2, "each direction moves its factor by 1, and no other")


def _card_hint(moved, card):
    diagonal = np.diag(moved)
    text = f"the new card has {diagonal.round(2)} on its diagonal"
    if not np.allclose(diagonal, 1.0):
        if np.allclose(moved, card @ card) or np.allclose(moved, card):
            return f"{text}, expected ones: divide by what it moves."
        return f"{text}, expected ones."
    leak = np.abs(moved - np.diag(diagonal)).max()
    return f"{text}, but up to {leak:.2f} leaks: which mixture leaks nothing?"
