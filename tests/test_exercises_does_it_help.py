import itertools

import numpy as np
import pytest

from aegan_lib.exercises.does_it_help import check_sign_flip


def sums(gaps):
    flips = np.array(list(itertools.product([-1, 1], repeat=len(gaps))))
    return flips @ gaps, np.sum(gaps)


def right(gaps):
    found, seen = sums(gaps)
    return np.mean(np.abs(found) >= abs(seen) - 1e-12)


def one_sided(gaps):
    found, seen = sums(gaps)
    return np.mean(found >= seen - 1e-12)


def strict(gaps):
    found, seen = sums(gaps)
    return np.mean(np.abs(found) > abs(seen) + 1e-12)


def test_the_right_test_gets_all_points():
    assert check_sign_flip(right)[:2] == (4, 4)


WRONG = {
    "one side": (one_sided, 0, "only one side"),
    "strictly more": (strict, 0, "equal what was seen count"),
    "a constant": (lambda gaps: 0.25, 1, "of all 2^n"),
    "many": (lambda gaps: gaps, 0, "one number"),
    "nothing": (lambda gaps: None, 0, "expected"),
    "no function": (3, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_test_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG[name]
    result = check_sign_flip(answer)
    assert result.points == points
    assert hint in result.message


def test_lost_by_rounding():
    def careless(gaps):  # adds up one by one
        found = [
            sum(s * g for s, g in zip(signs, gaps, strict=True))
            for signs in itertools.product([-1, 1], repeat=len(gaps))
        ]
        return np.mean(np.abs(found) >= abs(sum(gaps)))

    assert careless([0.1, 0.2, 0.3, -0.3]) != right([0.1, 0.2, 0.3, -0.3])
    result = check_sign_flip(careless)
    assert result.points < 4 and "expected" in result.message
