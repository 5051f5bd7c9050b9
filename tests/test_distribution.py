"""Two logical devices make the update of one."""

import keras
import numpy as np
import pytest
from games import POINTS, weights_of
from keras.optimizers import SGD
from test_games import assert_equal_weights

import aegan_lib as ag

backend = keras.backend.backend()


class Quiet(ag.GAN):
    """A GAN whose noise is a function of the batch: equal on any devices."""

    def draw_normal(self, shape, training):
        return keras.ops.zeros(shape) + 0.5


def new():
    gan = Quiet(shape=(2,), latent_dim=2, width=8, seed=1)
    gan.compile({player: SGD(0.1) for player in gan.players})
    return gan


def step(gan):
    gan.fit(POINTS, batch_size=64, epochs=1, verbose=0)
    return gan


def assert_close(a, b):
    for p, q in zip(weights_of(a), weights_of(b), strict=True):
        np.testing.assert_allclose(p, q, atol=1e-6)


@pytest.mark.skipif(backend != "tensorflow", reason="tf.distribute")
def test_two_tensorflow_replicas_make_the_step_of_one():
    import tensorflow as tf

    alone = new()
    start = weights_of(alone.discriminator)
    with tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope():
        pair = new()
    step(alone)
    step(pair)
    moved = np.abs(weights_of(alone.discriminator)[0] - start[0]).max()
    assert moved > 1e-3  # unscaled, two replicas would move twice as far
    nets = zip(
        (alone.generator, alone.discriminator),
        (pair.generator, pair.discriminator),
        strict=True,
    )
    for a, b in nets:
        assert_close(a, b)


@pytest.mark.skipif(backend != "jax", reason="keras.distribution on JAX")
def test_two_jax_devices_make_the_step_of_one():
    devices = keras.distribution.list_devices()
    assert len(devices) == 2
    alone = step(new())
    both = keras.distribution.DataParallel(devices=devices)
    keras.distribution.set_distribution(both)
    pair = step(new())
    assert_close(alone.generator, pair.generator)
    assert_close(alone.discriminator, pair.discriminator)


@pytest.mark.skipif(backend != "torch", reason="PyTorch has one device here")
def test_one_device_repeats_itself_on_pytorch():
    assert_equal_weights(step(new()), step(new()))
