"""What the explorer's views are told: maps, directions, examples."""

import numpy as np
import pytest

import aegan_lib as ag
from aegan_lib.explorer.charts import plane_of

SHAPE = (8, 8, 1)


@pytest.fixture
def vae():
    return ag.VAE(shape=SHAPE, latent_dim=2, width=4, seed=1)


@pytest.fixture
def record():
    return ag.data.load("glyphs", n=40, characters="AB", size=8, seed=3)


def chart_of(explorer, which=0):
    """Points and classes of a map, and what else the page is told of it."""
    chart = explorer.networks[which]["chart"]
    part = slice(chart["first"], chart["first"] + chart["count"])
    points = np.frombuffer(explorer.points, "<f4").reshape(-1, 2)
    return points[part], np.frombuffer(explorer.classes, "uint8")[part], chart


def test_two_latents_are_their_own_map(vae, record):
    explorer = ag.Explorer(vae, codes=record)
    points, classes, chart = chart_of(explorer)
    np.testing.assert_allclose(points, vae.encode(record.x), atol=1e-5)
    np.testing.assert_array_equal(classes, record.labels)
    assert chart["names"] == ["A", "B"] and chart["labels"] == ["z1", "z2"]
    assert chart["mean"] == [0, 0] and chart["axes"] == [[1, 0], [0, 1]]
    assert explorer.views == ["map", "sliders", "draw"]
    assert explorer.networks[0]["prior"] is None  # a VAE's is standard normal


def test_a_map_of_many_latents_shows_the_two_widest_directions():
    # Standard deviations 1, 3, 2, 1 along a turned basis, known exactly.
    rng = np.random.default_rng(1)
    turned = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    codes = rng.normal(size=(20000, 4)) * [1, 3, 2, 1] @ turned + 5
    mean, axes = plane_of(codes)
    np.testing.assert_allclose(mean, codes.mean(axis=0))
    along = np.abs(axes @ turned.T)  # of each basis vector
    np.testing.assert_allclose(along[:, [1, 2]], np.eye(2), atol=0.05)
    assert (np.take_along_axis(axes, abs(axes).argmax(1)[:, None], 1) > 0).all()


def test_points_of_several_maps_lie_one_after_the_other():
    one = ag.networks.generator((2,), 3, width=4, seed=1)
    two = ag.networks.generator((2,), 2, width=4, seed=2)
    codes = np.random.default_rng(2).normal(size=(30, 3))
    own = np.arange(10.0).reshape(5, 2)
    explorer = ag.Explorer(
        {"one": one, "two": two},
        codes={"one": codes, "two": own},
        labels={"two": [0, 1, 1, 0, 2]},
        names="xyz",
    )
    points, classes, chart = chart_of(explorer, 1)
    np.testing.assert_array_equal(points, own)
    assert classes.tolist() == [0, 1, 1, 0, 2] and chart["first"] == 30
    assert [n["name"] for n in explorer.networks] == ["one", "two"]
    assert explorer.views == ["map", "sliders", "compare"]


def test_a_record_is_encoded_by_each_model_that_can(vae, record):
    other = ag.VAE(shape=SHAPE, latent_dim=3, width=4, seed=2)
    gan = ag.GAN(shape=SHAPE, latent_dim=2, width=4, seed=3)
    row = {"VAE": vae, "wider": other, "GAN": gan}
    explorer = ag.Explorer(row, codes=record)
    charts = [entry["chart"] for entry in explorer.networks]
    assert [bool(c) for c in charts] == [True, True, False]
    assert len(charts[1]["mean"]) == 3


def test_examples_are_one_image_of_each_class(vae, record):
    explorer = ag.Explorer(vae, codes=record)
    images = np.frombuffer(explorer.images, "uint8").reshape(-1, *SHAPE)
    first = [int(np.argmax(record.labels == k)) for k in (0, 1)]
    wanted = record.x[first]
    assert np.abs(images / 127.5 - 1 - wanted).max() <= 1 / 255 + 1e-6
    own = ag.Explorer(vae, codes=record, images=record.x[:5])
    assert len(own.images) == 5 * 64


def test_directions_are_listed_in_their_order(vae):
    given = {"slant": np.array([1.0, 0.5]), "weight": [0, -2]}
    explorer = ag.Explorer(vae, directions=given)
    assert explorer.directions == [
        {"name": "slant", "vector": [1.0, 0.5]},
        {"name": "weight", "vector": [0.0, -2.0]},
    ]
    assert explorer.views == ["sliders", "directions", "draw"]


def test_ninety_five_of_a_hundred_lengths_lie_in_the_shell():
    (entry,) = ag.Explorer(ag.networks.generator((2,), 2, seed=1)).networks
    # P(‖z‖ < r) = 1 − exp(−r²/2) in two dimensions
    wanted = [np.sqrt(-2 * np.log(1 - p)) for p in (0.025, 0.975)]
    assert entry["shell"] == pytest.approx(wanted, abs=0.06)


@pytest.mark.parametrize(
    "views, wanted",
    [
        (["map"], "given `codes`"),
        (["directions"], "given `directions`"),
        (["compare"], "given a dict of two models"),
        (["dial"], "given a dict of models on the same latents"),
        (["film"], "one of 'map', 'sliders'"),
    ],
)
def test_a_view_without_what_it_shows_is_refused(vae, views, wanted):
    with pytest.raises(ValueError, match=f"`views` of `Explorer` .*{wanted}"):
        ag.Explorer(vae, views=views)


def test_drawing_needs_an_encoder_and_images():
    gan = ag.GAN(shape=SHAPE, latent_dim=2, width=4, seed=1)
    ae = ag.Autoencoder(shape=(2,), latent_dim=2, seed=1)
    for model in (gan, ae):
        with pytest.raises(ValueError, match="an encoder of square images"):
            ag.Explorer(model, views=["draw"])


def test_a_dial_of_unequal_models_is_refused(vae):
    other = ag.VAE(shape=SHAPE, latent_dim=3, width=4, seed=2)
    with pytest.raises(ValueError, match="models of the same shapes"):
        ag.Explorer({"a": vae, "b": other}, views=["dial"])


@pytest.mark.parametrize(
    "codes, labels, wanted",
    [
        (np.zeros((5, 3)), None, r"`codes` of `Explorer` .*\(n, 2\).*\(5, 3\)"),
        (np.zeros((5, 2)), [0, 1], r"`labels` .*shape \(5,\).*\(2,\)"),
        (np.zeros((5, 2)), [0, 1, 2, 3, -1], r"`labels` .*0 … 3"),
        (np.full((5, 2), np.nan), None, "finite"),
    ],
)
def test_codes_and_labels_that_do_not_fit_are_refused(
    vae, codes, labels, wanted
):
    with pytest.raises(ValueError, match=wanted):
        ag.Explorer(vae, codes=codes, labels=labels)


def test_a_record_without_an_encoder_is_refused(record):
    gan = ag.GAN(shape=SHAPE, latent_dim=2, width=4, seed=1)
    with pytest.raises(ValueError, match="`codes` .* model without encoder"):
        ag.Explorer(gan, codes=record)


@pytest.mark.parametrize("vector", [[1.0], [np.nan, 0.0]])
def test_a_direction_that_does_not_fit_is_refused(vae, vector):
    with pytest.raises(ValueError, match=r"`directions\['slant'\]`"):
        ag.Explorer(vae, directions={"slant": vector})


def test_images_of_another_shape_are_refused(vae):
    with pytest.raises(ValueError, match=r"`images` .*\(n, 8, 8, 1\)"):
        ag.Explorer(vae, images=np.zeros((3, 9, 9, 1)))
