import os
import pathlib
import subprocess
import sys

import keras
import numpy as np
import pytest
from games import GAMES, POINTS, compiled, fitted, rich_gan, weights_of
from keras import layers, ops
from keras.optimizers import SGD

import aegan_lib as ag
from aegan_lib.testing import check_game

each_game = pytest.mark.parametrize("name", GAMES)


def assert_equal_weights(a, b):
    names = [v.path for v in a.variables]
    for name, p, q in zip(names, weights_of(a), weights_of(b), strict=True):
        np.testing.assert_array_equal(p, q, err_msg=name)


def new_gan(**options):
    gan = ag.GAN(shape=(2,), width=8, seed=1)
    gan.compile(**options)
    return gan


class Stream(keras.utils.PyDataset):
    """Four batches, with an end of its own."""

    def __len__(self):
        return 4

    def __getitem__(self, i):
        return (POINTS[16 * i : 16 * (i + 1)],)


@each_game
def test_game_keeps_the_contract(name):
    game, x = compiled(name)
    assert len(check_game(game, x)) == 4


@each_game
def test_configuration_makes_the_same_game(name):
    game, _ = compiled(name)
    again = type(game).from_config(game.get_config())
    again.compile()
    assert again.get_config().keys() == game.get_config().keys()
    assert set(again.trackers) == set(game.trackers)
    shapes = [v.shape for v in game.trainable_variables]
    assert [v.shape for v in again.trainable_variables] == shapes


@each_game
def test_every_term_has_a_formula_and_is_described(name):
    game, _ = compiled(name)
    text = game.describe()
    for term in game.trackers:
        assert f"{term} = " in text
    assert "formula not given" not in text
    for player in game.players:
        assert f"player {player}" in text


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision_resumes_bit_equal(policy, tmp_path):
    keras.config.set_dtype_policy(policy)
    gan = fitted(new_gan(), POINTS)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert_equal_weights(fitted(gan, POINTS), fitted(loaded, POINTS))
    assert gan.generate(2).dtype == "float32"


