import numpy as np
import pytest

from aegan_lib.latent import fit_directions

rng = np.random.default_rng(5)


def test_fit_directions_hand_value():
    # z = 1 + 2 s₁ − s₂ without noise: the plane is found exactly.
    factors = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    codes = 1 + 2 * factors[:, :1] - factors[:, 1:]
    found = fit_directions(codes, factors, ["first", "second"])
    np.testing.assert_allclose(found["first"], [2.0], atol=1e-6)
    np.testing.assert_allclose(found["second"], [-1.0], atol=1e-6)


def test_directions_are_found_in_noise_whatever_else_moves():
    true = rng.normal(size=(2, 5))
    factors = rng.normal(size=(20_000, 2)) @ [[1.0, 0.8], [0.0, 0.6]]
    codes = 3 + factors @ true + rng.normal(size=(20_000, 5))
    found = fit_directions(codes, factors, ["a", "b"])
    assert list(found) == ["a", "b"] and found["a"].dtype == "float32"
    # Error of a slope: 1 / √(n · variance left of the factor, 0.36).
    tolerance = 5 / np.sqrt(20_000 * 0.36)
    np.testing.assert_allclose(list(found.values()), true, atol=tolerance)


def test_directions_are_those_of_the_normal_equations():
    factors, codes = rng.normal(size=(50, 2)), rng.normal(size=(50, 3))
    found = fit_directions(codes, factors, ["a", "b"])
    s, z = factors - factors.mean(axis=0), codes - codes.mean(axis=0)
    expected = np.linalg.inv(s.T @ s) @ s.T @ z
    np.testing.assert_allclose(list(found.values()), expected, rtol=1e-4)


def test_bad_input_is_refused():
    codes, factors = np.zeros((4, 3)), np.ones((4, 2))
    with pytest.raises(ValueError, match=r"\(4, 1\). Got shape \(4, 2\)"):
        fit_directions(codes, factors, ["a"])
    with pytest.raises(ValueError, match="2 factors that vary indep.*only 0"):
        fit_directions(codes, factors, ["a", "b"])
