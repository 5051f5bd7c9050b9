"""Autoencoders: plain, denoising, variational."""

import keras
import numpy as np
from keras import ops

from . import assembly
from ._checks import check_choice, check_data, check_number, refusal
from .averaging import in_batches
from .game import Game
from .losses.divergence import gaussian_kl, gaussian_nll
from .losses.reconstruction import absolute_error, squared_error

LOSSES = {"squared_error": squared_error, "absolute_error": absolute_error}


class Coder(Game):
    """What all autoencoders share: `encode`, `decode`, `reconstruct`."""

    one_objective = True

    @property
    def players(self):
        return {"encoder": [self.encoder], "decoder": [self.decoder]}

    def encode(self, x):
        """Return the codes of `x`, float32 `(n, latent_dim)`."""
        x = np.asarray(x)
        check_data(x, f"{type(self).__name__}.encode", self.shape)
        return in_batches(self.encoder, x)[:, : self.latent_dim]

    def decode(self, z):
        """Return what the decoder makes of codes, float32 `(n, *shape)`."""
        z = np.asarray(z, "float32")
        owner = f"{type(self).__name__}.decode"
        check_data(z, owner, (self.latent_dim,))
        return in_batches(self.decoder, z)

    def reconstruct(self, x):
        """Return `x` after encoder and decoder, float32 `(n, *shape)`."""
        return self.decode(self.encode(x))

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "encoder": serialize(self.encoder),
            "decoder": serialize(self.decoder),
        }

    @classmethod
    def from_config(cls, config):
        return cls(**assembly.revive(config, "encoder", "decoder"))


@keras.saving.register_keras_serializable("aegan_lib")
class Autoencoder(Coder):
    r"""Encoder and decoder that learn to give back their input.

        L = E[‖x − D(E(x + corruption_std · ε))‖²],      ε ~ N(0, I)

    Args:
        shape: shape of one sample, `(d,)` for points or `(height, width,
            channels)`; left out when both networks are given.
        latent_dim: size of the code, integer ≥ 1.
        width: width of the default networks; 64 units, 32 channels.
        loss: `"squared_error"` or `"absolute_error"`, for data in [−1, 1].
        corruption_std: standard deviation of the noise added to the
            encoder's input while training; > 0 makes a denoising autoencoder.
        seed: integer ≥ 0; fixes initial weights, noise, order of the data.
        encoder: own network `(batch, *shape)` -> `(batch, latent_dim)`.
        decoder: own network `(batch, latent_dim)` -> `(batch, *shape)`.

    Raises:
        ValueError: for arguments out of range, networks that do not fit
            together, or a shape that the default networks cannot reach.

    Example:
    >>> import aegan_lib as ag
    >>> ae = ag.Autoencoder(shape=(2,), latent_dim=1, seed=1)
    >>> ae.encode([[0.5, -0.5]]).shape
    (1, 1)

    References:
        Hinton & Salakhutdinov, 2006, doi:10.1126/science.1127647; denoising:
        Vincent et al., 2008, doi:10.1145/1390156.1390294.
    """

    formulas = {"encoder+decoder/reconstruction": "E[loss(x, D(E(x + noise)))]"}

    def __init__(
        self,
        shape=None,
        latent_dim=16,
        width=None,
        loss="squared_error",
        corruption_std=0.0,
        seed=0,
        *,
        encoder=None,
        decoder=None,
        **kwargs,
    ):
        owner = type(self).__name__
        if loss == "bernoulli":
            raise refusal(
                "loss",
                owner,
                f"one of {', '.join(map(repr, LOSSES))}",
                "'bernoulli'",
                "A Bernoulli likelihood needs data in [0, 1]; ours are in "
                "[-1, 1].",
            )
        made = assembly.coders(
            owner, shape, latent_dim, width, seed, encoder, decoder
        )
        super().__init__(shape=made.shape, seed=seed, **kwargs)
        self.latent_dim = made.latent_dim
        self.encoder, self.decoder = made.encoder, made.decoder
        self.loss_name = check_choice(loss, "loss", owner, LOSSES)
        self.corruption_std = check_number(
            corruption_std, "corruption_std", owner
        )

    def loss_terms(self, x, training, labels=None):
        seen = x
        if self.corruption_std:
            noise = self.draw_normal(ops.shape(x), training)
            seen = x + self.corruption_std * noise
        z_enc = self.encoder(seen, training=training)
        x_rec = self.decoder(z_enc, training=training)
        error = LOSSES[self.loss_name](x, x_rec)
        return {("encoder", "decoder"): {"reconstruction": error}}

    def generate(self, n, seed=0):
        """Refuse: a plain autoencoder has no distribution of codes."""
        raise NotImplementedError(
            "An `Autoencoder` has learned no distribution of codes, so there "
            "is nothing to draw from. Fit one with `ag.latent.fit_prior(ae, "
            "x)` and decode its samples: `ae.decode(prior.sample(n))`."
        )

    def get_config(self):
        return {
            **super().get_config(),
            "loss": self.loss_name,
            "corruption_std": self.corruption_std,
        }


