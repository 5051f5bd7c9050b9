"""What all metrics ask of two arrays of features."""

import warnings

import numpy as np

from .._checks import refusal


def check_features(real, fake, owner, least=2):
    """Return both as float64 `(n, d)`, or raise and say what is wrong.

    Args:
        real, fake: arrays `(n, d)` and `(m, d)`.
        owner: name used in the message.
        least: fewest samples of each.

    Returns:
        The two arrays, float64.

    Raises:
        ValueError: for other shapes, too few samples, NaN or infinity.

    Example:
    >>> check_features([[0], [1]], [[2], [3]], "demo")[1].dtype.name
    'float64'
    """
    pair = []
    for name, x in (("real", real), ("fake", fake)):
        x = np.asarray(x)
        if x.ndim != 2:
            wanted = "features of shape (n, d)"
            fix = "Flatten images, or use `ag.metrics.evaluate`."
            raise refusal(name, owner, wanted, f"shape {x.shape}", fix)
        if len(x) < least:
            wanted = f"at least {least} samples"
            raise refusal(name, owner, wanted, len(x))
        if not np.isfinite(x).all():
            bad = int((~np.isfinite(x)).any(axis=1).sum())
            wanted = "finite"
            raise refusal(name, owner, wanted, f"{bad} rows that are not")
        pair.append(x.astype("float64"))
    real, fake = pair
    if real.shape[1] != fake.shape[1]:
        wanted = f"of {real.shape[1]} features, as `real`"
        raise refusal("fake", owner, wanted, fake.shape[1])
    for name, x in (("real", real), ("fake", fake)):
        if (x == x[0]).all():
            warnings.warn(
                f"`{name}` of `{owner}`: all {len(x)} samples have the same "
                "features. The number then measures one point: look at the "
                "samples, or take other features.",
                stacklevel=3,
            )
    return real, fake
