import json

import keras
import numpy as np
import pytest

import aegan_lib as ag
from aegan_lib import shipped
from aegan_lib.averaging import in_batches
from aegan_lib.metrics import (
    Features,
    imagenet_features,
    load_features,
    train_features,
)
from aegan_lib.metrics.features import from_classifier
from aegan_lib.metrics.judges import random_features
from aegan_lib.metrics.training import normalise, small_network

rng = np.random.default_rng(1)


def test_every_shipped_file_is_small_and_is_what_was_published():
    files = sorted(shipped.FOLDER.glob("*.npz"))
    known = json.loads((shipped.FOLDER / "sha256.json").read_text())
    assert [f.stem for f in files] == sorted(known)
    small = len(shipped.SMALL) + len(shipped.ENCODERS)
    assert len(files) == 4 + len(shipped.GENERATORS) + small
    for file in files:
        assert file.stat().st_size <= 200_000
        with np.load(file) as stored:
            assert {stored[k].dtype.name for k in stored} == {"float16"}


def test_a_replaced_file_is_refused(tmp_path, monkeypatch):
    for file in shipped.FOLDER.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(shipped, "FOLDER", tmp_path)
    network = small_network((28, 28, 1), 10)
    shipped.load_weights(network, "glyphs_classifier")
    shipped.write_weights(network, tmp_path / "glyphs_classifier.npz")
    shipped.load_weights(network, "glyphs_classifier")  # the same bytes
    network.set_weights([w + 1 for w in network.get_weights()])
    shipped.write_weights(network, tmp_path / "glyphs_classifier.npz")
    with pytest.raises(OSError, match="glyphs_classifier.npz is damaged"):
        shipped.load_weights(network, "glyphs_classifier")


def test_unknown_names_and_large_weights_are_refused(tmp_path):
    network = small_network((8, 8, 1), 10)
    with pytest.raises(ValueError, match="one of .*'glyphs_classifier'"):
        shipped.load_weights(network, "nothing")
    with pytest.raises(ValueError, match="`name` of `generator` must be one"):
        shipped.generator("diffusion")
    with pytest.raises(ValueError, match="one of 'autoencoder', .*plane_gan"):
        shipped.encoder("plane_gan")
    network.set_weights([w + 1e6 for w in network.get_weights()])
    with pytest.raises(ValueError, match="not finite as float16"):
        shipped.write_weights(network, tmp_path / "large.npz")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "least"), [("glyphs", 0.99), ("digits", 0.88)]
)
def test_the_shipped_classifiers_know_their_classes(name, least):
    test = ag.data.load(name, split="test", n=500)
    judge = load_features(test)
    features = judge(test.x)
    assert features.shape == (500, 48) and features.dtype == "float64"
    assert np.mean(judge.classify(features) == test.labels) > least


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("autoencoder", 0.025),
        ("vae", 0.03),
        ("gan", 0.1),
        ("pretrained", 0.1),
        ("dial", 0.03),
        ("plane_autoencoder", 0.2),
        ("plane_vae", 0.2),
    ],
)
def test_an_encoder_leads_back_to_its_image(name, most):
    x = ag.data.load("glyphs", split="test", n=100).x
    z = in_batches(shipped.encoder(name), x)
    generator = "dial_000" if name == "dial" else name
    x_rec = in_batches(shipped.generator(generator), z)
    # The mean image of the set has an error of 0.24.
    assert np.mean((x - x_rec) ** 2) < most


def test_codes_of_an_autoencoder_are_standard_normal_to_second_order():
    x = ag.data.load("glyphs", split="train", n=2000).x
    z = in_batches(shipped.encoder("dial"), x)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=0.1)
    np.testing.assert_allclose(np.cov(z.T), np.eye(16), atol=0.15)


def test_the_dial_has_small_models():
    for name in shipped.SMALL[: len(shipped.DIAL)]:
        assert shipped.generator(name).count_params() <= 40_000


@pytest.mark.real_data
def test_the_shipped_classifier_knows_real_digits():
    test = ag.data.load("mnist", split="test", n=500)
    judge = load_features(test)
    assert np.mean(judge.classify(judge(test.x)) == test.labels) > 0.95


