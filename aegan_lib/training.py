"""What training a game needs beside the game: data, optimisers, terms."""

import inspect

import keras
import numpy as np
from keras import ops
from keras.optimizers import MultiOptimizer

from . import _keras
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

    def start_from(self, game):
        """Return a callback that starts the stream at `game`'s updates.

        Not at the start of an epoch: TensorFlow prefetches the next one
        before `on_epoch_begin`.
        """
        return keras.callbacks.LambdaCallback(
            on_train_begin=lambda logs: setattr(self, "start", game.updates())
        )


@keras.saving.register_keras_serializable("aegan_lib")
class PlayerOptimizers:
    """Maps a variable to the optimiser of the player that owns it.

    `MultiOptimizer` can also go by variable paths. But functional networks
    and all reloaded ones lose their name there, and every variable would then
    silently be handed to the default optimiser.
    """

    def __init__(self, optimizers):
        self.by_player, self.owner = dict(optimizers), {}

    def bind(self, players):
        """Learn which player owns which variable."""
        self.owner = {
            id(v): name
            for name, networks in players.items()
            for network in networks
            for v in network.trainable_variables
        }

    def values(self):  # MultiOptimizer asks for it at construction
        return self.by_player.values()

    def __call__(self, variable):
        if id(variable) not in self.owner:
            raise ValueError(
                f"Variable {variable.path} is trainable, but its network "
                "belongs to no player. Add it to `players`, or set "
                "`trainable = False` before `compile()`."
            )
        return self.by_player[self.owner[id(variable)]]

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        optimizers = {k: serialize(o) for k, o in self.by_player.items()}
        return {"optimizers": optimizers}

    @classmethod
    def from_config(cls, config):
        deserialize = keras.saving.deserialize_keras_object
        optimizers = config["optimizers"].items()
        return cls({k: deserialize(o) for k, o in optimizers})


def choose_optimizer(game, optimizer):
    """Return the Keras optimiser for `game` made from what `compile` got.

    Raises:
        ValueError: for one optimiser where players oppose each other, wrong
            names, one optimiser object for two players, a shared variable.
    """
    owner = f"{type(game).__name__}.compile"
    check_owners(game.players)
    if optimizer is None:
        optimizer = game.default_optimizers()
    if isinstance(optimizer, dict):
        optimizer = MultiOptimizer(
            PlayerOptimizers(_by_player(game, optimizer))
        )
    mapping = _keras.player_map(optimizer)
    if mapping is not None:
        mapping.bind(game.players)
    elif not game.one_objective:
        raise refusal(
            "optimizer",
            owner,
            f"a dict with the players {sorted(game.players)}",
            repr(optimizer),
            "Opposed players need an optimiser each, for instance "
            "{name: keras.optimizers.Adam(1e-3) for name in game.players}.",
        )
    return optimizer


def _by_player(game, optimizers):
    owner = f"{type(game).__name__}.compile"
    if set(optimizers) != set(game.players):
        raise refusal(
            "optimizer",
            owner,
            f"a dict with exactly the players {sorted(game.players)}",
            sorted(optimizers),
        )
    made = {k: keras.optimizers.get(o) for k, o in optimizers.items()}
    if len({id(o) for o in made.values()}) < len(made):
        raise refusal(
            "optimizer",
            owner,
            "a separate optimiser object for each player",
            "the same object twice",
            "An optimiser keeps moments for its own variables.",
        )
    return made


def check_owners(players):
    """Raise if a variable belongs to two players, naming all three."""
    seen = {}
    for player, networks in players.items():
        for v in (v for net in networks for v in net.trainable_variables):
            other = seen.setdefault(id(v), player)
            if other != player:
                raise ValueError(
                    f"Variable {v.path} belongs to two players, {other} and "
                    f"{player}. A variable has one owner: give each player "
                    "layers of its own."
                )


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
