"""Checkers for the page `generation`."""

import numpy as np

from .result import Result


def check_divergence(divergence):
    """Check the Kullback–Leibler divergence of two densities on a grid.

    Args:
        divergence: function `(p, q, width)` of two arrays `(points,)` ≥ 0
            and the distance of the points; returns KL(p‖q) in nats.

    Returns:
        A `Result` out of 3 points: two Gaussians, a p with zeros, a q with
        zeros where p has none.
    """
    x = np.linspace(-12.0, 12.0, 1201)
    p, q = _bell(x, 0.0, 1.0), _bell(x, 1.0, 2.0)
    flat = np.where(np.abs(x) < 6.0, 1 / 12, 0.0)
    stages = {
        "two Gaussians": (p, q),
        "p with zeros": (flat, q),
        "q = 0 where p > 0": (q, flat),
    }
    for points, (stage, pair) in enumerate(stages.items()):
        wanted = _kl(*pair) * 0.02
        value, problem = _number(divergence, pair)
        if not problem and not np.isclose(value, wanted, rtol=1e-4):
            problem = _kl_hint(value, wanted, *pair)
        if problem:
            return Result(points, 3, f"{stage}: {problem}")
    return Result(3, 3, "in nats, with zeros of either density")


def _bell(x, mean, std):
    return np.exp(-(((x - mean) / std) ** 2) / 2) / (std * np.sqrt(2 * np.pi))


def _kl(p, q):
    """The sum over the points, written for the tests."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.where(p > 0, p * (np.log(p) - np.log(q)), 0.0).sum())


def _number(divergence, pair):
    """What the function returns as a number, or what is wrong with it."""
    try:
        with np.errstate(all="ignore"):
            value = divergence(pair[0].copy(), pair[1].copy(), 0.02)
            value = np.asarray(value, "float64")
    except Exception as why:
        return None, f"expected a number, got {type(why).__name__}: {why}."
    if value.size != 1:
        return None, f"expected one number, yours has shape {value.shape}."
    return float(value.reshape(())), ""


def _kl_hint(value, wanted, p, q):
    text = f"expected {wanted:.3f}, yours {value:.3f}: "
    if np.isnan(value):
        return f"{text}0 log 0 came out as NaN; it counts as 0."
    if np.isinf(wanted):
        return f"{text}what does a sample cost that q excludes?"
    middle = (p + q) / 2
    hints = (
        (_kl(q, p) * 0.02, "this is the divergence of q from p"),
        (-wanted, "the sign is wrong; a divergence is never negative"),
        (wanted / 0.02, "the sum lacks the width of a cell"),
        (wanted / 0.02 / len(p), "a mean over points is no integral"),
        (wanted / np.log(2), "these are bits; take the natural logarithm"),
        ((_kl(p, middle) + _kl(q, middle)) * 0.01, "this is Jensen–Shannon"),
    )
    for slip, hint in hints:
        if np.isclose(value, slip, rtol=1e-4):
            return f"{text}{hint}."
    return f"{text}sum p log(p/q) over the points, times their distance."


def check_log_memory(log_memory):
    """Check the log-density of a model that memorises, a kernel estimate.

    Args:
        log_memory: function `(x, centres, std)` of arrays `(n, d)` and
            `(m, d)` and a number; returns the logarithm of the mean of the
            Gaussians around the centres, `(n,)`.

    Returns:
        A `Result` out of 3 points: one centre on a line, several centres in
        space, samples at which every exponential underflows.
    """
    rng = np.random.default_rng(1)
    line = np.array([[0.0], [1.0], [-2.0]])
    x, centres = rng.normal(size=(2, 4, 3))
    stages = {
        "one centre on a line": (line, np.array([[0.5]]), 2.0),
        "four centres in space": (x, centres, 0.5),
        "far from all centres": (100.0 + x, centres, 0.5),
    }
    for points, (stage, arguments) in enumerate(stages.items()):
        wanted = _log_memory(*arguments)
        value, problem = _values(log_memory, arguments)
        if not problem and not np.allclose(value, wanted, rtol=1e-5):
            problem = _memory_hint(value, wanted, *arguments)
        if problem:
            return Result(points, 3, f"{stage}: {problem}")
    return Result(3, 3, "one log-density per sample, at any distance")


def _exponents(x, centres, std):
    return -((x[:, None] - centres) ** 2).sum(axis=2) / (2 * std**2)


def _log_memory(x, centres, std):
    total = np.logaddexp.reduce(_exponents(x, centres, std), axis=1)
    area = x.shape[1] / 2 * np.log(2 * np.pi * std**2)
    return total - np.log(len(centres)) - area


def _values(function, arguments):
    """What the function returns as an array, or what is wrong with it."""
    x, centres, std = arguments
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(function(x.copy(), centres.copy(), std), float)
    except Exception as why:
        return None, f"expected values, got {type(why).__name__}: {why}."
    if value.shape != (len(x),):
        wanted = f"one value per sample, shape ({len(x)},)"
        return None, f"expected {wanted}; yours has shape {value.shape}."
    return value, ""


def _memory_hint(value, wanted, x, centres, std):
    d, exponents = x.shape[1], _exponents(x, centres, std)
    area = np.log(2 * np.pi * std**2)
    hints = (
        (np.exp(wanted), "take the logarithm"),
        (wanted + np.log(len(centres)), "a sum over centres; take the mean"),
        (exponents.mean(axis=1) - d / 2 * area, "the mean stands outside the "
         "logarithm"),
        (exponents.max(axis=1) - np.log(len(centres)) - d / 2 * area,
         "only the nearest centre counts there"),
        (wanted + d / 2 * area, "each Gaussian lacks its constant"),
        (wanted + (d - 1) / 2 * area, "the constant belongs to every "
         "dimension"),
        (_log_memory(x, centres, np.sqrt(std)), "std is no variance"),
    )  # fmt: skip
    text = f"expected {wanted.round(2)}, yours {value.round(2)}: "
    if not np.isfinite(value).all():
        return f"{text}exp underflows. Which exponent is the largest?"
    for slip, hint in hints:
        if np.allclose(value, slip, rtol=1e-4):
            return f"{text}{hint}."
    return f"{text}compare it with a single centre at the sample itself."
