"""Known factors: what glyphs were drawn with, read off generated ones."""

from typing import NamedTuple

import numpy as np

from .. import shipped
from .._checks import check_data, refusal
from ..averaging import in_batches
from .intervals import Interval, jackknife
from .training import small_network

SHAPE = (28, 28, 1)
NAMES = ("weight", "slant", "rotation", "scale", "shift_x", "shift_y")


class FactorDistance(NamedTuple):
    """Result of `factor_distances` for one factor, in standard deviations."""

    distance: Interval
    floor: float
    error: float


def standardise(factors):
    """Return factors `(n, 6)` at the mean 0 and variance 1 of their ranges.

    Args:
        factors: dict name → array `(n,)`, of a record of glyphs.

    Returns:
        Array float32 `(n, 6)`, in the order of `NAMES`.

    Example:
    >>> import aegan_lib as ag
    >>> few = ag.data.load("glyphs", split="test", n=400)
    >>> standardise(few.factors).std(axis=0).round(1).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    from ..data.glyphs import RANGES

    columns = []
    for name in NAMES:
        low, high = RANGES[name]
        std = (high - low) / np.sqrt(12)  # of a uniform distribution
        columns.append((factors[name] - (low + high) / 2) / std)
    return np.stack(columns, axis=1).astype("float32")


def read_factors(images):
    """Estimate the factors of drawn digits, with a shipped regressor.

    Args:
        images: `(n, 28, 28, 1)` in [−1, 1].

    Returns:
        Array float32 `(n, 6)`, see `standardise`.

    Raises:
        ValueError: for images of another shape or range.

    Example:
    >>> import aegan_lib as ag
    >>> read_factors(ag.data.load("glyphs", split="test", n=5).x).shape
    (5, 6)
    """
    images = np.asarray(images, "float32")
    check_data(images, "read_factors", SHAPE)
    network = small_network(SHAPE, len(NAMES))
    shipped.load_weights(network, "glyphs_factors")
    return in_batches(network, images)


def factor_distances(fake, reference, floor=None):
    r"""How far the factors of generated glyphs are from the true ones.

    $$W_1(\hat f(\text{fake}), \hat f(\text{real}))
      = \int_0^1 |F^{-1}(u) - G^{-1}(u)| \, du$$

    Both sides go through the same regressor f̂, so that its errors meet on
    both; what they are is stated beside the distance.

    Args:
        fake: images `(n, 28, 28, 1)` in [−1, 1].
        reference: `Record` of glyphs with their factors.
        floor: a second sample of real images, for what these give.

    Returns:
        Dict name → `FactorDistance(distance, floor, error)`: an `Interval`
        over images; the distance of `floor`, NaN without; root mean square
        error of the regressor on the reference. All in standard deviations
        of the factor.

    Raises:
        ValueError: for a reference without these factors.

    Example:
    >>> import aegan_lib as ag
    >>> test = ag.data.load("glyphs", split="test", n=200)
    >>> leaning = ag.data.load("glyphs", n=200, ranges={"slant": (18, 20)})
    >>> found = factor_distances(leaning.x, test)
    >>> found["slant"].distance.value > 3 * found["scale"].distance.value
    True

    References:
        Wasserstein distance in one dimension: Vallender, 1974,
        doi:10.1137/1118101.
    """
    from scipy.stats import wasserstein_distance

    if not set(NAMES) <= set(reference.factors):
        wanted = "a record of glyphs with its factors"
        raise refusal("reference", "factor_distances", wanted, reference)
    real, made = read_factors(reference.x), read_factors(fake)
    other = None if floor is None else read_factors(floor)
    truth = standardise(reference.factors)
    found = {}
    for i, name in enumerate(NAMES):
        error = np.sqrt(np.mean((real[:, i] - truth[:, i]) ** 2))
        least = np.nan
        if other is not None:
            least = wasserstein_distance(real[:, i], other[:, i])
        distance = jackknife(wasserstein_distance, real[:, i], made[:, i])
        found[name] = FactorDistance(distance, float(least), float(error))
    return found
