"""What all adversarial losses share: the pair, and the form of the scores."""

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
    >>> import aegan_lib as ag
    >>> from keras import ops
    >>> loss = ag.losses.non_saturating.generator(ops.zeros((2, 1)))
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


def both(real, fake):
    """Scores of one shape, one number per sample: what a discriminator gets.

    Raises:
        ValueError: if the shapes of `real` and `fake` differ.
    """
    check_same_shape(real, fake, ("real", "fake"), "discriminator loss")
    return per_sample(real), per_sample(fake)


def rivals(fake, real, name):
    """The same for a relativistic generator, which cannot do without `real`.

    Raises:
        ValueError: if `real` is missing or of another shape than `fake`.
    """
    if real is None:
        raise refusal(
            "real",
            f"losses.{name}.generator",
            "the scores of as many real samples",
            None,
            "A relativistic loss compares: call generator(fake, real).",
        )
    check_same_shape(real, fake, ("real", "fake"), "generator loss")
    return per_sample(fake), per_sample(real)
