import numpy as np
import pytest

from aegan_lib.exercises.gans import check_discriminator_loss


def right(real, fake):
    return np.logaddexp(0, -real) + np.logaddexp(0, fake)


def probabilities(real, fake):
    real, fake = 1 / (1 + np.exp(-real)), 1 / (1 + np.exp(-fake))
    return -np.log(real) - np.log(1 - fake)


def test_the_right_loss_gets_all_points():
    assert check_discriminator_loss(right)[:2] == (3, 3)


@pytest.mark.parametrize(
    "wrong, points, text",
    [
        (lambda real, fake: right(fake, real), 0, "sign of one logit"),
        (lambda real, fake: np.logaddexp(0, -real), 0, "a term missing"),
        (lambda real, fake: right(real, fake).mean(), 0, "one value per"),
        (lambda real, fake: right(real, fake)[:1], 1, "takes the mean"),
        (probabilities, 2, "overflow"),
        (lambda real: real, 0, "TypeError"),
        (lambda real, fake: None, 0, "one value per|expected an array"),
    ],
)
def test_a_wrong_loss_gets_fewer_points_and_a_hint(wrong, points, text):
    result = check_discriminator_loss(wrong)
    assert result.points == points
    assert any(part in result.message for part in text.split("|"))
    assert "0.44019" not in result.message
