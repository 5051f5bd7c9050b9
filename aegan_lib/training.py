"""What training a game needs beside the game: batches and their terms."""

import inspect

import keras
import numpy as np
from keras import ops

from ._checks import check_data, check_integer, refusal


class Batches(keras.utils.PyDataset):
    """An endless stream of mini-batches with a reproducible order.

    Batch i is a pure function of (seed, updates made before `fit`, i): a
    resumed run sees what an uninterrupted one would, on every backend. Only
    full batches are used, so there is one shape and one compilation.

    Args:
        x: array-like `(n, …)`, indexed by an integer array a batch at a time.
        y: labels `(n,)` or `None`.
        batch_size: integer, at most n.
        seed: integer that fixes the order.

    Raises:
        ValueError: for an empty set, or fewer samples than a batch.
    """

    num_batches = None  # endless; `fit` is told the steps per epoch

    def __init__(self, x, y, batch_size, seed):
        super().__init__()
        check_integer(batch_size, "batch_size", "fit")
        if len(x) < batch_size:
            raise refusal(
                "x",
                "fit",
                f"at least batch_size = {batch_size} samples",
                f"{len(x)} samples",
                "Only full batches are used: pass a smaller `batch_size`."
                if len(x)
                else "The set is empty: was too much filtered out?",
            )
        if y is not None and len(y) != len(x):
            raise refusal("y", "fit", f"{len(x)} labels, one a sample", len(y))
        self.x, self.y, self.batch_size, self.seed = x, y, batch_size, seed
        self.num_steps = len(x) // batch_size
        self.start, self.epoch, self.order = 0, None, None

    @classmethod
    def of(cls, game, x, y, batch_size):
        """Return batches of `x` for `game`, or `None` if `x` has its own.

        Raises:
            RuntimeError: if `game` is not compiled.
            ValueError: for samples or labels that `game` cannot take.
        """
        owner = f"{type(game).__name__}.fit"
        if not game.compiled:
            raise RuntimeError(f"`{owner}` needs `compile()` first.")
        takes = inspect.signature(game.loss_terms).parameters
        if y is not None and "labels" not in takes:
            fix = "Its `loss_terms` takes no `labels`."
            raise refusal("y", owner, "left out", "labels", fix)
        if not hasattr(x, "shape"):
            return None
        batches = cls(x, y, batch_size, game.seed)
        looked_at = x if isinstance(x, np.ndarray) else batches[0]
        check_data(looked_at, owner, game.shape)
        return batches

    def __getitem__(self, i):
        epoch, step = divmod(self.start + i, self.num_steps)
        if epoch != self.epoch:
            rng = np.random.default_rng((self.seed, epoch))
            self.order, self.epoch = rng.permutation(len(self.x)), epoch
        first = step * self.batch_size
        chosen = self.order[first : first + self.batch_size]
        if self.y is None:
            return self.x[chosen]
        return self.x[chosen], self.y[chosen]

    def as_tf_dataset(self):
        """Return the same stream for TensorFlow's trainer.

        Left to Keras it would be a generator with autotuning. That frees and
        faults in all large memory at every step (TensorFlow 2.21 sets
        `M_TRIM_THRESHOLD` for generators), and lets the end of `fit` wait for
        a thread that sleeps twice as long each time: up to half of the whole.
        """
        import tensorflow as tf

        def take(i):
            parts = self[int(i)]
            parts = parts if isinstance(parts, tuple) else (parts,)
            return [standardise(np.asarray(part)) for part in parts]

        first = take(0)

        def load(i):
            parts = tf.numpy_function(take, [i], [v.dtype for v in first])
            for part, known in zip(parts, first, strict=True):
                part.set_shape(known.shape)
            return tuple(parts)

        options = tf.data.Options()
        options.autotune.enabled = False
        stream = tf.data.Dataset.counter().map(load).prefetch(1)
        return stream.with_options(options)

    def start_from(self, game):
        """Return a callback that starts the stream at `game`'s updates.

        Not at the start of an epoch: TensorFlow prefetches the next one
        before `on_epoch_begin`.
        """
        return keras.callbacks.LambdaCallback(
            on_train_begin=lambda logs: setattr(self, "start", game.updates())
        )


def standardise(array):
    """Return an array with Keras's float type if it holds floats."""
    if np.issubdtype(array.dtype, np.floating):
        return array.astype(keras.config.floatx(), copy=False)
    return array


def fuse_steps(game, num_steps, most=20):
    """Let `game` run several steps by one call of the compiled function.

    Calling it costs about as much as a step of dense networks on points, so
    these get the largest divisor of `num_steps` up to `most`. A divisor:
    Keras would run past the end of the epoch otherwise. Callbacks then hear
    of these steps together. Image networks would gain 7 % on TensorFlow, but
    it then warns of retracing in every short training; on JAX without an
    accelerator convolutions in a loop are slow. PyTorch has no such function.
    `num_steps` is `None` where a data set has its own end.
    """
    dense = len(game.shape) == 1 and keras.backend.backend() != "torch"
    if not (game.fuses and dense):
        return
    steps = num_steps or 1
    fused = max(k for k in range(1, most + 1) if steps % k == 0)
    if fused != game.steps_per_execution:
        game.steps_per_execution = fused
        game.train_function = game.test_function = None  # traced anew


class Term(keras.metrics.Mean):
    """Mean of a loss term over the epoch, counting its first finite steps.

    The count stays on the device, so it costs no synchronisation, and names
    the first step on which the term was not finite.
    """

    def __init__(self, name):
        super().__init__(name)
        self.finite = self.add_variable((), "zeros", name="finite_steps")

    def reset_state(self):
        super().reset_state()
        self.finite.assign(0.0)

    def update_state(self, value, sample_weight=None):
        super().update_state(value)
        # The total stays non-finite, also when the term recovers.
        self.finite.assign_add(ops.cast(ops.isfinite(self.total), "float32"))


class StopOnNonFinite(keras.callbacks.Callback):
    """Stops training when a term was NaN or infinite, naming it.

    Raises:
        FloatingPointError: with the term, its step and its epoch.
    """

    def on_epoch_end(self, epoch, logs=None):
        terms = self.model.trackers
        if all(np.isfinite(logs[name]) for name in terms):
            return
        steps = {
            name: int(ops.convert_to_numpy(term.finite))
            for name, term in terms.items()
        }
        first = min(steps.values())
        names = ", ".join(sorted(n for n, s in steps.items() if s == first))
        raise FloatingPointError(
            f"{names} was not finite in step {first + 1} of epoch {epoch + 1}. "
            "Usual causes: a learning rate that is too high, or a penalty "
            "whose square root is taken at 0. Lower the rate and start again "
            "from the last backup."
        )
