import numpy as np
import pytest
from arrays import numbers

import aegan_lib as ag
from aegan_lib.latent import Gaussian, fit_prior

rng = np.random.default_rng(6)
MIX = rng.normal(size=(3, 3))
CODES = rng.normal(size=(500, 3)) @ MIX + [1.0, -2.0, 0.5]
X = rng.normal(size=(60, 2)).astype("float32")


def mean_and_covariance(prior):
    factor = numbers(prior.factor)
    return numbers(prior.mean), factor @ factor.T


def slow_covariance(codes):
    """Σ (z − μ)(z − μ)ᵀ / (n − 1), code by code."""
    mean = sum(codes) / len(codes)
    products = [np.outer(z - mean, z - mean) for z in codes]
    return mean, sum(products) / (len(codes) - 1)


def test_gaussian_hand_value():
    # Corners of a square of side 2: mean (1, 1); each coordinate has
    # variance 4 · 1² / (4 − 1) = 4/3, and they are not correlated.
    corners = [[0, 0], [2, 0], [0, 2], [2, 2]]
    mean, covariance = mean_and_covariance(Gaussian(2).fit(corners))
    np.testing.assert_allclose(mean, [1.0, 1.0], rtol=1e-6)
    expected = [[4 / 3, 0], [0, 4 / 3]]
    np.testing.assert_allclose(covariance, expected, rtol=1e-6, atol=1e-6)


def test_fitted_gaussian_equals_its_restatement():
    got = mean_and_covariance(Gaussian(3).fit(CODES))
    for value, expected in zip(got, slow_covariance(CODES), strict=True):
        np.testing.assert_allclose(value, expected, rtol=1e-5)


def test_the_root_of_the_covariance_is_symmetric():
    factor = numbers(Gaussian(3).fit(CODES).factor)
    np.testing.assert_allclose(factor, factor.T, atol=1e-6)


def test_samples_have_the_fitted_moments():
    prior = Gaussian(3).fit(CODES)
    n = 100_000
    samples = prior.sample(n, seed=1)
    mean, covariance = slow_covariance(CODES)
    error = np.sqrt(np.diag(covariance) / n)
    assert np.all(np.abs(samples.mean(axis=0) - mean) < 5 * error)
    scale = np.sqrt(np.outer(np.diag(covariance), np.diag(covariance)))
    gap = np.abs(np.cov(samples, rowvar=False) - covariance) / scale
    assert gap.max() < 5 * np.sqrt(2 / n)  # error of a variance: √(2/n)


def test_an_unused_direction_of_the_codes_stays_unused():
    flat = CODES * [1.0, 1.0, 0.0]
    samples = Gaussian(3).fit(flat).sample(100)
    np.testing.assert_allclose(samples[:, 2], 0.0, atol=1e-5)
    assert samples[:, :2].std(axis=0).min() > 0.1


def test_one_latent_has_a_variance():
    prior = Gaussian(1).fit(CODES[:, :1])
    mean, covariance = mean_and_covariance(prior)
    assert mean == pytest.approx([CODES[:, 0].mean()], rel=1e-5)
    assert covariance[0, 0] == pytest.approx(CODES[:, 0].var(ddof=1), rel=1e-5)


def test_a_gaussian_is_standard_normal_until_it_is_fitted():
    noise = np.float32([[1.0, -2.0, 3.0]])
    np.testing.assert_array_equal(numbers(Gaussian(3)(noise)), noise)


def test_samples_are_a_function_of_the_seed():
    prior = Gaussian(3).fit(CODES)
    first = prior.sample(5, seed=1)
    assert first.shape == (5, 3) and first.dtype == "float32"
    np.testing.assert_array_equal(first, prior.sample(5, seed=1))
    assert not np.array_equal(first, prior.sample(5, seed=2))


def test_no_prior_weight_is_trained():
    prior = Gaussian(3)
    assert prior.trainable_variables == []
    assert len(prior.non_trainable_variables) == 2


@pytest.mark.parametrize("kind", [ag.Autoencoder, ag.VAE])
def test_fit_prior_is_the_gaussian_of_the_codes(kind):
    model = kind(shape=(2,), latent_dim=3, width=8, seed=1)
    prior = fit_prior(model, X)
    expected = slow_covariance(np.float64(model.encode(X)))
    for value, wanted in zip(mean_and_covariance(prior), expected, strict=True):
        np.testing.assert_allclose(value, wanted, rtol=1e-4, atol=1e-6)
