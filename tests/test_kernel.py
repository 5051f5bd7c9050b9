import itertools

import numpy as np
import pytest
from sklearn.metrics.pairwise import polynomial_kernel

from aegan_lib.metrics import jackknife, kernel_distance, kernel_interval

rng = np.random.default_rng(5)


def by_pairs(x, y):
    """The definition, pair by pair."""

    def k(a, b):
        return (a @ b / len(a) + 1) ** 3

    within = [
        np.mean([k(a, b) for a, b in itertools.permutations(z, 2)])
        for z in (x, y)
    ]
    return sum(within) - 2 * np.mean([k(a, b) for a in x for b in y])


def test_hand_value():
    # k(0, 1) = 1; k(1, 2) = 27; between: 1, 1, 8, 27. 1 + 27 − 2 · 37/4.
    x, y = np.array([[0.0], [1.0]]), np.array([[1.0], [2.0]])
    assert kernel_distance(x, y) == pytest.approx(9.5, rel=1e-12)


@pytest.mark.parametrize(("n", "m", "d"), [(7, 7, 3), (5, 11, 1), (20, 4, 8)])
def test_against_its_definition(n, m, d):
    x, y = rng.normal(size=(n, d)), rng.normal(size=(m, d)) + 0.5
    assert kernel_distance(x, y) == pytest.approx(by_pairs(x, y), rel=1e-9)


def test_against_the_kernel_of_scikit_learn():
    x, y = rng.normal(size=(300, 16)), rng.normal(size=(200, 16)) * 1.2
    kernel = {"degree": 3, "gamma": None, "coef0": 1}
    xx, yy, xy = (
        polynomial_kernel(a, b, **kernel) for a, b in ((x, x), (y, y), (x, y))
    )
    wanted = sum(
        (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1)) for k in (xx, yy)
    )
    wanted -= 2 * xy.mean()
    assert kernel_distance(x, y) == pytest.approx(wanted, rel=1e-6)


def test_it_is_unbiased_whatever_n():
    for n in (20, 80):
        values = [
            kernel_distance(*np.random.default_rng(s).normal(size=(2, n, 4)))
            for s in range(200)
        ]
        error = np.std(values) / np.sqrt(len(values))
        assert abs(np.mean(values)) < 4 * error
        assert min(values) < 0


def test_known_value_of_two_gaussians():
    # In one dimension E k = E (xy + 1)³ = 1 + 3 m₁m₁' + 3 m₂m₂' + m₃m₃',
    # so MMD² = 3 (Δm₁)² + 3 (Δm₂)² + (Δm₃)². N(0, 1) against N(½, 1):
    # Δm₁ = ½, Δm₂ = ¼, Δm₃ = ⅛ + 3/2: 0.75 + 0.1875 + 2.640625.
    x = rng.normal(size=(20_000, 1))
    y = 0.5 + rng.normal(size=(20_000, 1))
    found = kernel_interval(x, y)
    assert found.low < 3.578125 < found.high
    assert found.value == pytest.approx(3.578125, rel=0.1)


@pytest.mark.parametrize(("n", "m"), [(100, 100), (93, 110)])
def test_the_interval_is_the_jackknife_of_the_distance(n, m):
    x, y = rng.normal(size=(n, 3)), 1 + rng.normal(size=(m, 3))
    slow = jackknife(kernel_distance, x, y)
    np.testing.assert_allclose(kernel_interval(x, y), slow, rtol=1e-9)


def test_too_few_samples_are_refused():
    with pytest.raises(ValueError, match="at least 40 samples. Got 39"):
        kernel_interval(rng.normal(size=(39, 2)), rng.normal(size=(50, 2)))
    with pytest.raises(ValueError, match="at least 2 samples. Got 1"):
        kernel_distance([[1.0]], [[1.0], [2.0]])
