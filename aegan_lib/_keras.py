"""The private names of Keras that this library leans on, in one place.

Tried with Keras 3.15. Keras may change private names in any minor version:
with another one, importing says so, and the tests tell what still holds.
"""

import warnings

import keras

OLDEST, NEWEST = (3, 15), (3, 15)  # minor versions tried

_version = tuple(int(part) for part in keras.__version__.split(".")[:2])
if _version < OLDEST:
    raise ImportError(
        f"aegan_lib needs Keras ≥ {OLDEST[0]}.{OLDEST[1]} (for "
        f"`MultiOptimizer`). Got Keras {keras.__version__}. "
        'Install it with: pip install "keras>=3.15,<3.16"'
    )
if _version > NEWEST:
    warnings.warn(
        f"aegan_lib was tried with Keras up to {NEWEST[0]}.{NEWEST[1]}; this "
        f"is Keras {keras.__version__}. Run the tests before you rely on it.",
        stacklevel=2,
    )


def aggregate_loss(model, total):
    """Scale a loss by the number of replicas, as `Model.add_loss` does.

    Returned unscaled, two TensorFlow replicas take a step twice as long.
    """
    return model._aggregate_additional_loss(total)


def start_at_epoch(model, epoch):
    """Let the running `fit` begin at `epoch` (as `BackupAndRestore` does)."""
    model._initial_epoch = epoch


def player_map(optimizer):
    """The map handed to a `MultiOptimizer`, also behind loss scaling."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    return getattr(inner, "_optimizer_map", None)


def seed_states(model):
    """State variables of every `SeedGenerator` in `model`, its networks' too.

    Keras saves none of them; a resumed run would draw other noise.
    """
    ending = "seed_generator_state"
    found = {id(v): v for v in model.non_trainable_variables}
    return [v for v in found.values() if v.path.endswith(ending)]


def all_layers(network):
    """`network` and every layer in it, nested ones too."""
    return list(network._flatten_layers())


def batch_norms(network):
    """Every batch normalisation in `network`, nested ones too."""
    kind = keras.layers.BatchNormalization
    return [layer for layer in all_layers(network) if isinstance(layer, kind)]


def set_trainable(network, value):
    """Freeze or free every layer of `network`.

    On TensorFlow `network.trainable = True` does not reach frozen layers of
    a network that has the value already, as copies of frozen networks do.
    """
    for layer in all_layers(network):
        layer.trainable = value


def save_seeds(model, store):
    """Put the state of every seed into a Keras weight store."""
    for i, state in enumerate(seed_states(model)):
        store[f"seed_{i}"] = keras.ops.convert_to_numpy(state)


def load_seeds(model, store):
    """Take the state of every seed from a Keras weight store."""
    for i, state in enumerate(seed_states(model)):
        state.assign(store[f"seed_{i}"][()])


def chain(network):
    """The layers of `network`, nested ones too, each fed by the one before.

    Raises:
        ValueError: if a layer has several inputs, or the network is no chain
            that Keras knows, such as a subclassed model.
    """
    if isinstance(network, keras.Sequential):
        layers = network.layers
    elif hasattr(network, "outputs"):
        layers = _from_output_to_input(network)
    else:
        kind = type(network).__name__
        raise ValueError(f"{kind} is no Sequential or functional network")
    inside = []
    for layer in layers:
        nested = isinstance(layer, keras.Model)
        inside += chain(layer) if nested else [layer]
    return inside


def _from_output_to_input(network):
    if len(network.outputs) != 1 or len(network.inputs) != 1:
        raise ValueError(f"{network.name!r} has several inputs or outputs")
    found, tensor = [], network.outputs[0]
    while tensor is not network.inputs[0]:
        layer, node, _ = tensor._keras_history
        sources = layer._inbound_nodes[node].input_tensors
        if len(sources) != 1:
            raise ValueError(f"{layer.name!r} has {len(sources)} inputs")
        found.append(layer)
        tensor = sources[0]
    return found[::-1]
