"""Backups of a game in training, one whole file at a time."""

import json
import os
import pathlib
import zipfile

import keras

from .. import _keras
from .._checks import refusal

# What Keras numbers anew in every process does not tell two runs apart.
NAMES = {"name", "registered_name", "build_config", "inbound_nodes"}
NAMES |= {"input_layers", "output_layers"}


class Backup(keras.callbacks.Callback):
    """Saves the whole game after each epoch, and resumes from there.

    One file, written beside and renamed: a kill at any moment leaves the last
    whole one. A resumed run ends bit-equal to an uninterrupted one. With a
    backup, `epochs` counts from the very beginning. The file is a `.keras`
    model as well: `keras.saving.load_model` opens it.

    Args:
        folder: where the file `latest.keras` goes; made if missing.

    Raises:
        ValueError: if the folder holds a backup of another configuration, or
            one that is behind the game; it is left untouched.

    Example:
    >>> import aegan_lib as ag, numpy as np, tempfile
    >>> gan, x = ag.GAN(shape=(2,), seed=1), np.zeros((64, 2), "float32")
    >>> gan.compile()
    >>> folder = tempfile.mkdtemp()
    >>> _ = gan.fit(x, verbose=0, callbacks=[ag.callbacks.Backup(folder)])
    >>> os.listdir(folder)
    ['latest.keras']
    """

    def __init__(self, folder):
        super().__init__()
        self.file = pathlib.Path(folder) / "latest.keras"

    def _run(self):
        """What has to be equal for a run to be resumed."""
        batches, data = self.model.batches, {}
        if batches is not None:
            data = {"samples": len(batches.x), "size": batches.batch_size}
        run = {"model": keras.saving.serialize_keras_object(self.model), **data}
        return dict(_leaves(json.loads(json.dumps(run))))

    def on_train_begin(self, logs=None):
        if self.params["steps"] is None:
            raise refusal(
                "x",
                "fit with Backup",
                "an array, or given with `steps_per_epoch`",
                "a stream of unknown length",
            )
        self.file.parent.mkdir(parents=True, exist_ok=True)
        if not self.file.exists():
            return
        with zipfile.ZipFile(self.file) as archive:
            saved = json.loads(archive.read("run.json"))
        self._check_same(saved.pop("updates"), saved)
        self.model.load_weights(self.file)
        done = self.model.updates() // self.params["steps"]
        _keras.start_at_epoch(self.model, done)

    def _check_same(self, updates, saved):
        run = self._run()
        other = [k for k in {**run, **saved} if run.get(k) != saved.get(k)]
        if other:
            key = sorted(other)[0]
            raise refusal(
                "folder",
                "Backup",
                f"a backup of this configuration ({key} is {run.get(key)})",
                f"one with {key} = {saved.get(key)} in {self.file.parent}",
                "Take another folder, or delete this one.",
            )
        if self.model.updates() > updates:
            raise refusal(
                "folder",
                "Backup",
                f"at least as far as the game, {self.model.updates()} updates",
                f"a backup after {updates}",
                "Resuming would undo training. Take another folder.",
            )

    def on_epoch_end(self, epoch, logs=None):
        beside = self.file.with_name("writing.keras")
        run = {"updates": self.model.updates(), **self._run()}
        self.model.save(beside)
        with zipfile.ZipFile(beside, "a") as archive:
            archive.writestr("run.json", json.dumps(run))
        os.replace(beside, self.file)


def _leaves(config, path=""):
    """Pairs (path, value) of a nested configuration, without the names that
    Keras numbers anew in every process."""
    if isinstance(config, list):
        config = {str(i): value for i, value in enumerate(config)}
    if not isinstance(config, dict):
        yield path, config
        return
    for key in config.keys() - NAMES:
        yield from _leaves(config[key], f"{path}.{key}".strip("."))