@keras.saving.register_keras_serializable("aegan_lib")
class LogVariance(keras.layers.Layer):
    """One number: the log-variance of a decoder, learned or fixed.

    Its weight is a tenth of it. Adam moves a weight by about its rate a
    step; so this number, which has farther to go than the weights of a
    network, moves by ten times the rate.

    Args:
        value: initial value of log σ².
        learned: whether training moves it.
    """

    gain = 10.0

    def __init__(self, value=0.0, learned=True, **kwargs):
        super().__init__(**kwargs)
        self.start, self.learned = float(value), bool(learned)
        self.scaled = self.add_weight(
            shape=(),
            initializer=keras.initializers.Constant(self.start / self.gain),
            trainable=self.learned,
            name="scaled_log_variance",
        )
        self.built = True

    @property
    def value(self):
        return self.gain * self.scaled

    def get_config(self):
        own = {"value": self.start, "learned": self.learned}
        return {**super().get_config(), **own}


@keras.saving.register_keras_serializable("aegan_lib")
class VAE(Coder):
    r"""Variational autoencoder with a Gaussian decoder.

        L = E_q(z|x)[−log p(x|z)] + kl_weight · KL(q(z|x) ‖ N(0, I))
        q(z|x) = N(μ(x), σ²(x)),      p(x|z) = N(D(z), noise_std²)

    With `kl_weight = 1` this is the negative evidence lower bound, in nats.

    Args:
        shape: shape of one sample, `(d,)` for points or `(height, width,
            channels)`; left out when both networks are given.
        latent_dim: size of the code, integer ≥ 1.
        width: width of the default networks; 64 units, 32 channels.
        kl_weight: ≥ 0; values other than 1 leave the bound (β-VAE).
        noise_std: standard deviation of p(x|z), > 0; `None` learns it.
        seed: integer ≥ 0; fixes initial weights, noise, order of the data.
        encoder: own network `(batch, *shape)` -> `(batch, 2 · latent_dim)`,
            means first, then log-variances.
        decoder: own network `(batch, latent_dim)` -> `(batch, *shape)`.

    Raises:
        ValueError: for arguments out of range, networks that do not fit
            together, or a shape that the default networks cannot reach.

    Example:
    >>> import aegan_lib as ag
    >>> vae = ag.VAE(shape=(2,), latent_dim=2, seed=1)
    >>> vae.generate(4).shape
    (4, 2)

    References:
        Kingma & Welling, 2014, arXiv:1312.6114; learned variance: Rybkin et
        al., 2021, arXiv:2006.13202.
    """

    formulas = {
        "encoder+decoder/reconstruction": "E[−log p(x|z)], z ~ q(z|x)",
        "encoder/kl": "kl_weight · E[KL(q(z|x) ‖ N(0, I))]",
    }

    def __init__(
        self,
        shape=None,
        latent_dim=16,
        width=None,
        kl_weight=1.0,
        noise_std=None,
        seed=0,
        *,
        encoder=None,
        decoder=None,
        **kwargs,
    ):
        owner = type(self).__name__
        made = assembly.coders(
            owner, shape, latent_dim, width, seed, encoder, decoder, 2
        )
        super().__init__(shape=made.shape, seed=seed, **kwargs)
        self.latent_dim = made.latent_dim
        self.encoder, self.decoder = made.encoder, made.decoder
        self.kl_weight = check_number(kl_weight, "kl_weight", owner)
        self.noise_std, log_var = noise_std, 0.0
        if noise_std is not None:
            check_number(noise_std, "noise_std", owner, least=1e-6)
            log_var = 2 * np.log(noise_std)
        self.log_variance = LogVariance(log_var, learned=noise_std is None)
        self.averaged = self.decoder

    @property
    def players(self):
        return {
            "encoder": [self.encoder],
            "decoder": [self.decoder, self.log_variance],
        }

    def draw_latent(self, n, seed):
        return keras.random.normal((n, self.latent_dim), seed=seed)

    def loss_terms(self, x, training, labels=None):
        codes = self.encoder(x, training=training)
        mean, log_var = ops.split(codes, 2, axis=-1)
        noise = self.draw_normal(ops.shape(mean), training)
        z_enc = mean + ops.exp(0.5 * log_var) * noise
        x_rec = self.decoder(z_enc, training=training)
        nll = gaussian_nll(x, x_rec, self.log_variance.value)
        kl = self.kl_weight * gaussian_kl(mean, log_var)
        return {
            ("encoder", "decoder"): {"reconstruction": nll},
            "encoder": {"kl": kl},
        }

    def get_config(self):
        return {
            **super().get_config(),
            "kl_weight": self.kl_weight,
            "noise_std": self.noise_std,
        }
