"""Priors: distributions fitted to the codes of an autoencoder."""

import keras
import numpy as np
from keras import ops

from .._checks import check_choice, check_integer, refusal


@keras.saving.register_keras_serializable("aegan_lib")
class Gaussian(keras.layers.Layer):
    r"""A Gaussian distribution of codes, held as weights.

    $$z = \mu + L \epsilon, \qquad \epsilon \sim \mathcal N(0, I),
      \qquad L L^\top = \Sigma$$

    Args:
        latent_dim: size of a code, integer ≥ 1.

    Raises:
        ValueError: if `latent_dim` is no integer ≥ 1.

    Example:
    >>> Gaussian(latent_dim=3).sample(5).shape  # standard normal until set
    (5, 3)

    References:
        Mishra et al., 2018 (BAGAN), arXiv:1803.09655, fits one per class.
    """

    def __init__(self, latent_dim, **kwargs):
        super().__init__(**kwargs)
        d = check_integer(latent_dim, "latent_dim", "Gaussian")
        self.latent_dim = d
        self.mean = self.add_weight(
            shape=(d,), initializer="zeros", trainable=False, name="mean"
        )
        self.factor = self.add_weight(
            shape=(d, d), initializer="identity", trainable=False, name="factor"
        )
        self.built = True

    def fit(self, codes):
        """Take mean and covariance of `codes`, `(n, latent_dim)`."""
        codes = np.asarray(codes, "float64")
        n, d = codes.shape
        if n <= d:
            raise refusal(
                "x",
                "fit_prior",
                f"more than latent_dim = {d} samples, for a covariance",
                f"{n} samples",
            )
        self.mean.assign(codes.mean(axis=0))
        covariance = np.cov(codes, rowvar=False).reshape(d, d)
        values, vectors = np.linalg.eigh(covariance)
        # A symmetric root: unlike Cholesky's, it allows unused directions.
        root = vectors * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
        self.factor.assign(root)
        return self

    def call(self, noise):
        return self.mean + ops.matmul(noise, ops.transpose(self.factor))

    def sample(self, n, seed=0):
        """Return `n` codes, float32 `(n, latent_dim)`."""
        n = check_integer(n, "n", "Gaussian.sample")
        noise = keras.random.normal((n, self.latent_dim), seed=seed)
        return ops.convert_to_numpy(self(noise))

    def get_config(self):
        return {**super().get_config(), "latent_dim": self.latent_dim}


def fit_prior(model, x, kind="gaussian"):
    r"""Fit a distribution to the codes that `model` gives to `x`.

    $$\mu = \overline{E(x)}, \qquad \Sigma = \mathrm{cov}\, E(x)$$

    A plain autoencoder says nothing on how its codes are distributed. After
    this, `prior.sample(n)` draws codes such as the decoder has seen.

    Args:
        model: an `Autoencoder` or `VAE` with `encode`.
        x: samples `(n, *shape)`, more of them than latents.
        kind: `"gaussian"`: one Gaussian with full covariance.

    Returns:
        A `Gaussian`.

    Raises:
        ValueError: for an unknown kind, too few samples, or bad samples.
        TypeError: if `model` cannot encode.

    Example:
    >>> import aegan_lib as ag
    >>> import numpy as np
    >>> ae = ag.Autoencoder(shape=(2,), latent_dim=2, seed=1)
    >>> x = np.random.default_rng(1).normal(size=(50, 2)).astype("float32")
    >>> prior = fit_prior(ae, x)
    >>> bool(np.allclose(prior.mean, ae.encode(x).mean(axis=0), atol=1e-6))
    True

    References:
        Mishra et al., 2018 (BAGAN), arXiv:1803.09655.
    """
    check_choice(kind, "kind", "fit_prior", ("gaussian",))
    if not hasattr(model, "encode"):
        wanted = "a model with `encode`, such as an `Autoencoder`"
        got = type(model).__name__
        raise refusal("model", "fit_prior", wanted, got, error=TypeError)
    codes = model.encode(x)
    return Gaussian(codes.shape[1]).fit(codes)
