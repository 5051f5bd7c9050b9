import keras
import numpy as np
import pytest

import aegan_lib as ag
from aegan_lib.metrics import factor_effects, path_length
from aegan_lib.metrics.factors import NAMES


@pytest.fixture
def doubling():
    """The generator x = 2 z of points."""
    net = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3)])
    net.set_weights([2 * np.eye(3, dtype="float32"), np.zeros(3, "float32")])
    return net


def plain(x):
    return np.asarray(x, "float64").reshape(len(x), -1)


def test_path_length_hand_value(doubling):
    # Straight at constant speed: the speed is 2 ‖b − a‖, at every t, so
    # length = distance = 4 E‖b − a‖² = 4 · 2 · 3, and the detour is 1.
    found = path_length(doubling, plain, n=2000, kind="linear", seed=1)
    assert found.detour.value == pytest.approx(1.0, abs=1e-3)
    assert found.length.low < 24 < found.length.high
    assert found.length.n == 2000


def test_the_way_around_is_that_of_an_arc(doubling):
    # Orthogonal ends of length 1: a quarter of a circle of radius 2 in time
    # 1 has speed 2 · π/2; the ends are 2 √2 apart. Ratio π²/8.
    ends = np.repeat(np.eye(3, dtype="float32")[:2], 20, axis=0)
    found = path_length(doubling, plain, ends, n=20)
    assert found.length.value == pytest.approx(np.pi**2, rel=1e-3)
    assert found.straight.value == pytest.approx(8.0, rel=1e-5)
    assert found.detour.value == pytest.approx(np.pi**2 / 8, rel=1e-3)


def test_a_generator_that_winds_makes_a_detour(doubling):
    def winding(x):  # the first coordinate becomes an angle, 3 turns a unit
        angle = 6 * np.pi * np.asarray(x, "float64")[:, 0]
        return np.stack([np.cos(angle), np.sin(angle)], axis=1)

    found = path_length(doubling, winding, n=200, kind="linear")
    assert found.detour.low > 50


def test_shorter_steps_change_nothing(doubling):
    lengths = [
        path_length(doubling, plain, n=50, epsilon=e).length.value
        for e in (1e-2, 1e-3)
    ]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.02)


def test_bad_paths_are_refused(doubling):
    with pytest.raises(ValueError, match="`n` of `path_length`.*≥ 20"):
        path_length(doubling, plain, n=10)
    with pytest.raises(ValueError, match="`epsilon` of `path_length`"):
        path_length(doubling, plain, epsilon=1e-7)
    with pytest.raises(ValueError, match="at least batch_size = 40"):
        path_length(doubling, plain, np.zeros((39, 3)), n=20)


# --- factor_effects ---------------------------------------------------------
class Drawing:
    """Draws glyphs whose weight, slant, … are the latents, in deviations."""

    input_shape = (None, 6)

    def __call__(self, z, training=False):
        from aegan_lib.data import glyphs

        z = np.asarray(z)
        factors = {"font": np.zeros(len(z), int)}
        for i, name in enumerate(NAMES):
            low, high = glyphs.RANGES[name]
            std = (high - low) / np.sqrt(12)
            value = (low + high) / 2 + std * z[:, i]
            factors[name] = value.astype("float32")
        factors["elastic"] = np.zeros(len(z), "float32")
        count = len(glyphs.WAVES)
        waves = np.zeros((len(z), 2, count), "float32")
        labels = np.full(len(z), 4)
        ink = glyphs.render("0123456789", labels, factors, waves, 28, 28)
        return 2 * ink - 1


@pytest.fixture(scope="module")
def features():
    return ag.metrics.load_features(ag.data.load("glyphs", n=10))


@pytest.fixture(scope="module")
def card(features):
    z = np.random.default_rng(2).uniform(-1, 1, (60, 6)).astype("float32")
    axes = dict(zip(NAMES, np.eye(6), strict=True))
    return factor_effects(Drawing(), axes, z, features)


def test_a_drawn_factor_is_read_and_no_other_moves(card):
    moved = [[e.moved[k].value for k in NAMES] for e in card.values()]
    # The regressor was trained on random fonts: it says a little too little.
    assert np.all(np.diag(moved) > 0.75) and np.all(np.diag(moved) < 1.25)
    assert np.abs(moved - np.diag(np.diag(moved))).max() < 0.3


def test_a_drawn_four_stays_a_four(card):
    assert all(effect.kept.value == 1.0 for effect in card.values())


def test_half_the_direction_moves_half_as_far(card, features):
    z = np.random.default_rng(2).uniform(-1, 1, (60, 6)).astype("float32")
    half = {"slant": np.eye(6)[1] / 2}
    found = factor_effects(Drawing(), half, z, features, step=2.0)
    whole = card["slant"].moved["slant"].value
    assert found["slant"].moved["slant"].value == pytest.approx(whole / 2)


def test_bad_directions_are_refused(features):
    z = np.zeros((20, 6), "float32")
    with pytest.raises(ValueError, match=r"`directions` .*\(6,\). Got .*3"):
        factor_effects(Drawing(), {"x": np.ones(3)}, z, features)
    with pytest.raises(ValueError, match="`step` of `factor_effects`"):
        factor_effects(Drawing(), {"x": np.ones(6)}, z, features, step=0.0)
    with pytest.raises(ValueError, match="at least batch_size = 20"):
        factor_effects(Drawing(), {"x": np.ones(6)}, z[:9], features)
