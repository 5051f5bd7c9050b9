import json

import keras
import numpy as np
import pytest

import aegan_lib as ag
from aegan_lib.metrics import evaluate
from aegan_lib.metrics.factors import NAMES, read_factors, standardise

TEST = ag.data.load("glyphs", split="test", n=200)
RING = ag.data.load("ring", split="test", n=500)
LINE = {"value", "n", "low", "high", "floor"}


def values(card):
    return {name: line["value"] for name, line in card["metrics"].items()}


def without_time(card):
    return {k: v for k, v in card.items() if k not in ("seconds", "device")}


@pytest.fixture(scope="module")
def real():
    train = ag.data.load("glyphs", split="train", n=2200)
    return evaluate(train.x[2000:], TEST, train=train.x[:2000], name="real")


def test_the_card_is_complete_and_plain(real):
    assert set(real) == {
        *("name", "config", "seed", "data", "features", "versions"),
        *("device", "seconds", "multiply_adds", "metrics", "left_out"),
    }
    assert json.loads(json.dumps(real, allow_nan=False)) == real
    assert real["data"]["sha256"] == TEST.sha256
    assert len(real["features"]["sha256"]) == 64
    names = "fid kid precision recall density coverage fid_random kid_random"
    names += " class_distance copying"
    wanted = set(names.split()) | {f"factor_{name}" for name in NAMES}
    assert set(real["metrics"]) == wanted
    for name, line in real["metrics"].items():
        assert LINE <= set(line), name
        assert line["n"] == 200, name
        assert line["low"] <= line["value"] <= line["high"], name
        assert line["floor"] is not None, name


def test_real_images_lie_at_the_floor(real):
    for name, line in real["metrics"].items():
        width = line["high"] - line["low"]
        assert abs(line["value"] - line["floor"]) < 2.5 * width, name
    copying = real["metrics"]["copying"]
    assert copying["low"] < 1 < copying["high"]


def test_the_same_call_gives_the_same_card():
    gan = ag.GAN(shape=(28, 28, 1), latent_dim=4, width=4, seed=1)
    cards = [evaluate(gan, TEST, n=60, seed=3) for _ in range(2)]
    assert without_time(cards[0]) == without_time(cards[1])
    assert cards[0]["name"] == "GAN" and cards[0]["seed"] == 3
    assert cards[0]["config"]["seed"] == 1
    assert cards[0]["config"]["r1_weight"] == 4.0
    other = evaluate(gan, TEST, n=60, seed=4)
    assert values(other)["kid"] != values(cards[0])["kid"]
    with_network = evaluate(gan.averaged, TEST, n=60, seed=3)
    assert values(with_network) == values(cards[0])
    samples = evaluate(gan.generate(60, seed=3), TEST, n=60)
    assert values(samples) == values(cards[0])
    assert samples["name"] == "samples"


def test_known_factors_are_read_and_told_apart():
    found = read_factors(TEST.x)
    truth = standardise(TEST.factors)
    error = np.sqrt(((found - truth) ** 2).mean(axis=0))
    assert (error < 0.75).all() and error.mean() < 0.5
    heavy = ag.data.load("glyphs", n=200, ranges={"weight": (3.0, 3.2)}, seed=5)
    card = evaluate(heavy.x, TEST)
    lines = {k: v for k, v in card["metrics"].items() if "factor" in k}
    worst = max(lines, key=lambda k: lines[k]["value"])
    assert worst == "factor_weight"
    # Uniform on (2, 3.2) against (3, 3.2): means 0.5 apart, σ = 0.346.
    assert lines[worst]["value"] == pytest.approx(0.5 / 0.346, rel=0.15)
    assert 0.1 < lines[worst]["error"] < 0.4
    assert lines[worst]["floor"] < 0.2


def test_letters_of_a_few_classes_only_move_the_shares():
    ones = ag.data.load("glyphs", n=400, seed=3)
    ones = ones.x[ones.labels < 5][:200]
    card = evaluate(ones, TEST)
    assert values(card)["class_distance"] == pytest.approx(0.5, abs=0.02)


