"""What two defects of the article's program do on this backend.

    KERAS_BACKEND=tensorflow .venv/bin/python studies/article/backends.py
    KERAS_BACKEND=jax .venv-jax/bin/python studies/article/backends.py
    KERAS_BACKEND=torch .venv-torch/bin/python studies/article/backends.py

Each command writes its part of `backends.json`. The page `article` states
these numbers; `make test-backends` measures them again.
"""

import json
import os
import pathlib
import warnings

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras
import numpy as np
from keras import layers

FILE = pathlib.Path(__file__).with_name("backends.json")
LOGITS = (5, 10, 15, 17, 20, 40)
rng = np.random.default_rng(1)
X = rng.normal(size=(16, 4)).astype("float32")
REAL = np.ones((16, 1), "float32")


def outcome(network, step):
    """How far a step moves the weights of a network, or how it fails."""
    before = [w.copy() for w in network.get_weights()]
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            step()
        except Exception as error:
            return {"error": type(error).__name__}
    pairs = zip(network.get_weights(), before, strict=True)
    moved = max(float(np.abs(now - then).max()) for now, then in pairs)
    quiet = not any("trainable weights" in str(w.message) for w in heard)
    return {"moved": round(moved, 5), "warning": not quiet}


# --- Defect 11: `trainable` is changed after `compile` ----------------------
def discriminator():
    """A small classifier, compiled as the article compiles its own."""
    keras.utils.set_random_seed(1)
    network = keras.Sequential(
        [keras.Input((4,)), layers.Dense(8, "relu"), layers.Dense(1, "sigmoid")]
    )
    network.compile("adam", "binary_crossentropy")
    return network


def toggled():
    """Name of a case -> what one more step does to the discriminator."""
    found = {}

    def step(name, network, trainable, compile=False, n=16):
        network.trainable = trainable
        if compile:
            network.compile("adam", "binary_crossentropy")
        found[name] = outcome(
            network, lambda: network.train_on_batch(X[:n], REAL[:n])
        )

    network = discriminator()
    network.train_on_batch(X, REAL)
    step("trained, then frozen", network, False)
    step("the same, half the batch", network, False, n=8)
    step("thawed again, half the batch", network, True, n=8)
    network = discriminator()
    step("frozen before its first step", network, False)
    step("the same, thawed again", network, True)
    step("frozen and compiled again", network, False, compile=True)
    step("thawed and compiled again", network, True, compile=True)
    return found


def joined():
    """The usual way round it: a second model, compiled with D frozen."""
    network = discriminator()
    network.train_on_batch(X, REAL)
    network.trainable = False
    generator = keras.Sequential([keras.Input((3,)), layers.Dense(4)])
    z = keras.Input((3,))
    both = keras.Model(z, network(generator(z)))
    both.compile("adam", "binary_crossentropy")
    noise = rng.normal(size=(16, 3)).astype("float32")
    return {
        "generator": outcome(
            generator, lambda: both.train_on_batch(noise, REAL)
        ),
        "discriminator": outcome(
            network, lambda: both.train_on_batch(noise, REAL)
        ),
        "discriminator, its own step": outcome(
            network, lambda: network.train_on_batch(X, REAL)
        ),
    }


# --- Defect 14: cross-entropy of probabilities ------------------------------
def slope(logit, target, ending, from_logits=False):
    """Loss and slope in the logit of one score, by one step of SGD."""
    start = keras.initializers.Constant(float(logit))
    network = keras.Sequential(
        [
            keras.Input((1,)),
            layers.Dense(1, kernel_initializer="zeros", bias_initializer=start),
            *ending,
        ]
    )
    loss = keras.losses.BinaryCrossentropy(from_logits=from_logits)
    network.compile(keras.optimizers.SGD(1.0), loss)
    x = np.zeros((1, 1), "float32")
    value = float(network.train_on_batch(x, np.full((1, 1), float(target))))
    step = logit - float(network.get_weights()[1][0])
    return [round(value, 3), round(step, 3)]


ENDINGS = {
    "sigmoid": lambda: [layers.Activation("sigmoid")],
    "sigmoid, reshaped": lambda: [
        layers.Activation("sigmoid"),
        layers.Reshape((1,)),
    ],
    "logits": lambda: [],
}


def probabilities():
    """Ending -> logit -> loss and slope of a generator's sample, label 1."""
    return {
        name: {
            str(-size): slope(-size, 1, ending(), name == "logits")
            for size in LOGITS
        }
        for name, ending in ENDINGS.items()
    }


def measure():
    """All that the page states of this backend."""
    return {
        "toggled": toggled(),
        "joined": joined(),
        "probabilities": probabilities(),
        "fake at logit 20, label 0": slope(20, 0, ENDINGS["sigmoid"]()),
    }


def main():
    stored = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    stored[keras.backend.backend()] = {"keras": keras.__version__, **measure()}
    new = FILE.with_suffix(".new")
    new.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", "utf-8")
    new.replace(FILE)


if __name__ == "__main__":
    main()
