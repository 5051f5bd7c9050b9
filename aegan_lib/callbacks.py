"""What to watch while a game trains, and how to lose nothing.

Keras's own callbacks work too; `keras.callbacks.CSVLogger("terms.csv")`
writes every term of every epoch to a file.
"""

import json
import os
import pathlib
import sys
import zipfile

import keras

from . import _keras, figures
from ._checks import check_integer, refusal
from .averaging import copy_network, in_batches, recalibrate

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


def sample_now(game, n, seed):
    """Samples of a game in training, with batch statistics of this moment."""
    network = game.averaged
    if _keras.batch_norms(network) and game.average_of is not None:
        network = copy_network(network)
        recalibrate(network, game.draw_latent, game.seed)
    return in_batches(network, game.draw_latent(n, seed))


class Live(keras.callbacks.Callback):
    """Base of callbacks that redraw a figure at the end of epochs.

    Args:
        every: epochs between two drawings, integer ≥ 1.
    """

    def __init__(self, every=1):
        super().__init__()
        self.every = check_integer(every, "every", type(self).__name__)
        self.display = None

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.every == 0:
            self.look(epoch + 1, logs)
            self._show()

    def look(self, epoch, logs):
        """Keep what the figure needs."""
        raise NotImplementedError

    def figure(self):
        """Return the Matplotlib figure of all that was kept."""
        raise NotImplementedError

    def _show(self):
        if os.environ.get("AEGAN_QUIET") or "IPython" not in sys.modules:
            return
        from IPython import display, get_ipython

        if get_ipython() is None:
            return
        if self.display is None:
            self.display = display.display(self.figure(), display_id=True)
        else:
            self.display.update(self.figure())


class SampleGrid(Live):
    """Shows samples from the same latents while a game trains.

    In Jupyter and Colab the figure appears and is redrawn; elsewhere, and
    where the environment variable `AEGAN_QUIET` is set, nothing is drawn and
    `figure()` makes it afterwards.

    Args:
        every: epochs between two looks, integer ≥ 1.
        num: number of samples, integer ≥ 1.
        seed: integer that fixes the latents.

    Example:
    >>> import aegan_lib as ag, numpy as np
    >>> gan, x = ag.GAN(shape=(2,), seed=1), np.zeros((64, 2), "float32")
    >>> gan.compile()
    >>> grid = ag.callbacks.SampleGrid(every=1, num=5)
    >>> _ = gan.fit(x, epochs=2, verbose=0, callbacks=[grid])
    >>> {epoch: samples.shape for epoch, samples in grid.samples.items()}
    {1: (5, 2), 2: (5, 2)}
    """

    def __init__(self, every=1, num=8, seed=0):
        super().__init__(every)
        self.num = check_integer(num, "num", "SampleGrid")
        self.seed, self.samples = seed, {}

    def look(self, epoch, logs):
        self.samples[epoch] = sample_now(self.model, self.num, self.seed)

    def figure(self):
        rows = {f"epoch {epoch}": x for epoch, x in self.samples.items()}
        if next(iter(rows.values())).ndim == 4:
            return figures.image_rows(rows, columns=self.num)
        last = dict(list(rows.items())[-3:])
        return figures.scatter_panels({k: {"fake": x} for k, x in last.items()})


class TermCurves(Live):
    """Draws every loss term as a curve while a game trains.

    A loss of a game is no measure of progress: watch for terms that stop
    moving, explode, or reach 0.

    Args:
        every: epochs between two drawings, integer ≥ 1.

    Example:
    >>> import aegan_lib as ag, numpy as np
    >>> gan, x = ag.GAN(shape=(2,), seed=1), np.zeros((64, 2), "float32")
    >>> gan.compile()
    >>> curves = ag.callbacks.TermCurves()
    >>> _ = gan.fit(x, epochs=2, verbose=0, callbacks=[curves])
    >>> len(curves.terms["generator/adversarial"])
    2
    """

    def __init__(self, every=1):
        super().__init__(every)
        self.epochs, self.terms = [], {}

    def look(self, epoch, logs):
        self.epochs.append(epoch)
        for name in self.model.trackers:
            self.terms.setdefault(name, []).append(logs[name])

    def figure(self):
        return figures.curves(
            self.terms, "Epoch", "Mean of the term", x=self.epochs
        )
