"""Likeness of two images: structural similarity."""

import numpy as np

from .._checks import check_same_shape, refusal

STD, RADIUS = 1.5, 5  # of the window, in pixels: 11 × 11


def ssim(x, y, data_range=2.0):
    r"""Structural similarity of images, one value a pair.

    $$\frac{(2 \mu_x \mu_y + c_1)(2 \sigma_{xy} + c_2)}
      {(\mu_x^2 + \mu_y^2 + c_1)(\sigma_x^2 + \sigma_y^2 + c_2)},
      \qquad c_1 = (0.01 R)^2, \; c_2 = (0.03 R)^2$$

    Means, variances and covariance are those in a Gaussian window of 11 × 11
    pixels and σ = 1.5, at every place where it fits; the value is their mean.
    Images of fewer than 11 pixels a side take the widest odd window that
    fits.

    Args:
        x: images `(n, height, width, channels)`.
        y: images of the same shape.
        data_range: R, the range of the pixels; 2 for [−1, 1].

    Returns:
        Array `(n,)`, float64, in [−1, 1]; 1 for equal images.

    Raises:
        ValueError: if the shapes differ or are no images.

    Example:
    >>> x = np.random.default_rng(1).uniform(-1, 1, (2, 16, 16, 1))
    >>> ssim(x, x).tolist()
    [1.0, 1.0]

    References:
        Wang et al., 2004, doi:10.1109/TIP.2003.819861.
    """
    x, y = np.asarray(x, "float64"), np.asarray(y, "float64")
    check_same_shape(x, y, ("x", "y"), "ssim")
    if x.ndim != 4:
        wanted = "images (n, height, width, channels)"
        raise refusal("x", "ssim", wanted, f"shape {x.shape}")
    mean_x, mean_y = _window(x), _window(y)
    var_x = _window(x * x) - mean_x**2
    var_y = _window(y * y) - mean_y**2
    covariance = _window(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    likeness = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    likeness /= (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    return likeness.mean(axis=(1, 2, 3))


def _window(x):
    """Weighted means in every window that lies inside the image."""
    from scipy.ndimage import gaussian_filter1d

    radius = min(RADIUS, (min(x.shape[1:3]) - 1) // 2)
    for axis in (1, 2):
        x = gaussian_filter1d(x, STD, axis=axis, radius=radius)
    return x[:, radius : x.shape[1] - radius, radius : x.shape[2] - radius]
