"""Losses that aim scores at targets, push them past margins, or let them run:
least squares, hinge, energies, Wasserstein."""

from keras import ops

from .scores import Adversarial, both, per_sample


def least_squares_discriminator(real, fake, real_target=1.0, fake_target=0.0):
    r"""Regression of the scores on one target for real, another for fake.

    $$L_D = \tfrac12 (D(x) - b)^2 + \tfrac12 (D(G(z)) - a)^2$$

    Minimised by the weighted mean of the targets,
    $D^* = (b\,p + a\,q) / (p + q)$.

    Args:
        real: scores of real samples, `(batch,)` or `(batch, 1)`.
        fake: scores of generated samples, same shape.
        real_target: b.
        fake_target: a. The paper tries (a, b, c) = (0, 1, 1), as here, and
            (−1, 1, 0), with c the generator's target.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean. Each term
        has the ½ of Mao et al.; programs that call a mean squared error
        (CycleGAN and what follows it) leave it out for the generator.

    Raises:
        ValueError: if the shapes of `real` and `fake` differ.

    Example:
    >>> from keras import ops
    >>> value = least_squares_discriminator(ops.array([3.0]), ops.array([1.0]))
    >>> float(value[0])  # ½ (3 − 1)² + ½ (1 − 0)²
    2.5

    References:
        Mao et al., 2017, equations 2, 8 and 9, arXiv:1611.04076.
    """
    real, fake = both(real, fake)
    return 0.5 * (ops.square(real - real_target) + (fake - fake_target) ** 2)


def least_squares_generator(fake, real=None, target=1.0):
    r"""Regression of the generated samples' scores on the generator's target.

    $$L_G = \tfrac12 (D(G(z)) - c)^2$$

    Adding $\frac12 (D(x) - c)^2$, which does not depend on G, the *value* at
    $D^*$ is half of Pearson's $\chi^2$ between $p + q$ and $2q$ whenever
    b − c = 1 and b − a = 2. What the generator descends, with D held, is in
    general something else.

    Args:
        fake: scores of generated samples, `(batch,)` or `(batch, 1)`.
        real: not used; relativistic pairs need it.
        target: c.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean.

    Example:
    >>> from keras import ops
    >>> float(least_squares_generator(ops.array([3.0]))[0])  # ½ (3 − 1)²
    2.0

    References:
        Mao et al., 2017, equations 2, 8 and 9, arXiv:1611.04076.
    """
    return 0.5 * ops.square(per_sample(fake) - target)


def hinge_discriminator(real, fake):
    r"""Hinge loss: scores count until they are past a margin of 1.

    $$L_D = [1 - D(x)]_+ + [1 + D(G(z))]_+$$

    Minimised by $D^* = \mathrm{sign}(p - q)$, where its value is
    $2 - 2\,TV(p, q)$ with the total variation $TV = \frac12 \sum |p - q|$.

    Args:
        real: scores of real samples, `(batch,)` or `(batch, 1)`.
        fake: scores of generated samples, same shape.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean.

    Raises:
        ValueError: if the shapes of `real` and `fake` differ.

    Example:
    >>> from keras import ops
    >>> value = hinge_discriminator(ops.array([0.25]), ops.array([-3.0]))
    >>> float(value[0])  # (1 − 0.25) + 0
    0.75

    References:
        Lim & Ye, 2017, arXiv:1705.02894; Miyato et al., 2018,
        arXiv:1802.05957.
    """
    real, fake = both(real, fake)
    return ops.relu(1.0 - real) + ops.relu(1.0 + fake)


def negative_score(fake, real=None):
    r"""Generator loss of the hinge and Wasserstein games: the score, negated.

    $$L_G = -D(G(z))$$

    Its slope in the score is −1 everywhere.

    Args:
        fake: scores of generated samples, `(batch,)` or `(batch, 1)`.
        real: not used; relativistic pairs need it.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean.

    Example:
    >>> from keras import ops
    >>> float(negative_score(ops.array([3.0]))[0])
    -3.0

    References:
        Lim & Ye, 2017, arXiv:1705.02894; Arjovsky et al., 2017,
        arXiv:1701.07875.
    """
    return -per_sample(fake)


def wasserstein_discriminator(real, fake):
    r"""Difference of the scores; the critic has to be kept Lipschitz.

    $$L_D = D(G(z)) - D(x)$$

    Over critics of slope at most 1 its minimum is $-W_1(p, q)$, the distance
    that mass has to be carried. Over all functions it has none: bound the
    slope with `gradient_penalty`, R1, clipped weights or spectral norms.

    Args:
        real: scores of real samples, `(batch,)` or `(batch, 1)`.
        fake: scores of generated samples, same shape.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean.

    Raises:
        ValueError: if the shapes of `real` and `fake` differ.

    Example:
    >>> from keras import ops
    >>> value = wasserstein_discriminator(ops.array([3.0]), ops.array([-1.0]))
    >>> float(value[0])
    -4.0

    References:
        Arjovsky et al., 2017, arXiv:1701.07875.
    """
    real, fake = both(real, fake)
    return fake - real


def energy_margin_discriminator(real, fake, margin=1.0):
    r"""Energies: low where data are, and up to a margin where fakes are.

    $$L_D = [D(x)]_+ + [m - D(G(z))]_+$$

    Here the score is an **energy**, *low* for real samples; an autoencoder's
    reconstruction error is one. Minimised by $D^* = 0$ where p > q and m
    where p < q, with the value $m\,(1 - TV(p, q))$. For energies ≥ 0, as the
    paper has them, $[D(x)]_+ = D(x)$. For an unbounded score it keeps the
    loss bounded, and the game is the hinge game in other units: with
    $s = 1 - 2 D / m$ it is m/2 times the hinge loss of s.

    Args:
        real: energies of real samples, `(batch,)` or `(batch, 1)`.
        fake: energies of generated samples, same shape.
        margin: m > 0, in units of the energy: 10 for the summed error of
            28×28 digits in the paper, near 1 for a mean error per pixel.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean.

    Raises:
        ValueError: if the shapes of `real` and `fake` differ.

    Example:
    >>> from keras import ops
    >>> value = energy_margin_discriminator(ops.array([0.5]), ops.array([0.25]))
    >>> float(value[0])  # 0.5 + (1 − 0.25)
    1.25

    References:
        Zhao et al., 2017, equations 1 and 2, arXiv:1609.03126.
    """
    real, fake = both(real, fake)
    return ops.relu(real) + ops.relu(margin - fake)


def energy_margin_generator(fake, real=None):
    r"""Generator loss of the energy game: the energy itself.

    $$L_G = D(G(z))$$

    Args:
        fake: energies of generated samples, `(batch,)` or `(batch, 1)`.
        real: not used; relativistic pairs need it.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean.

    Example:
    >>> from keras import ops
    >>> float(energy_margin_generator(ops.array([0.5]))[0])
    0.5

    References:
        Zhao et al., 2017, equation 2, arXiv:1609.03126.
    """
    return per_sample(fake)


least_squares = Adversarial(
    least_squares_discriminator, least_squares_generator
)
hinge = Adversarial(hinge_discriminator, negative_score)
wasserstein = Adversarial(wasserstein_discriminator, negative_score)
energy_margin = Adversarial(
    energy_margin_discriminator, energy_margin_generator
)