def test_points_are_judged_in_their_plane():
    card = evaluate(ag.data.load("ring", n=500).x, RING)
    assert card["features"] is None
    found = card["metrics"]
    assert found["modes"]["value"] == found["modes"]["floor"] == 8
    assert found["high_quality"]["floor"] == pytest.approx(0.98889, abs=1e-5)
    assert found["high_quality"]["value"] > 0.97
    assert found["reverse_kl"]["floor"] == pytest.approx(7 / 1000)
    assert found["spread"]["value"] == pytest.approx(1, abs=0.1)
    assert "fid" not in found


def test_moons_have_no_modes():
    moons = ag.data.load("moons", split="test", n=200)
    found = evaluate(moons.x, moons)["metrics"]
    assert set(found) == {"kid", "precision", "recall", "density", "coverage"}


def test_stacked_sets_count_their_modes():
    three = ag.data.stacked("glyphs", split="test", n=400)
    found = evaluate(three.x, three)
    assert found["left_out"].keys() == {"floors", "copying"}
    modes = found["metrics"]["modes"]
    assert 385 <= modes["value"] <= 400 and modes["floor"] == 1000
    assert found["metrics"]["reverse_kl"]["floor"] == pytest.approx(999 / 800)


def test_reconstructions_are_judged_where_there_are_some():
    vae = ag.VAE(shape=(28, 28, 1), latent_dim=4, width=4, seed=1)
    found = evaluate(vae, TEST, n=60)["metrics"]
    error = ((vae.reconstruct(TEST.x[:60]) - TEST.x[:60]) ** 2).mean()
    assert found["reconstruction_error"]["value"] == pytest.approx(
        error, rel=1e-4
    )
    assert -1 < found["ssim"]["value"] < 1


def test_own_features_are_named_in_the_card():
    network = keras.Sequential(
        [keras.Input((28, 28, 1)), keras.layers.AveragePooling2D(7)],
        name="means",
    )
    card = evaluate(TEST.x[:60], TEST, n=60, features=network)
    assert card["features"]["name"] == "means"
    assert "class_distance" not in card["metrics"]
    card = evaluate(TEST.x[:60], TEST, n=60, features="random")
    assert card["features"]["name"] == "random"
    assert "kid_random" not in card["metrics"]


def test_few_samples_warn_that_fid_is_mostly_bias():
    with pytest.warns(UserWarning, match="40 samples with 48 features"):
        evaluate(TEST.x[:40], TEST, n=40)


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        (dict(reference=TEST.x), TypeError, "a `Record`.* Got ndarray"),
        (
            dict(reference=TEST._replace(split="train")),
            ValueError,
            "nobody has trained on. Got split 'train' of 'glyphs'.*any_split",
        ),
        (dict(n=39), ValueError, "`n` .* integer ≥ 40. Got 39"),
        (dict(n=201), ValueError, "at most the reference's 200. Got 201"),
        (dict(model=TEST.x[:50]), ValueError, "at least n = 200 samples"),
        (dict(model=TEST.x[..., 0]), ValueError, "grey images|Grey images"),
        (dict(model=TEST.x * 99), ValueError, r"images in \[-1, 1\]"),
        (dict(model=TEST.x * np.nan), ValueError, "finite"),
        (dict(model="gan"), TypeError, "a model with `generate`.*Got str"),
        (dict(features="inception"), ValueError, "one of 'classifier'"),
        (
            dict(model=ag.networks.discriminator((28, 28, 1))),
            ValueError,
            "a network from latents",
        ),
        (
            dict(model=ag.Autoencoder(shape=(28, 28, 1), width=4)),
            NotImplementedError,
            "fit_prior",
        ),
    ],
)
def test_bad_input_is_refused(arguments, error, text):
    arguments = {"model": TEST.x, "reference": TEST, **arguments}
    with pytest.raises(error, match=text):
        evaluate(arguments.pop("model"), **arguments)


def test_training_data_as_reference_when_told():
    card = evaluate(RING.x, RING._replace(split="train"), any_split=True)
    assert card["data"]["split"] == "train"
