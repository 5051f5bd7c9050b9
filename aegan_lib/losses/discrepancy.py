"""A distance between two sets of samples, without a discriminator."""

from keras import ops

from .._checks import check_choice, check_number, refusal

KERNELS = ("rbf", "imq")


def mmd(x, y, kernel="rbf", bandwidth=1.0, unbiased=True):
    r"""Squared maximum mean discrepancy between two sets of samples.

    $$\mathrm{MMD}^2 = \mathbb{E}\,k(x, x') + \mathbb{E}\,k(y, y')
      - 2\,\mathbb{E}\,k(x, y)$$

    with $k = \exp(-d^2 / 2 s^2)$ (`"rbf"`) or
    $k = C / (C + d^2)$, $C = 2 s^2$ (`"imq"`, inverse multiquadric), where
    d is the distance of two samples: both begin with $1 - d^2 / 2 s^2$, and
    the second keeps a gradient for samples far away.

    Args:
        x: samples `(n, …)`.
        y: samples `(m, …)` with the same features; m may differ from n.
        kernel: `"rbf"` or `"imq"`.
        bandwidth: s > 0 in units of the data, or several, whose kernels are
            added. Tolstikhin et al. take $C = 2 d \sigma^2$ for codes
            $\mathcal N(0, \sigma^2 I)$ in d dimensions: s = σ √d.
        unbiased: leave out the pairs of a sample with itself. Then the mean
            is right for every n, and an estimate may be negative. Otherwise
            the estimate is ≥ 0, and too large by about (1 − mean k) / n for
            each of the two sets.

    Returns:
        A scalar: no sample has a share of its own.

    Raises:
        ValueError: for other features, an unknown kernel, a bandwidth ≤ 0,
            or fewer than two samples.

    Example:
    >>> from keras import ops
    >>> x, y = ops.array([[0.0], [0.0]]), ops.array([[1.0], [1.0]])
    >>> round(float(mmd(x, y)), 4)  # 1 + 1 − 2 e^(−1/2)
    0.7869

    References:
        Gretton et al., 2012, lemma 6, JMLR 13; as a loss: Li et al., 2015,
        arXiv:1502.02761; with the inverse multiquadric: Tolstikhin et al.,
        2018, arXiv:1711.01558.
    """
    check_choice(kernel, "kernel", "mmd", KERNELS)
    widths = bandwidth if isinstance(bandwidth, (list, tuple)) else [bandwidth]
    widths = [check_number(s, "bandwidth", "mmd", 1e-12) for s in widths]
    _check_samples(x, y, 2 if unbiased else 1)
    x, y = (ops.reshape(v, (ops.shape(v)[0], -1)) for v in (x, y))
    within = sum(_kernel_mean(v, v, kernel, widths, unbiased) for v in (x, y))
    return within - 2.0 * _kernel_mean(x, y, kernel, widths, False)


def _kernel_mean(x, y, kernel, widths, unbiased):
    """Mean of k over all pairs, or over the pairs of different samples."""
    # Differences first: |x|² + |y|² − 2xy loses its digits far from 0.
    square = ops.sum(ops.square(x[:, None] - y[None]), axis=-1)  # (n, m)
    total = 0.0
    for s in widths:
        scaled = square / (2.0 * s * s)
        k = ops.exp(-scaled) if kernel == "rbf" else 1.0 / (1.0 + scaled)
        total = total + ops.sum(k)
    n, m = (ops.cast(ops.shape(v)[0], square.dtype) for v in (x, y))
    if unbiased:  # k(x, x) = 1 for both kernels
        return (total - n * len(widths)) / (n * (n - 1.0))
    return total / (n * m)


def _check_samples(x, y, least):
    if len(y.shape) < 2 or tuple(x.shape[1:]) != tuple(y.shape[1:]):
        wanted = f"samples with the features of `x`, (m, …) for {x.shape}"
        raise refusal("y", "mmd", wanted, f"shape {tuple(y.shape)}")
    for name, v in {"x": x, "y": y}.items():
        if v.shape[0] is not None and v.shape[0] < least:
            wanted = f"at least {least} samples"
            raise refusal(name, "mmd", wanted, v.shape[0])
