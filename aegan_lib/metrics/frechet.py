"""The Fréchet distance of two Gaussians fitted to features (FID)."""

import warnings

import numpy as np

from .._checks import refusal
from .arrays import check_features


class Moments:
    """Mean and covariance of a stream of features, from sums in float64.

    Args:
        features: array `(n, d)` to begin with, or `None`.

    Raises:
        ValueError: for features of another size, or NaN among them.

    Example:
    >>> moments = Moments(np.eye(2))
    >>> moments.add(np.zeros((2, 2))).mean
    array([0.25, 0.25])

    References:
        Chan, Golub & LeVeque, 1983, doi:10.1080/00031305.1983.10483115.
    """

    def __init__(self, features=None):
        self.n, self.shift, self.sum, self.products = 0, None, None, None
        if features is not None:
            self.add(features)

    def add(self, features):
        """Add a batch `(b, d)` of any size; return self."""
        features = np.asarray(features, "float64")
        if self.shift is None:  # a constant near the mean: nothing cancels
            self.shift = features[0].copy()
            d = len(self.shift)
            self.sum, self.products = np.zeros(d), np.zeros((d, d))
        if features.shape[1:] != self.shift.shape:
            wanted = f"of shape (n, {len(self.shift)}), as before"
            got = features.shape
            raise refusal("features", "Moments.add", wanted, got)
        if not np.isfinite(features).all():
            got = "NaN or infinity"
            raise refusal("features", "Moments.add", "finite", got)
        centred = features - self.shift
        self.n += len(features)
        self.sum += centred.sum(axis=0)
        self.products += centred.T @ centred
        return self

    @property
    def mean(self):
        """Mean `(d,)`."""
        return self.shift + self.sum / self.n

    @property
    def covariance(self):
        """Unbiased covariance `(d, d)`; needs two samples."""
        if self.n < 2:
            raise refusal("features", "Moments", "two or more", self.n)
        outer = np.outer(self.sum, self.sum) / self.n
        return (self.products - outer) / (self.n - 1)


def frechet_distance(real, fake):
    r"""Squared Fréchet distance of Gaussians with the moments of features.

    $$\|\mu_1 - \mu_2\|^2 + \mathrm{tr}\,(\Sigma_1 + \Sigma_2
      - 2 (\Sigma_1^{1/2} \Sigma_2 \Sigma_1^{1/2})^{1/2})$$

    With Inception features it is called FID. It sees two moments and nothing
    else. Its estimate is biased upwards, the more the fewer samples: compare
    at equal n only, and print what two real samples of that n give.

    Args:
        real: features `(n, d)`, or `Moments`.
        fake: features `(m, d)`, or `Moments`.

    Returns:
        Float ≥ 0, in squared units of the features.

    Raises:
        ValueError: for fewer than two samples, NaN, or unequal sizes.

    Warns:
        UserWarning: if there are not more samples than features: the
            covariances are then singular and the value mostly bias; or if
            all samples have the same features.

    Example:
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(500, 3))
    >>> round(frechet_distance(x, x + [3.0, 0.0, 0.0]), 6)
    9.0

    References:
        Heusel et al., 2017, arXiv:1706.08500; Dowson & Landau, 1982,
        doi:10.1016/0047-259X(82)90077-X.
    """
    if not (isinstance(real, Moments) and isinstance(fake, Moments)):
        real, fake = check_features(real, fake, "frechet_distance")
        real, fake = Moments(real), Moments(fake)
    n, d = min(real.n, fake.n), len(real.mean)
    if len(fake.mean) != d:
        wanted = f"of {d} features, as `real`"
        raise refusal("fake", "frechet_distance", wanted, len(fake.mean))
    if n <= d:
        warnings.warn(
            f"`frechet_distance` of {n} samples with {d} features: a "
            "covariance of fewer samples than features is singular, and the "
            "value mostly bias. Take more samples or `kernel_distance`.",
            stacklevel=2,
        )
    return _distance(real.mean, real.covariance, fake.mean, fake.covariance)


def _distance(mean, covariance, other_mean, other_covariance):
    # The trace of the root of a product: root² is one of the two, so the
    # matrix inside is symmetric and `eigh` suffices.
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    inside = np.linalg.eigvalsh(root @ other_covariance @ root)
    cross = np.sqrt(np.maximum(inside, 0)).sum()
    total = np.trace(covariance) + np.trace(other_covariance) - 2 * cross
    return float(max(((mean - other_mean) ** 2).sum() + total, 0.0))
