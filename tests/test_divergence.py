import numpy as np
import pytest
import reference
from arrays import call, numbers
from keras import ops

from aegan_lib.losses import gaussian_kl, gaussian_nll, input_gradient

rng = np.random.default_rng(2)
MEAN, LOG_VAR = rng.normal(size=(2, 4, 3)).astype("float32")
X, X_REC = rng.normal(size=(2, 5, 4, 4, 1)).astype("float32")


def test_gaussian_kl_hand_value():
    # μ = 2, σ = 1: ½ · 2². μ = 0, σ² = e: ½ (e − 1 − 1). Sum of both.
    expected = [2.0, (np.e - 2) / 2, 2 + (np.e - 2) / 2]
    got = call(gaussian_kl, [[2, 0], [0, 0], [2, 0]], [[0, 0], [1, 0], [0, 1]])
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_gaussian_kl_equals_the_integral():
    expected = reference.gaussian_kl(np.float64(MEAN), np.float64(LOG_VAR))
    got = call(gaussian_kl, MEAN, LOG_VAR)
    np.testing.assert_allclose(got, expected, rtol=1e-5)


def test_gaussian_kl_is_zero_for_the_standard_normal_alone():
    zeros = np.zeros((1, 3))
    np.testing.assert_array_equal(call(gaussian_kl, zeros, zeros), [0.0])
    assert np.all(call(gaussian_kl, MEAN, LOG_VAR) > 0)


def test_gaussian_kl_adds_up_over_latents():
    apart = sum(
        call(gaussian_kl, MEAN[:, [j]], LOG_VAR[:, [j]]) for j in range(3)
    )
    np.testing.assert_allclose(
        call(gaussian_kl, MEAN, LOG_VAR), apart, rtol=1e-5
    )


def test_gaussian_kl_at_the_extremes():
    # log σ² = −500: σ² = 0 in single precision, ½ (500 − 1) is left.
    # μ = 500: ½ · 500².
    got = call(gaussian_kl, [[0], [500]], [[-500], [0]])
    np.testing.assert_allclose(got, [249.5, 125000.0], rtol=1e-6)


@pytest.mark.parametrize("which", [0, 1])
def test_gaussian_kl_gradient_equals_the_difference_quotient(which):
    given = [MEAN, LOG_VAR]

    def of(function, cast):
        def one(v):
            arrays = [cast(a) for a in given]
            arrays[which] = v
            return function(*arrays)

        return one

    got = input_gradient(
        of(gaussian_kl, ops.convert_to_tensor), ops.array(given[which])
    )
    quotient = reference.input_gradient(
        of(reference.gaussian_kl, np.float64), given[which], step=1e-4
    )
    np.testing.assert_allclose(numbers(got), quotient, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("shape", [(4, 1), (1, 3), (4,), (4, 3, 1)])
def test_gaussian_kl_refuses_a_log_variance_of_another_shape(shape):
    with pytest.raises(ValueError, match=r"`log_var`.*same shape as `mean`"):
        gaussian_kl(ops.zeros((4, 3)), ops.zeros(shape))


def test_gaussian_nll_hand_value():
    # σ = 1: ½ (1² + 2²) + 2 · ½ log 2π. σ² = e²: ½ · 5/e² + log 2π + 2.
    x, mean = [[1.0, -1.0]], [[0.0, 1.0]]
    unit = call(gaussian_nll, x, mean, 0.0)
    np.testing.assert_allclose(unit, [2.5 + np.log(2 * np.pi)], rtol=1e-6)
    wide = call(gaussian_nll, x, mean, 2.0)
    expected = [2.5 * np.exp(-2) + np.log(2 * np.pi) + 2]
    np.testing.assert_allclose(wide, expected, rtol=1e-6)


@pytest.mark.parametrize("log_var", [-2.0, 0.0, 1.5])
def test_gaussian_nll_equals_its_restatement(log_var):
    expected = reference.gaussian_nll(np.float64(X), np.float64(X_REC), log_var)
    got = call(gaussian_nll, X, X_REC, log_var)
    np.testing.assert_allclose(got, expected, rtol=1e-5)


def test_gaussian_nll_is_negative_where_the_density_exceeds_one():
    # Density 1 / (σ √2π) with σ = 0.01: about 40.
    got = call(gaussian_nll, [[0.0]], [[0.0]], 2 * np.log(0.01))
    np.testing.assert_allclose(got, [-np.log(39.894228)], rtol=1e-5)


def test_gaussian_nll_of_distant_samples_stays_finite():
    # ½ · 1000² + ½ log 2π
    got = call(gaussian_nll, [[500.0]], [[-500.0]], 0.0)
    np.testing.assert_allclose(got, [500000.919], rtol=1e-6)


def test_gaussian_nll_gradients_equal_the_difference_quotients():
    x, mean, log_var = X[:1, 0, :, 0], X_REC[:1, 0, :, 0], 0.3
    to_mean = input_gradient(
        lambda v: gaussian_nll(ops.array(x), v, log_var), ops.array(mean)
    )
    quotient = reference.input_gradient(
        lambda v: reference.gaussian_nll(np.float64(x), v, log_var), mean
    )
    np.testing.assert_allclose(numbers(to_mean), quotient, rtol=1e-4)
    to_log_var = input_gradient(
        lambda v: gaussian_nll(ops.array(x), ops.array(mean), v),
        ops.array(log_var),
    )
    quotient = reference.input_gradient(
        lambda v: reference.gaussian_nll(np.float64(x), np.float64(mean), v),
        np.array(log_var),
    )
    np.testing.assert_allclose(numbers(to_log_var), quotient, rtol=1e-4)


def test_the_best_variance_is_the_mean_squared_error():
    # d/dσ² = 0 at σ² = ‖x − μ‖² / (number of features).
    best = np.log(np.mean((X[0] - X_REC[0]) ** 2))
    slope = input_gradient(
        lambda v: gaussian_nll(ops.array(X[:1]), ops.array(X_REC[:1]), v),
        ops.array(best, "float32"),
    )
    assert float(numbers(slope)) == pytest.approx(0.0, abs=1e-4)


def test_gaussian_nll_refuses_a_mean_of_another_shape():
    with pytest.raises(ValueError, match=r"`x_rec`.*same shape as `x`.*Got"):
        gaussian_nll(ops.zeros((4, 3)), ops.zeros((4, 1)), 0.0)
