"""The table of games that the contract tests run: a new game, a new row."""

import keras
import numpy as np
from keras import layers, ops

import aegan_lib as ag

rng = np.random.default_rng(1)
POINTS = rng.normal(size=(64, 2)).astype("float32")
IMAGES = rng.uniform(-1, 1, size=(64, 8, 8, 1)).astype("float32")


def rich_gan():
    """Batch statistics, dropout in both networks, a layer regulariser."""
    keras.utils.set_random_seed(1)
    generator = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(8),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Dropout(0.1, seed=1),
            layers.Dense(2),
        ]
    )
    discriminator = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(8, kernel_regularizer="l2"),
            layers.LeakyReLU(),
            layers.Dropout(0.2, seed=2),
            layers.Dense(1),
        ]
    )
    return ag.GAN(seed=1, generator=generator, discriminator=discriminator)


def pretrained(weight):
    """The article's method, around an untrained autoencoder."""
    ae = ag.Autoencoder(shape=(2,), latent_dim=2, width=8, seed=1)
    prior = ag.latent.fit_prior(ae, POINTS)
    return ag.hybrids.Pretrained(
        ae, prior, reconstruction_weight=weight, width=8, seed=1
    )


def around(kind, **options):
    """A game around an untrained autoencoder, with a mixture as its prior."""
    ae = ag.Autoencoder(shape=(2,), latent_dim=2, width=8, seed=1)
    parts = [ae]
    if kind is not ag.hybrids.Refined:
        labels = np.arange(len(POINTS)) % 3
        parts.append(ag.latent.fit_prior(ae, POINTS, "classes", labels))
    return kind(*parts, width=8, seed=1, **options)


def bagan():
    """The encoder's trunk starts the discriminator, of images."""
    ae = ag.VAE(shape=(8, 8, 1), latent_dim=3, width=2, seed=1)
    critic = ag.hybrids.discriminator_from(ae.encoder, seed=1)
    prior = ag.latent.fit_prior(ae, IMAGES, "standard")
    return ag.hybrids.Pretrained(ae, prior, seed=1, discriminator=critic)


# name -> (how it is made, samples to train it with)
GAMES = {
    "gan": (lambda: ag.GAN(shape=(2,), width=8, seed=1), POINTS),
    "gan of images": (
        lambda: ag.GAN(shape=(8, 8, 1), latent_dim=3, width=2, seed=1),
        IMAGES,
    ),
    "gan with all kinds of state": (rich_gan, POINTS),
    "minimax gan, finite-difference R1": (
        lambda: ag.GAN(
            shape=(2,), width=8, seed=1, loss="minimax", r1="finite_difference"
        ),
        POINTS,
    ),
    "relativistic average gan": (
        lambda: ag.GAN(
            shape=(2,), width=8, seed=1, loss="relativistic_average"
        ),
        POINTS,
    ),
    "autoencoder": (
        lambda: ag.Autoencoder(shape=(8, 8, 1), width=2, seed=1),
        IMAGES,
    ),
    "denoising autoencoder": (
        lambda: ag.Autoencoder(
            shape=(2,), latent_dim=1, width=8, corruption_std=0.3, seed=1
        ),
        POINTS,
    ),
    "vae": (lambda: ag.VAE(shape=(2,), latent_dim=2, width=8, seed=1), POINTS),
    "pretrained": (lambda: pretrained(0.0), POINTS),
    "pretrained, kept alive": (lambda: pretrained(10.0), POINTS),
    "pretrained, drawn from a mixture": (
        lambda: around(ag.hybrids.Pretrained),
        POINTS,
    ),
    "pretrained, both networks started": (bagan, IMAGES),
    "latent gan": (lambda: around(ag.hybrids.LatentGAN), POINTS),
    "refined": (lambda: around(ag.hybrids.Refined), POINTS),
    "refined, learning along": (
        lambda: around(ag.hybrids.Refined, reconstruction_weight=10.0),
        POINTS,
    ),
    "first stage": (
        lambda: ag.hybrids.FirstStage(shape=(8, 8, 1), width=2, seed=1),
        IMAGES,
    ),
    "first stage without a discriminator": (
        lambda: ag.hybrids.FirstStage(
            shape=(8, 8, 1), width=2, adversarial_weight=0.0, seed=1
        ),
        IMAGES,
    ),
}


def compiled(name, **options):
    """The game of that name, compiled, and its samples."""
    make, x = GAMES[name]
    game = make()
    game.compile(**options)
    return game, x


def weights_of(model):
    """All variables of `model` as NumPy arrays."""
    return [np.array(ops.convert_to_numpy(v.value)) for v in model.variables]


def fitted(game, x, epochs=1, **options):
    """`game` after `epochs` epochs of four batches."""
    game.fit(x, batch_size=16, epochs=epochs, verbose=0, **options)
    return game
