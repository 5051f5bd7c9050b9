"""All metrics of four models on real digits, three seeds each.

    AEGAN_DATA_DIR=folder python studies/evaluation/digits.py

Needs MNIST's files. Writes a JSON file of cards for each model beside this
file, a card as soon as it is there, and prints their tables; what is stored
is not computed again. About 25 minutes on two busy cores.
"""

import os
import pathlib
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import aegan_lib as ag

HERE = pathlib.Path(__file__).parent
SEEDS = (1, 2, 3)
EPOCHS = 40  # over the training images, the autoencoder's own included
METRICS = {
    "distances": ["fid", "kid", "fid_random", "kid_random", "class_distance"],
    "neighbours": ["precision", "recall", "density", "coverage", "copying"],
    "reconstruction": ["reconstruction_error", "ssim"],
}
train = ag.data.load("mnist", split="train")
test = ag.data.load("mnist", split="test")


class Decoded:
    """A plain autoencoder that generates: decoded samples of its prior."""

    def __init__(self, autoencoder, prior):
        self.decode, self.prior = autoencoder.decode, prior
        self.reconstruct = autoencoder.reconstruct

    def generate(self, n, seed=0):
        return self.decode(self.prior.sample(n, seed))


def fitted(model, epochs):
    model.compile()
    model.fit(train.x, epochs=epochs, verbose=0)
    return model


def autoencoder(seed, epochs=EPOCHS):
    model = ag.Autoencoder(train.x.shape[1:], latent_dim=16, seed=seed)
    fitted(model, epochs)
    return model, ag.latent.fit_prior(model, train.x)


def pretrained(seed):
    first = EPOCHS // 4
    game = ag.hybrids.Pretrained(*autoencoder(seed, first), seed=seed)
    return fitted(game, EPOCHS - first)


MODELS = {
    "autoencoder": lambda seed: Decoded(*autoencoder(seed)),
    "vae": lambda seed: fitted(
        ag.VAE(train.x.shape[1:], latent_dim=16, seed=seed), EPOCHS
    ),
    "gan": lambda seed: fitted(
        ag.GAN(train.x.shape[1:], latent_dim=16, seed=seed), EPOCHS
    ),
    "pretrained": pretrained,
}


def card(name, seed):
    started = time.perf_counter()
    model = MODELS[name](seed)
    seconds = time.perf_counter() - started
    made = ag.metrics.evaluate(model, test, train=train, seed=seed, name=name)
    print(name, seed, round(seconds), "s", flush=True)
    return {**made, "seconds": round(seconds, 1)}


if __name__ == "__main__":
    all_runs = {
        name: ag.cards.repeat(
            lambda seed, name=name: card(name, seed),
            SEEDS,
            HERE / f"digits_{name}.json",
        )
        for name in MODELS
    }
    for title, metrics in METRICS.items():
        print(f"\n{title}, mean of {len(SEEDS)} seeds, 95 % over seeds")
        print(ag.cards.compare(list(all_runs.values()), metrics))
    every = ag.cards.compare(list(all_runs.values()), ["kid"])
    print(f"\nrank agreement over all models: {every.agreement():.2f}")
