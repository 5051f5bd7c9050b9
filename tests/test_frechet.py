import numpy as np
import pytest
from scipy.linalg import sqrtm

from aegan_lib.metrics import Moments, frechet_distance

rng = np.random.default_rng(3)


def gaussian(n, mean, covariance, seed=1):
    draw = np.random.default_rng(seed)
    return draw.multivariate_normal(mean, covariance, n)


def with_moments(n, mean, covariance, seed=1):
    """A sample whose moments are exactly those given."""
    x = np.random.default_rng(seed).normal(size=(n, len(mean)))
    x -= x.mean(axis=0)
    x = x @ np.linalg.inv(np.linalg.cholesky(np.cov(x.T))).T
    return x @ np.linalg.cholesky(covariance).T + mean


def test_equal_covariances_leave_the_distance_of_the_means():
    x = rng.normal(size=(300, 5))
    shift = np.array([1.0, -2.0, 0.0, 0.5, 2.0])  # 1 + 4 + 0.25 + 4 = 9.25
    assert frechet_distance(x, x + shift) == pytest.approx(9.25, rel=1e-9)


def test_closed_form_of_two_gaussians_that_commute():
    # tr(A + B − 2 (AB)^½) = Σ (√a − √b)² for diagonal matrices:
    # (1 − 2)² + (3 − 1)² = 5, and ‖Δμ‖² = 4.
    x = with_moments(200, [0, 0], np.diag([1.0, 9.0]))
    y = with_moments(150, [2, 0], np.diag([4.0, 1.0]), seed=2)
    assert frechet_distance(x, y) == pytest.approx(9.0, rel=1e-9)


@pytest.mark.parametrize("d", [1, 4, 30])
def test_against_the_square_root_of_scipy(d):
    a, b = rng.normal(size=(2, d, d))
    x = rng.normal(size=(200, d)) @ a
    y = rng.normal(size=(150, d)) @ b + rng.normal(size=d)
    s, t = np.cov(x.T).reshape(d, d), np.cov(y.T).reshape(d, d)
    wanted = np.trace(s + t - 2 * np.real(sqrtm(s @ t)))
    wanted += ((x.mean(0) - y.mean(0)) ** 2).sum()
    assert frechet_distance(x, y) == pytest.approx(wanted, rel=1e-6)


def test_it_is_symmetric_and_zero_for_a_sample_with_itself():
    x, y = rng.normal(size=(2, 100, 6))
    same = frechet_distance(y, x)
    assert frechet_distance(x, y) == pytest.approx(same, rel=1e-9)
    assert frechet_distance(x, x) == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_streaming_equals_one_shot(size):
    x, y = 100 + rng.normal(size=(2, 500, 8))
    moments = Moments()
    for i in range(0, len(x), size):
        moments.add(x[i : i + size])
    assert moments.n == 500
    np.testing.assert_allclose(moments.mean, x.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(moments.covariance, np.cov(x.T), rtol=1e-9)
    got = frechet_distance(moments, Moments(y))
    assert got == pytest.approx(frechet_distance(x, y), rel=1e-9)


def test_the_bias_falls_with_n_and_is_upwards():
    found = []
    for n in (100, 400, 1600):
        values = [
            frechet_distance(*np.random.default_rng(s).normal(size=(2, n, 10)))
            for s in range(10)
        ]
        found.append(np.mean(values))
    assert found[0] > 2 * found[1] > 4 * found[2] > 0


def test_fewer_samples_than_features_warn_what_it_is_worth():
    x, y = rng.normal(size=(2, 10, 10))
    with pytest.warns(UserWarning, match="10 samples with 10 features.*bias"):
        frechet_distance(x, y)


def test_constant_features_warn():
    x = rng.normal(size=(50, 2))
    with pytest.warns(UserWarning, match="`fake` .* all 30 samples have the"):
        value = frechet_distance(x, np.ones((30, 2)))
    wanted = np.trace(np.cov(x.T)) + ((x.mean(0) - 1) ** 2).sum()
    assert value == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("x", "y", "text"),
    [
        (np.ones((1, 2)), np.ones((5, 2)), "at least 2 samples. Got 1"),
        (np.ones(5), np.ones((5, 2)), r"features of shape \(n, d\)"),
        (np.eye(3), np.eye(4), "of 3 features, as `real`. Got 4"),
        (np.eye(3), np.full((3, 3), np.nan), "finite. Got 3 rows"),
        (Moments(np.eye(3)), Moments(np.eye(4)), "of 3 features.*Got 4"),
        (Moments(np.ones((1, 2))), Moments(np.eye(2)), "two or more. Got 1"),
    ],
)
@pytest.mark.filterwarnings("ignore:.*samples with:UserWarning")
def test_bad_input_is_refused(x, y, text):
    with pytest.raises(ValueError, match=text):
        frechet_distance(x, y)


def test_a_stream_refuses_other_sizes_and_what_is_not_finite():
    moments = Moments(np.eye(3))
    with pytest.raises(ValueError, match=r"of shape \(n, 3\), as before"):
        moments.add(np.eye(2))
    with pytest.raises(ValueError, match="finite. Got NaN"):
        moments.add([[np.inf, 0, 0]])
