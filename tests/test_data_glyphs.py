"""Characters drawn from fonts: balanced, unclipped, factors recoverable."""

import hashlib
import pathlib
import subprocess
import sys

import numpy as np
import pytest

import aegan_lib as ag
from aegan_lib.data import fonts, glyphs


@pytest.fixture(scope="module")
def train():
    return ag.data.load("glyphs")


def within(values, *groups):
    """The values less the mean of their own class and font."""
    cell = np.unique(np.stack(groups), axis=1, return_inverse=True)[1]
    means = np.bincount(cell, values) / np.bincount(cell)
    return values - means[cell]


def moments(x):
    """Centre and second central moments of the ink, by image."""
    ink = (x[..., 0] + 1) / 2
    y, x = np.mgrid[: ink.shape[1], : ink.shape[2]]
    mass = ink.sum((1, 2))
    cy, cx = ((ink * a).sum((1, 2)) / mass for a in (y, x))
    second = [
        (ink * a * b).sum((1, 2)) / mass - ca * cb
        for a, b, ca, cb in ((y, y, cy, cy), (y, x, cy, cx))
    ]
    return mass, cy, cx, *second


def correlation(a, b):
    return np.corrcoef(a, b)[0, 1]


def test_default_set_is_what_the_record_promises(train):
    assert train.x.shape == (10_000, 28, 28, 1)
    assert train.x.dtype == np.float32 and train.x.flags.c_contiguous
    assert train.x.min() == -1.0 and train.x.max() == 1.0
    assert train.labels.dtype == np.int64
    assert train.names == tuple("0123456789")
    assert train.sha256 == hashlib.sha256(train.x.tobytes()).hexdigest()
    assert set(train.factors) == {"font", *glyphs.RANGES}
    assert all(len(f) == 10_000 for f in train.factors.values())
    for name, (low, high) in glyphs.RANGES.items():
        factor = train.factors[name]
        # Uniform on 10 000 draws: ends within 0.2 % of the range.
        assert abs(factor.min() - low) < 0.002 * (high - low)
        assert abs(factor.max() - high) < 0.002 * (high - low)


def test_every_class_and_font_is_equally_frequent(train):
    assert (np.bincount(train.labels) == 1000).all()
    cell = train.labels * 7 + train.factors["font"]
    counts = np.bincount(cell)
    assert len(counts) == 70 and np.ptp(counts) <= 1


def test_no_glyph_is_clipped_and_all_have_full_ink(train):
    border = np.ones((28, 28), bool)
    border[1:-1, 1:-1] = False
    assert (train.x[:, border] == -1).all()  # background only
    assert (train.x.max((1, 2, 3)) == 1.0).all()
    between = (np.abs(train.x) < 0.9).mean()
    assert 0.05 < between < 0.2  # edges are anti-aliased


def test_slant_and_rotation_are_read_off_the_moments(train):
    lean = np.tan(np.deg2rad(train.factors["slant"]))
    *_, yy, yx = moments(train.x)
    shear = within(-yx / yy, train.labels, train.factors["font"])
    assert correlation(shear, lean) > 0.9
    # What slant leaves over is rotation: anticlockwise leans to the left.
    assert correlation(shear - lean, train.factors["rotation"]) < -0.85


def test_heavier_weight_has_more_ink_and_larger_scale_is_larger(train):
    mass, cy, cx, yy, _ = moments(train.x)
    groups = train.labels, train.factors["font"]
    ink = within(mass / train.factors["scale"], *groups)
    assert correlation(ink, train.factors["weight"]) > 0.9
    size = within(np.sqrt(yy), *groups)
    assert correlation(size, train.factors["scale"]) > 0.85
    assert correlation(within(cx, *groups), train.factors["shift_x"]) > 0.8
    assert correlation(within(cy, *groups), train.factors["shift_y"]) > 0.8


def test_weight_is_the_thickness_of_a_stem():
    # Of an upright I the rows in the middle show the stem alone.
    def stem(weight, scale):
        fixed = {name: (0.0, 0.0) for name in glyphs.RANGES}
        fixed |= {"weight": (weight, weight), "scale": (scale, scale)}
        drawn = ag.data.load("glyphs", n=7, characters="I", ranges=fixed)
        x = drawn.x[np.argsort(drawn.factors["font"])]
        return (x[:, 12:16, :, 0] + 1).sum((1, 2)) / 2 / 4

    # The outline moves by half a pixel on either side: one pixel wider.
    wider = stem(3.5, 1.0) - stem(2.5, 1.0)
    np.testing.assert_allclose(wider, 1.0, atol=0.02)
    # The first font's I is a stem and no more, s = 2.4 wide and 19 high. Its
    # mean thickness 2 · 19 s / (2 · 19 + 2 s) = 2.13 falls short by 0.27.
    for scale in (0.8, 1.0, 1.2):
        expected = 2.5 + scale * 0.27
        np.testing.assert_allclose(stem(2.5, scale)[0], expected, atol=0.05)


def test_each_geometric_factor_moves_the_image_as_it_says():
    fixed = {name: (0.0, 0.0) for name in glyphs.RANGES}
    fixed |= {"scale": (1, 1), "weight": (2.5, 2.5)}

    def draw(**ranges):
        ranges = fixed | {k: (v, v) for k, v in ranges.items()}
        return ag.data.load("glyphs", n=70, ranges=ranges).x[..., 0]

    still = draw()
    np.testing.assert_allclose(draw(shift_x=2)[:, :, 2:], still[:, :, :-2])
    np.testing.assert_allclose(draw(shift_y=2)[:, 2:], still[:, :-2])
    # A quarter turn anticlockwise is exactly numpy's rot90.
    quarter = np.rot90(still, axes=(1, 2))
    np.testing.assert_allclose(draw(rotation=90), quarter, atol=2e-3)
    # A slant to the right: the upper half moves right, the lower left.
    _, _, right, *_ = moments(draw(slant=20)[:, :10, :, None])
    _, _, before, *_ = moments(still[:, :10, :, None])
    assert (right > before + 1).all()


