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


def bernoulli_nll(x, logits):
    r"""Negative log-likelihood of pixels that are on or off.

    $$-\sum_i x_i \log \sigma(l_i) + (1 - x_i) \log(1 - \sigma(l_i))
      = \sum_i \mathrm{softplus}(l_i) - x_i l_i$$

    For x in between it is a cross-entropy and no likelihood: its constant is
    missing (Loaiza-Ganem & Cunningham, 2019, arXiv:1907.06845).

    Args:
        x: samples `(batch, …)` in [0, 1]; the library's images lie in
            [−1, 1]: hand over `(x + 1) / 2`.
        logits: l, what a decoder without a last sigmoid returns, same shape.

    Returns:
        One value per sample in nats, `(batch,)`: sum over features.

    Raises:
        ValueError: if the shapes differ.

    Example:
    >>> from keras import ops
    >>> x, logits = ops.array([[1.0, 0.0]]), ops.array([[2.0, -1.0]])
    >>> round(float(bernoulli_nll(x, logits)[0]), 4)  # as log(1 + e⁻²) + …
    0.4402

    References:
        Kingma & Welling, 2014, appendix C.1, arXiv:1312.6114.
    """
    check_same_shape(x, logits, ("x", "logits"), "bernoulli_nll")
    terms = ops.softplus(logits) - x * logits
    return ops.sum(ops.reshape(terms, (ops.shape(x)[0], -1)), axis=-1)


def feature_matching(real, fake):
    r"""Squared distance of the mean features of real and generated samples.

    $$\lVert \mathbb{E}\, f(x) - \mathbb{E}\, f(G(z)) \rVert^2$$

    A loss for the generator; f is a layer of the discriminator, whose own
    loss remains what it is. For features of *paired* samples, as in VAE/GAN,
    take `squared_error(f(x), f(x_rec))`, which has a value for each.

    Args:
        real: features of real samples, `(batch, …)`.
        fake: features of generated samples, `(any number, …)`.

    Returns:
        A scalar: sum over features of the squared difference of two means.

    Raises:
        ValueError: if the features have other shapes.

    Example:
    >>> from keras import ops
    >>> real, fake = ops.array([[1.0, 0.0]]), ops.array([[0.0, 0.0], [4.0, 2]])
    >>> float(feature_matching(real, fake))  # (1 − 2)² + (0 − 1)²
    2.0

    References:
        Salimans et al., 2016, section 3.1, arXiv:1606.03498.
    """
    check_same_shape(real[0], fake[0], ("real", "fake"), "feature_matching")
    gap = ops.mean(real, axis=0) - ops.mean(fake, axis=0)
    return ops.sum(ops.square(gap))
