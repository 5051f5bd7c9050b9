"""Images a second on an accelerator, beside the same networks by hand.

    PYTHONPATH=. KERAS_BACKEND=jax python benchmarks/gpu.py

Within 60 s; or with torch.
The default GAN for images with its penalty, in float32 and in mixed bfloat16,
by batch size. `fit`: `Game.fit` on arrays in the host's memory. `step`: its
training step on a batch that lies on the device. `plain`: the step written by
hand in JAX or PyTorch, likewise. Each with the switches that are documented
as fastest; times are taken when the device has finished. The share is counted
work over what a large matrix product of the same type does in this run. It ends
within about 60 s; what found no time is listed in `left_out`.

Needs Keras, JAX or PyTorch, and this checkout; no TensorFlow. Writes
`gpu_DEVICE_BACKEND.json` beside this file, or into OUT if it is set.
"""

import argparse
import os
import pathlib
import time

os.environ.setdefault("KERAS_BACKEND", "jax")

import common
import keras
import numpy as np

import aegan_lib as ag
from aegan_lib._files import write_json

BACKEND = keras.backend.backend()
SHAPE, FUSED = (28, 28, 1), 20  # FUSED: steps an execution of `fit` on JAX
SIZES = (1024, 64, 4096, 256)  # in this order, should time run out
POLICIES = {"float32": "float32", "bfloat16": "mixed_bfloat16"}


def device():
    """Name of the device that the backend computes on."""
    if BACKEND == "jax":
        import jax

        found = jax.devices()[0]
        return found.device_kind if found.platform != "cpu" else "cpu"
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu"


def images(n):
    """Noise in [−1, 1] as images."""
    x = np.random.default_rng(1).uniform(-1, 1, (n, *SHAPE))
    return x.astype("float32")


def new_game():
    """The default GAN, compiled with what is fastest on this backend."""
    game = ag.GAN(SHAPE, seed=1)
    fused = {"jit_compile": True, "steps_per_execution": FUSED}
    game.compile(**(fused if BACKEND == "jax" else {"jit_compile": False}))
    return game


def time_fit(n, steps, dtype):
    """Seconds of a step of `fit`: the second and third epoch."""
    game, marks = new_game(), []
    watch = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: marks.append(time.perf_counter()),
        on_epoch_end=lambda epoch, logs: marks.append(time.perf_counter()),
    )
    several = max(FUSED, steps // FUSED * FUSED)
    options = {"steps_per_epoch": several, "callbacks": [watch], "verbose": 0}
    game.fit(images(2 * n), batch_size=n, epochs=3, **options)
    return (marks[5] - marks[2]) / (2 * several)


def timed(call, wait, steps):
    """Seconds of a call: the first two warm up, the last is waited for."""
    for _ in range(2):
        wait(call())
    started = time.perf_counter()
    for _ in range(steps):
        made = call()
    wait(made)
    return (time.perf_counter() - started) / steps


def step_jax(n, steps, dtype):
    """Seconds of our training step, compiled alone."""
    import jax

    game = new_game()
    game.jax_state_sharding = None
    step = jax.jit(game.train_step, donate_argnums=0)
    batch = (jax.device_put(images(n)),)
    groups = game.trainable_variables, game.non_trainable_variables
    groups += game.optimizer.variables, game.metrics_variables
    now = {"state": tuple([jax.numpy.copy(v.value) for v in g] for g in groups)}

    def call():
        logs, now["state"] = step(now["state"], batch)
        return logs

    return timed(call, jax.block_until_ready, steps)


def plain_jax(n, steps, dtype):
    """Seconds of the step of `plain_jax`."""
    import jax
    import plain_jax

    state, step = plain_jax.plain_gan(new_game(), jax.numpy.dtype(dtype))
    now, x = {"state": state}, jax.device_put(images(n))
    keys = iter(jax.random.split(jax.random.key(1), steps + 2))

    def call():
        now["state"], losses = step(now["state"], x, next(keys))
        return losses

    return timed(call, jax.block_until_ready, steps)


def step_torch(n, steps, dtype):
    """Seconds of our training step, called alone."""
    import torch
    from keras.src.backend.torch.core import get_device

    game = new_game()
    game.make_train_function()
    batch = [(torch.as_tensor(images(n), device=get_device()),)]
    return timed(lambda: game.train_function(batch), synchronise, steps)


def plain_torch(n, steps, dtype):
    """Seconds of the step of `plain_torch`, images channels last."""
    import plain_torch
    import torch

    where = "cuda" if torch.cuda.is_available() else "cpu"
    kind = torch.bfloat16 if dtype == "bfloat16" else None
    plain = plain_torch.PlainGAN(new_game(), True, where, kind)
    x = plain.to_device(images(n))
    return timed(lambda: plain.step(x), synchronise, steps)


def synchronise(made):
    """Wait for the device of PyTorch."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.synchronize()


ARMS = {
    "jax": {"step": step_jax, "plain": plain_jax, "fit": time_fit},
    "torch": {"step": step_torch, "plain": plain_torch, "fit": time_fit},
}


def measure(n, dtype, rate, steps):
    """Images a second of each arm, its share of `rate`, ours over plain."""
    keras.config.set_dtype_policy(POLICIES[dtype])
    work = common.step_multiply_adds(new_game())
    row = {"batch_size": n, "dtype": dtype}
    for name, arm in ARMS[BACKEND].items():
        keras.config.set_dtype_policy(POLICIES[dtype])
        if name == "plain":  # its weights are float32, and so are Keras's
            keras.config.set_dtype_policy("float32")
        speed = n / arm(n, steps, dtype)
        row[name] = common.significant(speed)
        row[f"{name} share"] = common.significant(speed * work / rate, 3)
    row["plain over step"] = common.significant(row["plain"] / row["step"], 3)
    print(row, flush=True)
    return row


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--dtypes", nargs="+", default=list(POLICIES))
    parser.add_argument("--steps", type=int, help="default: as many as fit")
    parser.add_argument("--product", type=int, help="side of the matrices")
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    began, where = time.perf_counter(), device()
    size = options.product or (1024 if where == "cpu" else 8192)
    rates = {d: common.product_rate(size, 10, d) for d in options.dtypes}
    rows, left_out = [], []
    for n in options.batch_sizes:
        for dtype in options.dtypes:
            if time.perf_counter() - began > 0.85 * options.seconds:
                left_out.append([n, dtype])
                continue
            steps = options.steps or int(np.clip(40000 // n, 20, 200))
            rows.append(measure(n, dtype, rates[dtype], steps))
    content = {"device": where, "backend": BACKEND}
    content |= {"machine": common.machine(), "product_size": size}
    rounded = {d: common.significant(rate) for d, rate in rates.items()}
    content |= {"product_rate": rounded, "rows": rows, "left_out": left_out}
    content["seconds"] = round(time.perf_counter() - began, 1)
    name = f"gpu_{where.replace(' ', '_')}_{BACKEND}.json"
    write_json(content, pathlib.Path(os.environ.get("OUT", common.HERE)) / name)


if __name__ == "__main__":
    main()
