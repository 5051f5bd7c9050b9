"""A game in words: players, terms, formulas, who gets which gradient."""

import math

import keras
from keras import ops


def describe(game):
    """Return a plain-text description of a compiled `game`."""
    name = type(game).__name__
    lines = [f"{name} on samples of shape {game.shape}"]
    for player, networks in game.players.items():
        lines.append(f"player {player}")
        for net in networks:
            count = f"{net.count_params():,} weights".replace(",", " ")
            lines.append(f"  network {net.name}: {count}")
        if game.compiled:
            lines.append(f"  optimiser {_optimizer(game, player)}")
    lines.append("loss terms (its owners get the gradient, nobody else)")
    for term in sorted(game.trackers):
        owners, _, _ = term.partition("/")
        formula = game.formulas.get(term, "formula not given")
        if term.endswith("/regularizer"):
            formula = "sum of the layers' regularisers"
        lines.append(f"  {term} = {formula}")
        lines.append(f"    gradient to: {owners.replace('+', ' and ')}")
    if not game.compiled:
        lines.append("  not compiled yet: `compile()` finds the terms")
    if game.average_of is not None:
        lines.append(
            f"generate() uses a moving average of {game.average_of.name} "
            f"(decay up to {game.ema:g})"
        )
    return "\n".join(lines)


def _optimizer(game, player):
    optimizer = getattr(game.optimizer, "inner_optimizer", game.optimizer)
    if isinstance(optimizer, keras.optimizers.MultiOptimizer):
        network = game.players[player][0]
        optimizer = optimizer._optimizer_map(network.trainable_variables[0])
    config = optimizer.get_config()
    rate = config["learning_rate"]
    if isinstance(rate, dict):
        start = rate["config"].get("initial_learning_rate", math.nan)
        rate = f"{start:g}, then {rate['class_name']}"
    else:
        rate = f"{float(ops.convert_to_numpy(rate)):.3g}"
    return f"{type(optimizer).__name__}, learning rate {rate}"
