"""A Gaussian distribution of codes."""

import keras
import numpy as np
from keras import ops

from .._checks import check_integer, refusal


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
        covariance = np.cov(codes, rowvar=False).reshape(d, d)
        return self.set_moments(codes.mean(axis=0), covariance)

    def set_moments(self, mean, covariance):
        """Take `mean`, `(latent_dim,)`, and `covariance`, a square matrix."""
        self.mean.assign(mean)
        values, vectors = np.linalg.eigh(covariance)
        # A symmetric root: unlike Cholesky's, it allows unused directions.
        root = vectors * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
        self.factor.assign(root)
        return self

    @property
    def noise_dim(self):
        """How many standard normal numbers make one code."""
        return self.latent_dim

    def call(self, noise):
        return self.mean + ops.matmul(noise, ops.transpose(self.factor))

    def sample(self, n, seed=0):
        """Return `n` codes, float32 `(n, latent_dim)`."""
        n = check_integer(n, "n", "Gaussian.sample")
        noise = keras.random.normal((n, self.latent_dim), seed=seed)
        return ops.convert_to_numpy(self(noise))

    def get_config(self):
        return {**super().get_config(), "latent_dim": self.latent_dim}
