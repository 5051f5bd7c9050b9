import math

import numpy as np
import pytest

from aegan_lib.latent import interpolate

rng = np.random.default_rng(4)
A, B = rng.normal(size=(2, 16))


def test_interpolate_hand_value():
    # Ends of length 2 at a right angle. A third of the way: straight
    # (2·⅔, 2·⅓); around the circle 30°, (2 cos 30°, 2 sin 30°) = (√3, 1).
    ends = [2.0, 0.0], [0.0, 2.0]
    straight = interpolate(*ends, 1 / 3)
    np.testing.assert_allclose(straight, [4 / 3, 2 / 3], rtol=1e-6)
    around = interpolate(*ends, 1 / 3, "spherical")
    np.testing.assert_allclose(around, [math.sqrt(3), 1.0], rtol=1e-6)


@pytest.mark.parametrize("kind", ["linear", "spherical"])
def test_a_path_begins_and_ends_at_its_ends(kind):
    path = interpolate(A, B, [0.0, 1.0], kind)
    assert path.shape == (2, 16) and path.dtype == "float32"
    np.testing.assert_allclose(path, [A, B], rtol=1e-6)


def test_on_a_sphere_the_angle_grows_evenly_and_the_norm_stays():
    b = B * np.linalg.norm(A) / np.linalg.norm(B)
    path = interpolate(A, b, np.linspace(0, 1, 9), "spherical")
    norms = np.linalg.norm(path, axis=1)
    np.testing.assert_allclose(norms, np.linalg.norm(A), rtol=1e-5)
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-4)


def test_each_pair_has_its_own_time():
    starts, ends = rng.normal(size=(2, 5, 16))
    t = rng.uniform(size=5)
    for kind in ("linear", "spherical"):
        together = interpolate(starts, ends, t, kind)
        for i in range(5):
            alone = interpolate(starts[i], ends[i], t[i], kind)
            np.testing.assert_allclose(together[i], alone, rtol=1e-6)


def test_parallel_ends_have_the_straight_path():
    path = interpolate(A, 3 * A, [0.25, 0.5], "spherical")
    np.testing.assert_allclose(path, interpolate(A, 3 * A, [0.25, 0.5]))


@pytest.mark.parametrize("d", [2, 16, 100])
def test_the_middle_of_two_draws_is_a_root_of_two_nearer_to_zero(d):
    # Both are standard normal, so half their sum is N(0, I/2).
    a, b = np.random.default_rng(d).normal(size=(2, 20_000, d))
    square = np.sum(interpolate(a, b, 0.5) ** 2.0, axis=1)
    error = np.sqrt(d / 2 / len(a))  # of a mean of χ²_d / 2
    assert square.mean() == pytest.approx(d / 2, abs=5 * error)


def test_bad_paths_are_refused():
    with pytest.raises(ValueError, match="'linear', 'spherical'. Got 'round'"):
        interpolate(A, B, 0.5, "round")
    with pytest.raises(ValueError, match=r"`end` .*\(16,\). Got shape \(2,\)"):
        interpolate(A, B[:2], 0.5)
    with pytest.raises(ValueError, match="a code of norm 0"):
        interpolate(A, 0 * B, 0.5, "spherical")
    with pytest.raises(ValueError, match="not opposite.*by a third code"):
        interpolate(A, -2 * A, 0.5, "spherical")
