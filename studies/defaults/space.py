"""What the search for defaults chooses from, and the game a choice makes.

A choice is a plain dict. Ours: the networks of `aegan_lib.networks` with
widths, normalisation, batch and everything that trains them. Tutorial: the
fixed networks that most tutorials copy, with everything that trains them.
"""

import pathlib
import sys

import keras
from keras import layers, ops

import aegan_lib as ag
from aegan_lib import networks

sys.path.append(str(pathlib.Path(__file__).parents[2] / "benchmarks"))
import tutorial

SHAPE, LATENTS = (28, 28, 1), 64  # of ours; the tutorial has 100
WIDEST_SHIFT = 2  # pixels
AVERAGES = (0.99, 0.995, 0.998, 0.999, 0.9995)  # all judged in every trial


def choose(family, rng):
    """Draw a choice at random."""

    def log_uniform(low, high):
        return float(f"{low * (high / low) ** rng.random():.2g}")

    def one(*values):
        return values[rng.integers(len(values))]

    rate = (
        log_uniform(1e-3, 1e-2) if family == "ours" else log_uniform(2e-4, 5e-3)
    )
    training = {
        "family": family,
        "batch_size": one(32, 64, 128),
        "generator_rate": rate,
        "discriminator_rate": float(f"{rate * one(0.5, 1.0, 2.0):.2g}"),
        "beta_1": one(0.0, 0.0, 0.5),
        "beta_2": one(0.9, 0.99, 0.99, 0.999),
        "decay_steps": one(None, 4000, 1000),
        "loss": one("non_saturating", "non_saturating", "relativistic"),
        "r1_weight": log_uniform(0.1, 10.0),
        "r1_part": one(1.0, 0.25),
        "shift": one(False, False, True),
    }
    if family == "tutorial":
        training["r1_weight"] = one(0.0, training["r1_weight"])
        return training | {"dropout": one(0.0, 0.3), "batch_norm": True}
    return training | {
        "generator_width": one(16, 24, 32, 48),
        "discriminator_width": one(16, 24, 32),
        "dense": one(0, 64, 128),
        "batch_norm": one(False, False, True),
    }


def _discriminator(choice, seed):
    whole = networks.discriminator(SHAPE, choice["discriminator_width"], seed)
    trunk = whole.layers[:-3]  # without hidden dense layer, ReLU, output
    if choice["dense"]:
        trunk += [layers.Dense(choice["dense"]), layers.LeakyReLU(0.2)]
    return keras.Sequential([keras.Input(SHAPE), *trunk, layers.Dense(1)])


def _generator(choice, seed):
    whole = networks.generator(
        SHAPE,
        LATENTS,
        choice["generator_width"],
        seed,
        batch_norm=choice["batch_norm"],
    )
    kinds = layers.ReLU, layers.LeakyReLU  # whatever the library's default
    net = [keras.Input((LATENTS,))]
    for layer in whole.layers:
        if isinstance(layer, kinds):
            leaky = choice.get("leaky", False)
            layer = layers.LeakyReLU(0.2) if leaky else layers.ReLU()
        net.append(layer)
    return keras.Sequential(net)


class Trial(ag.GAN):
    """The GAN of a choice: with the options that the library has not."""

    def __init__(self, choice, seed=1):
        keras.utils.set_random_seed(seed)
        if choice["family"] == "tutorial":
            generator = tutorial.generator()
            discriminator = tutorial.discriminator(choice["dropout"])
        else:
            generator = _generator(choice, 2 * seed)
            discriminator = _discriminator(choice, 2 * seed + 1)
        super().__init__(
            generator=generator,
            discriminator=discriminator,
            r1_weight=choice["r1_weight"],
            seed=seed,
        )
        self.choice = choice

    def default_optimizers(self):
        def adam(rate):
            if steps := self.choice["decay_steps"]:
                rate = keras.optimizers.schedules.InverseTimeDecay(
                    rate, decay_steps=steps, decay_rate=1.0
                )
            betas = self.choice["beta_1"], self.choice["beta_2"]
            return keras.optimizers.Adam(rate, *betas)

        return {
            "generator": adam(self.choice["generator_rate"]),
            "discriminator": adam(self.choice["discriminator_rate"]),
        }

    def shifted(self, x):
        """Move a batch by a few pixels, all images alike."""
        if not self.choice["shift"]:
            return x
        most = WIDEST_SHIFT
        pad = [[0, 0], [most, most], [most, most], [0, 0]]
        padded = ops.pad(x, pad, constant_values=-1.0)
        by = keras.random.randint((2,), 0, 2 * most + 1, seed=self.noise)
        start = [0, by[0], by[1], 0]
        return ops.slice(padded, start, (ops.shape(x)[0], *SHAPE))

    def loss_terms(self, x, training, labels=None):
        n = ops.shape(x)[0]
        z = self.draw_normal((n, self.latent_dim), training)
        x_fake = self.generator(z, training=training)
        x = self.shifted(x)
        judge = self.discriminator
        real = judge(x, training=training)[:, 0]
        seen = self.shifted(x_fake)
        fake = judge(ops.stop_gradient(seen), training=training)[:, 0]
        judged = ag.held(judge, training)(seen)[:, 0]
        if self.choice["loss"] == "relativistic":
            adversarial = ops.softplus(fake - real)
            ours = ops.softplus(ops.stop_gradient(real) - judged)
        else:
            adversarial = ops.softplus(-real) + ops.softplus(fake)
            ours = ops.softplus(-judged)
        terms = {"adversarial": adversarial}
        if self.r1_weight:
            part = n if self.choice["r1_part"] == 1.0 else (n + 3) // 4
            noise = self.draw_normal((part, *SHAPE), training)
            moved = judge(x[:part] + 0.05 * noise, training=training)[:, 0]
            slope = ops.square((moved - real[:part]) / 0.05)
            terms["r1"] = 0.5 * self.r1_weight * slope
        return {"discriminator": terms, "generator": {"adversarial": ours}}
