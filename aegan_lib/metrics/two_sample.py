"""The classifier two-sample test: can anyone tell fakes from reals?"""

from typing import NamedTuple

import numpy as np
from keras.losses import BinaryCrossentropy
from keras.optimizers import Adam

from .. import networks
from .._checks import check_data, check_integer, refusal
from ..averaging import in_batches
from .intervals import GROUPS, jackknife

BATCH_SIZE = 64
# Fixed, as a score depends on the classifier: for points, for images.
WIDTH, STEPS = {1: 64, 3: 16}, {1: 200, 3: 400}


class TwoSample(NamedTuple):
    """Result of `two_sample`; `low` and `high` belong to the AUC."""

    auc: float
    low: float
    high: float
    accuracy: float
    p_value: float
    n: int


def two_sample(real, fake, seed=0, num_steps=None):
    r"""Train a small classifier on one half, judge it on the other.

    $$\mathrm{AUC} = P(c(x) > c(x_\mathrm{fake})) + \tfrac12
      P(c(x) = c(x_\mathrm{fake}))$$

    c is the logit of the classifier for samples that it has not seen. 1/2:
    it cannot tell them apart; 1: it always can. Below 1/2, what it learnt from
    one half is wrong of the other. The AUC is the size of the difference. The
    p-value of the accuracy against 1/2 only says whether there is one: with
    enough samples it is tiny for any model (see `two_sample_curve`). It is a
    little too large, as the numbers of reals and fakes are fixed.

    The classifier is `networks.discriminator` of width 64 for points, 16 for
    images, trained by Adam on batches of 64. Another one gives another
    score: the best one reaches at least this AUC. Ours is quick to see blur
    or a shift by a pixel, slow to see a little noise or less contrast. The
    interval is over the unseen samples, with the classifier as it is; when no
    pair is in the wrong order, it has no width.

    Args:
        real: images `(n, height, width, channels)` in [−1, 1], or points or
            features `(n, d)`, which the training half standardises.
        fake: the same. Of the larger set, a random part is used.
        seed: integer ≥ 0; fixes halves, initial weights, order of batches.
        num_steps: batches to learn from, integer ≥ 1; 200 for points, 400
            for images.

    Returns:
        `TwoSample(auc, low, high, accuracy, p_value, n)`: AUC with its 95 %
        interval, share of right calls at logit 0, one-sided binomial
        p-value; n even, the number used of each kind, half of it unseen.

    Raises:
        ValueError: if the shapes differ, a value is not finite, images are
            out of range or of sides that 4 does not divide, or there are
            fewer than 40 samples of a kind.

    Example:
    >>> rng = np.random.default_rng(0)
    >>> real, fake = rng.normal(size=(2, 200, 2)) + [[[0.0]], [[3.0]]]
    >>> test = two_sample(real, fake, num_steps=30)
    >>> test.n, test.auc > 0.95, test.p_value < 1e-6
    (200, True, True)

    References:
        Lopez-Paz and Oquab, 2017, arXiv:1610.06545.
    """
    real, fake = _check(real, fake, "two_sample")
    if num_steps is None:
        num_steps = STEPS[real.ndim - 1]
    num_steps = check_integer(num_steps, "num_steps", "two_sample")
    rng = np.random.default_rng(check_integer(seed, "seed", "two_sample", 0))
    half = min(len(real), len(fake)) // 2
    real = real[rng.permutation(len(real))[: 2 * half]]
    fake = fake[rng.permutation(len(fake))[: 2 * half]]
    seen = np.concatenate([real[:half], fake[:half]])
    unseen = np.concatenate([real[half:], fake[half:]])
    if seen.ndim == 2:
        mean, std = seen.mean(axis=0), seen.std(axis=0)
        std[std == 0] = 1.0
        seen, unseen = (seen - mean) / std, (unseen - mean) / std
    classifier = _trained(seen, half, rng, seed, num_steps)
    scores = in_batches(classifier, unseen)[:, 0]
    return _judge(scores[:half], scores[half:])


def two_sample_curve(real, fake, sizes, seed=0, num_steps=None):
    """Return the test at several numbers of samples, each within the next.

    If the fakes differ at all, the p-value falls towards 0 as n grows, while
    the AUC settles: it alone says by how much they differ.

    Args:
        real: as for `two_sample`.
        fake: as for `two_sample`.
        sizes: numbers of samples of each kind, each ≥ 40.
        seed: integer ≥ 0.
        num_steps: as for `two_sample`, the same for each size.

    Returns:
        A list of `TwoSample`, one a size.

    Raises:
        ValueError: for a size of which there are not that many samples, and
            as `two_sample`.

    Example:
    >>> real, fake = np.random.default_rng(0).normal(size=(2, 80, 2))
    >>> curve = two_sample_curve(real, fake, sizes=[40, 80], num_steps=3)
    >>> [test.n for test in curve]
    [40, 80]

    References:
        Lopez-Paz and Oquab, 2017, arXiv:1610.06545.
    """
    owner = "two_sample_curve"
    real, fake = _check(real, fake, owner)
    rng = np.random.default_rng(check_integer(seed, "seed", owner, 0))
    real, fake = [x[rng.permutation(len(x))] for x in (real, fake)]
    sizes = [check_integer(n, "sizes", owner, 2 * GROUPS) for n in sizes]
    most = min(len(real), len(fake))
    if max(sizes, default=0) > most:
        wanted = f"at most {most}, the samples of each kind"
        raise refusal("sizes", owner, wanted, max(sizes))
    return [two_sample(real[:n], fake[:n], seed, num_steps) for n in sizes]


def _check(real, fake, owner):
    """Return both as float32, or raise unless they can be compared."""
    real, fake = np.asarray(real, "float32"), np.asarray(fake, "float32")
    check_data(real, f"{owner}, real")
    check_data(fake, f"{owner}, fake", real.shape[1:])
    least, got = 2 * GROUPS, (len(real), len(fake))
    if min(got) < least:
        raise refusal("samples", owner, f"at least {least} of each kind", got)
    return real, fake


def _trained(x, half, rng, seed, num_steps):
    """A classifier that has learnt that the first `half` of x are real."""
    shape, real = x.shape[1:], np.arange(len(x)) < half
    network = networks.discriminator(shape, WIDTH[len(shape)], seed)
    network.compile(Adam(1e-3), BinaryCrossentropy(from_logits=True))
    rounds = -(-num_steps * BATCH_SIZE // len(x))
    order = np.concatenate([rng.permutation(len(x)) for _ in range(rounds)])
    for step in range(num_steps):
        batch = order[step * BATCH_SIZE : (step + 1) * BATCH_SIZE]
        network.train_on_batch(x[batch], real[batch, None].astype("float32"))
    return network


def _judge(real, fake):
    """The result, from the classifier's logits of unseen samples."""
    from scipy.stats import binomtest

    right = int((real > 0).sum() + (fake <= 0).sum())
    judged = len(real) + len(fake)  # as many as were used of each kind
    p_value = binomtest(right, judged, 0.5, alternative="greater").pvalue
    auc = jackknife(_auc, real, fake)
    low, high = max(auc.low, 0.0), min(auc.high, 1.0)
    return TwoSample(
        auc.value, low, high, right / judged, float(p_value), judged
    )


def _auc(real, fake):
    """Share of pairs in the right order, ties half: the Mann–Whitney U."""
    from scipy.stats import rankdata

    n, m = len(real), len(fake)
    ranks = rankdata(np.concatenate([real, fake]))[:n]
    return float((ranks.sum() - n * (n + 1) / 2) / (n * m))
