"""Checkers for the page `vae`."""

import numpy as np

from .result import Result


def check_gaussian_kl(kl):
    """Check the divergence between two diagonal Gaussians.

    Args:
        kl: function `(mean, log_var, prior_mean, prior_log_var)` of arrays
            `(batch, latent_dim)`; returns KL of the first Gaussian from the
            second, in nats, one value per sample, `(batch,)`.

    Returns:
        A `Result` out of 3 points: a standard normal prior, a prior of other
        mean, a prior of other variance.
    """
    mean = np.array([[1.0, -2.0, 0.5], [0.0, 0.3, -1.0]])
    log_var = np.array([[0.0, -1.0, 0.4], [0.7, 0.0, -2.0]])
    zeros, shift = np.zeros_like(mean), np.array([[0.5, -1.0, 2.0]] * 2)
    wide = np.array([[1.0, -0.5, 0.2]] * 2)
    stages = {
        "standard normal prior": (zeros, zeros),
        "prior of mean 0.5, -1, 2": (shift, zeros),
        "prior of other variances too": (shift, wide),
    }
    for points, (stage, prior) in enumerate(stages.items()):
        wanted = _kl(mean, log_var, *prior)
        arguments = [a.copy() for a in (mean, log_var, *prior)]
        value, problem = _values(kl, arguments, len(mean))
        if not problem and not np.allclose(value, wanted, rtol=1e-4):
            problem = _kl_hint(value, wanted, mean, log_var, *prior)
        if problem:
            return Result(points, 3, f"{stage}: {problem}")
    return Result(3, 3, "one value per sample, for any two of them")


def _kl(mean, log_var, prior_mean, prior_log_var):
    """The right answer, written for the tests and not for the reader."""
    gap = np.square(mean - prior_mean) / np.exp(prior_log_var)
    ratio = log_var - prior_log_var
    return 0.5 * (gap + np.expm1(ratio) - ratio).sum(axis=1)


def _kl_hint(value, wanted, mean, log_var, prior_mean, prior_log_var):
    std = _kl(mean, 2 * log_var, prior_mean, 2 * prior_log_var)
    hints = (
        (wanted / mean.shape[1], "a mean over latents; it is a sum"),
        (2 * wanted, "is the factor ½ there?"),
        (-wanted, "the sign is wrong; a divergence is never negative"),
        (
            _kl(prior_mean, prior_log_var, mean, log_var),
            "this is the divergence of the second from the first",
        ),
        (std, "the argument is log σ², not log σ"),
        (_kl(mean, log_var, 0.0, 0.0), "the prior is not used"),
        (
            _kl(mean, log_var, prior_mean, 0.0),
            "the variance of the prior is not used",
        ),
    )
    text = f"expected {wanted.round(3)}, yours {value.round(3)}: "
    for wrong, hint in hints:
        if np.allclose(value, wrong, rtol=1e-3):
            return f"{text}{hint}."
    return f"{text}compare it term by term with a single latent."


def check_importance_bound(bound):
    """Check the bound that averages several draws under the logarithm.

    Args:
        bound: function `(log_joint, log_q)` of arrays `(num_draws, batch)`;
            returns the bound in nats, one value per sample, `(batch,)`.

    Returns:
        A `Result` out of 3 points: one draw, several draws, draws whose
        weights are too small for a float.
    """
    log_joint = np.array([[-3.0, -1.0], [-5.0, -2.0], [-2.5, -9.0]])
    log_q = np.array([[-1.0, -0.5], [-2.0, 0.3], [-1.5, -1.0]])
    stages = {
        "one draw": (log_joint[:1], log_q[:1]),
        "three draws": (log_joint, log_q),
        "tiny weights": (log_joint - 2000.0, log_q),
    }
    for points, (stage, (joint, q)) in enumerate(stages.items()):
        wanted = np.logaddexp.reduce(joint - q, axis=0) - np.log(len(q))
        value, problem = _values(bound, [joint.copy(), q.copy()], 2)
        if not problem and not np.allclose(value, wanted, rtol=1e-5):
            problem = _bound_hint(value, wanted, joint, q)
        if problem:
            return Result(points, 3, f"{stage}: {problem}")
    return Result(3, 3, "the mean of the weights, safe in the logarithm")


def _bound_hint(value, wanted, log_joint, log_q):
    weights = log_joint - log_q
    summed = np.logaddexp.reduce(weights, axis=0)
    hints = (
        (log_joint.mean(axis=0), "log q is not subtracted"),
        (weights.mean(axis=0), "the mean stands outside the logarithm: this "
         "is the plain bound"),
        (summed, "a sum over the draws; divide it by their number"),
        (weights.max(axis=0), "only the largest weight counts there"),
        (np.exp(wanted), "take the logarithm"),
    )  # fmt: skip
    text = f"expected {wanted.round(3)}, yours {value.round(3)}: "
    for wrong, hint in hints:
        if np.allclose(value, wrong, rtol=1e-3):
            return f"{text}{hint}."
    if not np.isfinite(value).all():
        hint = "exp underflows. Take the largest weight out of the sum first"
        return f"{text}{hint}."
    return f"{text}average the weights p(x, z) / q(z|x), then take the log."


def _values(function, arguments, batch):
    """What the function returns as an array, or what is wrong with it."""
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(function(*arguments), "float64")
    except Exception as why:
        return None, f"expected values, got {type(why).__name__}: {why}."
    if value.shape != (batch,):
        wanted = f"one value per sample, shape ({batch},)"
        return None, f"expected {wanted}; yours has shape {value.shape}."
    return value, ""