def test_saved_game_loads_in_a_new_process(tmp_path):
    game, x = compiled("pretrained, kept alive")
    fitted(game, x).save(tmp_path / "game.keras")
    program = (
        "import sys, keras, numpy as np, aegan_lib\n"
        "game = keras.saving.load_model(sys.argv[1] + '/game.keras')\n"
        "game.fit(np.load(sys.argv[1] + '/x.npy'), batch_size=16, verbose=0)\n"
        "np.save(sys.argv[1] + '/made.npy', game.generate(5, seed=3))\n"
    )
    np.save(tmp_path / "x.npy", x)
    root = pathlib.Path(ag.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-c", program, str(tmp_path)]
    subprocess.run(command, check=True, env=environment)
    expected = fitted(game, x).generate(5, seed=3)
    made = np.load(tmp_path / "made.npy")
    np.testing.assert_array_equal(made, expected)


def test_validation_while_training_changes_nothing():
    alone = fitted(new_gan(), POINTS, 2)
    watched = fitted(new_gan(), POINTS, 2, validation_data=(POINTS[:20],))
    assert_equal_weights(alone, watched)


def test_seed_fixes_everything():
    a, b = (fitted(new_gan(), POINTS) for _ in range(2))
    assert_equal_weights(a, b)
    other = ag.GAN(shape=(2,), width=8, seed=2)
    kernel = other.generator.trainable_variables[0]
    ours = a.generator.trainable_variables[0]
    assert np.abs(ops.convert_to_numpy(kernel - ours)).max() > 0.1


def test_non_finite_term_is_named_with_step_and_epoch():
    class Poisoned(ag.GAN):
        def loss_terms(self, x, training, labels=None):
            terms = super().loss_terms(x, training)
            poison = ops.where(x[0, 0] > 99, np.nan, 0.0)
            terms["generator"]["adversarial"] += poison
            return terms

    gan = Poisoned(shape=(2,), width=8, seed=1)
    gan.compile()
    order = np.random.default_rng((1, 1)).permutation(64)  # of epoch 2
    x = POINTS.copy()
    x[order[32]] = 100.0  # first sample of the third batch of 16
    first = np.random.default_rng((1, 0)).permutation(64)
    assert list(first).index(order[32]) % 16 != 0  # not hit in epoch 1
    text = "generator/adversarial was not finite in step 3 of epoch 2"
    with pytest.raises(FloatingPointError, match=text):
        fitted(gan, x, 2)


def test_regulariser_reaches_its_owner_alone():
    gan = rich_gan()
    gan.compile()
    history = fitted(gan, POINTS).history.history
    assert history["discriminator/regularizer"][0] > 0
    assert "generator/regularizer" not in history


def test_shared_term_trains_both_owners_and_is_named_after_both():
    game, x = compiled("pretrained, kept alive")
    fitted(game, x)
    assert "encoder+generator/reconstruction" in game.history.history


def test_held_network_passes_gradients_but_takes_none():
    network = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    x = ops.convert_to_tensor(POINTS[:4])
    gradient = ag.losses.input_gradient(ag.held(network), x)
    kernel = ops.convert_to_numpy(network.trainable_variables[0])
    expected = np.repeat(kernel.T, 4, axis=0)
    got = ops.convert_to_numpy(gradient)
    np.testing.assert_allclose(got, expected, rtol=1e-6)


def test_each_player_has_its_own_optimiser_and_rate():
    gan = new_gan(optimizer={"discriminator": SGD(0.0), "generator": SGD(0.1)})
    before = weights_of(gan.discriminator), weights_of(gan.generator)
    fitted(gan, POINTS)
    same = zip(before[0], weights_of(gan.discriminator), strict=True)
    assert all(np.array_equal(a, b) for a, b in same)
    moved = zip(before[1], weights_of(gan.generator), strict=True)
    assert all(not np.array_equal(a, b) for a, b in moved)


def test_schedules_of_both_players_count_their_steps():
    halve = keras.optimizers.schedules.ExponentialDecay(0.1, 4, 0.5)
    gan = new_gan(
        optimizer={"discriminator": SGD(halve), "generator": SGD(0.1)}
    )
    fitted(gan, POINTS, 2)
    assert gan.updates() == 8
    rates = sorted(
        float(ops.convert_to_numpy(o.learning_rate))
        for o in gan.optimizer.optimizers
    )
    np.testing.assert_allclose(rates, [0.025, 0.1], rtol=1e-6)


def test_autoencoders_accept_one_optimiser():
    vae = ag.VAE(shape=(2,), width=8, latent_dim=2, seed=1)
    vae.compile(keras.optimizers.Adam(1e-3))
    before = weights_of(vae.encoder)
    fitted(vae, POINTS)
    moved = zip(before, weights_of(vae.encoder), strict=True)
    assert any(not np.array_equal(a, b) for a, b in moved)


def test_labels_reach_the_loss_terms_in_the_order_of_the_samples():
    class Labelled(ag.GAN):
        def loss_terms(self, x, training, labels=None):
            terms = super().loss_terms(x, training)
            gap = 0.0 if labels is None else ops.abs(labels - x[:, 0])
            terms["generator"]["gap"] = gap + 0 * x[:, 0]
            return terms

    gan = Labelled(shape=(2,), width=8, seed=1)
    gan.compile()
    gan.fit(POINTS, POINTS[:, 0], batch_size=16, verbose=0)
    assert gan.history.history["generator/gap"] == [0.0]


def test_streams_of_keras_are_taken_as_they_are():
    gan = new_gan()
    gan.fit(Stream(), verbose=0)
    assert gan.updates() == 4


def test_several_steps_an_execution_give_the_same_weights():
    if keras.backend.backend() == "torch":
        pytest.skip("Keras refuses steps_per_execution on PyTorch")
    one, four = new_gan(steps_per_execution=1), new_gan()
    for p, q in zip(
        weights_of(fitted(one, POINTS)),
        weights_of(fitted(four, POINTS)),
        strict=True,
    ):
        np.testing.assert_allclose(p, q, atol=1e-6)
    assert one.steps_per_execution == 1
    assert four.steps_per_execution == len(POINTS) // 16 > 1
    judged = [
        gan.evaluate(POINTS, batch_size=16, verbose=0) for gan in (one, four)
    ]
    np.testing.assert_allclose(*judged, rtol=1e-5)
    four.fit(POINTS[:48], batch_size=16, verbose=0)
    assert four.steps_per_execution == 3
    assert four.updates() == one.updates() + 3


def test_a_data_set_with_its_own_end_runs_step_by_step():
    gan = fitted(new_gan(), POINTS)
    before = gan.updates()
    gan.fit(Stream(), verbose=0)
    assert (gan.steps_per_execution, gan.updates()) == (1, before + 4)


def test_average_is_the_exponential_mean_of_the_weights():
    gan = ag.GAN(shape=(2,), width=4, seed=1, ema=0.2)
    gan.compile()
    kernels = []
    for _ in range(4):  # the average sees the weights before each step
        kernels.append(weights_of(gan.generator)[0])
        gan.fit(POINTS[:16], batch_size=16, verbose=0)
    mean = kernels[0]
    # (1 + t) / (10 + t) until that exceeds 0.2: 1/10, 2/11, then 0.2
    for decay, kernel in zip((1 / 10, 2 / 11, 0.2, 0.2), kernels, strict=True):
        mean = decay * mean + (1 - decay) * kernel
    average = weights_of(gan.averaged)[0]
    np.testing.assert_allclose(average, mean, rtol=1e-5, atol=1e-7)


def test_batches_are_a_function_of_seed_updates_and_index():
    x = np.arange(10)
    whole = ag.training.Batches(x, None, 3, seed=4)
    seen = [whole[i] for i in range(9)]
    epoch = np.concatenate(seen[:3])
    assert len(set(epoch.tolist())) == 9
    late = ag.training.Batches(x, None, 3, seed=4)
    late.start = 5
    for i in range(4):
        np.testing.assert_array_equal(late[i], seen[5 + i])
    assert not np.array_equal(epoch, np.concatenate(seen[3:6]))


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="tf.data")
def test_tensorflow_gets_the_same_batches_without_autotuning():
    x, y = np.arange(20.0).reshape(10, 2), np.arange(10)
    labelled = ag.training.Batches(x, y, 3, seed=4)
    stream = labelled.as_tf_dataset()
    for i, (points, labels) in enumerate(stream.take(7)):
        np.testing.assert_array_equal(points, labelled[i][0])
        np.testing.assert_array_equal(labels, labelled[i][1])
    assert points.dtype == "float32", "Keras's float type"
    assert labels.dtype == y.dtype
    assert stream.element_spec[0].shape == (3, 2), "one shape, one compilation"
    assert stream.options().autotune.enabled is False
    (points,) = next(iter(ag.training.Batches(x, None, 3, 4).as_tf_dataset()))
    np.testing.assert_array_equal(points, labelled[0][0])
