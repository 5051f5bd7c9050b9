"""The plain JAX peer of the benchmarks against the Keras game."""

import pathlib

import keras
import numpy as np
import pytest

import aegan_lib as ag

FOLDER = pathlib.Path(__file__).parents[1] / "benchmarks"
pytestmark = [
    pytest.mark.skipif(
        keras.backend.backend() != "jax", reason="its peer is in JAX"
    ),
    pytest.mark.skipif(
        not FOLDER.is_dir(), reason="the wheel has no benchmarks"
    ),
]
rng = np.random.default_rng(5)


def normal(*shape):
    return rng.normal(size=shape).astype("float32")


def test_steps_are_those_of_the_game(monkeypatch):
    monkeypatch.syspath_prepend(str(FOLDER))
    import jax
    import plain_jax

    # A light penalty: differences over a small step magnify rounding.
    small = {"latent_dim": 8, "width": 4, "r1_weight": 0.1}
    game = ag.GAN(shape=(28, 28, 1), seed=3, **small)
    fall = keras.optimizers.schedules.InverseTimeDecay(1e-2, 3, 1.0)
    adam = {  # a large ε, or rounding decides on the sign of a first step
        name: keras.optimizers.Adam(fall, 0.5, 0.99, epsilon=1e-3)
        for name in game.players
    }
    game.compile(adam)
    game.jax_state_sharding = None
    state, step = plain_jax.plain_gan(game)
    groups = game.trainable_variables, game.non_trainable_variables
    groups += game.optimizer.variables, game.metrics_variables
    ours = tuple([v.value for v in group] for group in groups)
    for _ in range(2):
        x = rng.uniform(-1, 1, size=(16, 28, 28, 1)).astype("float32")
        noise = normal(16, 8), normal(*x.shape)
        draws = iter(noise)
        game.draw_normal = lambda shape, training, draws=draws: next(draws)
        _, ours = game.train_step(ours, (x,))
        state, _ = step(state, x, jax.random.key(1), noise)
    for variables, values in zip(groups, ours, strict=True):
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
    for network, found in (
        (game.generator, state["weights"][0]),
        (game.discriminator, state["weights"][1]),
        (game.averaged, state["averaged"]),
    ):
        wanted, _ = plain_jax.translate(network)
        for a, b in zip(
            jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True
        ):
            np.testing.assert_allclose(a, b, atol=1e-5)
