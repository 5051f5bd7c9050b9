"""Checkers for the page `density-ratio`."""

import numpy as np

from .result import Result


def check_js_from_logits(js_from_logits):
    """Check the Jensen–Shannon bound that a discriminator's logits give.

    Args:
        js_from_logits: function of logits `(real, fake)`, arrays `(n,)` and
            `(m,)`; returns log 2 minus half the cross-entropy, in nats.

    Returns:
        A `Result` out of 3 points: as many of each kind, unequal numbers,
        logits of ±500.
    """
    real, fake = np.array([2.0, 0.5, -0.3]), np.array([-1.0, 0.2, -2.5])
    sure = np.array([500.0, -500.0])
    stages = {
        "three of each": (real, fake),
        "three and one": (real, fake[:1]),
        "logits of ±500": (sure, sure),
    }
    for points, (stage, pair) in enumerate(stages.items()):
        value, problem = _number(js_from_logits, pair)
        wanted = _bound(*pair)
        if not problem and not np.isclose(value, wanted, rtol=1e-5):
            problem = _bound_hint(value, *pair)
        if problem:
            return Result(points, 3, f"{stage}: {problem}")
    return Result(3, 3, "in nats, for any numbers, also when D is sure")


def _bound(real, fake):
    loss = np.logaddexp(0, -real).mean() + np.logaddexp(0, fake).mean()
    return float(np.log(2) - loss / 2)


def _bound_hint(value, real, fake):
    wanted = _bound(real, fake)
    half = np.log(2) - wanted  # of the loss
    pooled = np.concatenate([np.logaddexp(0, -real), np.logaddexp(0, fake)])
    hints = (
        (-half, "log 2 is missing"),
        (2 * half, "this is the loss itself"),
        (np.log(2) - 2 * half, "half of the loss is subtracted"),
        (2 * wanted, "it is twice as large as it should be"),
        (wanted / np.log(2), "these are bits; log 2 is in nats"),
        (_bound(-real, -fake), "the signs of the logits are exchanged"),
        (np.log(2) - pooled.mean(), "each kind has a mean of its own"),
        (np.log(2) - pooled.sum() / 2, "a sum over samples; take the mean"),
    )
    text = f"expected {wanted:.3f}, yours {value:.3f}: "
    if not np.isfinite(value):
        return f"{text}does an exponential overflow, or a logarithm meet 0?"
    for slip, hint in hints:
        if np.isclose(value, slip, rtol=1e-4):
            return f"{text}{hint}."
    return f"{text}log 2 − ½ (mean over real + mean over generated)."


def check_reweighted_mean(reweighted_mean):
    """Check a mean over generated samples, weighted by a density ratio.

    Args:
        reweighted_mean: function `(values, logits)` of arrays `(n,)`;
            returns the mean of the values with weights that are proportional
            to the exponential of the logits.

    Returns:
        A `Result` out of 3 points: moderate logits, all logits shifted by a
        constant, logits of 1 000.
    """
    values = np.array([1.0, -2.0, 4.0])
    logits = np.array([0.3, -1.0, 1.2])
    stages = {
        "three samples": logits,
        "all logits higher by 2": logits + 2.0,
        "logits around 1 000": logits + 1000.0,
    }
    wanted = _weighted(values, logits)
    for points, (stage, shifted) in enumerate(stages.items()):
        value, problem = _number(reweighted_mean, (values, shifted))
        if not problem and not np.isclose(value, wanted, rtol=1e-5):
            problem = _weight_hint(value, wanted, values, shifted)
        if problem:
            return Result(points, 3, f"{stage}: {problem}")
    return Result(3, 3, "whatever the prior, however large the logits")


def _weighted(values, logits):
    weights = np.exp(logits - np.logaddexp.reduce(logits))
    return float((weights * values).sum())


def _weight_hint(value, wanted, values, logits):
    text = f"expected {wanted:.3f}, yours {value:.3f}: "
    if not np.isfinite(value):
        return f"{text}exp overflows. Which constant may be subtracted?"
    sure = 1 / (1 + np.exp(-logits))
    with np.errstate(over="ignore"):
        ratio = np.exp(logits)
    hints = (
        (values.mean(), "the weights are not used"),
        ((ratio * values).mean(), "divide by the sum of the weights, not by "
         "their number"),
        ((ratio * values).sum(), "divide by the sum of the weights"),
        (_weighted(values, -logits), "this is the ratio q/p"),
        ((sure * values).sum() / sure.sum(), "σ(D) is p/(p+q), not p/q"),
        ((logits * values).sum() / logits.sum(), "the ratio is exp(D)"),
    )  # fmt: skip
    for slip, hint in hints:
        if np.isclose(value, slip, rtol=1e-4):
            return f"{text}{hint}."
    return f"{text}weight each value by exp(D), then divide by the weights."


def _number(function, arrays):
    """What the function returns as a number, or what is wrong with it."""
    try:
        with np.errstate(all="ignore"):
            value = function(*(a.copy() for a in arrays))
            value = np.asarray(value, "float64")
    except Exception as why:
        return None, f"expected a number, got {type(why).__name__}: {why}."
    if value.size != 1:
        return None, f"expected one number, yours has shape {value.shape}."
    return float(value.reshape(())), ""
