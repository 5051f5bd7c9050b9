import numpy as np
import pytest
from scipy import stats

from aegan_lib.metrics import frechet_distance, jackknife, over_seeds

rng = np.random.default_rng(2)


def test_of_a_mean_it_is_students_interval_of_the_group_means():
    # Leaving group g out of a mean of equal groups moves it by a multiple
    # of that group's mean: the jackknife is then t over the group means.
    x = rng.normal(size=400)
    groups = x.reshape(20, 20).mean(axis=0)  # group g is x[g::20]
    half = stats.t.ppf(0.975, 19) * groups.std(ddof=1) / np.sqrt(20)
    found = jackknife(np.mean, x)
    np.testing.assert_allclose(
        found, [x.mean(), x.mean() - half, x.mean() + half, 400], rtol=1e-9
    )


def test_it_covers_as_often_as_it_says():
    # 95 % of 300 intervals: standard deviation 1.3 %.
    hits = []
    for s in range(300):
        draw = np.random.default_rng(s)
        a, b = draw.normal(size=200), 1 + 2 * draw.normal(size=160)
        found = jackknife(lambda a, b: b.var() - a.mean(), a, b)
        hits.append(found.low < 4 < found.high)
    assert 0.91 < np.mean(hits) < 0.99


def test_a_bootstrap_biases_the_frechet_distance_upwards():
    x, y = rng.normal(size=(2, 300, 20))
    value = frechet_distance(x, y)
    again = []
    for _ in range(20):
        i, j = rng.integers(0, 300, (2, 300))
        again.append(frechet_distance(x[i], y[j]))
    assert min(again) > value  # not one of twenty lies below
    found = jackknife(frechet_distance, x, y)
    assert found.low < value == found.value < found.high


def test_seeds_have_students_interval():
    values = rng.normal(size=7)
    wanted = stats.t.interval(
        0.95, 6, values.mean(), values.std(ddof=1) / np.sqrt(7)
    )
    found = over_seeds(values)
    np.testing.assert_allclose([found.low, found.high], wanted)
    assert found.n == 7


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="at least groups = 20 of each. Got 5"):
        jackknife(np.mean, np.ones(5))
    with pytest.raises(ValueError, match="`groups` .* integer ≥ 2"):
        jackknife(np.mean, np.ones(5), groups=1)
    with pytest.raises(ValueError, match="at least two numbers, one a seed"):
        over_seeds([1.0])
    with pytest.raises(ValueError, match="`level`"):
        over_seeds([1.0, 2.0], level=1.0)
