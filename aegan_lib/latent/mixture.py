"""A mixture of Gaussians as the distribution of codes."""

import statistics

import keras
import numpy as np
from keras import ops

from .._checks import check_integer, refusal
from .gaussian import Gaussian


@keras.saving.register_keras_serializable("aegan_lib")
class Mixture(keras.layers.Layer):
    r"""A mixture of Gaussians, held as weights.

    $$z = \mu_k + L_k \epsilon, \qquad \epsilon \sim \mathcal N(0, I),
      \qquad k \sim (\pi_1, \dots, \pi_K)$$

    One more normal number u chooses: k is the number of thresholds
    $\Phi^{-1}(\pi_1 + \dots + \pi_j)$, j < K, that u exceeds. So a batch of
    standard normal noise is all that a draw needs, as for a `Gaussian`. A
    mixture breaks the continuous path between two latents; where u crosses a
    threshold, the code jumps.

    Args:
        latent_dim: size of a code, integer ≥ 1.
        components: number K of Gaussians, integer ≥ 1.

    Raises:
        ValueError: if one of them is no integer ≥ 1.

    Example:
    >>> Mixture(latent_dim=3, components=2).sample(5).shape
    (5, 3)

    References:
        One Gaussian per class: Mariani et al., 2018 (BAGAN),
        arXiv:1803.09655. Fitted to codes without classes: Ghosh et al., 2020,
        arXiv:1903.12436.
    """

    def __init__(self, latent_dim, components, **kwargs):
        super().__init__(**kwargs)
        d = check_integer(latent_dim, "latent_dim", "Mixture")
        k = check_integer(components, "components", "Mixture")
        self.latent_dim, self.components = d, k

        def weight(name, shape, start):
            return self.add_weight(
                shape=shape, initializer=start, trainable=False, name=name
            )

        self.thresholds = weight("thresholds", (k - 1,), "zeros")
        self.means = weight("means", (k, d), "zeros")
        self.factors = weight("factors", (k, d, d), "zeros")
        self.built = True
        self.take([Gaussian(d)] * k, [1.0] * k)

    @property
    def noise_dim(self):
        """How many standard normal numbers make one code: one more."""
        return self.latent_dim + 1

    def take(self, parts, shares):
        """Take the `Gaussian`s `parts`, drawn in proportion to `shares`."""
        shares = np.asarray(shares, "float64")
        if len(parts) != self.components or len(shares) != len(parts):
            wanted = f"{self.components} Gaussians and as many shares"
            got = f"{len(parts)} and {len(shares)}"
            raise refusal("parts", "Mixture.take", wanted, got)
        ends = np.cumsum(shares / shares.sum())[:-1]
        normal = statistics.NormalDist()
        self.thresholds.assign(
            [normal.inv_cdf(float(np.clip(p, 1e-9, 1 - 1e-9))) for p in ends]
        )
        self.means.assign(ops.stack([part.mean.value for part in parts]))
        self.factors.assign(ops.stack([part.factor.value for part in parts]))
        return self

    def component(self, k):
        """Return Gaussian number `k`, from 0, as a `Gaussian`."""
        k = check_integer(k, "k", "Mixture.component", 0)
        if k >= self.components:
            wanted = f"below {self.components}"
            raise refusal("k", "Mixture.component", wanted, k)
        part = Gaussian(self.latent_dim)
        part.mean.assign(self.means[k])
        part.factor.assign(self.factors[k])
        return part

    def call(self, noise):
        above = ops.cast(noise[:, :1] > self.thresholds, "int32")
        k = ops.sum(above, axis=-1)  # (batch,), 0 … K − 1
        chosen = ops.cast(ops.one_hot(k, self.components), noise.dtype)
        all_codes = self.means + ops.einsum(
            "bj,kij->bki", noise[:, 1:], ops.convert_to_tensor(self.factors)
        )  # (batch, K, latent_dim)
        return ops.sum(chosen[:, :, None] * all_codes, axis=1)

    def sample(self, n, seed=0):
        """Return `n` codes, float32 `(n, latent_dim)`."""
        n = check_integer(n, "n", "Mixture.sample")
        noise = keras.random.normal((n, self.noise_dim), seed=seed)
        return ops.convert_to_numpy(self(noise))

    def get_config(self):
        own = {"latent_dim": self.latent_dim, "components": self.components}
        return {**super().get_config(), **own}
