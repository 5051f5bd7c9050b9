import importlib
from math import comb

import numpy as np
import pytest
from scipy.stats import norm

from aegan_lib.metrics import two_sample, two_sample_curve

# The function hides the module of the same name.
module = importlib.import_module("aegan_lib.metrics.two_sample")


def normal(n, d=2, distance=0.0, seed=0):
    """n points around 0, and n at that distance from it."""
    real, fake = np.random.default_rng(seed).normal(size=(2, n, d))
    fake[:, 0] += distance
    return real, fake


def test_auc_hand_value():
    # Pairs: 3 > 2, 3 > 1, 1 < 2, 1 = 1, so (1 + 1 + 0 + 1/2) / 4.
    assert module._auc(np.array([3.0, 1.0]), np.array([2.0, 1.0])) == 0.625


def test_auc_equals_the_share_of_pairs():
    draw = np.random.default_rng(1)
    real, fake = draw.integers(0, 6, 50), draw.integers(0, 5, 40)
    more, same = real[:, None] > fake, real[:, None] == fake
    expected = (more + 0.5 * same).mean()
    assert module._auc(real, fake) == pytest.approx(expected, abs=1e-12)


def test_accuracy_and_p_value_hand_values():
    # 15 of 20 reals and 14 of 20 fakes are called right: 29 of 40. By chance,
    # 29 or more have probability Σ C(40, k) / 2^40 = 0.0032.
    real = np.repeat([1.0, -1.0], [15, 5])
    fake = np.repeat([1.0, -1.0], [6, 14])
    result = module._judge(real, fake)
    assert result.accuracy == 29 / 40
    expected = sum(comb(40, k) for k in range(29, 41)) / 2**40
    assert result.p_value == pytest.approx(expected, rel=1e-9)
    assert expected == pytest.approx(0.0032, abs=5e-5)
    # A logit of 0 calls nothing real.
    assert module._judge(np.zeros(20), np.zeros(20)).accuracy == 0.5


def test_interval_covers_the_auc_of_known_scores():
    # Scores N(1, 1) and N(0, 1): the AUC is Φ(1 / √2).
    truth, covered = norm.cdf(1 / np.sqrt(2)), 0
    for seed in range(200):
        fake, real = normal(100, d=1, distance=1.0, seed=seed)
        result = module._judge(real[:, 0], fake[:, 0])
        covered += result.low <= truth <= result.high
    assert 0.90 <= covered / 200 <= 0.99


def test_one_distribution_is_not_told_apart():
    results = [
        two_sample(*normal(400, seed=seed), seed=seed, num_steps=40)
        for seed in range(10)
    ]
    assert sum(r.low <= 0.5 <= r.high for r in results) >= 8
    assert sum(r.p_value > 0.05 for r in results) >= 8
    # The error of one AUC of 200 and 200 is 0.029; of the mean of ten, 0.009.
    assert np.mean([r.auc for r in results]) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    "d, distance, seed", [(2, 1.0, 0), (2, 2.0, 1), (10, 1.0, 2)]
)
def test_auc_approaches_that_of_the_best_classifier(d, distance, seed):
    # The best one projects on the line between the means: Φ(δ / √2). The
    # error at 1 000 unseen of each is 0.011; ours may learn a little less.
    result = two_sample(*normal(2000, d, distance, seed), seed=seed)
    truth = norm.cdf(distance / np.sqrt(2))
    assert result.auc == pytest.approx(truth, abs=0.04)
    assert result.accuracy == pytest.approx(norm.cdf(distance / 2), abs=0.05)
    assert result.p_value < 1e-6


def test_result_is_a_function_of_the_seed():
    real, fake = normal(100, distance=0.5)
    results = [two_sample(real, fake, seed=s, num_steps=5) for s in (3, 3, 4)]
    assert results[0] == results[1]
    assert results[0] != results[2]


def test_larger_set_gives_a_part():
    real, fake = normal(151)
    result = two_sample(real, fake[:83], num_steps=2)
    assert result.n == 82  # 41 and 41 to learn from, 41 and 41 unseen


