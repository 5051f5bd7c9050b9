"""Argument checks: one message template for the whole library.

Every refusal says what was expected, what came, and how to mend it:
"`latent_dim` of `GAN` must be an integer ≥ 1. Got 0 instead."
"""

import numbers

import numpy as np


def refusal(argument, owner, expected, got, fix="", error=ValueError):
    """Return the exception for a bad argument; the caller raises it.

    Example:
    >>> raise refusal("latent_dim", "GAN", "an integer ≥ 1", 0)
    Traceback (most recent call last):
    ...
    ValueError: `latent_dim` of `GAN` must be an integer ≥ 1. Got 0 instead.
    """
    text = f"`{argument}` of `{owner}` must be {expected}. Got {got} instead."
    return error(f"{text} {fix}".rstrip())


def check_integer(value, argument, owner, least=1):
    """Return `value` as int, or raise unless it is an integer ≥ `least`."""
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not whole or value < least:
        raise refusal(argument, owner, f"an integer ≥ {least}", repr(value))
    return int(value)


def check_number(value, argument, owner, least=0.0, most=None):
    """Return `value` as float, or raise unless it lies in [least, most]."""
    wanted = f"a number ≥ {least:g}"
    if most is not None:
        wanted = f"a number in [{least:g}, {most:g}]"
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    most = np.inf if most is None else most
    inside = real and least <= value <= most and value < np.inf
    if not inside:
        raise refusal(argument, owner, wanted, repr(value))
    return float(value)


def check_choice(value, argument, owner, choices):
    """Return `value`, or raise unless it is one of the strings `choices`."""
    if not isinstance(value, str) or value not in choices:
        names = ", ".join(repr(choice) for choice in choices)
        raise refusal(argument, owner, f"one of {names}", repr(value))
    return value


def check_same_shape(first, second, names, owner):
    """Raise unless two tensors have one shape: nothing is broadcast."""
    known, got = tuple(first.shape), tuple(second.shape)
    same = len(known) == len(got) and all(
        a == b or None in (a, b) for a, b in zip(known, got, strict=True)
    )
    if not same:
        wanted = f"of the same shape as `{names[0]}`, {known}"
        raise refusal(names[1], owner, wanted, f"shape {got}")


def check_data(x, owner, shape=None, batch_size=None, bounded=True):
    """Raise unless `x` is a finite, non-empty array of samples.

    Args:
        x: array `(n, d)` of points or `(n, height, width, channels)` of
            images. Images have to lie in [−1, 1].
        owner: name used in the message.
        shape: shape of one sample, or `None` for any.
        batch_size: refuse sets with fewer samples than this.
        bounded: whether images are checked to lie in [−1, 1].

    Raises:
        ValueError: names what came and how to mend it.
    """
    got = f"an array of shape {tuple(x.shape)}"
    if x.ndim not in (2, 4) or (shape and tuple(x.shape[1:]) != tuple(shape)):
        wanted = (
            f"of shape (n, {', '.join(map(str, shape))})"
            if shape
            else "points (n, d) or images (n, height, width, channels)"
        )
        fix = ""
        if x.ndim == 3:
            fix = "Grey images need a channel axis: x[..., None]."
        raise refusal("x", owner, wanted, got, fix)
    if len(x) == 0:
        raise refusal("x", owner, "at least one sample", got)
    if batch_size and len(x) < batch_size:
        raise refusal(
            "x",
            owner,
            f"at least batch_size = {batch_size} samples",
            f"{len(x)} samples",
            "Only full batches are used: pass a smaller `batch_size`.",
        )
    low, high = float(np.min(x)), float(np.max(x))
    if not np.isfinite(low + high):
        bad = int((~np.isfinite(np.asarray(x))).sum())
        raise refusal(
            "x",
            owner,
            "finite",
            f"{bad} values that are NaN or infinite",
            "Remove or repair those samples.",
        )
    if bounded and x.ndim == 4 and (low < -1.001 or high > 1.001):
        raise refusal(
            "x",
            owner,
            "images in [-1, 1]",
            f"values from {low:g} to {high:g}",
            "Rescale images in [0, 255] by x / 127.5 - 1.",
        )


def check_shape(shape, owner):
    """Return `shape` as a tuple, or raise unless our networks reach it.

    Raises:
        ValueError: for a wrong rank, or sides that two strides of 2 do not
            divide.
    """
    if not isinstance(shape, (tuple, list)) or len(shape) not in (1, 3):
        wanted = "(d,) for points or (height, width, channels) for images"
        raise refusal("shape", owner, wanted, repr(shape))
    shape = tuple(check_integer(n, "shape", owner) for n in shape)
    if len(shape) == 3 and (shape[0] % 4 or shape[1] % 4):
        raise refusal(
            "shape",
            owner,
            "of height and width divisible by 4 (two strides of 2)",
            shape,
            "Pad or resize the images, or pass networks of your own.",
        )
    return shape