def test_stacked_images_are_judged_by_channel():
    three = ag.data.stacked("glyphs", split="test", n=300)
    judge = load_features(three)
    features = judge(three.x)
    assert features.shape == (300, 3 * 48)
    one = load_features(ag.data.load("glyphs", split="test", n=10))
    np.testing.assert_allclose(
        features[:, 48:96], one(three.x[..., 1:2]), rtol=1e-5, atol=1e-6
    )
    assert np.mean(judge.classify(features) == three.labels) > 0.97


def test_random_features_are_the_same_everywhere():
    first, again = random_features((28, 28, 1)), random_features((28, 28, 1))
    assert first.sha256 == again.sha256
    assert first.sha256.startswith("3ce3ae30fca2")
    assert random_features((28, 28, 1), seed=1).sha256 != first.sha256
    with pytest.raises(ValueError, match="features of a classifier. Got ran"):
        first.classify(first(np.zeros((2, 28, 28, 1))))


def test_own_network_of_feature_maps_is_averaged():
    layer = keras.layers.Conv2D(4, 3, use_bias=False)
    network = keras.Sequential([keras.Input((8, 8, 1)), layer])
    x = rng.uniform(-1, 1, (5, 8, 8, 1)).astype("float32")
    wanted = keras.ops.convert_to_numpy(network(x)).mean(axis=(1, 2))
    np.testing.assert_allclose(Features(network, "own")(x), wanted, rtol=1e-4)
    with pytest.raises(TypeError, match="a Keras model from images.*Got func"):
        Features(lambda x: x, "own")


def test_a_network_of_keras_applications_takes_grey_images():
    judge = imagenet_features((28, 28, 1), weights=None)
    assert judge(np.zeros((2, 28, 28, 1), "float32")).shape == (2, 1280)
    assert judge.head is None


def test_weights_that_cannot_be_had_are_named(monkeypatch):
    def fail(*args, **kwargs):
        raise Exception("URL fetch failure")

    monkeypatch.setattr(keras.applications, "MobileNetV2", fail)
    with pytest.raises(OSError, match="'imagenet'.*cannot be had: URL fetch"):
        imagenet_features((28, 28, 1))


def test_other_sets_are_trained_once_and_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    from aegan_lib.metrics import judges as module

    trained = []

    def quick(record):
        trained.append(record.split)
        return small_network(record.x.shape[1:], len(record.names))

    monkeypatch.setattr(module, "train_classifier", quick)
    monkeypatch.setattr(module, "SHIPPED", ())
    test = ag.data.load("digits", split="test", n=20)
    first, again = load_features(test), load_features(test)
    assert trained == ["features"]
    assert first.sha256 == again.sha256
    assert (
        "Training a feature network for digits, once" in capsys.readouterr()[0]
    )


def test_sets_without_features_are_refused_with_the_way_out():
    letters = ag.data.load("glyphs", split="test", n=20, characters="letters")
    with pytest.raises(ValueError, match="given for 'glyphs'.*train_features"):
        load_features(letters)
    record = ag.data.load("glyphs", split="features", n=20, characters="A")
    with pytest.raises(ValueError, match="two classes or more.*'random'"):
        train_features(record)


def test_training_is_reproducible_and_learns():
    record = ag.data.load("digits", split="features")
    once, again = (train_features(record, epochs=1) for _ in range(2))
    assert once.sha256 == again.sha256
    first = train_features(record, epochs=12)
    assert np.mean(first.classify(first(record.x)) == record.labels) > 0.8


def test_features_have_mean_square_one_and_the_same_classes():
    record = ag.data.load("digits", split="features", n=100)
    network = small_network((8, 8, 1), 10)
    before = network.predict(record.x, verbose=0)
    normalise(network, record.x)
    np.testing.assert_allclose(
        network.predict(record.x, verbose=0), before, rtol=1e-3, atol=1e-5
    )
    features = from_classifier(network, "untrained")(record.x)
    assert np.mean(features**2) == pytest.approx(1, rel=1e-4)
