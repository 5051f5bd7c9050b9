"""Relativistic losses: real and fake are compared, not judged alone."""

from keras import ops

from .scores import Adversarial, both, rivals


def relativistic_discriminator(real, fake):
    r"""Cross-entropy on the difference of two scores (RpGAN).

    $$L_D = \mathrm{softplus}(-(D(x) - D(G(z))))$$

    Sample i of `real` meets sample i of `fake`. Minimised by
    $D^* = \log p/q + \mathrm{const}$, where its value is
    $\log 2 - JS(p \otimes q, q \otimes p)$.

    Args:
        real: scores of real samples, `(batch,)` or `(batch, 1)`.
        fake: scores of as many generated samples, same shape.

    Returns:
        One value per pair, `(batch,)`; the game takes the mean.

    Raises:
        ValueError: if the shapes of `real` and `fake` differ.

    Example:
    >>> from keras import ops
    >>> value = relativistic_discriminator(ops.array([3.0]), ops.array([1.0]))
    >>> round(float(value[0]), 4)  # log(1 + e⁻²)
    0.1269

    References:
        Jolicoeur-Martineau, 2018, section 4.1, arXiv:1807.00734; with R1 and
        R2: Huang et al., 2024, arXiv:2501.05441.
    """
    real, fake = both(real, fake)
    return ops.softplus(fake - real)


def relativistic_generator(fake, real=None):
    r"""The same with the roles exchanged.

    $$L_G = \mathrm{softplus}(-(D(G(z)) - D(x)))$$

    With D held at $D^*$ its gradient is that of
    $KL(q \| p) - JS(p \otimes q, q \otimes p)$.

    Args:
        fake: scores of generated samples, `(batch,)` or `(batch, 1)`.
        real: scores of as many real samples, same shape; must be given.

    Returns:
        One value per pair, `(batch,)`; the game takes the mean.

    Raises:
        ValueError: if `real` is missing or of another shape.

    Example:
    >>> from keras import ops
    >>> value = relativistic_generator(ops.array([1.0]), ops.array([3.0]))
    >>> round(float(value[0]), 4)  # log(1 + e²)
    2.1269

    References:
        Jolicoeur-Martineau, 2018, section 4.1, arXiv:1807.00734.
    """
    fake, real = rivals(fake, real, "relativistic")
    return ops.softplus(real - fake)


def relativistic_average_discriminator(real, fake):
    r"""Cross-entropy on scores relative to the other side's mean (RaGAN).

    $$L_D = \mathrm{softplus}(-(D(x) - \overline{D(G(z))}))
      + \mathrm{softplus}(D(G(z)) - \overline{D(x)})$$

    The bar is the mean over the batch. Its optimum rises with p/q, but is
    *not* a log ratio and has no closed form.

    Args:
        real: scores of real samples, `(batch,)` or `(batch, 1)`.
        fake: scores of as many generated samples, same shape.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean. The two
        terms are added, as in the paper; its program takes half of that.

    Raises:
        ValueError: if the shapes of `real` and `fake` differ.

    Example:
    >>> from keras import ops
    >>> real, fake = ops.array([3.0, 1.0]), ops.array([1.0, 1.0])
    >>> value = relativistic_average_discriminator(real, fake)
    >>> round(float(value[0]), 4)  # log(1 + e⁻²) + log(1 + e⁻¹)
    0.4402

    References:
        Jolicoeur-Martineau, 2018, section 4.2, arXiv:1807.00734.
    """
    return _average(*both(real, fake))


def relativistic_average_generator(fake, real=None):
    r"""The same with the roles exchanged.

    $$L_G = \mathrm{softplus}(-(D(G(z)) - \overline{D(x)}))
      + \mathrm{softplus}(D(x) - \overline{D(G(z))})$$

    Args:
        fake: scores of generated samples, `(batch,)` or `(batch, 1)`.
        real: scores of as many real samples, same shape; must be given.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean.

    Raises:
        ValueError: if `real` is missing or of another shape.

    Example:
    >>> from keras import ops
    >>> fake, real = ops.array([3.0, 1.0]), ops.array([1.0, 1.0])
    >>> value = relativistic_average_generator(fake, real)
    >>> round(float(value[0]), 4)  # log(1 + e⁻²) + log(1 + e⁻¹)
    0.4402

    References:
        Jolicoeur-Martineau, 2018, section 4.2, arXiv:1807.00734.
    """
    return _average(*rivals(fake, real, "relativistic_average"))


def _average(wanted, other):
    """`wanted` above the mean of `other`, `other` below that of `wanted`."""
    above = ops.softplus(ops.mean(other) - wanted)
    return above + ops.softplus(other - ops.mean(wanted))


relativistic = Adversarial(relativistic_discriminator, relativistic_generator)
relativistic_average = Adversarial(
    relativistic_average_discriminator, relativistic_average_generator
)
