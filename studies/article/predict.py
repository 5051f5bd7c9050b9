"""How long `predict` takes for one batch, beside a compiled call.

    python studies/article/predict.py

Writes `predict.json`: milliseconds, the median of 20 calls, in five rounds
that alternate. The page `article` states them. TensorFlow, 64 samples.
"""

import json
import os
import pathlib
import statistics
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras
import numpy as np
import tensorflow as tf
from keras import layers

FILE = pathlib.Path(__file__).with_name("predict.json")
ROUNDS, CALLS = 5, 20


def milliseconds(call):
    """The median time of one call."""
    taken = []
    for _ in range(CALLS):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return round(1000 * statistics.median(taken), 2)


def main():
    keras.utils.set_random_seed(1)
    generator = keras.Sequential(  # the page's, an eighth of the article's
        [
            keras.Input((100,)),
            layers.Dense(7 * 7 * 16, "relu"),
            layers.Reshape((7, 7, 16)),
            layers.Conv2DTranspose(8, 3, 2, "same", activation="relu"),
            layers.Conv2DTranspose(4, 3, 2, "same", activation="relu"),
            layers.Conv2D(1, 3, padding="same", activation="sigmoid"),
        ]
    )
    noise = np.random.default_rng(1).normal(size=(64, 100)).astype("float32")
    compiled = tf.function(generator)
    calls = {
        "predict": lambda: generator.predict(noise, verbose=0),
        "call, compiled": lambda: compiled(tf.constant(noise)).numpy(),
    }
    found = {name: [] for name in calls}
    for call in calls.values():
        call()  # the first compiles
    for _ in range(ROUNDS):
        for name, call in calls.items():
            found[name].append(milliseconds(call))
    new = FILE.with_suffix(".new")
    new.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    new.replace(FILE)


if __name__ == "__main__":
    main()
