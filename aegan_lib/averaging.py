"""Averaged networks: copying, running, and their batch statistics."""

import keras
import numpy as np
from keras import ops

from . import _keras
from ._checks import refusal


def copy_network(network):
    """Return a copy of `network`: the same weights, separate variables.

    Raises:
        ValueError: if the network cannot be rebuilt from its configuration,
            as a subclassed one without `get_config`.
    """
    try:
        config = keras.saving.serialize_keras_object(network)
        copy = keras.saving.deserialize_keras_object(config)
        copy.set_weights(network.get_weights())
    except (NotImplementedError, TypeError, ValueError) as why:
        raise refusal(
            "network",
            "a game",
            "one that can be rebuilt from its configuration",
            f"{type(network).__name__} named {network.name}",
            "A subclassed network needs `get_config` (the arguments of its "
            "`__init__`) and `build`, or write it with the functional API.",
        ) from why
    return copy


def move_average(averaged, network, decay, moves):
    """Move the trainable weights of `averaged` towards those of `network`.

    The decay is min(decay, (1 + moves) / (10 + moves)), and `moves` counts:
    at first the average covers the last tenth of the training so far. A slow
    one would still hold initial weights when a short training ends. Karras
    et al., 2020, arXiv:2006.06676, ramp it up alike.
    """
    ramp = (1.0 + moves) / (10.0 + moves)
    moves.assign(moves + 1.0)
    decay = ops.minimum(decay, ramp)
    for mean, weight in zip(averaged.variables, network.variables, strict=True):
        if weight.trainable:
            new = ops.stop_gradient(weight.value)
            mean.assign(decay * mean.value + (1 - decay) * new)


def in_batches(network, inputs, batch_size=500):
    """Run `network` for inference by the batch; return one float32 array."""
    pieces = [
        network(inputs[i : i + batch_size], training=False)
        for i in range(0, len(inputs), batch_size)
    ]
    arrays = [ops.convert_to_numpy(ops.cast(p, "float32")) for p in pieces]
    return np.concatenate(arrays)


def recalibrate(network, draw, seed, num_batches=20, batch_size=64):
    """Set batch statistics to the plain mean over generated batches.

    Averaged weights have never seen a batch. Their statistics are made a
    pure function of weights and seed: `num_batches` batches of latents from
    `draw(batch_size, seed_generator)` run in training mode. A network without
    batch normalisation is left as it is.
    """
    norms = _keras.batch_norms(network)
    if not norms:
        return
    noise = keras.random.SeedGenerator(seed)
    settings = [(norm.momentum, norm.trainable) for norm in norms]
    states = _keras.seed_states(network)  # dropout: always the same draws
    before = [ops.convert_to_numpy(state) for state in states]
    for state in states:
        state.assign(np.zeros(state.shape, state.dtype))
    for norm in norms:  # not the network: see `_keras.set_trainable`
        norm.trainable = True
    for k in range(num_batches):
        for norm in norms:
            norm.momentum = k / (k + 1)  # a running mean of the batches
        network(draw(batch_size, noise), training=True)
    for norm, (momentum, trainable) in zip(norms, settings, strict=True):
        norm.momentum, norm.trainable = momentum, trainable
    for state, value in zip(states, before, strict=True):
        state.assign(value)
