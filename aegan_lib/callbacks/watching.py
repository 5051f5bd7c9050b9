"""What to watch while a game trains: samples and terms."""

import os
import sys

import keras

from .. import _keras, figures
from .._checks import check_integer, refusal
from ..averaging import copy_network, in_batches, recalibrate


def _sample_now(game, n, seed):
    """Samples of a game in training, with batch statistics of this moment."""
    network = game.averaged
    if _keras.batch_norms(network) and game.average_of is not None:
        network = copy_network(network)
        recalibrate(network, game.draw_latent, game.seed)
    return in_batches(network, game.draw_latent(n, seed))


class _Live(keras.callbacks.Callback):
    """Base of callbacks that redraw a figure at the end of epochs.

    Args:
        every: epochs between two drawings, integer ≥ 1.
    """

    def __init__(self, every=1):
        super().__init__()
        self.every = check_integer(every, "every", type(self).__name__)
        self.looks, self.display = 0, None

    def on_epoch_end(self, epoch, logs=None):
        if (epoch + 1) % self.every == 0:
            self.look(epoch + 1, logs)
            self.looks += 1
            self._show()

    def look(self, epoch, logs):
        """Keep what the figure needs."""
        raise NotImplementedError

    def draw(self):
        """Make the figure of all that was kept."""
        raise NotImplementedError

    def figure(self):
        """Return the Matplotlib figure of all that was kept."""
        if not self.looks:
            raise RuntimeError(
                f"`{type(self).__name__}` has seen nothing yet. Hand it to "
                f"`fit` for at least `every` = {self.every} epochs."
            )
        return self.draw()

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


class SampleGrid(_Live):
    """Shows samples from the same latents while a game trains.

    In Jupyter and Colab the figure appears and is redrawn; elsewhere, and
    where the environment variable `AEGAN_QUIET` is set, nothing is drawn and
    `figure()` makes it afterwards.

    Args:
        every: epochs between two looks, integer ≥ 1.
        num: number of samples, integer ≥ 1.
        seed: integer that fixes the latents.

    Raises:
        ValueError: for counts that are no integers ≥ 1.

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

    def on_train_begin(self, logs=None):
        if self.model.averaged is None:
            raise refusal(
                "model",
                "SampleGrid",
                "a game with `generate`",
                type(self.model).__name__,
                "`TermCurves` watches every game.",
            )

    def look(self, epoch, logs):
        self.samples[epoch] = _sample_now(self.model, self.num, self.seed)

    def draw(self):
        rows = {f"epoch {epoch}": x for epoch, x in self.samples.items()}
        if next(iter(rows.values())).ndim == 4:
            return figures.image_rows(rows, columns=self.num)
        last = dict(list(rows.items())[-3:])
        return figures.scatter_panels({k: {"fake": x} for k, x in last.items()})


class TermCurves(_Live):
    """Draws every loss term as a curve while a game trains.

    A loss of a game is no measure of progress: watch for terms that stop
    moving, explode, or reach 0.

    Args:
        every: epochs between two drawings, integer ≥ 1.

    Raises:
        ValueError: if `every` is no integer ≥ 1.

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

    def draw(self):
        return figures.curves(
            self.terms, "Epoch", "Mean of the term", x=self.epochs
        )
