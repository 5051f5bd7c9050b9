import numpy as np
import pytest

from aegan_lib.exercises.gans_on_images import check_average


def right(values, decay, late=0):
    mean = values[0]
    for t, value in enumerate(values, late):
        beta = min(decay, (1 + t) / (10 + t))
        mean = beta * mean + (1 - beta) * value
    return mean


def without_ramp(values, decay):
    mean = values[0]
    for value in values:
        mean = decay * mean + (1 - decay) * value
    return mean


def test_the_right_average_gets_all_points():
    assert check_average(right)[:2] == (3, 3)


@pytest.mark.parametrize(
    "wrong, points, text",
    [
        (lambda values, decay: sum(values), 0, "add up to 1"),
        (without_ramp, 1, "decay of step t"),
        (lambda values, decay: right(values, decay, late=1), 1, "from 0"),
        (lambda values, decay: right(values, 1.0), 2, "asked for"),
        (lambda values: values, 0, "TypeError"),
        (lambda values, decay: None, 0, "expected a number"),
    ],
)
def test_a_wrong_average_gets_fewer_points_and_a_hint(wrong, points, text):
    result = check_average(wrong)
    assert result.points == points
    assert text in result.message


def test_the_checker_compares_with_values_worked_out_by_hand():
    assert np.isclose(right([1.0, 3.0, -2.0], 0.99), -0.8409, atol=1e-4)
    assert np.isclose(right(np.arange(400.0), 0.5), 398.0, atol=1e-6)
