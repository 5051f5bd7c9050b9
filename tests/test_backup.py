import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import zipfile

import keras
import numpy as np
import pytest
from games import POINTS, fitted, rich_gan
from test_games import assert_equal_weights

import aegan_lib as ag
from aegan_lib.callbacks import Backup


def new_gan(**arguments):
    gan = ag.GAN(**{"shape": (2,), "width": 8, "seed": 1, **arguments})
    gan.compile()
    return gan


class Killed(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            raise KeyboardInterrupt


def test_killed_run_resumes_bit_equal_with_dropout(tmp_path):
    def new():
        gan = rich_gan()
        gan.compile()
        return gan

    whole = fitted(new(), POINTS, 4)
    with pytest.raises(KeyboardInterrupt):
        fitted(new(), POINTS, 4, callbacks=[Backup(tmp_path), Killed()])
    resumed = fitted(new(), POINTS, 4, callbacks=[Backup(tmp_path)])
    assert resumed.updates() == 16
    assert_equal_weights(whole, resumed)


def test_kill_inside_a_write_leaves_the_last_whole_backup(
    tmp_path, monkeypatch
):
    whole = fitted(new_gan(), POINTS, 4)
    save, writes = ag.GAN.save, []

    def half_save(self, path, *args, **kwargs):
        save(self, path, *args, **kwargs)
        writes.append(path)
        if len(writes) == 3:
            content = pathlib.Path(path).read_bytes()
            pathlib.Path(path).write_bytes(content[: len(content) // 2])
            raise KeyboardInterrupt

    monkeypatch.setattr(ag.GAN, "save", half_save)
    with pytest.raises(KeyboardInterrupt):
        fitted(new_gan(), POINTS, 4, callbacks=[Backup(tmp_path)])
    resumed = new_gan()
    fitted(resumed, POINTS, 4, callbacks=[Backup(tmp_path)])
    assert len(writes) == 5  # epochs 1, 2, the broken 3; then 3 and 4
    assert_equal_weights(whole, resumed)


def test_finished_run_is_restored_and_not_trained_again(tmp_path):
    done = fitted(new_gan(), POINTS, 2, callbacks=[Backup(tmp_path)])
    again = fitted(new_gan(), POINTS, 2, callbacks=[Backup(tmp_path)])
    assert again.updates() == 8
    np.testing.assert_array_equal(done.generate(3), again.generate(3))


def test_backup_is_a_model_that_loads(tmp_path):
    gan = fitted(new_gan(), POINTS, 1, callbacks=[Backup(tmp_path)])
    loaded = keras.saving.load_model(tmp_path / "latest.keras")
    assert_equal_weights(fitted(gan, POINTS), fitted(loaded, POINTS))


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"width": 16},
        {"r1_weight": 5.0},
        {"loss": "minimax"},
        {"ema": 0.5},
    ],
    ids=str,
)
def test_backup_of_another_configuration_is_refused(tmp_path, other):
    fitted(new_gan(), POINTS, 1, callbacks=[Backup(tmp_path)])
    before = (tmp_path / "latest.keras").read_bytes()
    with pytest.raises(ValueError, match="a backup of this configuration"):
        fitted(new_gan(**other), POINTS, 2, callbacks=[Backup(tmp_path)])
    assert (tmp_path / "latest.keras").read_bytes() == before


def test_backup_of_another_optimiser_batch_or_set_is_refused(tmp_path):
    fitted(new_gan(), POINTS, 1, callbacks=[Backup(tmp_path)])
    slow = new_gan()
    slow.compile({p: keras.optimizers.SGD(1e-4) for p in slow.players})
    with pytest.raises(ValueError, match="class_name is"):
        fitted(slow, POINTS, 2, callbacks=[Backup(tmp_path)])
    with pytest.raises(ValueError, match="size is 8"):
        new_gan().fit(
            POINTS, batch_size=8, verbose=0, callbacks=[Backup(tmp_path)]
        )
    with pytest.raises(ValueError, match="samples is 48"):
        fitted(new_gan(), POINTS[:48], 2, callbacks=[Backup(tmp_path)])


