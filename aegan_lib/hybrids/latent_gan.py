"""A frozen decoder, and a small network that learns which codes to draw."""

import keras
from keras import ops

from .. import _keras, assembly, networks
from .._checks import check_integer, refusal
from ..averaging import copy_network
from ..game import Game
from ..gans import (
    adversarial_config,
    adversarial_optimizers,
    adversarial_setup,
    adversarial_terms,
)


@keras.saving.register_keras_serializable("aegan_lib")
class LatentGAN(Game):
    r"""A GAN that learns codes, for a decoder that stays as it is.

        L_D = E[adv_D(D(x), D(sg G(m(ε))))] + γ/2 E‖∇D(x)‖²
        L_m = E[adv_G(held(D)(G(m(ε))))],      ε ~ N(0, I)
        m(ε) = prior(ε) + h(ε),    h starts as 0, G is at rest

    The discriminator sees images; its gradient passes through the decoder to
    the small network h. So samples cannot leave what the decoder can draw:
    they are as blurred as reconstructions, but no more.

    Args:
        autoencoder: a trained `Autoencoder` (its decoder is copied), or any
            model with `encoder`, `decoder` and `latent_dim`.
        prior: what `latent.fit_prior` returned for it; m starts there.
        mapping_width: units of the three hidden layers of h.
        width: width of the default discriminator; 64 units, 32 channels.
        loss: name of a pair in `losses`, such as `"non_saturating"` or
            `"hinge"`, or a `losses.Adversarial` pair of your own.
        r1_weight: γ ≥ 0. Default: 0.1 for points, 4 for images.
        r1: `"exact"` or `"finite_difference"`. Default: exact for points.
        ema: decay in [0, 1) of the averaged generator that `generate` uses,
            once training has gone on for long enough; less before.
        seed: integer ≥ 0.
        mapping: own network h, `(batch, prior.noise_dim)` -> `(batch,
            latent_dim)`.
        discriminator: own network `(batch, *shape)` -> `(batch, 1)`, logits.

    Raises:
        ValueError: for a prior of another size, networks that do not fit
            together, or arguments out of range.
        TypeError: if `autoencoder` or `prior` is something else.

    Example:
    >>> import aegan_lib as ag
    >>> ae = ag.Autoencoder(shape=(2,), latent_dim=2, seed=1)
    >>> prior = ag.latent.Gaussian(latent_dim=2)
    >>> game = ag.hybrids.LatentGAN(ae, prior, seed=1)
    >>> game.generate(4).shape
    (4, 2)

    References:
        Noise mapped to codes, with a critic of codes in place of one of
        images: Zhao et al., 2018 (ARAE), arXiv:1706.04223. The sum with a
        fitted prior is ours.
    """

    formulas = {
        "discriminator/adversarial": "E[adv_D(D(x), D(sg G(m(ε))))]",
        "discriminator/r1": "γ/2 E‖∇D(x)‖²",
        "generator/adversarial": "E[adv_G(held(D)(G(m(ε))))], G at rest",
    }

    def __init__(
        self,
        autoencoder,
        prior,
        mapping_width=64,
        width=None,
        loss="non_saturating",
        r1_weight=None,
        r1=None,
        ema=0.995,
        seed=0,
        *,
        mapping=None,
        discriminator=None,
        **kwargs,
    ):
        owner = type(self).__name__
        seed = check_integer(seed, "seed", owner, 0)
        assembly.check_autoencoder(autoencoder, owner)
        assembly.check_prior(prior, autoencoder, owner)
        codes, noise = (prior.latent_dim,), (prior.noise_dim,)
        shape = assembly.probe(autoencoder.decoder, codes, "prior", owner)
        if mapping is None:
            mapping = _zero_mapping(codes, *noise, mapping_width, 2 * seed)
        made = assembly.probe(mapping, noise, "mapping", owner)
        if made != codes:
            wanted = f"a network with outputs of shape {codes}"
            raise refusal("mapping", owner, wanted, f"outputs of shape {made}")
        discriminator = assembly.discriminator(
            owner, shape, width, seed, discriminator
        )
        super().__init__(shape=shape, seed=seed, **kwargs)
        self.mapping, self.discriminator = mapping, discriminator
        self.decoder = copy_network(autoencoder.decoder)
        _keras.set_trainable(self.decoder, False)
        self.prior = copy_network(prior)
        self.generator = self._chain()
        adversarial_setup(self, self.generator, loss, r1_weight, r1, ema)

    def _chain(self):
        """ε -> G(prior(ε) + h(ε)) as one network; only h learns."""
        noise = keras.Input((self.prior.noise_dim,))
        z = keras.layers.Add()([self.prior(noise), self.mapping(noise)])
        return keras.Model(noise, self.decoder(z), name="generator")

    @property
    def players(self):
        return {
            "discriminator": [self.discriminator],
            "generator": [self.generator],
        }

    def default_optimizers(self):
        return adversarial_optimizers(self.players, self.shape)

    def draw_latent(self, n, seed):
        return keras.random.normal((n, self.prior.noise_dim), seed=seed)

    def loss_terms(self, x, training, labels=None):
        size = (ops.shape(x)[0], self.prior.noise_dim)
        noise = self.draw_normal(size, training)
        x_fake = self.generator(noise, training=training)
        return adversarial_terms(self, x, x_fake, training)

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "decoder": serialize(self.decoder),
            "prior": serialize(self.prior),
            "mapping": serialize(self.mapping),
            "discriminator": serialize(self.discriminator),
            **adversarial_config(self),
        }

    @classmethod
    def from_config(cls, config):
        parts = ("decoder", "prior", "mapping", "discriminator")
        config = assembly.revive(config, *parts)
        size, decoder = config["prior"].latent_dim, config.pop("decoder")
        return cls(assembly.Coders(None, size, None, decoder), **config)


def _zero_mapping(codes, noise_dim, width, seed):
    """A dense network whose last layer starts as 0."""
    network = networks.generator(codes, noise_dim, width, seed, "mapping")
    last = network.layers[-1].kernel
    last.assign(ops.zeros(last.shape))
    return network