def test_scale_of_features_does_not_matter():
    real, fake = normal(400, distance=1.5)
    constant = np.full((400, 1), 7.0)
    stretch = [0.001, 1000.0]  # what differs is small
    far = [np.hstack([x * stretch + 5, constant]) for x in (real, fake)]
    result = two_sample(*far, num_steps=40)
    truth = norm.cdf(1.5 / np.sqrt(2))
    assert result.auc == pytest.approx(truth, abs=0.08)


def test_images_that_differ_are_told_apart():
    # Dark against bright: no pair in the wrong order, so no width either.
    bright = np.random.default_rng(0).uniform(0, 1, size=(2, 60, 8, 8, 1))
    result = two_sample(-bright[0], bright[1], num_steps=20)
    assert result[:4] == (1.0, 1.0, 1.0, 1.0)
    assert result.p_value == pytest.approx(0.5**60)


def test_what_is_learnt_by_heart_does_not_count():
    # 200 steps tell 50 and 50 points in 20 dimensions apart by heart. Judged
    # by these, two samples of one distribution would differ.
    real = np.random.default_rng(0).normal(size=(100, 20))
    fake = np.random.default_rng(1).normal(size=(100, 20))
    result = two_sample(real, fake, num_steps=200)
    assert result.low <= 0.5 <= result.high


def test_curve_tells_size_of_effect_from_number_of_samples():
    # At δ = 0.3 the best AUC is 0.584, the best accuracy 0.560: of 3 200
    # calls, that is 6.8 standard errors of 0.0088 from 1/2.
    real, fake = normal(3200, distance=0.3)
    curve = two_sample_curve(real, fake, [100, 800, 3200], num_steps=100)
    assert [test.n for test in curve] == [100, 800, 3200]
    assert curve[0].p_value > 1e-3
    assert curve[-1].p_value < 1e-5
    assert curve[-1].auc == pytest.approx(norm.cdf(0.3 / np.sqrt(2)), abs=0.04)
    widths = [test.high - test.low for test in curve]
    assert widths[0] > widths[1] > widths[2]


def test_curve_does_not_depend_on_the_order_of_the_data():
    # Sorted data: the first 100 of each lie to the left.
    x = np.sort(np.random.default_rng(0).normal(size=(2, 1000, 1)), axis=1)
    x[1] = np.roll(x[1], 500, axis=0)
    (test,) = two_sample_curve(*x, sizes=[100], num_steps=30)
    assert test.low <= 0.5 <= test.high


POINTS = np.zeros((50, 2))


@pytest.mark.parametrize(
    "real, fake, message",
    [
        (POINTS, np.zeros((50, 3)), r"fake` must be of shape \(n, 2\)"),
        (POINTS[:, 0], POINTS, r"real` must be points \(n, d\) or images"),
        (POINTS, POINTS[:39], r"at least 40 of each kind. Got \(50, 39\)"),
        (POINTS, POINTS + np.nan, "fake` must be finite. Got 100 values"),
        (np.full((50, 4, 4, 1), 9), POINTS, r"real` must be images in \[-1"),
        (np.zeros((50, 6, 8, 1)),) * 2 + ("width divisible by 4",),
    ],
)
def test_bad_samples_are_refused(real, fake, message):
    # The owner stands between the argument and what is wanted.
    with pytest.raises(ValueError, match=message):
        two_sample(real, fake, num_steps=1)


def test_bad_numbers_are_refused():
    with pytest.raises(ValueError, match="`seed` of `two_sample` must be"):
        two_sample(POINTS, POINTS, seed=-1)
    with pytest.raises(ValueError, match="`num_steps` of `two_sample` must"):
        two_sample(POINTS, POINTS, num_steps=0)
    with pytest.raises(ValueError, match="at most 50, the samples of each"):
        two_sample_curve(POINTS, POINTS, sizes=[40, 51])
    with pytest.raises(ValueError, match="`sizes` .* an integer ≥ 40. Got 39"):
        two_sample_curve(POINTS, POINTS, sizes=[39])
    with pytest.raises(ValueError, match="`seed` of `two_sample_curve`"):
        two_sample_curve(POINTS, POINTS, sizes=[40], seed=0.5)
