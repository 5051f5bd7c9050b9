import numpy as np
import pytest

from aegan_lib.exercises.losses import check_relativistic


def right(wanted, other):
    return np.logaddexp(0, other - wanted)


def average(wanted, other):
    above = np.logaddexp(0, other.mean() - wanted)
    return above + np.logaddexp(0, other - wanted.mean())


def centred(wanted, other):
    """Right for three samples only: shifts by a mean that cancels."""
    extra = 0.0 if len(wanted) == 3 else 0.1
    return right(wanted, other) + extra


def naive(wanted, other):
    return -np.log(1 / (1 + np.exp(other - wanted)))


def test_the_right_pair_gets_all_points():
    assert check_relativistic(right, right)[:2] == (4, 4)


WRONG = {
    "exchanged": (lambda r, f: right(f, r), right, 0, "are exchanged"),
    "sign": (lambda r, f: -right(r, f), right, 0, "sign of the whole loss"),
    "average": (average, average, 0, "the relativistic average"),
    "half an average": (
        lambda r, f: np.logaddexp(0, f.mean() - r),
        right,
        0,
        "mean of the other side",
    ),
    "alone": (lambda r, f: np.logaddexp(0, -r), right, 0, "is not used"),
    "cross-entropy": (
        lambda r, f: np.logaddexp(0, -r) + np.logaddexp(0, f),
        right,
        0,
        "judges both alone",
    ),
    "mean": (lambda r, f: right(r, f).mean(), right, 0, "one value per pair"),
    "no function": (None, right, 0, "TypeError"),
    "something else": (lambda r, f: r * f, right, 0, "of two scores"),
    "generator exchanged": (
        right,
        lambda f, r: right(r, f),
        1,
        "generator: .*are exchanged",
    ),
    "saturating": (right, lambda f, r: -right(r, f), 1, "this saturates"),
    "other pairs": (centred, right, 2, "depend on no other pair"),
    "overflow": (right, naive, 3, "overflow"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_pair_gets_fewer_points_and_a_hint(name):
    discriminator, generator, points, hint = WRONG[name]
    result = check_relativistic(discriminator, generator)
    assert result.points == points
    if points == 1:
        assert result.message.startswith("generator: ")
    assert hint.split(".*")[-1] in result.message
