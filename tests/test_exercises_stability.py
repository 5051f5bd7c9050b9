import numpy as np
import pytest

from aegan_lib.exercises.stability import check_largest_step, check_optimistic


# --- optimistic -------------------------------------------------------------
def right_steps(f, z, h, num_steps):
    path, last = [z], f(z)
    for _ in range(num_steps):
        now = f(path[-1])
        path.append(path[-1] + 2 * h * now - h * last)
        last = now
    return path


def steps(rule):
    """A method that looks at nothing but the present point."""

    def method(f, z, h, num_steps):
        path = [z]
        for _ in range(num_steps):
            path.append(path[-1] + rule(f, path[-1], h))
        return path

    return method


def wasteful(f, z, h, num_steps):
    path = [z]
    for i in range(num_steps):
        before = path[max(i - 1, 0)]
        path.append(path[-1] + 2 * h * f(path[-1]) - h * f(before))
    return path


def test_the_right_steps_get_all_points():
    result = check_optimistic(right_steps)
    assert (result.points, result.out_of) == (3, 3)


def test_a_first_step_that_counts_as_two_evaluations_is_right_too():
    def once(f, z, h, num_steps):
        last = f(z)
        path = [z, z + h * last]
        for _ in range(num_steps - 1):
            now = f(path[-1])
            path.append(path[-1] + 2 * h * now - h * last)
            last = now
        return path

    assert check_optimistic(once).points == 3


WRONG_STEPS = {
    "plain": (steps(lambda f, z, h: h * f(z)), 1, "plain steps"),
    "double": (steps(lambda f, z, h: 2 * h * f(z)), 0, "not taken off"),
    "sign": (steps(lambda f, z, h: -h * f(z)), 0, "the sign"),
    "extragradient": (
        steps(lambda f, z, h: h * f(z + h * f(z))),
        0,
        "asks the field twice",
    ),
    "shifted": (
        lambda f, z, h, n: np.array(right_steps(f, z, h, n)) + 1,
        0,
        "the start itself",
    ),
    "something else": (
        steps(lambda f, z, h: 3 * h * f(z)),
        0,
        "minus h times the one before",
    ),
    "wasteful": (wasteful, 2, "keep the last one"),
    "no start": (
        lambda f, z, h, n: right_steps(f, z, h, n)[1:],
        0,
        "the start and 1 points",
    ),
    "no function": (None, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_STEPS)
def test_wrong_steps_get_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_STEPS[name]
    result = check_optimistic(answer)
    assert result.points == points, result
    assert hint in result.message


# --- largest_step -----------------------------------------------------------
def right_bound(omega, damping):
    if damping <= 2 * omega:
        return damping / omega**2
    root = np.sqrt(damping**2 / 4 - omega**2)
    return 2 / (damping / 2 + root)


def smaller_eigenvalue(omega, damping):
    if damping <= 2 * omega:
        return damping / omega**2
    return 2 / (damping / 2 - np.sqrt(damping**2 / 4 - omega**2))


def test_the_right_bound_gets_all_points():
    result = check_largest_step(right_bound)
    assert (result.points, result.out_of) == (3, 3)


WRONG_BOUNDS = {
    "only complex": (lambda w, k: k / w**2, 2, "λ is real"),
    "omega once": (lambda w, k: k / w, 1, "by its square"),
    "twice": (lambda w, k: 2 * k / w**2, 1, "twice too large"),
    "smaller": (smaller_eigenvalue, 2, "larger |λ| decides"),
    "penalty alone": (
        lambda w, k: k / w**2 if k <= 2 * w else 2 / k,
        2,
        "without ω",
    ),
    "something else": (lambda w, k: 7.0, 0, "|1 + hλ| = 1"),
    "no number": (lambda w, k: None, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_BOUNDS)
def test_a_wrong_bound_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_BOUNDS[name]
    result = check_largest_step(answer)
    assert result.points == points, result
    assert hint in result.message
