"""The adversarial losses by name: pairs of functions, one for each side.

All of them work on logits or scores, never on probabilities, so that they
stay finite and keep their gradient when the discriminator is sure. Scores are
`(batch,)` or `(batch, 1)`, both of one shape; a map of patches `(batch, h, w,
1)` counts with its mean. A loss is one value per sample, `(batch,)`.
"""

from .._checks import refusal
from .comparing import relativistic, relativistic_average
from .logistic import minimax, non_saturating
from .margins import energy_margin, hinge, least_squares, wasserstein
from .scores import Adversarial
from .scores import per_sample as per_sample

PAIRS = {
    "non_saturating": non_saturating,
    "minimax": minimax,
    "least_squares": least_squares,
    "hinge": hinge,
    "wasserstein": wasserstein,
    "energy_margin": energy_margin,
    "relativistic": relativistic,
    "relativistic_average": relativistic_average,
}


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
