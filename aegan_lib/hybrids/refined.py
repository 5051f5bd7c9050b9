"""An autoencoder inside the generator, as the last step of drawing."""

import math

import keras
from keras import ops

from .. import _keras, assembly, networks
from .._checks import check_integer, check_number
from ..averaging import copy_network
from ..game import Game
from ..gans import (
    adversarial_config,
    adversarial_optimizers,
    adversarial_setup,
    adversarial_terms,
)
from ..losses.reconstruction import squared_error


@keras.saving.register_keras_serializable("aegan_lib")
class Refined(Game):
    r"""A GAN whose images pass through an autoencoder: A(G(z)), A = D_A∘E_A.

        L_D = E[adv_D(D(x), D(sg A(G(z))))] + γ/2 E‖∇D(x)‖²
        L_G = E[adv_G(held(D)(A(G(z))))],                 z ~ N(0, I)
        L_A = E[adv_G(held(D)(A(G(z))))] + λ E‖x − A(x)‖² / d

    The generator starts untrained and draws what it likes; the autoencoder,
    trained before, turns it into something that looks like its data.

    Args:
        autoencoder: a trained `Autoencoder` (its networks are copied), or any
            model with `encoder`, `decoder` and `latent_dim`.
        latent_dim: size of z, integer ≥ 1.
        reconstruction_weight: λ ≥ 0, on the squared error per feature (d of
            them). 0: the autoencoder rests, and the generator alone learns.
        width: width of the default networks; 64 units, 32 channels.
        loss: name of a pair in `losses`, such as `"non_saturating"` or
            `"hinge"`, or a `losses.Adversarial` pair of your own.
        r1_weight: γ ≥ 0. Default: 0.1 for points, 4 for images.
        r1: `"exact"` or `"finite_difference"`. Default: exact for points.
        ema: decay in [0, 1) of the averaged generator that `generate` uses,
            once training has gone on for long enough; less before.
        seed: integer ≥ 0.
        generator: own network `(batch, latent_dim)` -> `(batch, *shape)`.
        discriminator: own network `(batch, *shape)` -> `(batch, 1)`, logits.

    Raises:
        ValueError: for arguments out of range, or networks that do not fit
            together.
        TypeError: if `autoencoder` is something else.

    Example:
    >>> import aegan_lib as ag
    >>> ae = ag.Autoencoder(shape=(2,), latent_dim=2, seed=1)
    >>> game = ag.hybrids.Refined(ae, latent_dim=3, seed=1)
    >>> game.generate(4).shape
    (4, 2)

    References:
        The arrangement is one reading of "an autoencoder inside the
        generator", without a paper that we know of. The term λ: Che et al.,
        2017 (mode-regularised GAN), arXiv:1612.02136.
    """

    formulas = {
        "discriminator/adversarial": "E[adv_D(D(x), D(sg A(G(z))))]",
        "discriminator/r1": "γ/2 E‖∇D(x)‖²",
        "generator/adversarial": "E[adv_G(held(D)(A(G(z))))], A at rest",
        "autoencoder+generator/adversarial": "E[adv_G(held(D)(A(G(z))))]",
        "autoencoder/reconstruction": "λ E‖x − A(x)‖² / d",
    }

    def __init__(
        self,
        autoencoder,
        latent_dim=64,
        reconstruction_weight=0.0,
        width=None,
        loss="non_saturating",
        r1_weight=None,
        r1=None,
        ema=0.995,
        seed=0,
        *,
        generator=None,
        discriminator=None,
        **kwargs,
    ):
        owner = type(self).__name__
        seed = check_integer(seed, "seed", owner, 0)
        assembly.check_autoencoder(autoencoder, owner)
        code_size, decoder = autoencoder.latent_dim, autoencoder.decoder
        shape = assembly.probe(decoder, (code_size,), "autoencoder", owner)
        if generator is None:
            generator = networks.generator(shape, latent_dim, width, 2 * seed)
        latent_dim = assembly.input_size(generator, latent_dim)
        assembly.probe(generator, (latent_dim,), "generator", owner)
        discriminator = assembly.discriminator(
            owner, shape, width, seed, discriminator
        )
        super().__init__(shape=shape, seed=seed, **kwargs)
        weight = reconstruction_weight
        weight = check_number(weight, "reconstruction_weight", owner)
        self.reconstruction_weight, self.latent_dim = weight, latent_dim
        self.code_size = code_size
        self.encoder = copy_network(autoencoder.encoder)
        self.decoder = copy_network(decoder)
        for network in (self.encoder, self.decoder):
            _keras.set_trainable(network, weight > 0)
        self.generator, self.discriminator = generator, discriminator
        self.whole = self._chain()
        adversarial_setup(self, self.whole, loss, r1_weight, r1, ema)

    def _chain(self):
        """z -> A(G(z)) as one network; of a VAE's codes the means."""
        z = keras.Input((self.latent_dim,))
        codes = self.encoder(self.generator(z))[:, : self.code_size]
        return keras.Model(z, self.decoder(codes), name="refined")

    @property
    def players(self):
        players = {
            "discriminator": [self.discriminator],
            "generator": [self.generator],
        }
        if self.reconstruction_weight:
            players["autoencoder"] = [self.encoder, self.decoder]
        return players

    def default_optimizers(self):
        return adversarial_optimizers(self.players, self.shape)

    def draw_latent(self, n, seed):
        return keras.random.normal((n, self.latent_dim), seed=seed)

    def loss_terms(self, x, training, labels=None):
        z = self.draw_normal((ops.shape(x)[0], self.latent_dim), training)
        x_fake = self.whole(z, training=training)
        terms = adversarial_terms(self, x, x_fake, training)
        if self.reconstruction_weight:
            terms["autoencoder", "generator"] = terms.pop("generator")
            codes = self.encoder(x, training=training)
            z_enc = codes[:, : self.code_size]
            x_rec = self.decoder(z_enc, training=training)
            error = squared_error(x, x_rec) / math.prod(self.shape)
            weighted = self.reconstruction_weight * error
            terms["autoencoder"] = {"reconstruction": weighted}
        return terms

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "encoder": serialize(self.encoder),
            "decoder": serialize(self.decoder),
            "code_size": self.code_size,
            "generator": serialize(self.generator),
            "discriminator": serialize(self.discriminator),
            "reconstruction_weight": self.reconstruction_weight,
            **adversarial_config(self),
        }

    @classmethod
    def from_config(cls, config):
        parts = ("encoder", "decoder", "generator", "discriminator")
        config = assembly.revive(config, *parts)
        encoder, decoder = config.pop("encoder"), config.pop("decoder")
        size = config.pop("code_size")
        return cls(assembly.Coders(None, size, encoder, decoder), **config)
