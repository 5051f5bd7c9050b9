"""Divergences between distributions."""

import numpy as np
from keras import ops

from .._checks import check_same_shape
from .reconstruction import squared_error


def gaussian_kl(mean, log_var):
    r"""Divergence of a diagonal Gaussian from the standard normal.

    $$KL(\mathcal N(\mu, \sigma^2) \,\|\, \mathcal N(0, I))
      = \tfrac12 \sum_j (\mu_j^2 + \sigma_j^2 - 1 - \log \sigma_j^2)$$

    Args:
        mean: μ, `(batch, latent_dim)`.
        log_var: log σ², same shape.

    Returns:
        One value per sample in nats, `(batch,)`: *sum* over latents. A mean
        over latents would weaken it by a factor `latent_dim`, a common slip.

    Raises:
        ValueError: if the shapes of `mean` and `log_var` differ.

    Example:
    >>> from keras import ops
    >>> float(gaussian_kl(ops.array([[2.0, 0.0]]), ops.zeros((1, 2)))[0])
    2.0

    References:
        Kingma & Welling, 2014, appendix B, arXiv:1312.6114.
    """
    check_same_shape(mean, log_var, ("mean", "log_var"), "gaussian_kl")
    terms = ops.square(mean) + ops.exp(log_var) - 1.0 - log_var
    return 0.5 * ops.sum(terms, axis=-1)


def gaussian_nll(x, mean, log_var):
    r"""Negative log-likelihood of a Gaussian with one variance for all.

    $$-\log p(x) = \frac{\lVert x - \mu \rVert^2}{2 \sigma^2}
      + \frac d2 \log(2 \pi \sigma^2)$$

    Args:
        x: samples `(batch, …)` with d features each.
        mean: μ, same shape.
        log_var: log σ², a scalar.

    Returns:
        One value per sample in nats, `(batch,)`: sum over features. It is a
        density, so it can be negative.

    Raises:
        ValueError: if the shapes of `x` and `mean` differ.

    Example:
    >>> from keras import ops
    >>> nll = gaussian_nll(ops.zeros((1, 2)), ops.zeros((1, 2)), 0.0)
    >>> round(float(nll[0]), 4)  # log 2π
    1.8379

    References:
        Rybkin et al., 2021, arXiv:2006.13202.
    """
    size = 1
    for length in x.shape[1:]:
        size *= length
    error = squared_error(x, mean)
    constant = float(np.log(2 * np.pi))
    return 0.5 * (error * ops.exp(-log_var) + size * (log_var + constant))
