"""The autoencoder as part of the generator: pre-train, then play."""

import math

import keras
import numpy as np
from keras import ops

from .. import _keras, assembly
from .._checks import check_data, check_integer, check_number
from ..averaging import copy_network, in_batches
from ..game import Game
from ..gans import (
    adversarial_config,
    adversarial_optimizers,
    adversarial_setup,
    adversarial_terms,
)
from ..losses.reconstruction import squared_error


@keras.saving.register_keras_serializable("aegan_lib")
class Pretrained(Game):
    r"""A GAN whose generator starts as the decoder of an autoencoder.

        L_D = E[adv_D(D(x), D(sg G(z)))] + γ/2 E‖∇D(x)‖²
        L_G = E[adv_G(held(D)(G(z)))] + λ E‖x − G(E(x))‖² / d
        L_E =                           λ E‖x − G(E(x))‖² / d
        G starts as the decoder, E as the encoder, z ~ prior fitted to codes

    Args:
        autoencoder: a trained `Autoencoder` (its networks are copied), or any
            model with `encoder`, `decoder` and `latent_dim`.
        prior: what `latent.fit_prior` returned for it; held as weights.
        reconstruction_weight: λ ≥ 0, on the squared error per feature (d of
            them). 0: the decoder only gives the start, the encoder rests.
        width: width of the default discriminator; 64 units, 32 channels.
        loss: name of a pair in `losses`, such as `"non_saturating"` or
            `"hinge"`, or a `losses.Adversarial` pair of your own.
        r1_weight: γ ≥ 0. Default: 0.1 for points, 4 for images.
        r1: `"exact"` or `"finite_difference"`. Default: exact for points.
        ema: decay in [0, 1) of the averaged generator that `generate` uses,
            once training has gone on for long enough; less before.
        seed: integer ≥ 0.
        discriminator: own network `(batch, *shape)` -> `(batch, 1)`, logits;
            `discriminator_from(autoencoder.encoder)` starts it as BAGAN does.

    Raises:
        ValueError: for a prior of another size, or arguments out of range.
        TypeError: if `autoencoder` or `prior` is something else.

    Example:
    >>> import aegan_lib as ag
    >>> ae = ag.Autoencoder(shape=(2,), latent_dim=2, seed=1)
    >>> prior = ag.latent.Gaussian(latent_dim=2)
    >>> game = ag.hybrids.Pretrained(ae, prior, seed=1)
    >>> game.generate(4).shape
    (4, 2)

    References:
        Precedents: Mariani et al., 2018 (BAGAN), arXiv:1803.09655; Ham et
        al., 2020 (Unbalanced GANs), arXiv:2002.02112; Che et al., 2017
        (mode-regularised GAN), arXiv:1612.02136.
    """

    formulas = {
        "discriminator/adversarial": "E[adv_D(D(x), D(sg G(z)))], z ~ prior",
        "discriminator/r1": "γ/2 E‖∇D(x)‖²",
        "generator/adversarial": "E[adv_G(held(D)(G(z)))], z ~ prior",
        "encoder+generator/reconstruction": "λ E‖x − G(E(x))‖² / d",
    }

    def __init__(
        self,
        autoencoder,
        prior,
        reconstruction_weight=0.0,
        width=None,
        loss="non_saturating",
        r1_weight=None,
        r1=None,
        ema=0.995,
        seed=0,
        *,
        discriminator=None,
        **kwargs,
    ):
        owner = type(self).__name__
        seed = check_integer(seed, "seed", owner, 0)
        assembly.check_autoencoder(autoencoder, owner)
        assembly.check_prior(prior, autoencoder, owner)
        encoder, decoder = autoencoder.encoder, autoencoder.decoder
        shape = assembly.probe(decoder, (prior.latent_dim,), "prior", owner)
        discriminator = assembly.discriminator(
            owner, shape, width, seed, discriminator
        )
        super().__init__(shape=shape, seed=seed, **kwargs)
        weight = reconstruction_weight
        weight = check_number(weight, "reconstruction_weight", owner)
        self.reconstruction_weight = weight
        self.encoder = copy_network(encoder)
        _keras.set_trainable(self.encoder, weight > 0)
        self.generator = copy_network(decoder)
        self.prior = copy_network(prior)
        self.discriminator = discriminator
        adversarial_setup(self, self.generator, loss, r1_weight, r1, ema)

    @property
    def players(self):
        players = {
            "discriminator": [self.discriminator],
            "generator": [self.generator],
        }
        if self.reconstruction_weight:
            players["encoder"] = [self.encoder]
        return players

    def default_optimizers(self):
        return adversarial_optimizers(self.players, self.shape)

    def draw_latent(self, n, seed):
        noise = keras.random.normal((n, self.prior.noise_dim), seed=seed)
        return self.prior(noise)

    def loss_terms(self, x, training, labels=None):
        size = (ops.shape(x)[0], self.prior.noise_dim)
        z = self.prior(self.draw_normal(size, training))
        x_fake = self.generator(z, training=training)
        terms = adversarial_terms(self, x, x_fake, training)
        if self.reconstruction_weight:
            codes = self.encoder(x, training=training)
            z_enc = codes[:, : self.prior.latent_dim]
            x_rec = self.generator(z_enc, training=training)
            error = squared_error(x, x_rec) / math.prod(self.shape)
            weighted = self.reconstruction_weight * error
            terms["encoder", "generator"] = {"reconstruction": weighted}
        return terms

    def reconstruct(self, x):
        """Return `x` after encoder and generator, float32 `(n, *shape)`."""
        check_data(x := np.asarray(x), "Pretrained.reconstruct", self.shape)
        codes = in_batches(self.encoder, x)[:, : self.prior.latent_dim]
        return in_batches(self.generator, codes)

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "encoder": serialize(self.encoder),
            "generator": serialize(self.generator),
            "prior": serialize(self.prior),
            "discriminator": serialize(self.discriminator),
            "reconstruction_weight": self.reconstruction_weight,
            **adversarial_config(self),
        }

    @classmethod
    def from_config(cls, config):
        parts = ("encoder", "generator", "prior", "discriminator")
        config = assembly.revive(config, *parts)
        encoder, generator = config.pop("encoder"), config.pop("generator")
        size = config["prior"].latent_dim
        return cls(assembly.Coders(None, size, encoder, generator), **config)
