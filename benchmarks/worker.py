"""A process that runs a burst of training steps whenever it is asked.

    KERAS_BACKEND=tensorflow python benchmarks/worker.py --threads 2

`bursts.py` starts it. A request is one line of JSON: an arm (`game`, `kind`
and its switches) and the number of `steps`; the answer is one line, `@` and
JSON: the seconds of a step. An arm is built when it is first asked for.
"""

import argparse
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

BATCH, KEPT = 64, 20  # samples of a batch, batches in memory
SHAPES = {"images": (28, 28, 1), "points": (2,)}


def make_game(name):
    """The default GAN for images or for points, without penalty."""
    import aegan_lib as ag

    latents = {} if name == "images" else {"latent_dim": 2}
    return ag.GAN(SHAPES[name], r1_weight=0.0, seed=1, **latents)


def make_batches(name, steps=KEPT):
    """Batches of noise in [−1, 1], `(steps, batch, *shape)`."""
    import numpy as np

    rng = np.random.default_rng(1)
    x = rng.uniform(-1, 1, (steps, BATCH, *SHAPES[name]))
    return x.astype("float32")


def time_calls(call, steps_per_call, value=lambda made: made):
    """Return a burst: steps -> seconds a step, the last result awaited."""

    def burst(steps):
        calls = max(1, round(steps / steps_per_call))
        started = time.perf_counter()
        for _ in range(calls):
            made = call()
        float(value(made))
        return (time.perf_counter() - started) / (calls * steps_per_call)

    return burst


def ours(arm):
    """The compiled function of `Game.fit`, on batches in memory."""
    from aegan_lib.training import fuse_steps

    game = make_game(arm["game"])
    fused = arm.get("steps_per_call")
    game.compile(steps_per_execution=fused, jit_compile=arm.get("jit", "auto"))
    fuse_steps(game, 5 * KEPT)
    return keras_model(game, arm["game"])


def keras_model(model, name):
    """Bursts of the training function that Keras makes of a model."""
    import tensorflow as tf

    data = tf.data.Dataset.from_tensor_slices(make_batches(name))
    batches = iter(data.cache().repeat().prefetch(2))
    model.make_train_function()
    return time_calls(
        lambda: model.train_function(batches),
        model.steps_per_execution,
        lambda logs: next(iter(logs.values())),
    )


def fit(arm):
    """`Game.fit` itself: the second and third epoch of each burst."""
    import keras

    game = make_game(arm["game"])
    game.compile()

    def burst(steps):
        x = make_batches(arm["game"], steps).reshape(-1, *game.shape)
        marks = []
        watch = keras.callbacks.LambdaCallback(
            on_epoch_begin=lambda epoch, logs: marks.append(
                time.perf_counter()
            ),
            on_epoch_end=lambda epoch, logs: marks.append(time.perf_counter()),
        )
        game.fit(x, batch_size=BATCH, epochs=3, verbose=0, callbacks=[watch])
        return (marks[5] - marks[2]) / (2 * steps)

    return burst


def two_tapes(arm):
    """The function of `plain_tensorflow`, one or several steps a call."""
    import plain_tensorflow
    import tensorflow as tf

    game, fused = make_game(arm["game"]), arm.get("steps_per_call", 1)
    step = plain_tensorflow.two_tapes(
        game.generator,
        game.discriminator,
        game.default_optimizers(),
        game.latent_dim,
        average=(game.averaged, game.ema),
        jit=arm.get("jit", False),
    )
    data = tf.data.Dataset.from_tensor_slices(make_batches(arm["game"]))
    batches = iter(data.cache().repeat().prefetch(2))

    @tf.function
    def several(batches):
        loss = step(next(batches))[0]
        for _ in tf.range(fused - 1):
            loss = step(next(batches))[0]
        return loss

    if fused == 1:
        return time_calls(lambda: step(next(batches))[0], 1)
    return time_calls(lambda: several(batches), fused)


def example(arm):
    """The model of `plain_tensorflow` with its own `train_step`."""
    import plain_tensorflow

    game = make_game(arm["game"])
    model = plain_tensorflow.Example(
        game.generator,
        game.discriminator,
        game.latent_dim,
        average=(game.averaged, game.ema),
    )
    model.compile(
        game.default_optimizers(),
        jit_compile=arm.get("jit", "auto"),
        steps_per_execution=arm.get("steps_per_call", 1),
    )
    return keras_model(model, arm["game"])


def plain_torch(arm):
    """Eager PyTorch, on batches in memory."""
    import plain_torch

    game = make_game(arm["game"])
    game.compile()
    plain = plain_torch.PlainGAN(game, arm.get("channels_last", False))
    batches = [plain.to_device(x) for x in make_batches(arm["game"])]
    return time_calls(lambda: plain.step(batches[plain.steps % KEPT])[0], 1)


def product(arm):
    """Multiply-adds a second of a large matrix product, for comparison."""
    import common

    return lambda steps: common.product_rate()


KINDS = {f.__name__: f for f in (ours, fit, two_tapes, example, product)}
KINDS["torch"] = plain_torch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    threads = parser.parse_args().threads
    if os.environ["KERAS_BACKEND"] == "torch":
        import torch

        torch.set_num_threads(threads)
    else:
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(threads)
    built = {}
    for line in sys.stdin:
        arm = json.loads(line)
        steps, key = arm.pop("steps"), json.dumps(arm, sort_keys=True)
        if key not in built:
            built[key] = KINDS[arm["kind"]](arm)
            built[key](steps)
        print("@" + json.dumps(built[key](steps)), flush=True)


if __name__ == "__main__":
    main()
