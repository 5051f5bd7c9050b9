"""Checkers for the page `combined`."""

import numpy as np

from .result import Result


def check_fit_gaussian(fit_gaussian):
    """Check a function that fits a Gaussian to codes.

    Args:
        fit_gaussian: function from codes `(n, d)` to `(mean, factor)`, where
            `factor @ factor.T` is the covariance of the codes.

    Returns:
        A `Result` out of 3 points: mean, covariance, unused directions.
    """
    draw = np.random.default_rng(1).normal(size=(400, 3))
    mixing = np.array([[2.0, 0.0, 0.0], [1.0, 0.5, 0.0], [0.0, -1.0, 1.5]])
    codes = draw @ mixing.T + np.array([3.0, -1.0, 0.0])
    parts, problem = _mean_and_factor(fit_gaussian, codes)
    if problem:
        return Result(0, 3, problem)
    mean, factor = parts
    if not np.allclose(mean, codes.mean(axis=0), atol=1e-3):
        wanted, yours = codes.mean(axis=0).round(2), mean.round(2)
        text = f"mean: expected {wanted}, yours {yours}. Average the samples."
        return Result(0, 3, text)
    covariance = np.cov(codes, rowvar=False)
    if not np.allclose(factor @ factor.T, covariance, rtol=0.01, atol=0.01):
        return Result(1, 3, _factor_hint(factor, covariance))
    flat = np.concatenate([codes, 0 * codes[:, :1]], axis=1)  # rank 3 of 4
    parts, problem = _mean_and_factor(fit_gaussian, flat)
    if not problem:
        wanted = np.cov(flat, rowvar=False)
        good = np.allclose(parts[1] @ parts[1].T, wanted, rtol=0.01, atol=0.01)
        problem = "" if good else "the covariance of the factor is wrong there."
    if problem:
        text = f"codes with an unused direction: {problem} Which root exists?"
        return Result(2, 3, text)
    return Result(3, 3, "mean, covariance, and codes that fill no volume")


def _mean_and_factor(fit_gaussian, codes):
    """What the function returns as arrays, or what is wrong with it."""
    d = codes.shape[1]
    try:
        mean, factor = fit_gaussian(codes.copy())
        mean = np.asarray(mean, "float64")
        factor = np.asarray(factor, "float64")
    except Exception as why:
        return (
            None,
            f"expected (mean, factor), got {type(why).__name__}: {why}.",
        )
    if mean.shape != (d,) or factor.shape != (d, d):
        got = f"{mean.shape} and {factor.shape}"
        return None, f"expected shapes ({d},) and ({d}, {d}), got {got}."
    if not np.isfinite(factor).all():
        return None, "the factor has values that are NaN or infinite."
    return (mean, factor), ""


def _factor_hint(factor, covariance):
    made = factor @ factor.T
    first = f"factor @ factor.T: expected {covariance[0, 0]:.3f} at [0, 0], "
    first += f"yours {made[0, 0]:.3f}"

    def near(array):
        return np.allclose(array, covariance, rtol=0.01, atol=0.01)

    if near(factor):
        return f"{first}: this is the covariance itself, not a root of it."
    if near(factor.T @ factor):
        return f"{first}: factor.T @ factor fits. Which side does ε stand on?"
    if np.allclose(made, np.diag(np.diag(covariance)), rtol=0.01, atol=0.01):
        return "the variances are right, but the coordinates do not correlate."
    return f"{first}: is each eigenvector scaled by a standard deviation?"


def check_reconstruction_term(reconstruction_term):
    """Check the term that keeps the autoencoder alive.

    Args:
        reconstruction_term: function `(x, encoder, generator, weight)` of an
            array `(n, …)`, two functions and a number; returns one value per
            sample, `(n,)`.

    Returns:
        A `Result` out of 2 points: points in the plane, images.
    """
    x = np.array([[1.0, 0.0], [0.0, 2.0]])

    def encoder(x):
        return np.reshape(x, (len(x), -1)).sum(axis=1, keepdims=True)

    def generator(z):
        return np.concatenate([z, 0.5 * z], axis=1)

    # x_rec = (1, ½) and (2, 1); errors ¼ and 5; half of ten times that.
    wanted = np.array([1.25, 25.0])
    value, problem = _values(reconstruction_term, x, encoder, generator)
    if not problem and not np.allclose(value, wanted):
        problem = _term_hint(value, wanted)
    if problem:
        return Result(0, 2, problem)
    images = np.ones((3, 4, 4, 1))

    def painter(z):
        return np.reshape(z, (-1, 1, 1, 1)) * np.full((1, 4, 4, 1), 1 / 32)

    value, problem = _values(reconstruction_term, images, encoder, painter)
    if not problem and not np.allclose(value, 2.5):  # 10 · (1 − 16/32)²
        problem = f"expected 2.500 each, yours {value.round(3)}: mean of which?"
    if problem:
        return Result(1, 2, f"right for points; images: {problem}")
    return Result(2, 2, "one value per sample, for points and for images")


def _values(term, x, encoder, generator):
    """What the function returns for weight 10, or what is wrong with it."""
    try:
        value = np.asarray(term(x.copy(), encoder, generator, 10.0), "float64")
    except Exception as why:
        return None, f"expected values, got {type(why).__name__}: {why}."
    if value.shape != (len(x),):
        wanted = f"one value per sample, shape ({len(x)},)"
        return None, f"expected {wanted}; yours has shape {value.shape}."
    return value, ""


def _term_hint(value, wanted):
    hints = {
        2.0: "a sum over the features; the game divides by their number",
        0.1: "the weight is missing",
        0.2: "the weight is missing, and it is a sum over the features",
    }
    for factor, hint in hints.items():
        if np.allclose(value, factor * wanted):
            return f"expected {wanted}, yours {value.round(3)}: {hint}."
    if np.allclose(value, 10 * np.sqrt(wanted / 10)):
        return f"expected {wanted}, yours {value.round(3)}: the root is taken."
    return (
        f"expected {wanted}, yours {value.round(3)}: compare x with "
        "generator(encoder(x)), square, average over the features."
    )
