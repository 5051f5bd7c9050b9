import csv
import sys
import types

import keras
import numpy as np
import pytest
from arrays import numbers
from keras import layers

import aegan_lib as ag
from aegan_lib.callbacks import SampleGrid, TermCurves

rng = np.random.default_rng(8)
POINTS = rng.normal(size=(32, 2)).astype("float32")
IMAGES = rng.uniform(-1, 1, size=(32, 8, 8, 1)).astype("float32")
EAGERLY = keras.backend.backend() != "jax"  # faster for a few steps
TERMS = ["discriminator/adversarial", "discriminator/r1"]
TERMS += ["generator/adversarial"]


def normalised_gan():
    """A GAN whose generator has batch statistics."""
    generator = ag.networks.generator((2,), 3, 2, batch_norm=True)
    discriminator = ag.networks.discriminator((2,), 2)
    gan = ag.GAN(generator=generator, discriminator=discriminator, seed=1)
    gan.compile(run_eagerly=EAGERLY)
    return gan


def fitted(gan, x, *callbacks, epochs):
    gan.fit(x, batch_size=16, epochs=epochs, verbose=0, callbacks=callbacks)
    return gan


@pytest.fixture
def notebook(monkeypatch):
    """What a notebook would show: each figure, and each that replaced it."""
    shown = {"first": [], "redrawn": []}

    def display(figure, display_id):
        assert display_id is True
        shown["first"].append(figure)
        return types.SimpleNamespace(update=shown["redrawn"].append)

    fake = types.ModuleType("IPython")
    fake.version_info = (9, 0)  # matplotlib asks for it
    fake.display = types.ModuleType("IPython.display")
    fake.display.display = display
    fake.get_ipython = object
    monkeypatch.setitem(sys.modules, "IPython", fake)
    monkeypatch.setitem(sys.modules, "IPython.display", fake.display)
    monkeypatch.delenv("AEGAN_QUIET", raising=False)
    return shown


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """One run of four epochs with everything that watches."""
    file = tmp_path_factory.mktemp("run") / "terms.csv"
    grid, curves = SampleGrid(every=2, num=5, seed=3), TermCurves()
    gan = ag.GAN(shape=(2,), width=4, latent_dim=3, seed=1)
    gan.compile()
    logger = keras.callbacks.CSVLogger(str(file))
    fitted(gan, POINTS, grid, curves, logger, epochs=4)
    return gan, grid, curves, file


def test_samples_are_taken_every_so_many_epochs(watched):
    _, grid, _, _ = watched
    assert list(grid.samples) == [2, 4]
    assert all(x.shape == (5, 2) for x in grid.samples.values())
    assert not np.array_equal(grid.samples[2], grid.samples[4])


def test_the_last_samples_are_what_the_game_generates(watched):
    gan, grid, _, _ = watched
    np.testing.assert_array_equal(grid.samples[4], gan.generate(5, seed=3))


def test_every_term_of_every_epoch_is_kept(watched):
    gan, _, curves, _ = watched
    assert sorted(curves.terms) == TERMS
    assert curves.epochs == [1, 2, 3, 4]
    for name, values in curves.terms.items():
        assert values == gan.history.history[name]


def test_keras_writes_every_term_to_a_file(watched):
    gan, _, _, path = watched
    with path.open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4
    for name in TERMS:
        written = [float(row[name]) for row in rows]
        np.testing.assert_allclose(written, gan.history.history[name])


def test_figures_are_made_afterwards_where_nothing_was_shown(watched):
    _, grid, curves, _ = watched
    assert len(grid.figure().axes) == 2  # a panel for each look
    (panel,) = curves.figure().axes
    assert len(panel.lines) == len(TERMS)
    for line, name in zip(panel.lines, curves.terms, strict=True):
        np.testing.assert_array_equal(line.get_xdata(), [1, 2, 3, 4])
        np.testing.assert_allclose(line.get_ydata(), curves.terms[name])


def test_images_are_drawn_in_a_row_for_each_look():
    gan, grid = ag.GAN(shape=(8, 8, 1), width=2), SampleGrid(num=3)
    gan.compile(run_eagerly=EAGERLY)
    fitted(gan, IMAGES, grid, epochs=2)
    (panel,) = grid.figure().axes
    labels = [label.get_text() for label in panel.get_yticklabels()]
    assert labels == ["epoch 1", "epoch 2"]
    height, width = panel.images[0].get_array().shape[:2]
    assert (height, width) == (2 * 9 - 1, 3 * 9 - 1)  # 8 pixels, a gap of 1


def test_looking_does_not_change_the_run():
    # The statistics of an averaged generator are computed in a copy.
    def course(*callbacks):
        gan, seen = normalised_gan(), []

        def keep(epoch, logs):
            values = [numbers(v.value) for v in gan.variables]
            seen.append(np.concatenate([v.ravel() for v in values]))

        last = keras.callbacks.LambdaCallback(on_epoch_end=keep)
        fitted(gan, POINTS, *callbacks, last, epochs=1)
        return seen

    alone, watched = course(), course(SampleGrid(), TermCurves())
    assert len(alone) == 1
    np.testing.assert_array_equal(alone, watched)


def test_samples_in_training_have_the_batch_statistics_of_the_moment():
    gan, grid = normalised_gan(), SampleGrid(num=4)
    fitted(gan, POINTS, grid, epochs=1)
    expected = gan.generate(4, seed=0)  # recalibrated at the end of `fit`
    np.testing.assert_allclose(grid.samples[1], expected, rtol=1e-5)
    norms = [
        layer
        for layer in gan.averaged.layers
        if isinstance(layer, layers.BatchNormalization)
    ]
    norms[0].moving_mean.assign(norms[0].moving_mean + 1.0)
    assert not np.allclose(grid.samples[1], gan.generate(4, seed=0), atol=1e-3)


def test_a_notebook_shows_one_figure_and_redraws_it(notebook):
    gan = ag.GAN(shape=(2,), width=4, seed=1)
    gan.compile(run_eagerly=EAGERLY)
    grid = SampleGrid(every=2)
    fitted(gan, POINTS, grid, epochs=5)
    assert (len(notebook["first"]), len(notebook["redrawn"])) == (1, 1)
    assert len(notebook["first"][0].axes) == 1
    assert len(notebook["redrawn"][0].axes) == 2  # the second look beside it


@pytest.mark.parametrize("why", ["AEGAN_QUIET", "no kernel", "no IPython"])
def test_nothing_is_drawn_where_nobody_looks(why, notebook, monkeypatch):
    if why == "AEGAN_QUIET":
        monkeypatch.setenv("AEGAN_QUIET", "1")
    elif why == "no kernel":
        sys.modules["IPython"].get_ipython = lambda: None
    else:
        monkeypatch.delitem(sys.modules, "IPython")
    curves = TermCurves()
    curves.set_model(types.SimpleNamespace(trackers={"a/b": None}))
    drawn = []
    curves.draw = lambda: drawn.append("figure")
    curves.on_epoch_end(0, {"a/b": 1.0})
    assert curves.terms == {"a/b": [1.0]}
    assert drawn == notebook["first"] == []


def test_the_same_callback_draws_where_somebody_looks(notebook):
    curves = TermCurves()
    curves.set_model(types.SimpleNamespace(trackers={"a/b": None}))
    curves.on_epoch_end(0, {"a/b": 1.0})
    assert len(notebook["first"]) == 1
