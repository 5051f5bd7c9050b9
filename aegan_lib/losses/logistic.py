"""The losses of Goodfellow et al.: a classifier, and two ways to fool it."""

from keras import ops

from .scores import Adversarial, both, per_sample


def logistic_discriminator(real, fake, smoothing=0.0):
    r"""Cross-entropy of the discriminator on logits, real against fake.

    $$L_D = \mathrm{softplus}(-D(x)) + \mathrm{softplus}(D(G(z)))$$

    With $\sigma(D)$ the probability of "real", this is
    $-\log \sigma(D(x)) - \log(1 - \sigma(D(G(z))))$ in its stable form.
    Minimised by $D^* = \log p/q$, where its value is $2 \log 2 - 2\,JS(p, q)$.

    One-sided label smoothing s adds $s D(x)$: the label of a real sample is
    1 − s. Then $\sigma(D^*) = (1 - s)\, p / (p + q)$. Labels of generated
    samples stay 0: smoothed too, they put q into the numerator, and the
    discriminator would reward the generator for what it does already.

    Args:
        real: logits of real samples, `(batch,)` or `(batch, 1)`, unbounded.
        fake: logits of generated samples, same shape.
        smoothing: s in [0, 1); 0.1 is usual. A pair that smooths:
            `Adversarial(functools.partial(minimax.discriminator,
            smoothing=0.1), minimax.generator)`.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean. The two
        terms are added; some programs take their mean, half of it.

    Raises:
        ValueError: if the shapes of `real` and `fake` differ.

    Example:
    >>> from keras import ops
    >>> value = logistic_discriminator(ops.array([2.0]), ops.array([-1.0]))
    >>> round(float(value[0]), 4)  # log(1 + e⁻²) + log(1 + e⁻¹)
    0.4402

    References:
        Goodfellow et al., 2014, arXiv:1406.2661. Smoothing: Salimans et al.,
        2016, section 3.4, arXiv:1606.03498.
    """
    real, fake = both(real, fake)
    # −(1 − s) log σ(a) − s log(1 − σ(a)) = softplus(−a) + s a
    return ops.softplus(-real) + smoothing * real + ops.softplus(fake)


def non_saturating_generator(fake, real=None):
    r"""Generator loss that keeps its gradient when D is sure.

    $$L_G = -\log \sigma(D(G(z))) = \mathrm{softplus}(-D(G(z)))$$

    Its slope in the logit is $-\sigma(-D)$: close to −1 where the
    discriminator rejects the sample, 0 where it is fooled. With D held at
    $D^*$ its gradient is that of $KL(q \| p) - 2\,JS(p, q)$, which is
    $2\,KL(\frac12 (p + q) \| p)$; its value there is another number.

    Args:
        fake: logits of generated samples, `(batch,)` or `(batch, 1)`.
        real: not used; relativistic pairs need it.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean.

    Example:
    >>> from keras import ops
    >>> round(float(non_saturating_generator(ops.array([-500.0]))[0]), 1)
    500.0

    References:
        Goodfellow et al., 2014, section 3, arXiv:1406.2661; its gradient:
        Arjovsky & Bottou, 2017, theorem 2.5, arXiv:1701.04862.
    """
    return ops.softplus(-per_sample(fake))


def minimax_generator(fake, real=None):
    r"""Generator loss of the zero-sum game; saturates when D is sure.

    $$L_G = \log(1 - \sigma(D(G(z)))) = -\mathrm{softplus}(D(G(z)))$$

    Its slope in the logit is $-\sigma(D)$: it vanishes exactly where the
    discriminator rejects the sample.

    Args:
        fake: logits of generated samples, `(batch,)` or `(batch, 1)`.
        real: not used; relativistic pairs need it.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean.

    Example:
    >>> from keras import ops
    >>> round(float(minimax_generator(ops.array([0.0]))[0]), 4)
    -0.6931

    References:
        Goodfellow et al., 2014, equation 1, arXiv:1406.2661.
    """
    return -ops.softplus(per_sample(fake))


non_saturating = Adversarial(logistic_discriminator, non_saturating_generator)
minimax = Adversarial(logistic_discriminator, minimax_generator)
