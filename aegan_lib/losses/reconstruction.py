"""Reconstruction losses: one value per sample, summed over its features.

A sum, not a mean: so it is the log-likelihood of a decoder, up to scale, and
can stand beside a Kullback-Leibler divergence that is summed as well.
"""

from keras import ops

from .._checks import check_same_shape


def _difference(x, x_rec):
    check_same_shape(x, x_rec, ("x", "x_rec"), "reconstruction loss")
    return ops.reshape(x - x_rec, (ops.shape(x)[0], -1))


def squared_error(x, x_rec):
    r"""Squared error of a reconstruction.

    $$\lVert x - \hat x \rVert^2 = \sum_i (x_i - \hat x_i)^2$$

    Use it for data in [−1, 1] or on the whole line. It is $2\sigma^2$ times
    the negative log-likelihood of a Gaussian decoder, without its constant.

    Args:
        x: samples `(batch, …)`.
        x_rec: reconstructions, same shape.

    Returns:
        One value per sample, `(batch,)`: sum over features. Some authors take
        the mean over features or a factor ½; neither is in here.

    Raises:
        ValueError: if the shapes differ.

    Example:
    >>> from keras import ops
    >>> x, x_rec = ops.array([[1.0, -1.0]]), ops.array([[0.0, 1.0]])
    >>> float(squared_error(x, x_rec)[0])  # 1² + 2²
    5.0

    References:
        Bishop, Pattern Recognition and Machine Learning, 2006, section 12.4.2.
    """
    return ops.sum(ops.square(_difference(x, x_rec)), axis=-1)


def absolute_error(x, x_rec):
    r"""Absolute error of a reconstruction.

    $$\lVert x - \hat x \rVert_1 = \sum_i |x_i - \hat x_i|$$

    Its optimum is the median, so it forgives outliers and blurs less.

    Args:
        x: samples `(batch, …)`.
        x_rec: reconstructions, same shape.

    Returns:
        One value per sample, `(batch,)`: sum over features.

    Raises:
        ValueError: if the shapes differ.

    Example:
    >>> from keras import ops
    >>> x, x_rec = ops.array([[1.0, -1.0]]), ops.array([[0.0, 1.0]])
    >>> float(absolute_error(x, x_rec)[0])  # 1 + 2
    3.0

    References:
        Isola et al., 2017, section 3.1, arXiv:1611.07004.
    """
    return ops.sum(ops.abs(_difference(x, x_rec)), axis=-1)
