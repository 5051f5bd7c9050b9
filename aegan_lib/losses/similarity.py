"""Structural similarity: images compared by windows, not by pixels."""

import math

import numpy as np
from keras import ops

from .._checks import check_integer, check_same_shape, refusal


def ssim_error(x, x_rec, window=11, data_range=2.0):
    r"""One minus the structural similarity of two images.

    $$1 - \frac{(2 \mu_x \mu_{\hat x} + c_1)(2 \sigma_{x \hat x} + c_2)}
      {(\mu_x^2 + \mu_{\hat x}^2 + c_1)(\sigma_x^2 + \sigma_{\hat x}^2 + c_2)}$$

    Means, variances and the covariance are those of a Gaussian window with a
    standard deviation of 1.5 pixels, and $c_i = (k_i L)^2$ with
    $k = (0.01, 0.03)$ and L the range of the data.

    Args:
        x: images `(batch, height, width, channels)`.
        x_rec: reconstructions, same shape.
        window: side of the window in pixels, at most that of the images.
        data_range: L; 2 for images in [−1, 1].

    Returns:
        One value per sample, `(batch,)`, in [0, 2]: *mean* over all windows
        that lie in the image, and over channels. It is no likelihood; weigh
        it yourself against a term that is summed.

    Raises:
        ValueError: if the shapes differ, or images are smaller than `window`.

    Example:
    >>> from keras import ops
    >>> x = ops.ones((1, 12, 12, 1))
    >>> round(float(ssim_error(x, -x)[0]), 3)  # μ = 1 against −1: nearly 2
    2.0

    References:
        Wang et al., 2004, doi:10.1109/TIP.2003.819861.
    """
    check_same_shape(x, x_rec, ("x", "x_rec"), "ssim_error")
    window = check_integer(window, "window", "ssim_error")
    if len(x.shape) != 4 or min(x.shape[1:3]) < window:
        wanted = f"images of at least {window}×{window} pixels"
        fix = "Pass a smaller `window`."
        raise refusal("x", "ssim_error", wanted, f"shape {x.shape}", fix)
    c_mean, c_spread = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    weights = _gaussian(window, x.shape[-1])

    def mean(values):
        return ops.depthwise_conv(values, ops.cast(weights, values.dtype))

    # Each image without its own level: E x² − (E x)² would lose digits.
    level, level_rec = (ops.mean(v, (1, 2), keepdims=True) for v in (x, x_rec))
    x, x_rec = x - level, x_rec - level_rec
    mean_x, mean_rec = mean(x), mean(x_rec)
    covariance = mean(x * x_rec) - mean_x * mean_rec
    squares = ops.square(mean_x) + ops.square(mean_rec)
    variances = mean(ops.square(x) + ops.square(x_rec)) - squares
    mean_x, mean_rec = mean_x + level, mean_rec + level_rec
    product = mean_x * mean_rec
    squares = ops.square(mean_x) + ops.square(mean_rec)
    luminance = (2.0 * product + c_mean) / (squares + c_mean)
    structure = (2.0 * covariance + c_spread) / (variances + c_spread)
    return 1.0 - ops.mean(luminance * structure, axis=(1, 2, 3))


def _gaussian(window, channels):
    """Weights `(window, window, channels, 1)` that add up to 1 a channel."""
    steps = np.arange(window) - (window - 1) / 2
    line = np.exp(-(steps**2) / (2 * 1.5**2))
    square = np.outer(line, line) / math.fsum(line) ** 2
    return np.repeat(square[:, :, None, None], channels, axis=2)
