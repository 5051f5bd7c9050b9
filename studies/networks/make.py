"""Makes the networks that come with the library, and says what they reach.

    python studies/networks/make.py glyphs digits mnist models

`mnist` needs AEGAN_DATA_DIR. Weights go to `aegan_lib/shipped`, figures to
`report.json` beside this file. Made again, the weights have the same bits
on one machine with equally many cores; elsewhere sums over a batch may be
split in another way.
"""

import json
import os
import pathlib
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy as np

import aegan_lib as ag
from aegan_lib import shipped
from aegan_lib._files import write_json
from aegan_lib.metrics import factors, training

HERE = pathlib.Path(__file__).parent
EPOCHS = 20  # of the models; the networks that judge have their own


def keep(network, name, **facts):
    """Store weights, their sha256, and what is known of the network."""
    sha256 = shipped.write_weights(network, shipped.FOLDER / f"{name}.npz")
    size = (shipped.FOLDER / f"{name}.npz").stat().st_size
    for path, value in (
        (shipped.FOLDER / "sha256.json", sha256),
        (HERE / "report.json", {**facts, "bytes": size, "sha256": sha256}),
    ):
        known = json.loads(path.read_text()) if path.exists() else {}
        write_json(dict(sorted({**known, name: value}.items())), path)
    print(name, size, facts, flush=True)


def make_classifier(name):
    """Trained on `features`; its accuracy is that on `test`, never seen."""
    record = ag.data.load(name, split="features")
    network = training.train_classifier(record)
    test = ag.data.load(name, split="test")
    found = network.predict(test.x, verbose=0).argmax(axis=1)
    accuracy = round(float((found == test.labels).mean()), 4)
    keep(network, f"{name}_classifier", accuracy=accuracy, n=len(test.x))


def make_factors():
    """A regressor of the known factors, in their standard deviations."""
    record = ag.data.load("glyphs", split="features")
    network = training.small_network(factors.SHAPE, len(factors.NAMES))
    y = factors.standardise(record.factors)
    training.fit_small(network, record.x, y, "mse")
    test = ag.data.load("glyphs", split="test")
    error = network.predict(test.x, verbose=0)
    error = error - factors.standardise(test.factors)
    rms = np.sqrt((error**2).mean(axis=0))
    rms = {
        k: round(float(v), 3) for k, v in zip(factors.NAMES, rms, strict=True)
    }
    keep(network, "glyphs_factors", error=rms, n=len(test.x))


def decoder_with_prior(x, seed):
    """An autoencoder's decoder, behind the Gaussian of its codes."""
    model = ag.Autoencoder(x.shape[1:], latent_dim=16, seed=seed)
    _train(model, x, EPOCHS)
    prior = ag.latent.fit_prior(model, x)
    return keras.Sequential([keras.Input((16,)), prior, model.decoder])


def vae_decoder(x, seed):
    """The decoder of a variational autoencoder."""
    vae = ag.VAE(x.shape[1:], latent_dim=16, seed=seed)
    _train(vae, x, EPOCHS)
    return vae.decoder


def gan_generator(x, seed):
    """The averaged generator of a GAN."""
    gan = ag.GAN(x.shape[1:], latent_dim=16, seed=seed)
    _train(gan, x, EPOCHS)
    return gan.averaged


def combined_generator(x, seed):
    """The generator of a game that a short-trained autoencoder starts."""
    short = ag.Autoencoder(x.shape[1:], latent_dim=16, seed=seed)
    _train(short, x, EPOCHS // 4)
    prior = ag.latent.fit_prior(short, x)
    game = ag.hybrids.Pretrained(short, prior, seed=seed)
    _train(game, x, EPOCHS - EPOCHS // 4)
    return keras.Sequential([keras.Input((16,)), game.prior, game.averaged])


# Four generators of glyphs, of one size, equally many passes over the data.
MODELS = {
    "autoencoder": decoder_with_prior,
    "vae": vae_decoder,
    "gan": gan_generator,
    "pretrained": combined_generator,
}


def make_models():
    """Train and keep all of them."""
    x = ag.data.load("glyphs", split="train").x
    for name, train in MODELS.items():
        keep(train(x, 1), f"glyphs_{name}", epochs=EPOCHS)


def _train(model, x, epochs):
    model.compile()
    started = time.perf_counter()
    model.fit(x, epochs=epochs, verbose=0)
    took = round(time.perf_counter() - started)
    print(type(model).__name__, took, "s", flush=True)


if __name__ == "__main__":
    for part in sys.argv[1:]:
        if part == "models":
            make_models()
        else:
            make_classifier(part)
        if part == "glyphs":
            make_factors()
