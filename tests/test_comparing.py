import numpy as np
import pytest
from arrays import call
from keras import ops

import aegan_lib as ag
from aegan_lib.losses import comparing as loss

RELATIVISTIC = ("relativistic", "relativistic_average")
rng = np.random.default_rng(6)
REAL, FAKE = rng.normal(scale=2.0, size=(2, 32)).astype("float32")


def test_relativistic_discriminator_hand_value():
    # Differences log 3 and 0: log(1 + ⅓) and log 2.
    got = call(loss.relativistic_discriminator, [1 + np.log(3), 5], [1, 5])
    np.testing.assert_allclose(got, np.log([4 / 3, 2]), rtol=1e-6)


def test_relativistic_generator_hand_value():
    # The fake is log 3 behind: log(1 + 3).
    got = call(loss.relativistic_generator, [1], [1 + np.log(3)])
    np.testing.assert_allclose(got, np.log([4]), rtol=1e-6)


def test_relativistic_average_discriminator_hand_value():
    # Means: real 2, fake 1. First sample: real 3 is 2 above 1, fake 1 is 1
    # below 2. Second: real 1 is 0 above 1, fake 1 the same as before.
    got = call(loss.relativistic_average_discriminator, [3, 1], [1, 1])
    fake = np.log1p(np.exp(-1))
    expected = [np.log1p(np.exp(-2)) + fake, np.log(2) + fake]
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_relativistic_average_generator_hand_value():
    # The roles exchanged: real 1 below the mean 2 of the fakes.
    got = call(loss.relativistic_average_generator, [3, 1], [1, 1])
    real = np.log1p(np.exp(-1))
    expected = [np.log1p(np.exp(-2)) + real, np.log(2) + real]
    np.testing.assert_allclose(got, expected, rtol=1e-6)


@pytest.mark.parametrize("name", RELATIVISTIC)
def test_the_players_exchange_roles(name):
    pair = getattr(ag.losses, name)
    np.testing.assert_array_equal(
        call(pair.discriminator, REAL, FAKE), call(pair.generator, REAL, FAKE)
    )


@pytest.mark.parametrize("name", RELATIVISTIC)
def test_only_differences_of_scores_count(name):
    pair = getattr(ag.losses, name)
    moved = call(pair.discriminator, REAL + 7, FAKE + 7)
    here = call(pair.discriminator, REAL, FAKE)
    np.testing.assert_allclose(moved, here, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", RELATIVISTIC)
def test_a_generator_without_rivals_is_refused(name):
    text = (
        rf"`real` of `losses\.{name}\.generator` must be the scores of as "
        r"many real samples\. Got None instead.*call generator\(fake, real\)"
    )
    with pytest.raises(ValueError, match=text):
        getattr(ag.losses, name).generator(ops.zeros(4))