def test_elastic_strength_is_the_rms_displacement():
    rng = np.random.default_rng(1)
    count = len(glyphs.WAVES)
    waves = rng.uniform(-(3**0.5), 3**0.5, (2000, 2, count)).astype("f4")
    axis = np.arange(28, dtype="f4") - 13.5
    grid = np.stack(np.meshgrid(axis, axis, indexing="ij")).reshape(2, -1)
    factors = {name: np.zeros(2000, "f4") for name in glyphs.RANGES}
    factors |= {"scale": np.ones(2000, "f4"), "elastic": np.full(2000, 0.5)}
    moved = glyphs.warp(grid, glyphs.waves_on(axis, axis), waves, factors)
    rms = np.sqrt(((moved - grid) ** 2).mean())
    assert abs(rms - 0.5) < 0.01


def test_splits_differ_and_new_fonts_are_new():
    parts = {s: ag.data.load("glyphs", s, n=200) for s in glyphs.COUNTS}
    assert len({part.sha256 for part in parts.values()}) == 4
    assert set(parts["train"].factors["font"]) == set(range(7))
    assert set(parts["test"].factors["font"]) == set(range(7))
    assert set(parts["new_fonts"].factors["font"]) == {7, 8}
    shared = {image.tobytes() for image in parts["train"].x}
    assert not shared & {image.tobytes() for image in parts["test"].x}


def test_seed_gives_a_set_of_ones_own_and_the_same_one_again():
    one = ag.data.load("glyphs", n=50, seed=1)
    assert one.sha256 == ag.data.load("glyphs", n=50, seed=1).sha256
    assert one.sha256 != ag.data.load("glyphs", n=50, seed=2).sha256


# The data alone, without the package about them, which imports Keras.
ELSEWHERE = """
import sys, types
package = types.ModuleType("aegan_lib")
package.__path__ = [sys.argv[1]]
sys.modules["aegan_lib"] = package
import aegan_lib.data
heavy = {"keras", "matplotlib", "PIL", "scipy", "sklearn"} & set(sys.modules)
assert not heavy, heavy
print(aegan_lib.data.load("glyphs", "test", n=300, seed=5).sha256)
"""


def test_another_process_draws_the_same_and_the_import_is_cheap():
    folder = pathlib.Path(ag.__file__).parent
    command = [sys.executable, "-c", ELSEWHERE, str(folder)]
    other = subprocess.run(command, capture_output=True, text=True)
    here = ag.data.load("glyphs", "test", n=300, seed=5).sha256
    assert other.stdout.strip() == here, other.stderr


def test_any_size_and_colour():
    grey = ag.data.load("glyphs", n=14, size=(20, 40))
    assert grey.x.shape == (14, 20, 40, 1)
    colour = ag.data.load("glyphs", n=14, size=(20, 40), channels=3)
    assert colour.x.shape == (14, 20, 40, 3)
    # The brightest channel carries the grey image; the background is black.
    np.testing.assert_array_equal(colour.x.max(-1), grey.x[..., 0])
    assert set(colour.factors) - set(grey.factors) == {"hue"}
    # Hue 0 is red, 120 green, 240 blue, 60 yellow.
    hues = glyphs.saturated(np.array([0.0, 120.0, 240.0, 60.0]))
    expected = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0]]
    np.testing.assert_allclose(hues, expected)


def test_size_changes_the_resolution_and_not_the_drawing():
    small = ag.data.load("glyphs", n=70).x
    large = ag.data.load("glyphs", n=70, size=56).x
    pooled = large.reshape(70, 28, 2, 28, 2, 1).mean((2, 4))
    assert np.abs(pooled - small).mean() < 0.02
    # Edges stay one pixel wide, so half as many pixels lie on them.
    edge = [(np.abs(x) < 0.9).mean() for x in (large, small)]
    assert 0.45 < edge[0] / edge[1] < 0.6


def test_all_fonts_have_all_letters_and_digits():
    text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    field, thickness = fonts.masters(text)
    assert field.shape == (len(fonts.FONTS), 62, 64, 64)
    assert (thickness > 0.5).all() and (thickness < 4).all()
    for one in field:  # a font without a character draws a box for all
        assert len({character.tobytes() for character in one}) == 62


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"split": "validation"}, "'new_fonts'. Got 'validation'"),
        ({"n": 0}, "`n` of `glyphs` must be an integer ≥ 1. Got 0"),
        ({"size": 7}, "`size` of `glyphs` must be an integer ≥ 8. Got 7"),
        ({"size": (28, 28, 1)}, r"\(height, width\). Got \(28, 28, 1\)"),
        ({"channels": 4}, "`channels` of `glyphs` must be 1 or 3. Got 4"),
        ({"characters": "ab!"}, "letters and digits. Got 'ab!'"),
        ({"characters": "aa"}, "different ASCII letters"),
        ({"characters": 10}, "`characters` of `glyphs` must be 'digits'"),
        ({"seed": -1}, "`seed` of `glyphs` must be an integer ≥ 0"),
        ({"ranges": {"wieght": (1, 2)}}, "one of 'weight', .* Got 'wieght'"),
        ({"ranges": {"slant": (2, 1)}}, r"be \(low, high\). Got \(2, 1\)"),
        ({"ranges": {"scale": (0, 1)}}, r"\(low, high\) above 0"),
        ({"colour": True}, "among n, characters, size.* Got 'colour'"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        ag.data.load("glyphs", **options)
