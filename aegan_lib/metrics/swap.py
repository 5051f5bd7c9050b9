"""The generative adversarial metric: two games swap their discriminators."""

from typing import NamedTuple

import numpy as np

from .._checks import check_data, check_integer, check_number, refusal
from ..averaging import in_batches

NEITHER = "neither: "


class Swap(NamedTuple):
    """Result of `swap_discriminators`; the four error rates in `errors`."""

    sample_ratio: float
    test_ratio: float
    winner: str
    errors: dict
    n: int


def swap_discriminators(first, second, x, n=None, seed=0, tolerance=0.25):
    r"""Let each discriminator judge the fakes of the other game.

    $$r_\mathrm{sample} = \frac{\epsilon(D_1(G_2(z)))}
      {\epsilon(D_2(G_1(z)))}, \qquad
      r_\mathrm{test} = \frac{\epsilon(D_1(x))}{\epsilon(D_2(x))}$$

    ε is the share of wrong calls at logit 0: a real called fake, a fake
    called real. The first game wins if r_sample < 1, the second if > 1, and
    neither unless r_test ≈ 1: only then are the discriminators equally good,
    or equally bad, on unseen data (see `errors`). The paper leaves open what
    is about 1; here it is [1 / (1 + tolerance), 1 + tolerance].

    The ratios say nothing of either game's distance to the data, have no
    interval, and change with the seed of the training: repeat it. Scores have
    to be logits, so a critic without a threshold at 0 cannot take part.

    Args:
        first: trained game with `generate` and `discriminator`.
        second: the same, for samples of the same shape.
        x: unseen real samples `(m, *shape)`.
        n: how many reals and fakes are judged, at most m, the default.
        seed: integer ≥ 0; fixes the latents, and which n of the reals.
        tolerance: ≥ 0; how far from 1 the test ratio may be.

    Returns:
        `Swap(sample_ratio, test_ratio, winner, errors, n)`. The winner is
        "first", "second" or "neither: …" with the reason. A ratio x / 0 is
        inf, and 0 / 0 NaN: an infinite r_sample makes the second win, NaN
        and an infinite r_test leave no winner.

    Raises:
        ValueError: if a game has no discriminator, the games or x differ in
            shape, or n is larger than m.

    Example:
    >>> import aegan_lib as ag
    >>> gan = ag.GAN(shape=(2,), latent_dim=2, width=8, seed=1)
    >>> x = np.random.default_rng(0).normal(size=(100, 2))
    >>> swap = swap_discriminators(gan, gan, x)  # a game against itself
    >>> swap.test_ratio, swap.winner[:7], swap.n
    (1.0, 'neither', 100)

    References:
        Im et al., 2016, arXiv:1602.05110. The authors' program divides the
        shares of right calls instead, D₁'s by D₂'s: the same order of the
        games, but another size of the ratios.
    """
    owner = "swap_discriminators"
    for name, game in (("first", first), ("second", second)):
        if not (hasattr(game, "generate") and hasattr(game, "discriminator")):
            wanted = "a game with `generate` and `discriminator`"
            raise refusal(name, owner, wanted, type(game).__name__)
    if first.shape != second.shape:
        wanted = f"a game of samples of shape {first.shape}, as `first`"
        raise refusal("second", owner, wanted, second.shape)
    x = np.asarray(x, "float32")
    check_data(x, owner, first.shape)
    n = len(x) if n is None else check_integer(n, "n", owner)
    if n > len(x):
        raise refusal("n", owner, f"at most {len(x)}, the samples in x", n)
    seed = check_integer(seed, "seed", owner, 0)
    tolerance = check_number(tolerance, "tolerance", owner)
    x = x[np.random.default_rng(seed).permutation(len(x))[:n]]
    errors = {
        "D1(x)": _error(first, x, real=True),
        "D2(x)": _error(second, x, real=True),
        "D1(G2(z))": _error(first, second.generate(n, seed), real=False),
        "D2(G1(z))": _error(second, first.generate(n, seed), real=False),
    }
    test_ratio = _ratio(errors["D1(x)"], errors["D2(x)"])
    sample_ratio = _ratio(errors["D1(G2(z))"], errors["D2(G1(z))"])
    winner = _winner(sample_ratio, test_ratio, tolerance)
    return Swap(sample_ratio, test_ratio, winner, errors, n)


def _error(game, x, real):
    """Share of x on which the game's discriminator is wrong."""
    called_real = in_batches(game.discriminator, x) > 0
    return float(np.mean(called_real != real))


def _ratio(over, under):
    """over / under; inf for x / 0, NaN for 0 / 0."""
    if under:
        return over / under
    return float("inf") if over else float("nan")


def _winner(sample_ratio, test_ratio, tolerance):
    if np.isnan(test_ratio):
        return NEITHER + "no discriminator is ever wrong of x (0 / 0)"
    if not 1 / (1 + tolerance) <= test_ratio <= 1 + tolerance:
        return NEITHER + "the discriminators are not comparable"
    if np.isnan(sample_ratio):
        return NEITHER + "no discriminator is ever fooled (0 / 0)"
    if sample_ratio == 1:
        return NEITHER + "they fool each other equally often"
    return "first" if sample_ratio < 1 else "second"
