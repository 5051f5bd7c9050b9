"""Does a model repeat its training set? Distances to the nearest of it."""

import numpy as np

from .intervals import jackknife
from .neighbours import nearest_distance

MOST = 1000  # samples looked at: all against all pixels of the training set


def copying(fake, held_out, train):
    r"""Distance to the training set against that of held-out samples.

    $$\frac{\mathrm{mean}_j \min_t \|y_j - t\|}
      {\mathrm{mean}_i \min_t \|x_i - t\|}$$

    Copies have 0, other samples of the same distribution 1. Blurred or
    typical samples lie nearer than real ones too: look at the neighbours.

    Args:
        fake: samples `(n, …)`; the first 1 000 are looked at.
        held_out: samples `(m, …)` that were not trained on; likewise.
        train: the training set `(k, …)`.

    Returns:
        `Interval` over fakes and held-out samples.

    Raises:
        ValueError: for fewer than 20 samples or unequal shapes.

    Example:
    >>> train = np.random.default_rng(1).normal(size=(300, 2))
    >>> copying(train[:50], train[50:100] + 0.1, train).value < 1e-6
    True

    References:
        Meehan et al., 2020, arXiv:2004.05675.
    """
    flat = [np.reshape(x, (len(x), -1)) for x in (fake, held_out, train)]
    near = nearest_distance(flat[0][:MOST], flat[2])
    usual = nearest_distance(flat[1][:MOST], flat[2])
    return jackknife(lambda a, b: a.mean() / b.mean(), near, usual)
