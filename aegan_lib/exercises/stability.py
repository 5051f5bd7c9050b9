"""Checkers for the page `stability`."""

import numpy as np

from .result import Result


def check_optimistic(optimistic):
    """Check the optimistic method, which reuses the last gradient.

    Args:
        optimistic: function `(f, z, h, num_steps)` of a vector field, a start
            `(2,)`, a step and a number of steps; returns the path, an array
            `(num_steps + 1, 2)` that begins with the start.

    Returns:
        A `Result` out of 3 points: first step, later steps, one evaluation
        of the field a step.
    """
    start, h = np.array([1.0, 0.5]), 0.1
    seen = []

    def field(z):
        seen.append(np.array(z, "float64"))
        return np.array([z[1], -z[0] - 0.2 * z[1] ** 3])

    for points, num_steps in enumerate((1, 6)):
        seen.clear()
        path, problem = _path(optimistic, field, start, h, num_steps)
        wanted = _optimistic(field, start, h, num_steps)
        if not problem and not np.allclose(path, wanted, atol=1e-9):
            problem = _step_hint(path, wanted, field, h)
        if problem:
            name = ("the first step", "six steps")[points]
            return Result(points, 3, f"{name}: {problem}")
    seen.clear()
    _path(optimistic, field, start, h, 20)
    if len(seen) > 21:
        text = f"20 steps took {len(seen)} evaluations of the field, 20 or 21"
        return Result(2, 3, f"{text} suffice: keep the last one.")
    return Result(3, 3, "one gradient a step, and it converges on a cycle")


def _optimistic(field, z, h, num_steps):
    """The right answer, written for the tests and not for the reader."""
    values, path = [field(z)], [z]
    for _ in range(num_steps):
        values.append(field(path[-1]))
        path.append(path[-1] + h * (2 * values[-1] - values[-2]))
    return np.array(path)


def _path(optimistic, field, start, h, num_steps):
    """What the function returns as an array, or what is wrong with it."""
    try:
        path = optimistic(field, start.copy(), h, num_steps)
        path = np.asarray(path, "float64")
    except Exception as why:
        return None, f"expected a path, got {type(why).__name__}: {why}."
    if path.shape != (num_steps + 1, 2):
        wanted = f"the start and {num_steps} points, shape ({num_steps + 1}, 2)"
        return None, f"expected {wanted}; yours has shape {path.shape}."
    return path, ""


def _step_hint(path, wanted, field, h):
    """Which of the usual slips explains where the path ends."""
    plain, double, ahead = [wanted[0]], [wanted[0]], [wanted[0]]
    for _ in wanted[1:]:
        plain.append(plain[-1] + h * field(plain[-1]))
        double.append(double[-1] + 2 * h * field(double[-1]))
        ahead.append(ahead[-1] + h * field(ahead[-1] + h * field(ahead[-1])))
    text = f"expected the end {wanted[-1].round(3)}, yours {path[-1].round(3)}"
    if not np.allclose(path[0], wanted[0]):
        return f"{text}: the path begins with the start itself."
    hints = (
        (2 * wanted[0] - wanted, "the sign: the field says where to go"),
        (plain, "these are plain steps. Does the last value come in"),
        (double, "the last value of the field is not taken off"),
        (ahead, "this is extragradient, which asks the field twice"),
    )
    for slip, hint in hints:
        if np.allclose(path, slip, atol=1e-9):
            return f"{text}: {hint}."
    return f"{text}: is it 2h times this value minus h times the one before?"


def check_largest_step(largest_step):
    """Check the bound on the step of simultaneous updates.

    Args:
        largest_step: function `(omega, damping)` of two numbers, ω > 0 and
            κ ≥ 0; returns the largest h up to which |1 + hλ| < 1 for
            λ = −κ/2 ± √(κ²/4 − ω²).

    Returns:
        A `Result` out of 3 points: no damping, weak damping, strong damping.
    """
    stages = {
        "no damping": [(1.0, 0.0), (0.5, 0.0)],
        "complex eigenvalues": [(0.8, 0.5), (0.5, 0.3), (2.0, 4.0)],
        "real eigenvalues": [(0.8, 2.5), (0.5, 3.0)],
    }
    for points, (stage, cases) in enumerate(stages.items()):
        for omega, damping in cases:
            problem = _bound_problem(largest_step, omega, damping)
            if problem:
                where = f"{stage}, ω = {omega:g}, κ = {damping:g}"
                return Result(points, 3, f"{where}: {problem}")
    return Result(3, 3, "no step, a step within the damping, and beyond it")


def _largest_step(omega, damping):
    """The right answer, by bisection and not by formula."""
    matrix = np.array([[0.0, omega], [-omega, -damping]])
    low, high = 0.0, 100.0
    for _ in range(100):
        middle = (low + high) / 2
        moduli = abs(np.linalg.eigvals(np.eye(2) + middle * matrix))
        low, high = (middle, high) if moduli.max() < 1 else (low, middle)
    return low


def _bound_problem(largest_step, omega, damping):
    """What is wrong with the bound at one pair, or nothing."""
    wanted = _largest_step(omega, damping)
    try:
        value = float(largest_step(omega, damping))
    except Exception as why:
        return f"expected a number, got {type(why).__name__}: {why}."
    if np.isclose(value, wanted, rtol=1e-4, atol=1e-6):
        return ""
    root = np.sqrt(complex(damping**2 / 4 - omega**2)).real
    hints = (
        (damping / omega, "ω comes in by its square"),
        (2 * damping / omega**2, "twice too large; expand |1 + hλ|² once more"),
        (damping / omega**2, "here λ is real, and |1 + hλ| has another bound"),
        (2 / max(damping / 2 - root, 1e-9), "the larger |λ| decides"),
        (2 / damping if damping else np.inf, "2/κ is the bound without ω"),
    )
    text = f"expected {wanted:.3f}, yours {value:.3f}"
    for slip, hint in hints:
        if np.isclose(value, slip, rtol=1e-4):
            return f"{text}: {hint}."
    return f"{text}: for which h is |1 + hλ| = 1?"
