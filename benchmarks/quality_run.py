"""One run of `quality.py`: an arm trained for so long, judged on the way.

    python benchmarks/quality_run.py gan 1 --seconds 180 --out curves/gan_1.json

The seconds begin with compiling and include everything that a user waits for
before there are samples, pre-training too; they stand still while samples are
drawn and judged. Writes a run card with the whole curve in it.
"""

import argparse
import itertools
import json
import os
import pathlib
import sys
import types

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import common
import keras
import numpy as np
import tutorial
from judging import LOOKS, Judge, N, Watch

import aegan_lib as ag
from aegan_lib._files import write_json
from aegan_lib.averaging import in_batches
from aegan_lib.training import Batches

BATCH = 64  # the default of `fit`
# Epochs of the autoencoder: 78 steps. Of 59 to 597 the search of
# `studies/autoencoder_helps` chose 59 for a warm start, on both sets.
PRETRAINING = 1

SEARCH = pathlib.Path(__file__).parents[1] / "studies" / "defaults"


def train(game, x, watch, batch_size=BATCH):
    """Train a game until the watch ends; return how to sample from it."""
    each = batch_size * common.step_multiply_adds(game)

    def generate():
        game.recalibrate()
        return game.generate(N, seed=game.seed)

    def look(batch, logs):
        watch(generate, game.updates, lambda updates: updates * each)
        game.stop_training = watch.ended

    callback = keras.callbacks.LambdaCallback(on_train_batch_end=look)
    game.compile()
    forever = {"epochs": 10**6, "verbose": 0, "callbacks": [callback]}
    game.fit(x, batch_size=batch_size, **forever)
    return game, generate


def gan(x, seed, watch):
    game = ag.GAN(x.shape[1:], seed=seed)
    watch.start()
    return train(game, x, watch)


def vae(x, seed, watch):
    game = ag.VAE(x.shape[1:], seed=seed)
    watch.start()
    return train(game, x, watch)


def pretrained(x, seed, watch):
    ae = ag.Autoencoder(x.shape[1:], seed=seed)
    watch.start()
    ae.compile()
    ae.fit(x, batch_size=BATCH, epochs=PRETRAINING, verbose=0)
    work = BATCH * ae.updates() * common.step_multiply_adds(ae)
    watch.count_before(work)
    prior = ag.latent.fit_prior(ae, x)
    game = ag.hybrids.Pretrained(ae, prior, seed=seed)
    return train(game, x, watch)


def published(x, seed, watch, batch_size=256):
    """The tutorial as published, but for the data: 5 000 digits or 50 000."""
    import plain_tensorflow
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    generator, judge = tutorial.generator(), tutorial.discriminator()
    players = {"generator": generator, "discriminator": judge}
    both = types.SimpleNamespace(**players, r1_weight=0.0)
    each = common.step_multiply_adds(both)
    data = tf.data.Dataset.from_tensor_slices(x)
    data = data.shuffle(len(x), seed=seed).batch(batch_size).repeat()
    z = keras.random.normal((N, tutorial.LATENTS), seed=seed)

    def generate():
        return in_batches(generator, z)

    watch.start()
    adam = {name: keras.optimizers.Adam(1e-4) for name in players}
    step = plain_tensorflow.two_tapes(generator, judge, adam, tutorial.LATENTS)
    images = 0
    for updates, batch in enumerate(data, 1):
        step(batch)
        images += len(batch)
        work = images * each
        watch(generate, lambda n=updates: n, lambda n, work=work: work)
        if watch.ended:
            return generator, generate


def tuned(x, seed, watch):
    """The tutorial's networks, with the best that a search like ours found."""
    sys.path.append(str(SEARCH))
    import space

    choice = json.loads((SEARCH / "chosen.json").read_text("utf-8"))[1]
    game = space.Trial(choice, seed)
    watch.start()
    return train(game, x, watch, choice["batch_size"])


def torch(x, seed, watch):
    """Our default networks and losses in plain PyTorch."""
    import plain_torch
    import torch

    torch.manual_seed(seed)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", 2)))
    game = ag.GAN(x.shape[1:], seed=seed)
    game.compile()
    each = BATCH * common.step_multiply_adds(game)
    watch.start()
    plain = plain_torch.PlainGAN(game)
    batches = Batches(x, None, BATCH, seed)

    def generate():
        return plain.generate(N, seed)

    for i in itertools.count():
        plain.step(plain.to_device(batches[i]))
        watch(generate, lambda: plain.steps, lambda updates: updates * each)
        if watch.ended:
            return game, generate


ARMS = {f.__name__: f for f in (gan, vae, pretrained, published, tuned, torch)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("arm", choices=ARMS)
    parser.add_argument("seed", type=int)
    parser.add_argument("--seconds", type=float, default=LOOKS[-1])
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    judge, seed = Judge(), options.seed
    x = ag.data.load("mnist", split="train").x
    watch = Watch(judge, options.seconds)
    model, generate = ARMS[options.arm](x, seed, watch)
    floor = x[np.random.default_rng(seed).permutation(len(x))[:N]]
    card = ag.cards.make_card(
        name=options.arm,
        model=model,
        seed=seed,
        reference=judge.record,
        features=judge.features,
        seconds=watch.curve[-1]["seconds"],
        metrics=judge.lines(generate(), floor),
    )
    threads = os.environ.get("OMP_NUM_THREADS", "all")
    card |= {"budget": options.seconds, "threads": threads}
    card["machine"] = common.machine()
    write_json(card | {"curve": watch.curve}, options.out)


if __name__ == "__main__":
    main()
