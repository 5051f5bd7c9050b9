"""The same numbers on TensorFlow, JAX and PyTorch.

Each backend computes them from the same weights, data and noise. TensorFlow
writes its numbers to the folder `AEGAN_BACKENDS_DIR`; the others compare.
`make test-backends` runs all three. Without the folder, the numbers are
compared with those of the same backend, computed twice.
"""

import json
import os
import pathlib

import keras
import numpy as np
import pytest
from games import GAMES
from keras import ops
from keras.optimizers import SGD

import aegan_lib as ag
from aegan_lib import losses
from aegan_lib.losses import adversarial

BACKEND = keras.backend.backend()
FOLDER = os.environ.get("AEGAN_BACKENDS_DIR")
SAME = (
    "gan",
    "gan of images",
    "vae",
    "denoising autoencoder",
    "autoencoder",
    "minimax gan, finite-difference R1",
    "relativistic average gan",
    "pretrained, kept alive",
)


def numbers(values):
    return [np.asarray(v, "float64").ravel().tolist() for v in values]


def assert_same_everywhere(name, compute, tolerance=1e-5):
    got = numbers(compute())
    if FOLDER is None or BACKEND == "tensorflow":
        expected = numbers(compute())
    else:
        stored = pathlib.Path(FOLDER, f"{name}.json")
        expected = json.loads(stored.read_text())
    if FOLDER is not None and BACKEND == "tensorflow":
        pathlib.Path(FOLDER, f"{name}.json").write_text(json.dumps(got))
    assert len(got) == len(expected)
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


def test_losses_are_the_same():
    rng = np.random.default_rng(3)
    real, fake = (
        ops.convert_to_tensor(3 * rng.normal(size=(16, 1)).astype("float32"))
        for _ in range(2)
    )
    x, y = (
        ops.convert_to_tensor(rng.normal(size=(16, 4)).astype("float32"))
        for _ in range(2)
    )

    images = ops.convert_to_tensor(
        rng.uniform(-1, 1, size=(2, 9, 8, 2)).astype("float32")
    )

    def score(v):
        return ops.tanh(ops.sum(v, axis=-1)) + ops.sum(v**2, axis=-1)

    def compute():
        values = [
            losses.squared_error(x, y),
            losses.absolute_error(x, y),
            losses.gaussian_kl(x, y),
            losses.gaussian_nll(x, y, 0.3),
            losses.r1(score, x),
            losses.r1_finite_difference(score, x, y),
            losses.input_gradient(score, x),
            losses.r2(score, y),
            losses.gradient_penalty(score, x, y, ops.sigmoid(real[:, 0])),
            losses.bernoulli_nll(ops.sigmoid(x), y),
            losses.feature_matching(x, y),
            losses.mmd(x, y),
            losses.mmd(x, y, kernel="imq", bandwidth=(0.5, 2.0)),
            losses.ssim_error(images, ops.flip(images, axis=0), window=7),
        ]
        for pair in adversarial.PAIRS.values():
            values += [
                pair.discriminator(real, fake),
                pair.generator(fake, real),
                losses.input_gradient(
                    lambda v, f=pair.generator: f(v, real), fake
                ),
            ]
        return [ops.convert_to_numpy(v) for v in values]

    assert_same_everywhere("losses", compute)


class KnownNoise:
    """Standard normal draws that are the same on every backend."""

    def __init__(self):
        self.rng = np.random.default_rng(5)

    def __call__(self, shape, training):
        drawn = self.rng.normal(size=tuple(int(n) for n in shape))
        return ops.convert_to_tensor(drawn.astype("float32"))


@pytest.mark.parametrize("name", SAME)
def test_one_training_step_is_the_same(name):
    make, x = GAMES[name]

    def compute():
        game = make()
        rng = np.random.default_rng(7)
        for v in game.variables:
            if str(v.dtype) == "float32":
                size = 0.3 * rng.normal(size=v.shape)
                v.assign(size.astype("float32"))
        # The step is exact in eager mode alone: known noise is no trace.
        game.compile({p: SGD(0.01) for p in game.players}, run_eagerly=True)
        game.draw_normal = KnownNoise()
        keras.Model.fit(game, x[:16], batch_size=16, shuffle=False, verbose=0)
        terms = [game.history.history[k][0] for k in sorted(game.trackers)]
        return [terms] + [
            ops.convert_to_numpy(v.value) for v in game.trainable_variables
        ]

    assert_same_everywhere(f"step-{name}", compute)


@pytest.mark.parametrize("name", GAMES)
def test_one_epoch_trains_on_this_backend(name):
    make, x = GAMES[name]
    game = make()
    game.compile()
    game.fit(x, batch_size=16, epochs=1, verbose=0)
    assert game.updates() == len(x) // 16
    assert all(np.isfinite(v[0]) for v in game.history.history.values())


def test_initial_weights_depend_on_the_seed_alone():
    a, b = (ag.GAN(shape=(8, 8, 1), width=2, seed=4) for _ in range(2))
    for p, q in zip(a.get_weights(), b.get_weights(), strict=True):
        np.testing.assert_array_equal(p, q)
