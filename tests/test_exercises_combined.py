import numpy as np
import pytest

from aegan_lib.exercises.combined import (
    check_fit_gaussian,
    check_reconstruction_term,
)


# --- fit_gaussian -----------------------------------------------------------
def symmetric_root(codes):
    values, vectors = np.linalg.eigh(np.cov(codes, rowvar=False))
    root = vectors * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
    return codes.mean(axis=0), root


def cholesky(codes):
    covariance = np.cov(codes, rowvar=False)
    return codes.mean(axis=0), np.linalg.cholesky(covariance)


def rotated_root(codes):
    mean, root = symmetric_root(codes)
    d = codes.shape[1]
    turn, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(d, d)))
    return mean, root @ turn


@pytest.mark.parametrize("answer", [symmetric_root, rotated_root])
def test_every_root_of_the_covariance_gets_all_points(answer):
    result = check_fit_gaussian(answer)
    assert (result.points, result.out_of) == (3, 3)


WRONG_FITS = {
    "no mean": (
        lambda c: (np.zeros(c.shape[1]), symmetric_root(c)[1]),
        0,
        "Average the samples",
    ),
    "covariance for root": (
        lambda c: (c.mean(axis=0), np.cov(c, rowvar=False)),
        1,
        "the covariance itself",
    ),
    "transposed": (
        lambda c: (c.mean(axis=0), cholesky(c)[1].T),
        1,
        "Which side",
    ),
    "diagonal": (
        lambda c: (c.mean(axis=0), np.diag(c.std(axis=0, ddof=1))),
        1,
        "do not correlate",
    ),
    "half": (
        lambda c: (c.mean(axis=0), 0.5 * symmetric_root(c)[1]),
        1,
        "standard deviation",
    ),
    "cholesky": (cholesky, 2, "LinAlgError"),
    "shape": (lambda c: (c.mean(axis=0), np.ones(2)), 0, "expected shapes"),
    "nan": (
        lambda c: (c.mean(axis=0), np.full((c.shape[1],) * 2, np.nan)),
        0,
        "NaN",
    ),
    "nothing": (lambda c: None, 0, "TypeError"),
    "no function": (None, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_FITS)
def test_a_wrong_fit_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_FITS[name]
    result = check_fit_gaussian(answer)
    assert result.points == points
    assert hint in result.message


# --- reconstruction_term ----------------------------------------------------
def right_term(x, encoder, generator, weight):
    error = (x - generator(encoder(x))) ** 2
    return weight * error.reshape(len(x), -1).mean(axis=1)


def test_the_right_term_gets_all_points():
    result = check_reconstruction_term(right_term)
    assert (result.points, result.out_of) == (2, 2)


WRONG_TERMS = {
    "sum": (lambda x, e, g, w: 2 * right_term(x, e, g, w), 0, "a sum over"),
    "no weight": (
        lambda x, e, g, w: right_term(x, e, g, 1),
        0,
        "weight is missing",
    ),
    "sum without weight": (
        lambda x, e, g, w: 2 * right_term(x, e, g, 1),
        0,
        "weight is missing, and",
    ),
    "root": (
        lambda x, e, g, w: w * np.sqrt(right_term(x, e, g, 1)),
        0,
        "the root is taken",
    ),
    "one number": (
        lambda x, e, g, w: right_term(x, e, g, w).mean(),
        0,
        "one value per sample",
    ),
    "something else": (
        lambda x, e, g, w: np.full(len(x), 3.0),
        0,
        "compare x with",
    ),
    "last axis only": (
        lambda x, e, g, w: w * np.mean((x - g(e(x))) ** 2, axis=-1),
        1,
        "images",
    ),
    "images summed": (
        lambda x, e, g, w: (
            right_term(x, e, g, w) * (16.0 if x.ndim == 4 else 1.0)
        ),
        1,
        "mean of which",
    ),
    "no function": (3, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_TERMS)
def test_a_wrong_term_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_TERMS[name]
    result = check_reconstruction_term(answer)
    assert result.points == points
    assert hint in result.message
