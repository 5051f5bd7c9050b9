"""The record that all data come in, and the dealing of splits."""

import hashlib
from typing import NamedTuple

import numpy as np

from aegan_lib._checks import check_integer, refusal

SPLITS = ("train", "test", "features")


class Record(NamedTuple):
    """One split of one data set.

    Args:
        x: images `(n, height, width, channels)` float32 in [−1, 1], or
            points `(n, d)` float32 at unit scale.
        labels: int64 `(n,)`, index into `names` (of a toy: of its modes).
        names: the name of each class.
        factors: what each image was drawn with, name → array `(n,)`.
            Empty where nobody knows.
        modes: centres `(k, d)` of a toy's modes, else `None`.
        name: what the set is called.
        split: which part this is.
        source: where the data come from.
        sha256: of the bytes of `x`; `None` if `x` lies on disk.
        mode_std: standard deviation of each coordinate within a mode.

    Example:
    >>> import aegan_lib as ag
    >>> ag.data.load("ring", split="test")
    Record('ring', split='test', x=(10000, 2) float32, classes=8)
    """

    x: np.ndarray
    labels: np.ndarray
    names: tuple
    factors: dict
    modes: np.ndarray | None
    name: str
    split: str
    source: str
    sha256: str | None
    mode_std: float | None = None

    def __repr__(self):
        return (
            f"Record({self.name!r}, split={self.split!r}, "
            f"x={tuple(self.x.shape)} {self.x.dtype}, "
            f"classes={len(self.names)})"
        )


def make_record(x, labels, names, name, split, source, **known):
    """Return the record of an array: cast, contiguous, with its sha256."""
    x = np.ascontiguousarray(x, dtype="float32")
    return Record(
        x=x,
        labels=np.ascontiguousarray(labels, dtype="int64"),
        names=tuple(names),
        factors=known.get("factors", {}),
        modes=known.get("modes"),
        name=name,
        split=split,
        source=source,
        sha256=hashlib.sha256(x).hexdigest(),
        mode_std=known.get("mode_std"),
    )


def deal(labels, shares, seed=20240229):
    """Deal a set out into stratified, disjoint, shuffled parts.

    Sorted class by class, the samples are dealt like cards: with shares of
    5, 3 and 2 the first part gets five of every ten, and so on.

    Args:
        labels: int array `(n,)`.
        shares: name of the part → how many of every `sum(shares)`.
        seed: literal seed of the order within each class.

    Returns:
        Dict: name of the part → indices.

    Example:
    >>> parts = deal(np.arange(20) % 2, {"train": 3, "test": 2})
    >>> [len(part) for part in parts.values()]
    [12, 8]
    """
    order = np.random.default_rng(seed).permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    card = np.arange(len(labels)) % sum(shares.values())
    parts, low = {}, 0
    for name, share in shares.items():
        part = order[(card >= low) & (card < low + share)]
        shuffle = np.random.default_rng(1).permutation(len(part))
        parts[name] = np.sort(part)[shuffle]
        low += share
    return parts


def check_shape(size, channels, owner, least=1):
    """Return `(height, width)`; raise if images cannot be made like that."""
    if channels not in (1, 3):
        raise refusal("channels", owner, "1 or 3", repr(channels))
    pair = (size, size) if np.ndim(size) == 0 else tuple(size)
    if len(pair) != 2:
        raise refusal("size", owner, "pixels or (height, width)", repr(size))
    return tuple(check_integer(side, "size", owner, least) for side in pair)


def check_count(n, most, owner):
    """Return how many of `most` images are wanted."""
    if n is None:
        return most
    if check_integer(n, "n", owner) > most:
        raise refusal("n", owner, f"at most {most}", n)
    return n