def test_backup_behind_the_game_is_refused(tmp_path):
    fitted(new_gan(), POINTS, 1, callbacks=[Backup(tmp_path)])
    ahead = fitted(new_gan(), POINTS, 2)
    with pytest.raises(ValueError, match="Resuming would undo training"):
        fitted(ahead, POINTS, 3, callbacks=[Backup(tmp_path)])


def test_networks_of_other_names_are_the_same_configuration(tmp_path):
    for epochs in (1, 2):  # Keras numbers the layers anew in every process
        gan = rich_gan()
        gan.compile()
        fitted(gan, POINTS, epochs, callbacks=[Backup(tmp_path)])
    assert gan.updates() == 8


def test_backup_counts_the_updates_it_holds(tmp_path):
    fitted(new_gan(), POINTS, 3, callbacks=[Backup(tmp_path)])
    with zipfile.ZipFile(tmp_path / "latest.keras") as archive:
        run = json.loads(archive.read("run.json"))
    assert run["updates"] == 12 and run["samples"] == 64


def test_stream_of_unknown_length_is_refused(tmp_path):
    def stream():
        while True:
            yield (POINTS[:16],)

    gan = new_gan()
    with pytest.raises(ValueError, match="steps_per_epoch"):
        gan.fit(
            (batch for batch, _ in zip(stream(), range(3), strict=False)),
            verbose=0,
            callbacks=[Backup(tmp_path)],
        )


PROGRAM = """
import sys, numpy as np, keras, aegan_lib as ag
from keras import layers
folder, epochs = sys.argv[1], int(sys.argv[2])
keras.utils.set_random_seed(1)
judge = keras.Sequential([
    keras.Input((2,)), layers.Dense(16), layers.LeakyReLU(),
    layers.Dropout(0.2, seed=2), layers.Dense(1)])
gan = ag.GAN(shape=(2,), width=8, seed=1, discriminator=judge)
gan.compile()
x = np.random.default_rng(1).normal(size=(64, 2)).astype("float32")
print("ready", flush=True)
gan.fit(x, batch_size=16, epochs=epochs, verbose=0,
        callbacks=[ag.callbacks.Backup(folder)])
np.savez(folder + "/end.npz", *[np.array(keras.ops.convert_to_numpy(v.value))
                               for v in gan.variables])
"""


def run(folder, epochs):
    root = pathlib.Path(ag.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    environment.pop("XLA_FLAGS", None)
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), str(epochs)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process):
    process.communicate()
    assert process.returncode == 0


def kill_at(process, folder, rng, inside_a_write):
    """Kill −9 at a random moment of `fit`, or while a backup is written.

    Returns whether the process was still running.
    """
    process.stdout.readline()
    beside = folder / "writing.keras"
    deadline = time.monotonic() + rng.uniform(1.0, 6.0)
    while process.poll() is None:
        if time.monotonic() > deadline:
            if not inside_a_write or beside.exists():
                break
    alive = process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return alive


@pytest.mark.slow
def test_runs_killed_at_random_moments_end_bit_equal(tmp_path):
    """`AEGAN_KILLS=10` kills ten times; every third time inside a write."""
    kills = int(os.environ.get("AEGAN_KILLS", "2"))
    epochs = 40 * kills
    whole, folder = tmp_path / "whole", tmp_path / "killed"
    finish(run(whole, epochs))
    rng = np.random.default_rng(kills)
    folder.mkdir()
    hits = [
        kill_at(run(folder, epochs), folder, rng, i % 3 == 1)
        for i in range(kills)
    ]
    assert any(hits), "every run ended before it was killed"
    finish(run(folder, epochs))
    with np.load(whole / "end.npz") as a, np.load(folder / "end.npz") as b:
        assert len(a.files) == len(b.files) > 10
        for name in a.files:
            np.testing.assert_array_equal(a[name], b[name], err_msg=name)
