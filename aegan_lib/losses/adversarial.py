"""Adversarial losses: a pair of functions, one for each side of the game.

All of them work on logits or scores, never on probabilities, so that they
stay finite and keep their gradient when the discriminator is sure.
"""

from collections.abc import Callable
from typing import NamedTuple

from keras import ops

from .._checks import check_same_shape, refusal


class Adversarial(NamedTuple):
    """A pair of losses that play against each other.

    Args:
        discriminator: function `(real, fake)` of scores, `(batch,)` or
            `(batch, 1)`; returns one value per sample, `(batch,)`.
        generator: function `(fake, real=None)`; returns `(batch,)`.

    Example:
    >>> from keras import ops
    >>> loss = non_saturating.generator(ops.zeros((2, 1)))
    >>> [round(float(value), 4) for value in loss]  # log 2 each
    [0.6931, 0.6931]

    References:
        Goodfellow et al., 2014, arXiv:1406.2661.
    """

    discriminator: Callable
    generator: Callable


def per_sample(scores):
    """Scores `(batch,)`, `(batch, 1)` or a patch map -> `(batch,)` means."""
    if len(scores.shape) == 1:
        return scores
    return ops.mean(scores, axis=tuple(range(1, len(scores.shape))))


def logistic_discriminator(real, fake):
    r"""Cross-entropy of the discriminator on logits, real against fake.

    $$L_D = \mathrm{softplus}(-D(x)) + \mathrm{softplus}(D(G(z)))$$

    With $\sigma(D)$ the probability of "real", this is
    $-\log \sigma(D(x)) - \log(1 - \sigma(D(G(z))))$ in its stable form.
    Minimised by $D^* = \log p/q$, where its value is $2 \log 2 - 2\,JS(p, q)$.

    Args:
        real: logits of real samples, `(batch,)` or `(batch, 1)`, unbounded.
        fake: logits of generated samples, same shape.

    Returns:
        One value per sample, `(batch,)`; the game takes the mean.

    Raises:
        ValueError: if the shapes of `real` and `fake` differ.

    Example:
    >>> from keras import ops
    >>> value = logistic_discriminator(ops.array([2.0]), ops.array([-1.0]))
    >>> round(float(value[0]), 4)  # log(1 + e⁻²) + log(1 + e⁻¹)
    0.4402

    References:
        Goodfellow et al., 2014, arXiv:1406.2661.
    """
    check_same_shape(real, fake, ("real", "fake"), "discriminator loss")
    real, fake = per_sample(real), per_sample(fake)
    return ops.softplus(-real) + ops.softplus(fake)


def non_saturating_generator(fake, real=None):
    r"""Generator loss that keeps its gradient when D is sure.

    $$L_G = -\log \sigma(D(G(z))) = \mathrm{softplus}(-D(G(z)))$$

    Its slope in the logit is $-\sigma(-D)$: close to −1 where the
    discriminator rejects the sample, 0 where it is fooled.

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
        Goodfellow et al., 2014, section 3, arXiv:1406.2661.
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

PAIRS = {"non_saturating": non_saturating, "minimax": minimax}


def get_pair(loss, owner):
    """Return the pair that `loss` names, or `loss` if it is a pair.

    Raises:
        ValueError: for an unknown name, listing the known ones.
    """
    if isinstance(loss, str) and loss in PAIRS:
        return PAIRS[loss]
    if isinstance(loss, Adversarial):
        return loss
    names = ", ".join(repr(name) for name in PAIRS)
    raise refusal(
        "loss", owner, f"one of {names} or an `Adversarial` pair", repr(loss)
    )


def pair_config(loss):
    """Return what a configuration stores for `loss`: its name."""
    for name, pair in PAIRS.items():
        if loss == pair:
            return name
    raise ValueError(
        "A game with an `Adversarial` pair of its own cannot be saved: a file "
        "holds no functions. Add the pair to `losses.adversarial.PAIRS` under "
        "a name before making the game, and pass that name as `loss`."
    )
