"""Checkers for the page `autoencoders`."""

import numpy as np

from .result import Result


def check_pca_error(pca_error):
    """Check the least error that a linear autoencoder can reach.

    Args:
        pca_error: function `(x, k)` of samples `(n, …)` and a code size;
            returns one number, the mean squared error of the best rank-k
            reconstruction about the mean, summed over features.

    Returns:
        A `Result` out of 3 points: centred points, points with a mean, images.
    """
    rng = np.random.default_rng(1)
    x = rng.normal(size=(20, 5)) * np.array([4.0, 3.0, 2.0, 1.0, 0.5])
    x -= x.mean(axis=0)
    value, problem = _number(pca_error, x, 2)
    if not problem and not np.isclose(value, _discarded(x, 2), rtol=1e-4):
        problem = _pca_hint(value, x, 2)
    if problem:
        return Result(0, 3, problem)
    moved = x + np.array([10.0, 0.0, -5.0, 0.0, 3.0])
    value, problem = _number(pca_error, moved, 2)
    wanted = _discarded(x, 2)
    if not problem and not np.isclose(value, wanted, rtol=1e-4):
        problem = f"expected {wanted:.3f}, yours {value:.3f}."
    if problem:
        text = f"right for centred points; moved by a constant: {problem}"
        return Result(1, 3, f"{text} Does a shift change the covariance?")
    images = rng.normal(size=(30, 3, 4, 1))
    value, problem = _number(pca_error, images, 4)
    wanted = _discarded(images.reshape(30, 12), 4)
    if not problem and not np.isclose(value, wanted, rtol=1e-4):
        problem = f"expected {wanted:.3f}, yours {value:.3f}."
    if problem:
        text = f"right for points; images (30, 3, 4, 1): {problem}"
        return Result(2, 3, f"{text} One row per sample is wanted.")
    return Result(3, 3, "for points, with and without a mean, and images")


def _eigenvalues(x):
    """Variances along the principal axes, the largest first."""
    return np.linalg.eigvalsh(np.cov(x, rowvar=False, bias=True))[::-1]


def _discarded(x, k):
    return float(_eigenvalues(x)[k:].sum())


def _number(function, x, k):
    """What the function returns as a number, or what is wrong with it."""
    try:
        value = np.asarray(function(x.copy(), k), "float64")
    except Exception as why:
        return None, f"expected a number, got {type(why).__name__}: {why}."
    if value.size != 1:
        return None, f"expected one number, yours has shape {value.shape}."
    if not np.isfinite(value).all():
        return None, "expected a finite number, yours is NaN or infinite."
    return float(value.reshape(())), ""


def _pca_hint(value, x, k):
    """Which of the usual slips explains the number."""
    n, d = x.shape
    kept, wanted = _eigenvalues(x)[:k].sum(), _discarded(x, k)
    hints = {
        float(kept): "this is the variance kept, not the variance discarded",
        float(_eigenvalues(x)[: d - k].sum()): "eigh sorts upwards",
        wanted * n / (n - 1): "divide by n, as the mean over the samples does",
        wanted / d: "a mean over the features; the loss is their sum",
        wanted * n: "a sum over the samples; the loss is their mean",
        float(np.sqrt(_eigenvalues(x)[k:]).sum()): "variances, not deviations",
    }
    for slip, hint in hints.items():
        if np.isclose(value, slip, rtol=1e-4):
            return f"expected {wanted:.3f}, yours {value:.3f}: {hint}."
    return (
        f"expected {wanted:.3f}, yours {value:.3f}: add up the smallest "
        "eigenvalues of the covariance."
    )


def check_bernoulli_error(bernoulli_error):
    """Check a cross-entropy for pixels that are stored in [−1, 1].

    Args:
        bernoulli_error: function `(x, logits)` of two arrays `(n, …)`, x in
            [−1, 1]; returns one value per sample, summed over features.

    Returns:
        A `Result` out of 3 points: points, images, sure logits.
    """
    x = np.array([[-1.0, 0.5], [1.0, 0.0]])
    logits = np.array([[0.3, -1.2], [2.0, 0.7]])
    value, problem = _values(bernoulli_error, x, logits)
    if not problem and not np.allclose(value, _bernoulli(x, logits)):
        problem = _bernoulli_hint(value, x, logits)
    if problem:
        return Result(0, 3, problem)
    rng = np.random.default_rng(1)
    images = rng.uniform(-1.0, 1.0, size=(3, 4, 4, 1))
    logits = rng.normal(size=(3, 4, 4, 1))
    value, problem = _values(bernoulli_error, images, logits)
    wanted = _bernoulli(images, logits)
    if not problem and not np.allclose(value, wanted):
        problem = f"expected {wanted.round(3)}, yours {value.round(3)}."
    if problem:
        return Result(1, 3, f"right for points; images: {problem}")
    sure = np.array([[500.0, -500.0], [-500.0, 500.0]])
    x = np.array([[1.0, -1.0], [1.0, -1.0]])  # right twice, wrong twice
    value, problem = _values(bernoulli_error, x, sure)
    if problem or not np.allclose(value, [0.0, 1000.0]):
        got = problem or f"expected [0 1000], yours {value.round(3)}."
        text = f"right for moderate logits; at ±500: {got}"
        return Result(2, 3, f"{text} Never form exp(500) or log(0).")
    return Result(3, 3, "one value per sample, also where logits are sure")


def _bernoulli(x, logits):
    """The loss itself, per sample; `logaddexp` keeps it exact."""
    share = (x + 1) / 2
    loss = np.logaddexp(0.0, logits) - share * logits
    return loss.reshape(len(x), -1).sum(axis=1)


def _values(function, x, logits):
    """What the function returns, one per sample, or what is wrong with it."""
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(function(x.copy(), logits.copy()), "float64")
    except Exception as why:
        return None, f"expected values, got {type(why).__name__}: {why}."
    if value.shape != (len(x),):
        wanted = f"one value per sample, shape ({len(x)},)"
        return None, f"expected {wanted}; yours has shape {value.shape}."
    if not np.isfinite(value).all():
        return None, "some values are NaN or infinite."
    return value, ""


def _bernoulli_hint(value, x, logits):
    wanted = _bernoulli(x, logits)
    raw = np.logaddexp(0.0, logits) - x * logits
    hints = [
        (raw.sum(axis=1), "x stands there unscaled. Map [−1, 1] to [0, 1]"),
        (-wanted, "the sign: a loss is the negative log-likelihood"),
        (wanted / x.shape[1], "a mean over the features; sum them"),
        (_bernoulli(-x, logits), "ink and paper are exchanged"),
    ]
    text = f"expected {wanted.round(3)}, yours {value.round(3)}"
    for slip, hint in hints:
        if np.allclose(value, slip):
            return f"{text}: {hint}."
    return f"{text}: with t = (x + 1)/2, is it −t log σ − (1 − t) log(1 − σ)?"
