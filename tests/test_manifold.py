import contextlib
import io
import math

import numpy as np
import pytest

from aegan_lib.metrics import (
    copying,
    density_coverage,
    jackknife,
    nearest_distance,
    neighbours,
    precision_recall,
)
from aegan_lib.metrics.manifold import manifold_intervals

rng = np.random.default_rng(9)


def by_loops(real, fake, k):
    """All four numbers from their definitions, point by point."""

    def radius(i, points):
        return sorted(math.dist(points[i], p) for p in points)[k]  # 0: itself

    ball = [radius(i, real) for i in range(len(real))]
    fake_ball = [radius(i, fake) for i in range(len(fake))]
    precision = np.mean(
        [
            any(math.dist(y, x) <= r for x, r in zip(real, ball, strict=True))
            for y in fake
        ]
    )
    recall = np.mean(
        [
            any(
                math.dist(y, x) <= r
                for y, r in zip(fake, fake_ball, strict=True)
            )
            for x in real
        ]
    )
    inside = [
        [math.dist(y, x) < r for y in fake]
        for x, r in zip(real, ball, strict=True)
    ]
    density = np.sum(inside) / (k * len(fake))
    return precision, recall, density, np.mean(np.any(inside, axis=1))


def ours(real, fake, k):
    return (
        *precision_recall(real, fake, k=k),
        *density_coverage(real, fake, k=k),
    )


@pytest.mark.parametrize("k", [1, 3, 5])
def test_against_the_definitions(k):
    real, fake = rng.normal(size=(40, 2)), 0.7 + rng.normal(size=(30, 2))
    np.testing.assert_allclose(ours(real, fake, k), by_loops(real, fake, k))


@pytest.mark.parametrize("k", [3, 5])
def test_against_prdc(k):
    prdc = pytest.importorskip("prdc")
    real, fake = rng.normal(size=(300, 8)), 0.3 + rng.normal(size=(300, 8))
    with contextlib.redirect_stdout(io.StringIO()):
        wanted = prdc.compute_prdc(real, fake, nearest_k=k)
    # It has < where precision and recall are defined with ≤: the same here,
    # where no two distances are equal.
    np.testing.assert_allclose(ours(real, fake, k), [*wanted.values()])


def test_hand_value():
    # k = 1: balls of the reals 0, 1, 3 have radii 1, 1, 2; those of the
    # fakes 0.5, 9 have 8.5. 9 lies in no ball, 0.5 in those of 0 and 1.
    found = ours(np.array([[0.0], [1], [3]]), np.array([[0.5], [9]]), 1)
    np.testing.assert_allclose(found, [1 / 2, 1, 2 / 2, 2 / 3])


def test_a_tight_cluster_in_wide_data_is_precise_and_recalls_little():
    wide, tight = rng.normal(size=(500, 4)), 0.05 * rng.normal(size=(500, 4))
    found = precision_recall(wide, tight)
    assert found.precision > 0.8 and found.recall < 0.3
    again = density_coverage(wide, tight)
    assert again.density > 0.8 and again.coverage < 0.3


def test_an_outlier_raises_precision_but_not_density():
    real = np.vstack([rng.normal(size=(200, 2)), [[100.0, 100.0]]])
    far = 60 + rng.normal(size=(200, 2))
    assert precision_recall(real, far).precision == 1.0
    assert density_coverage(real, far).density < 0.3


def test_two_samples_of_one_distribution():
    # Density 1; coverage 1 − (n−1)…(n−k) / ((2n−1)…(2n−k)).
    n, k = 500, 5
    values = [
        density_coverage(*np.random.default_rng(s).normal(size=(2, n, 3)))
        for s in range(10)
    ]
    i = np.arange(1, k + 1)
    wanted = 1 - np.prod((n - i) / (2 * n - i))
    assert np.mean([v.coverage for v in values]) == pytest.approx(
        wanted, abs=0.01
    )
    assert np.mean([v.density for v in values]) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize(("n", "m"), [(120, 120), (101, 134)])
def test_the_intervals_are_the_jackknife(n, m):
    real = rng.normal(size=(n, 3))
    fake = np.vstack([rng.normal(size=(m - 30, 3)), np.ones((30, 3))])
    found = manifold_intervals(real, fake)
    for i, name in enumerate(("precision", "recall")):
        slow = jackknife(lambda a, b: precision_recall(a, b)[i], real, fake)  # noqa: B023
        np.testing.assert_allclose(found[name], slow, rtol=1e-9)
    for i, name in enumerate(("density", "coverage")):
        slow = jackknife(lambda a, b: density_coverage(a, b)[i], real, fake)  # noqa: B023
        np.testing.assert_allclose(found[name], slow, rtol=1e-9)


def test_neighbours_all_in_one_group_are_looked_at_again():
    # Every 20th point of a tight bunch falls in group 0, with more of them
    # than the neighbours that are kept.
    real = 10 * rng.normal(size=(2000, 2))
    real[::20] = 0.01 * rng.normal(size=(100, 2))
    fake = 10 * rng.normal(size=(400, 2))
    found = manifold_intervals(real, fake)["coverage"]
    slow = jackknife(lambda a, b: density_coverage(a, b).coverage, real, fake)
    np.testing.assert_allclose(found, slow, rtol=1e-9)


def test_chunks_change_nothing(monkeypatch):
    real, fake = rng.normal(size=(2, 100, 5))
    whole = ours(real, fake, 3)
    monkeypatch.setattr(neighbours, "CHUNK", 700)
    assert ours(real, fake, 3) == whole
    monkeypatch.setattr(neighbours, "CHUNK", 1)
    assert ours(real, fake, 3) == whole


def test_nearest_distance_and_copies():
    train, held_out, fresh = rng.normal(size=(3, 400, 6))
    np.testing.assert_allclose(
        nearest_distance(fresh[:3], train),
        [min(math.dist(x, t) for t in train) for x in fresh[:3]],
    )
    same = copying(fresh, held_out, train)
    assert same.low < 1 < same.high
    half = np.where(np.arange(400)[:, None] < 200, train, fresh)
    assert copying(half, held_out, train).value == pytest.approx(0.5, abs=0.06)
    assert copying(train, held_out, train).value < 1e-6


def test_bad_input_is_refused():
    x = rng.normal(size=(10, 2))
    with pytest.raises(ValueError, match="less than the number of samples, 3"):
        precision_recall(x[:3], x, k=3)
    with pytest.raises(ValueError, match="`k` of `density_coverage`.*≥ 1"):
        density_coverage(x, x, k=0)
    with pytest.raises(ValueError, match="finite"):
        precision_recall(x, x + np.nan)
    with pytest.raises(ValueError, match="at least 40 of each. Got 10"):
        manifold_intervals(x, x)
