import numpy as np
import pytest

from aegan_lib.exercises.your_own import check_hinge, check_pixels


# --- pixels -----------------------------------------------------------------
def to_samples(pixels):
    return pixels.astype("float32") / np.float32(127.5) - 1


def to_pixels(samples):
    return np.clip(np.round(127.5 * (samples + 1)), 0, 255).astype("uint8")


def cut_off(samples):
    return np.clip(127.5 * (samples - 1e-6 + 1), 0, 255).astype("uint8")


def wrapping(samples):
    return np.round(127.5 * (samples + 1)).astype("int64").astype("uint8")


def test_the_right_way_and_back_gets_all_points():
    assert check_pixels(to_samples, to_pixels)[:2] == (3, 3)


WRONG_WAYS = {
    "sigmoid": (lambda b: b.astype("float32") / 255, to_pixels, 0, "sigmoid"),
    "half": (
        lambda b: b.astype("float32") / np.float32(255) - np.float32(0.5),
        to_pixels,
        0,
        "not by 255",
    ),
    "not moved": (
        lambda b: b.astype("float32") / np.float32(127.5),
        to_pixels,
        0,
        "subtract 1",
    ),
    "other range": (lambda b: b.astype("float32"), to_pixels, 0, "0 to 255"),
    "uneven": (
        lambda b: (2 * (b / 255) ** 2 - 1).astype("float32"),
        to_pixels,
        0,
        "not equal",
    ),
    "double": (lambda b: b / 127.5 - 1, to_pixels, 0, "float32"),
    "flat": (lambda b: to_samples(b).ravel(), to_pixels, 0, "shape"),
    "no function": (None, to_pixels, 0, "TypeError"),
    "cut off": (to_samples, cut_off, 1, "Cut off"),
    "floats back": (to_samples, lambda x: 127.5 * (x + 1), 1, "uint8"),
    "wrapping": (to_samples, wrapping, 2, "become"),
}


@pytest.mark.parametrize("name", WRONG_WAYS)
def test_a_wrong_way_gets_fewer_points_and_a_hint(name):
    there, back, points, hint = WRONG_WAYS[name]
    result = check_pixels(there, back)
    assert result.points == points
    assert hint in result.message


# --- hinge ------------------------------------------------------------------
def hinge(real, fake):
    real, fake = np.ravel(real), np.ravel(fake)
    return np.maximum(0, 1 - real) + np.maximum(0, 1 + fake)


def minus(fake):
    return -np.ravel(fake)


def test_the_right_hinge_gets_all_points():
    assert check_hinge(hinge, minus)[:2] == (3, 3)


def column_loss(real, fake):
    return np.maximum(0, 1 - real) + np.maximum(0, 1 + fake)


WRONG_HINGES = {
    "signs": (lambda r, f: hinge(-r, -f), minus, 0, "exchanged"),
    "no hinge": (lambda r, f: 2 - r + f, minus, 0, "where is"),
    "real only": (lambda r, f: np.maximum(0, 1 - r), minus, 0, "generated"),
    "fake only": (lambda r, f: np.maximum(0, 1 + f), minus, 0, "the real"),
    "no margin": (
        lambda r, f: np.maximum(0, -r) + np.maximum(0, f),
        minus,
        0,
        "margin",
    ),
    "half": (lambda r, f: hinge(r, f) / 2, minus, 0, "halved"),
    "one hinge": (
        lambda r, f: np.maximum(0, 2 - r + f),
        minus,
        0,
        "a hinge of its own",
    ),
    "something else": (lambda r, f: r, minus, 0, "should exceed 1"),
    "one number": (lambda r, f: hinge(r, f).mean(), minus, 0, "per sample"),
    "plus": (hinge, lambda f: np.ravel(f), 1, "large scores"),
    "no generator": (hinge, None, 1, "TypeError"),
    "columns": (column_loss, minus, 2, "one value per sample"),
    "columns of the generator": (hinge, lambda f: -f, 2, "generator, scores"),
}


@pytest.mark.parametrize("name", WRONG_HINGES)
def test_a_wrong_hinge_gets_fewer_points_and_a_hint(name):
    discriminator, generator, points, hint = WRONG_HINGES[name]
    result = check_hinge(discriminator, generator)
    assert result.points == points
    assert hint in result.message
