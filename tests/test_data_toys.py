"""Toys have the moments and modes that they state; names are checked."""

import numpy as np
import pytest

import aegan_lib as ag
from aegan_lib.data import toys
from aegan_lib.data.record import deal


@pytest.mark.parametrize("name", toys.TOYS)
def test_mean_is_0_and_mean_variance_1(name):
    many = ag.data.load(name, n=200_000, seed=3)
    assert many.x.dtype == np.float32 and many.x.shape == (200_000, 2)
    # Standard errors at this n: 1/√n = 0.0022 and at most √2/√n = 0.0032.
    np.testing.assert_allclose(many.x.mean(0), 0, atol=0.01)
    np.testing.assert_allclose(many.x.var(0).mean(), 1, atol=0.015)


@pytest.mark.parametrize("name", toys.TOYS)
def test_modes_are_equally_frequent_and_draws_reproducible(name):
    toy = ag.data.load(name, "test", seed=4)
    assert np.ptp(np.bincount(toy.labels, minlength=len(toy.names))) <= 1
    assert toy.sha256 == ag.data.load(name, "test", seed=4).sha256
    assert toy.sha256 != ag.data.load(name, "test", seed=5).sha256
    other = ag.data.load(name, "features", n=10_000, seed=4)
    assert toy.sha256 != other.sha256
    assert len(toy.x) == 10_000
    assert len(ag.data.load(name, "features").x) == 2_000


@pytest.mark.parametrize(("name", "count"), [("ring", 8), ("grid", 25)])
def test_points_lie_about_the_modes_that_their_labels_name(name, count):
    toy = ag.data.load(name)
    assert toy.modes.shape == (count, 2)
    off = toy.x - toy.modes[toy.labels]
    assert np.abs(off).max() < 6 * toy.mode_std
    np.testing.assert_allclose(off.std(), toy.mode_std, rtol=0.03)


def test_ring_has_the_published_proportions():
    ring = ag.data.load("ring")
    assert len(ring.x) == 25_600  # 100 batches of 256
    radius = np.linalg.norm(ring.modes, axis=1)
    np.testing.assert_allclose(radius / ring.mode_std, 100, rtol=1e-5)
    # Mean variance r²/2 + s² = 1 with s = r/100: r = 1/√0.5001 = 1.41407.
    np.testing.assert_allclose(radius, 1.41407, atol=1e-5)


def test_grid_has_the_published_proportions():
    grid = ag.data.load("grid", n=25)
    spacing = np.diff(np.unique(grid.modes[:, 0]))
    # Rounding to float32 leaves 1e-6 of the spacing.
    np.testing.assert_allclose(spacing / grid.mode_std, 40, rtol=1e-5)


def test_ellipse_correlates():
    x = ag.data.load("ellipse", n=100_000).x
    assert abs(np.corrcoef(x.T)[0, 1] - 0.9) < 0.01


def test_curves_give_the_angle():
    roll = ag.data.load("swiss_roll")
    t = roll.factors["angle"]
    curve = np.stack([t * np.cos(t), t * np.sin(t), np.ones_like(t)], 1)
    _, left_over, *_ = np.linalg.lstsq(curve, roll.x, rcond=None)
    # Noise of 0.25 on a curve of standard deviation 6.8: 0.037² = 0.0014.
    np.testing.assert_allclose(left_over / len(t), 0.0014, rtol=0.1)


def test_checkerboard_leaves_the_light_squares_empty():
    x = ag.data.load("checkerboard").x * np.sqrt(4 / 3) + 2
    column, row = np.floor(x).astype(int).T
    assert set(zip(column, row, strict=True)) == {
        (i, j) for i in range(4) for j in range(4) if (i + j) % 2 == 0
    }


def test_repr_is_short_and_without_payload():
    text = repr(ag.data.load("grid", "features"))
    expected = "Record('grid', split='features', x=(2000, 2) float32, "
    assert text == expected + "classes=25)"


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("gylphs", {}, "one of 'glyphs', .*Got 'gylphs'.*mean 'glyphs'"),
        ("MNIST", {}, "Got 'MNIST' instead. Did you mean 'mnist'"),
        ("cats", {}, "Got 'cats' instead.$"),
        (None, {}, "`name` of `load` must be one of .* Got None"),
        ("ring", {"split": "valid"}, "'train', 'test', 'features'. Got"),
        ("ring", {"n": 2.5}, "`n` of `ring` must be an integer ≥ 1"),
        ("ring", {"size": 28}, "among n, seed. Got 'size'"),
        ("digits", {"n": 901}, "`n` of `digits` must be at most 900"),
        ("digits", {"split": "all"}, "`split` of `digits` must be one of"),
    ],
)
def test_bad_names_and_options_are_refused(name, options, message):
    with pytest.raises(ValueError, match=message):
        ag.data.load(name, **options)


def test_deal_is_stratified_disjoint_and_complete():
    labels = np.repeat([0, 1, 2], [100, 50, 30])
    parts = deal(labels, {"train": 5, "test": 3, "features": 2})
    together = np.concatenate(list(parts.values()))
    assert sorted(together) == list(range(180))
    counts = [np.bincount(labels[part]).tolist() for part in parts.values()]
    assert counts == [[50, 25, 15], [30, 15, 9], [20, 10, 6]]


def test_digits_are_stratified_and_disjoint():
    splits = ("train", "test", "features")
    parts = [ag.data.load("digits", split) for split in splits]
    assert [len(part.x) for part in parts] == [900, 539, 358]
    everything = np.concatenate([part.x for part in parts])
    whole = {image.tobytes() for image in everything}
    assert len(whole) == 1797  # scikit-learn's images are all different
    for part in parts:
        assert part.x.shape[1:] == (8, 8, 1) and part.x.dtype == np.float32
        assert part.x.min() == -1 and part.x.max() == 1
        shares = np.bincount(part.labels) / len(part.labels)
        assert (np.abs(shares - 0.1) < 0.01).all()


def test_stacked_has_a_thousand_equal_modes_from_three_images():
    three = ag.data.stacked("digits", n=2000, seed=1)
    base = ag.data.load("digits")
    assert three.x.shape == (2000, 8, 8, 3) and len(three.names) == 1000
    assert (np.bincount(three.labels, minlength=1000) == 2).all()
    for channel, colour in enumerate(("red", "green", "blue")):
        index = three.factors[colour]
        same = three.x[..., channel] == base.x[index, ..., 0]
        assert same.all()
        digit = three.labels // 10 ** (2 - channel) % 10
        assert (base.labels[index] == digit).all()
    assert three.names[407] == "407"


def test_stacked_refuses_what_is_not_grey():
    with pytest.raises(ValueError, match="set of grey images. Got x of shape"):
        ag.data.stacked("ring")
