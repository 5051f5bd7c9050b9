import numpy as np
import pytest
from arrays import numbers

import aegan_lib as ag
from aegan_lib.metrics import (
    active_units,
    checkerboard,
    discriminator_overfitting,
    generator_slope,
    sample_drift,
)

rng = np.random.default_rng(6)


# --- generator_slope --------------------------------------------------------
def test_generator_slope_hand_value():
    # σ(0) = ½ and σ(log 3) = ¾ for minimax; ½ and ¼ for the other loss.
    scores = [0.0, np.log(3.0)]
    assert generator_slope(ag.losses.minimax, scores) == pytest.approx(0.625)
    assert generator_slope(ag.losses.non_saturating, scores) == pytest.approx(
        0.375
    )


def test_generator_slope_of_scores_with_a_column():
    scores = rng.normal(size=(20, 1))
    pair = ag.losses.minimax
    step = 1e-3
    up, down = (numbers(pair.generator(scores + s)) for s in (step, -step))
    wanted = np.abs(up - down).mean() / (2 * step)
    assert generator_slope(pair, scores) == pytest.approx(wanted, rel=1e-3)


# --- sample_drift -----------------------------------------------------------
def test_sample_drift_hand_value():
    # Moves of length 3 and 1; the data have a variance of 4 + 0.
    x = np.array([[2.0, 0.0], [-2.0, 0.0]])
    looks = [x, x + [0.0, 3.0], x + [1.0, 3.0]]
    assert sample_drift(looks, x) == pytest.approx((3 / 2 + 1 / 2) / 2)


@pytest.mark.parametrize("shape", [(2,), (4, 4, 1)])
def test_independent_draws_drift_by_root_two(shape):
    looks = rng.normal(size=(4, 5000, *shape))
    drift = sample_drift(looks, rng.normal(size=(5000, *shape)))
    assert drift == pytest.approx(np.sqrt(2), rel=0.03)


def test_what_stands_still_does_not_drift():
    x = rng.normal(size=(10, 2))
    assert sample_drift([x, x, x], x) == 0.0


def test_sample_drift_reads_what_a_sample_grid_collects():
    gan = ag.GAN(shape=(2,), latent_dim=2, width=4, seed=1)
    gan.compile()
    grid = ag.callbacks.SampleGrid(every=1, num=5)
    x = rng.normal(size=(64, 2)).astype("float32")
    gan.fit(x, batch_size=32, epochs=3, verbose=0, callbacks=[grid])
    assert sample_drift(list(grid.samples.values()), x) > 0.0


# --- active_units -----------------------------------------------------------
def test_active_units_hand_value():
    # Variances 1, 0.0025 and 0.04 of two values ±a: a².
    mean = np.array([[1.0, 0.05, 0.2], [-1.0, -0.05, -0.2]])
    assert active_units(mean) == 2
    assert active_units(mean, threshold=0.5) == 1
    assert active_units(mean + 7.0) == 2


# --- checkerboard -----------------------------------------------------------
def test_checkerboard_hand_value():
    # A board of amplitude 1 (energy 64) beside one smooth wave, cos of one
    # period (energy 64 / 2).
    board = (-1.0) ** np.indices((8, 8)).sum(axis=0)
    wave = np.cos(2 * np.pi * np.arange(8) / 8) * np.ones((8, 1))
    image = (5.0 + board + wave)[None, :, :, None]
    assert checkerboard(image) == pytest.approx(64 / (64 + 32))


@pytest.mark.parametrize("axis", [1, 2])
def test_stripes_of_two_pixels_are_seen_in_both_directions(axis):
    stripes = np.take(np.indices((1, 8, 8, 1)) % 2, axis, axis=0)
    assert checkerboard(stripes) == pytest.approx(1.0)


def test_white_noise_has_its_share_of_period_two():
    noise = rng.normal(size=(4000, 8, 8, 1))
    assert checkerboard(noise) == pytest.approx(15 / 63, rel=0.02)


def test_images_of_one_value_have_no_checkerboard():
    assert np.isnan(checkerboard(np.full((2, 8, 8, 1), 0.3)))


def test_real_digits_are_smooth():
    images = ag.data.load("digits", split="test").x
    assert 0.02 < checkerboard(images) < 0.05


# --- discriminator_overfitting ----------------------------------------------
def test_discriminator_overfitting_hand_value():
    # Means 3, 2 and −1: one of four steps down.
    value = discriminator_overfitting([[2.0], [4.0]], [[2.0]], [-3.0, 1.0])
    assert value == pytest.approx(0.25)


def test_a_discriminator_that_prefers_fakes_has_no_value():
    assert np.isnan(discriminator_overfitting([0.0], [0.0], [1.0]))


# --- bad input --------------------------------------------------------------
BAD = {
    "`scores` of `generator_slope` must be finite": lambda: generator_slope(
        ag.losses.minimax, [np.nan]
    ),
    "`looks` of `sample_drift` must be two looks": lambda: sample_drift(
        np.zeros((1, 5, 2)), np.ones((5, 2))
    ),
    r"samples of rank 2.*shape \(5, 2\)": lambda: sample_drift(
        np.zeros((5, 2)), np.ones((5, 2))
    ),
    "`looks` of `sample_drift` must be finite": lambda: sample_drift(
        np.full((2, 5, 2), np.inf), np.eye(5, 2)
    ),
    r"`mean` of `active_units` .*\(n, latent_dim\)": lambda: active_units(
        np.ones(5)
    ),
    "`mean` of `active_units` must be finite. Got none": lambda: active_units(
        np.ones((0, 3))
    ),
    "`threshold` of `active_units`": lambda: active_units(np.eye(3), -1.0),
    "`images` of `checkerboard` .*even sides": lambda: checkerboard(
        np.ones((2, 7, 8, 1))
    ),
    "`fake` of `discriminator_overfitting` must be finite": (
        lambda: discriminator_overfitting([1.0], [1.0], [np.inf])
    ),
}


@pytest.mark.parametrize("match", BAD)
def test_bad_input_is_refused(match):
    with pytest.raises(ValueError, match=match):
        BAD[match]()
