import numpy as np
import pytest
import reference

import aegan_lib as ag
from aegan_lib.metrics import class_coverage, mode_coverage

rng = np.random.default_rng(7)
MODES = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0], [9.0, 9.0]])
STD = 0.5


def perfect(n, modes=MODES, std=STD, seed=1):
    draw = np.random.default_rng(seed)
    which = np.arange(n) % len(modes)
    return modes[which] + std * draw.normal(size=(n, modes.shape[1]))


def test_mode_coverage_hand_value():
    # Around mode 1: (±0.3, 0), variances 0.18 and 0, mean 0.09. Around mode
    # 2: one sample at exactly 3σ = 1.5. (4, 4) lies far from all.
    samples = [[0.3, 0], [-0.3, 0], [9, 1.5], [4, 4]]
    cover = mode_coverage(samples, MODES, STD)
    assert cover.found == 2
    assert cover.high_quality == 0.75
    np.testing.assert_allclose(cover.shares, [2 / 3, 1 / 3, 0, 0])
    # Cut off at 3σ, a coordinate in the plane keeps the share
    # (1 − 5.5 e^(−4.5)) / (1 − e^(−4.5)) = 0.9494 of its variance.
    truth = 0.5 * np.sqrt(0.94945)
    assert cover.spread[0] == pytest.approx(0.3 / truth, rel=1e-4)
    assert np.isnan(cover.spread[1:]).all()


@pytest.mark.parametrize("d", [1, 2, 3])
def test_mode_coverage_equals_its_restatement(d):
    modes = 3 * rng.normal(size=(4, d))
    samples = 4 * rng.normal(size=(200, d))
    got = mode_coverage(samples, modes, 0.6)
    expected = reference.mode_coverage(samples, modes, 0.6)
    assert 0 < got.high_quality < 1
    for value, wanted in zip(got, expected, strict=True):
        np.testing.assert_allclose(value, wanted, rtol=1e-4)


def test_a_perfect_sampler_reaches_the_stated_share():
    # P(|z| ≤ 3) = 1 − e^(−9/2) in two dimensions; error √(p (1 − p) / n).
    n = 40_000
    cover = mode_coverage(perfect(n), MODES, STD)
    p = 1 - np.exp(-4.5)
    assert cover.found == 4
    assert cover.high_quality == pytest.approx(
        p, abs=5 * np.sqrt(p * (1 - p) / n)
    )
    np.testing.assert_allclose(cover.shares, 0.25, atol=0.002)
    np.testing.assert_allclose(cover.spread, 1.0, atol=0.03)


def test_points_on_the_centres_pass_the_protocol_but_have_no_spread():
    cover = mode_coverage(np.repeat(MODES, 5, axis=0), MODES, STD)
    assert (cover.found, cover.high_quality) == (4, 1.0)
    np.testing.assert_array_equal(cover.spread, np.zeros(4))


@pytest.mark.parametrize("factor", [0.5, 0.8])
def test_spread_is_the_ratio_to_the_truth(factor):
    # Half as wide, nearly nothing is cut off, while the truth is at 3σ.
    narrow = perfect(40_000, std=factor * STD)
    expected = factor / reference.truncated_std(2)
    spread = mode_coverage(narrow, MODES, STD).spread
    np.testing.assert_allclose(spread, expected, rtol=0.03)


def test_a_missing_mode_is_seen():
    cover = mode_coverage(perfect(300, MODES[:3]), MODES, STD)
    assert cover.found == 3
    assert cover.shares[3] == 0 and np.isnan(cover.spread[3])


def test_without_any_good_sample_nothing_is_found():
    cover = mode_coverage(np.full((5, 2), 50.0), MODES, STD)
    assert cover.found == 0 and cover.high_quality == 0.0
    np.testing.assert_array_equal(cover.shares, np.zeros(4))


def test_the_ring_has_the_modes_that_its_record_names():
    ring = ag.data.load("ring", split="test")
    cover = mode_coverage(ring.x[:2500], ring.modes, ring.mode_std)
    assert cover.found == 8
    assert cover.high_quality == pytest.approx(0.989, abs=0.01)
    np.testing.assert_allclose(cover.spread, 1.0, atol=0.15)


def test_shares_of_classes_by_hand():
    # p̂ = (½, ¼, ¼, 0) against q = ¼: ½ log 2.
    found = class_coverage([0, 0, 1, 2], 4)
    assert found.found == 3
    assert found.reverse_kl == pytest.approx(0.5 * np.log(2))
    np.testing.assert_array_equal(found.shares, [0.5, 0.25, 0.25, 0])
    truth = class_coverage([0, 0, 1, 2], 4, truth=[0.5, 0.25, 0.25, 0])
    assert truth.reverse_kl == 0
    assert class_coverage([3], 4, truth=[0.5, 0.5, 0, 0]).reverse_kl == np.inf


@pytest.mark.parametrize(("k", "n"), [(8, 2500), (1000, 26_000)])
def test_a_perfect_sampler_is_at_the_floor(k, n):
    values = [
        class_coverage(np.random.default_rng(s).integers(0, k, n), k).reverse_kl
        for s in range(100)
    ]
    floor = class_coverage(np.zeros(n, int), k).floor
    assert floor == pytest.approx({8: 0.0014, 1000: 0.019}[k], rel=0.02)
    error = np.std(values) / 10
    # The next term of the bias, of order (k/n)², is at most 2 % here.
    assert abs(np.mean(values) - floor) < 4 * error + 0.02 * floor


def test_bad_classes_are_refused():
    for classes in ([], [4], [-1], [0.5], [[0]]):
        with pytest.raises(ValueError, match=r"integers in \[0, 4\)"):
            class_coverage(classes, 4)
    with pytest.raises(ValueError, match=r"of shape \(4,\). Got \(2,\)"):
        class_coverage([0], 4, truth=[0.5, 0.5])
