import numpy as np
import pytest

from aegan_lib.exercises.latent_space import (
    check_correct_directions,
    check_spherical,
)
from aegan_lib.latent import interpolate


# --- spherical --------------------------------------------------------------
def right_path(a, b, t):
    cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    omega = np.arccos(np.clip(cosine, -1, 1))
    if omega < 1e-6:
        return (1 - t) * a + t * b
    parts = np.sin((1 - t) * omega) * a + np.sin(t * omega) * b
    return parts / np.sin(omega)


def careless(a, b, t):
    cosine = a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    omega = np.arccos(cosine)
    parts = np.sin((1 - t) * omega) * a + np.sin(t * omega) * b
    return parts / np.sin(omega)


@pytest.mark.parametrize(
    "answer",
    [right_path, lambda a, b, t: interpolate(a, b, t, "spherical")],
)
def test_the_right_path_gets_all_points(answer):
    result = check_spherical(answer)
    assert (result.points, result.out_of) == (3, 3)


def rescaled(a, b, t):
    """The straight path, pushed out to the norm of a: on the sphere, uneven."""
    z = (1 - t) * a + t * b
    return z * np.linalg.norm(a) / np.linalg.norm(z)


WRONG_PATHS = {
    "straight": (lambda a, b, t: (1 - t) * a + t * b, 0, "the straight path"),
    "backwards": (lambda a, b, t: right_path(b, a, t), 0, "has to be at a"),
    "degrees": (
        lambda a, b, t: right_path(a, b, t) * 1.1,
        0,
        "its norm is 3.300, expected 3.000",
    ),
    "rescaled": (rescaled, 0, "is ω the angle"),
    "no care for zero": (careless, 2, "what is sin ω"),
    "shape": (lambda a, b, t: 1.0, 0, "expected shape"),
    "no function": (None, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_PATHS)
def test_a_wrong_path_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_PATHS[name]
    result = check_spherical(answer)
    assert result.points == points
    assert hint in result.message


# --- correct_directions -----------------------------------------------------
def test_the_right_directions_get_all_points():
    result = check_correct_directions(lambda v, card: np.linalg.inv(card) @ v)
    assert (result.points, result.out_of) == (2, 2)


WRONG_DIRECTIONS = {
    "as they were": (lambda v, card: v, 0, "divide by what it moves"),
    "times the card": (lambda v, card: card @ v, 0, "divide by what it moves"),
    "scaled alone": (
        lambda v, card: v / np.diag(card)[:, None],
        1,
        "leaks",
    ),
    "transposed": (lambda v, card: np.linalg.inv(card.T) @ v, 1, "card has"),
    "shape": (lambda v, card: card, 0, "expected shape"),
    "no function": (None, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_DIRECTIONS)
def test_wrong_directions_get_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_DIRECTIONS[name]
    result = check_correct_directions(answer)
    assert result.points == points
    assert hint in result.message
