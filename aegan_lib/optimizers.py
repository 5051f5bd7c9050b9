"""One optimiser per player, mapped by which network owns a variable."""

import keras
from keras.optimizers import MultiOptimizer

from . import _keras
from ._checks import refusal


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
