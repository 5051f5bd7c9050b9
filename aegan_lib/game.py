"""A game: several networks, each with its own loss, as one Keras model.

    L(θ_1 … θ_n) = Σ_p L_p(θ_p, sg(θ_−p)),      sg = stop_gradient

This sum is a *surrogate*. Its value means nothing; its backward pass gives
each player the gradient of its own loss and of no other: the vector field of
the game. So Keras's own trainer runs every game, on every backend.
"""

import inspect

import keras
from keras import ops

from . import _keras
from ._checks import check_integer, refusal
from .averaging import copy_network, in_batches, move_average, recalibrate
from .describe import describe
from .optimizers import choose_optimizer
from .training import Batches, StopOnNonFinite, Term, fuse_steps


class Game(keras.Model):
    """Base of all games: a subclass writes `players` and `loss_terms`.

    Args:
        shape: shape of one sample, `(d,)` or `(height, width, channels)`.
        seed: integer ≥ 0; fixes noise and order of the data.

    Raises:
        ValueError: for a seed that is no integer ≥ 0.

    Example:
    >>> import aegan_lib as ag
    >>> issubclass(ag.GAN, Game)  # its source is the best example
    True

    References:
        Balduzzi et al., 2018, on such games, arXiv:1802.05642.
    """

    one_objective = False  # do all players minimise one common sum?
    formulas = {}  # name of a term -> its formula in plain text
    batches = None  # what `fit` runs through

    def __init__(self, shape, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.shape = tuple(shape)
        self.seed = check_integer(seed, "seed", type(self).__name__, 0)
        self.noise = keras.random.SeedGenerator(self.seed)
        self.trackers = {}  # name of a term -> its metric
        self.averaged = self.average_of = self.ema = None  # see `average`
        # Not the optimiser's count, which JAX takes for a constant here.
        self.moves = keras.Variable(0.0, trainable=False, name="moves")
        self.built = True

    # ---- what a subclass writes
    @property
    def players(self):
        """Name of each player -> list of its networks."""
        raise NotImplementedError("A game must name its `players`.")

    def loss_terms(self, x, training, labels=None):
        """Player, or tuple of players -> {name of a term: its value}.

        A value is a scalar, or has the batch first: then its mean counts.
        """
        raise NotImplementedError("A game must write its `loss_terms`.")

    def default_optimizers(self):
        """Player -> the optimiser that bare `compile()` gives it."""
        return {player: keras.optimizers.Adam(1e-3) for player in self.players}

    def draw_latent(self, n, seed):
        """Return latents `(n, latent_dim)` for `generate`."""
        raise NotImplementedError("A game that generates draws its latents.")

    # ---- what a subclass may use
    def draw_normal(self, shape, training):
        """Standard normal noise; evaluation draws the same for every batch."""
        seed = self.noise if training else self.seed
        return keras.random.normal(shape, seed=seed)

    def average(self, network, ema):
        """Keep an average of `network`'s trained weights, for `generate`."""
        self.average_of, self.ema = network, ema
        self.averaged = copy_network(network)
        self.averaged.trainable = False

    # ---- what a user calls
    def compile(
        self,
        optimizer=None,
        run_eagerly=False,
        steps_per_execution=None,
        jit_compile="auto",
    ):
        """Give each player its optimiser: `{"generator": Adam(1e-3), …}`, or
        all the tested defaults. Autoencoders also accept a single one.
        `steps_per_execution=None`: as many as pay, see `fuse_steps`."""
        super().compile(
            choose_optimizer(self, optimizer),
            run_eagerly=run_eagerly,
            steps_per_execution=steps_per_execution or 1,
            jit_compile=jit_compile,
        )
        self.fuses = not (steps_per_execution or run_eagerly)  # see `fit`
        self.optimizer.build(self.trainable_variables)
        # Metrics must exist before the first step: play a round, forget it.
        with keras.StatelessScope([(v, v.value) for v in self.variables]):
            names = list(self.named_terms(ops.zeros((2, *self.shape)), True))
        for name in names:
            if name not in self.trackers:  # assigned, so that Keras tracks it
                self.trackers[name] = Term(name.replace("/", "_"))

    def fit(self, x, y=None, batch_size=64, callbacks=(), **kwargs):
        """Train, as `keras.Model.fit` does, in an order fixed by `seed`.

        `x` are samples `(n, *shape)`, images in [−1, 1], or a data set that
        Keras takes and that has its own order. `y` are labels `(n,)`, for
        games whose `loss_terms` take them.
        """
        self.batches = Batches.of(self, x, y, batch_size)
        callbacks = [StopOnNonFinite(), *callbacks]  # first: no bad backup
        if self.batches is not None:
            x, y = self.batches, None
            kwargs = {"steps_per_epoch": x.num_steps, **kwargs}
            callbacks.append(x.start_from(self))  # last: after a restore
            # Not for points: when a batch is always ready, one run in ten of
            # some hundred tiny steps differs in TensorFlow 2.21, unless
            # operations run one at a time. A backup promises bit-equality.
            images = len(self.shape) > 1
            if images and keras.backend.backend() == "tensorflow":
                x = x.as_tf_dataset()
        fuse_steps(self, kwargs.get("steps_per_epoch"))
        kwargs = {"validation_batch_size": batch_size, **kwargs}
        kwargs |= {"callbacks": callbacks, "shuffle": False}
        history = super().fit(x, y, **kwargs)
        self.recalibrate()
        return history

    def generate(self, n, seed=0):
        """Return `n` samples, float32 `(n, *shape)`, a function of `seed`."""
        n = check_integer(n, "n", f"{type(self).__name__}.generate")
        return in_batches(self.averaged, self.draw_latent(n, seed))

    def recalibrate(self):
        """Compute the averaged network's batch statistics anew."""
        if self.average_of is not None:
            recalibrate(self.averaged, self.draw_latent, self.seed)

    def describe(self):
        """Return players, terms, formulas and who gets which gradient."""
        return describe(self)

    def updates(self):
        """Return the number of training steps made."""
        return int(ops.convert_to_numpy(self.optimizer.iterations))

    def predict(self, *args, **kwargs):
        ways = "`generate(n)`, `encode(x)` or `reconstruct(x)`"
        raise NotImplementedError(f"A game predicts in its own way: {ways}.")

    # ---- what Keras calls
    def call(self, x, training=False):
        return x

    def named_terms(self, x, training, labels=None):
        """`loss_terms` flattened to `encoder+decoder/reconstruction`, …"""
        extra = {} if labels is None else {"labels": labels}
        named = {}
        for owners, terms in self.loss_terms(x, training, **extra).items():
            owners = owners if isinstance(owners, tuple) else (owners,)
            if unknown := set(owners) - set(self.players):
                wanted = f"players, of {sorted(self.players)}"
                raise refusal("loss_terms", "a game", wanted, sorted(unknown))
            named |= {f"{'+'.join(owners)}/{k}": v for k, v in terms.items()}
        for player, networks in self.players.items():
            if extra := [loss for net in networks for loss in net.losses]:
                named[f"{player}/regularizer"] = sum(extra)
        return named

    def compute_loss(self, x, y=None, *args, training=True, **kwargs):
        total = 0.0
        for name, value in self.named_terms(x, training, y).items():
            value = ops.mean(ops.cast(value, "float32"))
            self.trackers[name].update_state(value)
            total = total + value
        if training and self.average_of is not None:
            move_average(self.averaged, self.average_of, self.ema, self.moves)
        return _keras.aggregate_loss(self, total)  # scaled by the replicas

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        return {name: term.result() for name, term in self.trackers.items()}

    # ---- saving
    def get_config(self):
        return {**super().get_config(), "seed": self.seed}

    def compile_from_config(self, config):
        config = keras.saving.deserialize_keras_object(config)
        known = inspect.signature(self.compile).parameters
        self.compile(**{k: v for k, v in config.items() if k in known})

    def save_own_variables(self, store):
        _keras.save_seeds(self, store)
        store["moves"] = ops.convert_to_numpy(self.moves)

    def load_own_variables(self, store):
        _keras.load_seeds(self, store)
        self.moves.assign(store["moves"][()])
