"""A game: several networks, each with its own loss, as one Keras model.

    L(θ_1 … θ_n) = Σ_p L_p(θ_p, sg(θ_−p)),      sg = stop_gradient

This sum is a *surrogate*. Its value means nothing; its backward pass gives
each player the gradient of its own loss and of no other: the vector field of
the game. So the stock trainer of Keras runs every game, on every backend.
"""

import inspect

import keras
import numpy as np
from keras import ops

from . import _keras
from ._checks import check_data, check_integer, refusal
from .averaging import copy_network, in_batches, recalibrate
from .describe import describe
from .training import Batches, StopOnNonFinite, Term, choose_optimizer


def held(network, training=True):
    """Return `network` as a function whose weights get no gradient.

    Gradients flow through it to its input: in L_G = adv(held(D)(G(z))) the
    discriminator judges, and only the generator learns.
    """
    trainable = [ops.stop_gradient(v.value) for v in network.trainable_variables]
    other = [v.value for v in network.non_trainable_variables]
    return lambda x: network.stateless_call(
        trainable, other, x, training=training
    )[0]


class Game(keras.Model):
    """Base of all games. A subclass writes `players` and `loss_terms`.

    Args:
        shape: shape of one sample, `(d,)` or `(height, width, channels)`.
        seed: integer ≥ 0; fixes noise and order of the data.
    """

    one_objective = False  # do all players minimise one common sum?
    formulas = {}  # name of a term -> its formula in plain text
    averaged = None  # the network that `generate` runs

    def __init__(self, shape, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.shape = tuple(shape)
        self.seed = check_integer(seed, "seed", type(self).__name__, 0)
        self.noise = keras.random.SeedGenerator(self.seed)
        self.trackers, self.average_of, self.ema = {}, None, None
        self.built = True

    # ------------------------------------------- what a subclass writes
    @property
    def players(self):
        """Name of each player -> list of its networks."""
        raise NotImplementedError("a game names its `players`")

    def loss_terms(self, x, training, labels=None):
        """Player, or tuple of players -> {name of the term: its value}.

        A value is a scalar or has the batch first (then its mean counts).
        """
        raise NotImplementedError("a game writes its `loss_terms`")

    def default_optimizers(self):
        """Player -> the optimiser that bare `compile()` gives it."""
        return {player: keras.optimizers.Adam(1e-3) for player in self.players}

    def draw_latent(self, n, seed):
        """Latent vectors (n, latent_dim) for `generate`."""
        raise NotImplementedError("a game that generates draws its latents")

    # ------------------------------------------- what a subclass may use
    def draw_normal(self, shape, training):
        """Standard normal noise; evaluation always draws the same."""
        seed = self.noise if training else self.seed
        return keras.random.normal(shape, seed=seed)

    def average(self, network, ema):
        """Let `generate` use a moving average of `network`'s weights."""
        self.average_of, self.ema = network, ema
        self.averaged = copy_network(network)
        self.averaged.trainable = False

    # ------------------------------------------- what a user calls
    def compile(
        self,
        optimizer=None,
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
    ):
        """Give each player its optimiser: `{"generator": Adam(1e-3), …}`.

        Args:
            optimizer: dict with exactly the players' names; `None` takes the
                tested defaults. Games with one common objective (autoencoders)
                also accept a single optimiser.
        """
        super().compile(
            optimizer=choose_optimizer(self, optimizer),
            run_eagerly=run_eagerly,
            steps_per_execution=steps_per_execution,
            jit_compile=jit_compile,
        )
        # Metrics must exist before the first step: play one round, forget it.
        with keras.StatelessScope([(v, v.value) for v in self.variables]):
            names = list(self.named_terms(ops.zeros((2, *self.shape)), True))
        for name in set(names) - set(self.trackers):  # assigned: Keras tracks
            self.trackers[name] = Term(name.replace("/", "_"))

    def fit(self, x, y=None, batch_size=64, callbacks=(), **kwargs):
        """Train, as `keras.Model.fit`; arrays are shuffled by our `seed`.

        Args:
            x: samples `(n, *shape)`, images in [−1, 1], or any data set that
                Keras accepts (that one then decides its own order).
            y: labels `(n,)` for a game whose `loss_terms` takes them.
        """
        name = type(self).__name__
        if not self.compiled:
            raise RuntimeError(f"`{name}` is not compiled: `compile()` first.")
        takes_labels = "labels" in inspect.signature(self.loss_terms).parameters
        if y is not None and not takes_labels:
            raise refusal("y", f"{name}.fit", "left out", "labels")
        callbacks = [StopOnNonFinite(), *callbacks]  # first: no bad backup
        if hasattr(x, "shape") and hasattr(x, "__getitem__"):
            first = x if isinstance(x, np.ndarray) else x[:batch_size]
            check_data(np.asarray(first), f"{name}.fit", self.shape, None)
            x, y = Batches(x, y, batch_size, self.seed), None
            kwargs = {"steps_per_epoch": x.num_steps, **kwargs}
            # last: a backup that restores does so at the same moment
            callbacks.append(x.start_from(self))
        kwargs = {"validation_batch_size": batch_size, "shuffle": False, **kwargs}
        history = super().fit(x, y, callbacks=callbacks, **kwargs)
        self.recalibrate()
        return history

    def generate(self, n, seed=0):
        """Return `n` new samples, float32 `(n, *shape)`; equal seeds, equal
        samples."""
        n = check_integer(n, "n", f"{type(self).__name__}.generate")
        return in_batches(self.averaged, self.draw_latent(n, seed))

    def recalibrate(self):
        """Recompute the batch statistics of the averaged network."""
        if self.average_of is not None:
            recalibrate(self.averaged, self.draw_latent, self.seed)

    def predict(self, *args, **kwargs):
        raise NotImplementedError(
            f"`{type(self).__name__}` has no single prediction. Use "
            "`generate(n)`, or `encode(x)`, `reconstruct(x)` where it has them."
        )

    def describe(self):
        """Return players, terms, formulas and who gets which gradient."""
        return describe(self)

    def updates(self):
        """Number of training steps made."""
        return int(ops.convert_to_numpy(self.optimizer.iterations))

    # ------------------------------------------- what Keras calls
    def call(self, x, training=False):
        return x

    def named_terms(self, x, training, labels=None):
        """`loss_terms` flattened: `encoder+decoder/reconstruction`, …"""
        extra = {} if labels is None else {"labels": labels}
        named = {}
        for owners, terms in self.loss_terms(x, training, **extra).items():
            owners = owners if isinstance(owners, tuple) else (owners,)
            if unknown := sorted(set(owners) - set(self.players)):
                raise ValueError(
                    f"A key of `loss_terms` must be a player or a tuple of "
                    f"players, of {sorted(self.players)}. Got {unknown} instead."
                )
            who = "+".join(owners)
            named |= {f"{who}/{term}": v for term, v in terms.items()}
        for player, networks in self.players.items():
            if losses := [loss for net in networks for loss in net.losses]:
                named[f"{player}/regularizer"] = sum(losses)
        return named

    def compute_loss(
        self, x=None, y=None, y_pred=None, sample_weight=None, training=True
    ):
        total = 0.0
        for name, value in self.named_terms(x, training, y).items():
            value = ops.mean(ops.cast(value, "float32"))
            self.trackers[name].update_state(value)
            total = total + value
        if training and self.average_of is not None:
            self._update_average()
        return _keras.aggregate_loss(self, total)

    def _update_average(self):
        pairs = zip(self.averaged.variables, self.average_of.variables)
        for mean, weight in [pair for pair in pairs if pair[1].trainable]:
            new = ops.stop_gradient(weight.value)
            mean.assign(self.ema * mean.value + (1 - self.ema) * new)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        return {name: t.result() for name, t in self.trackers.items()}

    # ------------------------------------------- saving
    def get_config(self):
        return {**super().get_config(), "seed": self.seed}

    def compile_from_config(self, config):
        config = keras.saving.deserialize_keras_object(config)
        known = inspect.signature(self.compile).parameters
        self.compile(**{k: v for k, v in config.items() if k in known})
        self.optimizer.build(self.trainable_variables)

    def save_own_variables(self, store):
        _keras.save_seeds(self, store)

    def load_own_variables(self, store):
        _keras.load_seeds(self, store)
