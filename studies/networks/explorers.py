"""Makes the small networks behind the explorers, and logs their training.

    python studies/networks/explorers.py encoders dial plane

All map standard normal latents to glyphs, or glyphs to such latents.
Weights go to `aegan_lib/shipped`, figures to `report.json`, and the loss
terms of each epoch to `training.json`, both beside this file.
"""

import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import numpy as np
from keras import ops
from make import HERE, keep

import aegan_lib as ag
from aegan_lib import _keras, networks, shipped
from aegan_lib._files import write_json
from aegan_lib.averaging import copy_network, in_batches
from aegan_lib.gans import GAN, adversarial_terms
from aegan_lib.losses.reconstruction import squared_error
from aegan_lib.shipped import SHAPE, WIDTH

NOISE_STD = 0.2  # of a pixel given its code; see `latent.invert`
ANCHOR = 10.0  # weight of the squared error per pixel against the score


class Inverter(ag.Game):
    """An encoder that learns to do what `latent.invert` does image by image."""

    def __init__(self, generator, encoder, **kwargs):
        super().__init__(shape=SHAPE, **kwargs)
        self.generator, self.encoder = generator, encoder
        _keras.set_trainable(generator, False)

    @property
    def players(self):
        return {"encoder": [self.encoder]}

    def loss_terms(self, x, training, labels=None):
        z = self.encoder(x, training=training)
        x_rec = ag.held(self.generator, training)(z)
        misfit = squared_error(x, x_rec) / (2 * NOISE_STD**2)
        prior = 0.5 * ops.sum(ops.square(z), axis=-1)
        return {"encoder": {"misfit": misfit, "prior": prior}}


class Dialled(GAN):
    """A decoder between autoencoder (`share` 0) and GAN (`share` 1).

    The encoder rests: all decoders that start from one keep its codes.
    """

    def __init__(self, share, encoder, generator, discriminator, **kwargs):
        super().__init__(
            generator=generator, discriminator=discriminator, **kwargs
        )
        self.share, self.encoder = share, encoder
        _keras.set_trainable(encoder, False)

    def loss_terms(self, x, training, labels=None):
        z = self.draw_normal((ops.shape(x)[0], self.latent_dim), training)
        x_fake = self.generator(z, training=training)
        terms = adversarial_terms(self, x, x_fake, training)
        x_rec = self.generator(ag.held(self.encoder, False)(x))
        error = squared_error(x, x_rec) / np.prod(SHAPE)
        ours = terms["generator"]
        ours["adversarial"] = self.share * ours["adversarial"]
        ours["reconstruction"] = (1 - self.share) * ANCHOR * error
        return terms


def train(name, game, x, epochs):
    """Train with the defaults and log each term at each epoch."""
    game.compile()
    history = game.fit(x, epochs=epochs, verbose=0).history
    path = HERE / "training.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    found = {k: [round(v, 4) for v in values] for k, values in history.items()}
    write_json(dict(sorted({**known, name: found}.items())), path)
    print(name, {k: v[-1] for k, v in found.items()}, flush=True)


def error_of(encoder, generator, x):
    """Mean squared error of a pixel, after encoder and generator."""
    x_rec = in_batches(generator, in_batches(encoder, x))
    return round(float(np.mean((x - x_rec) ** 2)), 4)


def whiten(encoder, decoder, prior):
    """Put the prior into both networks: codes become standard normal.

    With z = μ + L ε, L = Lᵀ, the decoder's first layer W z + b is
    (W L) ε + (b + W μ), and ε = L⁻¹ (z − μ) goes into the encoder's last.
    """
    mean, root = np.asarray(prior.mean), np.asarray(prior.factor)
    kernel, bias, *rest = decoder.get_weights()
    decoder.set_weights([root @ kernel, bias + mean @ kernel, *rest])
    *rest, kernel, bias = encoder.get_weights()
    inverse = np.linalg.inv(root)
    encoder.set_weights([*rest, kernel @ inverse, (bias - mean) @ inverse])


def small_autoencoder(x, latent_dim, epochs, name):
    model = ag.Autoencoder(SHAPE, latent_dim, width=WIDTH, seed=1)
    train(name, model, x, epochs)
    prior = ag.latent.fit_prior(model, x)
    whiten(model.encoder, model.decoder, prior)
    return model


def make_encoders(x, test, epochs=10):
    """An encoder for each of the four shipped generators."""
    for name in shipped.GENERATORS:
        generator = shipped.generator(name)
        encoder = networks.encoder(SHAPE, 16, WIDTH, seed=2)
        train(f"encoder_{name}", Inverter(generator, encoder), x, epochs)
        error = error_of(encoder, generator, test)
        keep(encoder, f"glyphs_encoder_{name}", epochs=epochs, error=error)


def make_dial(x, test, start=10, epochs=10):
    """Five decoders with the same start, the same codes, more and more GAN."""
    model = small_autoencoder(x, 16, start, "dial_start")
    keep(model.encoder, "glyphs_encoder_dial", epochs=start)
    for share in shipped.DIAL:
        name = f"dial_{round(100 * share):03d}"
        discriminator = networks.discriminator(SHAPE, WIDTH, seed=3)
        generator = copy_network(model.decoder)
        parts = (model.encoder, generator, discriminator)
        game = Dialled(share, *parts, shape=SHAPE, latent_dim=16, seed=1)
        train(name, game, x, epochs)
        error = error_of(model.encoder, game.averaged, test)
        keep(game.averaged, f"glyphs_{name}", epochs=epochs, error=error)


def make_plane(x, test, epochs=20):
    """Three models of two latents, for maps."""
    model = small_autoencoder(x, 2, epochs, "plane_autoencoder")
    vae = ag.VAE(SHAPE, 2, width=WIDTH, seed=1)
    train("plane_vae", vae, x, epochs)
    *rest, kernel, bias = vae.encoder.get_weights()
    means = networks.encoder(SHAPE, 2, WIDTH)
    means.set_weights([*rest, kernel[:, :2], bias[:2]])
    gan = GAN(SHAPE, 2, width=WIDTH, seed=1)
    train("plane_gan", gan, x, epochs)
    for name, encoder, decoder in (
        ("autoencoder", model.encoder, model.decoder),
        ("vae", means, vae.decoder),
        ("gan", None, gan.averaged),
    ):
        keep(decoder, f"glyphs_plane_{name}", epochs=epochs)
        if encoder is not None:
            keep(encoder, f"glyphs_encoder_plane_{name}", epochs=epochs)


if __name__ == "__main__":
    x = ag.data.load("glyphs", split="train").x
    test = ag.data.load("glyphs", split="test", n=1000).x
    parts = {"encoders": make_encoders, "dial": make_dial, "plane": make_plane}
    for part in sys.argv[1:]:
        parts[part](x, test)
