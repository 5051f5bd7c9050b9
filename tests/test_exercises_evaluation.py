import numpy as np
import pytest

from aegan_lib.exercises.evaluation import (
    check_coverage,
    check_kernel_distance,
)


# --- kernel_distance --------------------------------------------------------
def kernel(a, b):
    return (a @ b.T / a.shape[1] + 1) ** 3


def right_distance(x, y, shrink=1, between=2.0):
    total = -between * kernel(x, y).mean()
    for a in (x, y):
        k = kernel(a, a)
        np.fill_diagonal(k, 0)
        total += k.sum() / (len(a) * (len(a) - shrink))
    return total


def biased(x, y):
    between = 2 * kernel(x, y).mean()
    return kernel(x, x).mean() + kernel(y, y).mean() - between


def by_scaled(x, y):
    return right_distance(np.sqrt(x.shape[1]) * x, np.sqrt(x.shape[1]) * y)


def test_the_right_distance_gets_all_points():
    assert check_kernel_distance(right_distance)[:2] == (3, 3)


@pytest.mark.parametrize(
    "wrong, points, text",
    [
        (biased, 0, "paired with itself"),
        (lambda x, y: right_distance(x, y, 0), 0, "fewer pairs"),
        (lambda x, y: right_distance(x, y, 1, 1.0), 0, "counts twice|sets"),
        (lambda x, y: right_distance(x, y, 1, 0.0), 0, "is missing"),
        (lambda x, y: -right_distance(x, y), 0, "the sign"),
        (by_scaled, 1, "by the number of features"),
        (lambda x, y: 1.2345, 0, "one by one"),
        (lambda x, y: x, 0, "one finite number"),
        (lambda x, y: np.nan, 0, "one finite number"),
        (lambda x: x, 0, "TypeError"),
        (lambda x, y: None, 0, "one finite number|TypeError"),
        ("no function", 0, "TypeError"),
    ],
)
def test_a_wrong_distance_gets_fewer_points_and_a_hint(wrong, points, text):
    result = check_kernel_distance(wrong)
    assert result.points == points
    assert any(part in result.message for part in text.split("|"))


# --- coverage ---------------------------------------------------------------
def inside(x, y, k):
    among = np.linalg.norm(x[:, None] - x[None], axis=-1)
    radii = np.partition(among, k, axis=1)[:, k]
    return np.linalg.norm(x[:, None] - y[None], axis=-1) < radii[:, None]


def right_coverage(x, y, k):
    return inside(x, y, k).any(axis=1).mean()


def test_the_right_coverage_gets_all_points():
    assert check_coverage(right_coverage)[:2] == (3, 3)


@pytest.mark.parametrize(
    "wrong, points, text",
    [
        (lambda x, y, k: right_coverage(x, y, k - 1), 0, "is itself"),
        (lambda x, y, k: inside(x, y, k).any(axis=0).mean(), 0, "precision"),
        (lambda x, y, k: inside(x, y, k).sum() / k / len(y), 0, "density"),
        (lambda x, y, k: right_coverage(y, x, k), 0, "belong to the reals"),
        (lambda x, y, k: 1 - right_coverage(x, y, k), 0, "not covered"),
        (lambda x, y, k: len(x) * right_coverage(x, y, k), 0, "a share"),
        (lambda x, y, k: right_coverage(x, y, 1), 1, "expected"),
        (lambda x, y, k: 2.0, 0, "five points"),
        (lambda x, y, k: [1.0], 0, "one finite number"),
        (lambda x: x, 0, "TypeError"),
        (3, 0, "TypeError"),
    ],
)
def test_a_wrong_coverage_gets_fewer_points_and_a_hint(wrong, points, text):
    result = check_coverage(wrong)
    assert result.points == points
    assert text in result.message
