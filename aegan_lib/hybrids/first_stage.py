"""The first stage of latent diffusion: an autoencoder and a discriminator."""

import keras
import numpy as np
from keras import ops

from .. import assembly
from .._checks import (
    check_data,
    check_integer,
    check_number,
    check_shape,
    refusal,
)
from ..averaging import in_batches
from ..game import Game
from ..held import held
from ..losses.adversarial import get_pair, pair_config
from ..losses.divergence import gaussian_kl
from ..losses.reconstruction import squared_error
from .maps import map_decoder, map_encoder, patch_discriminator


@keras.saving.register_keras_serializable("aegan_lib")
class FirstStage(Game):
    r"""An autoencoder of images whose reconstructions face a discriminator.

        L_D = mean_p adv_D(D_p(x), D_p(sg x̃)),            x̃ = G(z)
        L_G = E‖x − x̃‖² + w mean_p adv_G(held(D_p)(x̃)),   z ~ q(z|x)
        L_E = L_G + kl_weight · KL(q(z|x) ‖ N(0, I))

    Codes keep two axes of the image: a quarter of its height and width, a few
    channels. The discriminator gives one logit for each patch p, of 10 × 10
    pixels. It never sees a sample of the prior: the divergence is weighted so
    low that it only bounds the scale of the codes, and to generate, a second
    model has to learn their distribution.

    Args:
        shape: `(height, width, channels)`, sides divisible by 4; left out
            when encoder and decoder are given.
        code_channels: channels c of a code, integer ≥ 1.
        width: channels of the default networks at half the size.
        kl_weight: ≥ 0, in nats against a sum of squared errors.
        adversarial_weight: w ≥ 0, fixed. 0: no discriminator.
        loss: name of a pair in `losses`, or a `losses.Adversarial` pair.
        seed: integer ≥ 0; fixes initial weights, noise, order of the data.
        encoder: own network `(batch, *shape)` -> `(batch, h, w, 2c)`, means
            in the first c channels, then log-variances.
        decoder: own network `(batch, h, w, c)` -> `(batch, *shape)`.
        discriminator: own network `(batch, *shape)` -> `(batch, …)`, a map of
            logits.

    Raises:
        ValueError: for arguments out of range, or networks that do not fit
            together.

    Example:
    >>> import aegan_lib as ag
    >>> stage = ag.hybrids.FirstStage(shape=(28, 28, 1), seed=1)
    >>> stage.encode(np.zeros((3, 28, 28, 1))).shape
    (3, 7, 7, 2)

    References:
        Rombach et al., 2022, arXiv:2112.10752; Esser et al., 2021 (VQGAN),
        arXiv:2012.09841. Their programs take the absolute error, which on
        dark images first learns darkness alone, add a perceptual loss, adapt
        w, let D in late, and halve L_D. Patches: Isola et al., 2017,
        arXiv:1611.07004.
    """

    formulas = {
        "encoder+decoder/reconstruction": "E‖x − x̃‖², z ~ q(z|x)",
        "encoder+decoder/adversarial": "w mean_p adv_G(held(D_p)(x̃))",
        "encoder/kl": "kl_weight · E[KL(q(z|x) ‖ N(0, I))]",
        "discriminator/adversarial": "mean_p adv_D(D_p(x), D_p(sg x̃))",
    }

    def __init__(
        self,
        shape=None,
        code_channels=2,
        width=32,
        kl_weight=1e-3,
        adversarial_weight=10.0,
        loss="hinge",
        seed=0,
        *,
        encoder=None,
        decoder=None,
        discriminator=None,
        **kwargs,
    ):
        owner = type(self).__name__
        seed = check_integer(seed, "seed", owner, 0)
        if encoder is None or decoder is None:
            shape = _image_shape(shape, owner)
            c = check_integer(code_channels, "code_channels", owner)
            width = check_integer(width, "width", owner)
            code = (shape[0] // 4, shape[1] // 4, c)
            encoder = encoder or map_encoder(shape, 2 * c, width, 3 * seed)
            decoder = decoder or map_decoder(
                code, shape[2], width, 3 * seed + 1
            )
        shape = tuple(encoder.input_shape[1:])
        code = assembly.probe(encoder, shape, "encoder", owner)
        code = (*code[:-1], code[-1] // 2)
        made = assembly.probe(decoder, code, "decoder", owner)
        if made != shape:
            wanted = f"a network with outputs of shape {shape}"
            raise refusal("decoder", owner, wanted, f"outputs of shape {made}")
        super().__init__(shape=shape, seed=seed, **kwargs)
        self.encoder, self.decoder, self.code_shape = encoder, decoder, code
        self.kl_weight = check_number(kl_weight, "kl_weight", owner)
        weight = check_number(adversarial_weight, "adversarial_weight", owner)
        self.adversarial_weight, self.discriminator = weight, None
        if weight:
            self.discriminator = discriminator or patch_discriminator(
                shape, width, 3 * seed + 2
            )
            assembly.probe(self.discriminator, shape, "discriminator", owner)
        self.pair = get_pair(loss, owner)

    @property
    def players(self):
        players = {"encoder": [self.encoder], "decoder": [self.decoder]}
        if self.adversarial_weight:
            players["discriminator"] = [self.discriminator]
        return players

    def default_optimizers(self):
        adam = keras.optimizers.Adam  # β₁ as the authors of both papers
        return {player: adam(2e-3, beta_1=0.5) for player in self.players}

    def loss_terms(self, x, training, labels=None):
        codes = self.encoder(x, training=training)
        mean, log_var = ops.split(codes, 2, axis=-1)
        noise = self.draw_normal(ops.shape(mean), training)
        z_enc = mean + ops.exp(0.5 * log_var) * noise
        x_rec = self.decoder(z_enc, training=training)
        error = squared_error(x, x_rec)
        kl = self.kl_weight * gaussian_kl(_flat(mean), _flat(log_var))
        both = {"reconstruction": error}
        terms = {("encoder", "decoder"): both, "encoder": {"kl": kl}}
        if self.adversarial_weight:
            theirs, ours = self._adversarial(x, x_rec, training)
            both["adversarial"] = self.adversarial_weight * ours
            terms["discriminator"] = {"adversarial": theirs}
        return terms

    def _adversarial(self, x, x_rec, training):
        """Losses of both sides, one value a patch.

        A loss of the mean score of an image would be another one.
        """

        def scores(discriminator, images):
            return ops.reshape(discriminator(images), (-1,))

        def learning(images):
            return self.discriminator(images, training=training)

        real = scores(learning, x)
        fake = scores(learning, ops.stop_gradient(x_rec))
        judged = scores(held(self.discriminator, training), x_rec)
        ours = self.pair.generator(judged, ops.stop_gradient(real))
        return self.pair.discriminator(real, fake), ours

    def encode(self, x):
        """Return the mean codes of `x`, float32 `(n, h, w, c)`."""
        check_data(x := np.asarray(x), "FirstStage.encode", self.shape)
        return in_batches(self.encoder, x)[..., : self.code_shape[-1]]

    def decode(self, z):
        """Return what the decoder makes of codes, float32 `(n, *shape)`."""
        z = np.asarray(z, "float32")
        check_data(z, "FirstStage.decode", self.code_shape, bounded=False)
        return in_batches(self.decoder, z)

    def reconstruct(self, x):
        """Return `x` after encoder and decoder, float32 `(n, *shape)`."""
        return self.decode(self.encode(x))

    def generate(self, n, seed=0):
        """Refuse: a first stage leaves the distribution of codes open."""
        raise NotImplementedError(
            "A `FirstStage` encodes and decodes; the distribution of its "
            "codes is left to a second model. Train one on "
            "`stage.encode(x)`, and decode its samples."
        )

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "encoder": serialize(self.encoder),
            "decoder": serialize(self.decoder),
            "discriminator": serialize(self.discriminator),
            "kl_weight": self.kl_weight,
            "adversarial_weight": self.adversarial_weight,
            "loss": pair_config(self.pair),
        }

    @classmethod
    def from_config(cls, config):
        parts = ("encoder", "decoder", "discriminator")
        return cls(**assembly.revive(config, *parts))


def _image_shape(shape, owner):
    shape = check_shape(shape, owner)
    if len(shape) != 3:
        wanted = "(height, width, channels): codes are maps"
        raise refusal("shape", owner, wanted, shape)
    return shape


def _flat(tensor):
    return ops.reshape(tensor, (ops.shape(tensor)[0], -1))
