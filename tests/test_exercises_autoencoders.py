import numpy as np
import pytest

from aegan_lib.exercises.autoencoders import (
    check_bernoulli_error,
    check_pca_error,
)


# --- pca_error --------------------------------------------------------------
def variances(x):
    flat = x.reshape(len(x), -1)
    return np.linalg.eigvalsh(np.cov(flat, rowvar=False, bias=True))


def right_pca(x, k):
    return variances(x)[: len(variances(x)) - k].sum()


def pca_by_projection(x, k):
    flat = x.reshape(len(x), -1)
    flat = flat - flat.mean(axis=0)
    _, _, axes = np.linalg.svd(flat, full_matrices=False)
    rest = flat - flat @ axes[:k].T @ axes[:k]
    return np.sum(rest**2, axis=1).mean()


@pytest.mark.parametrize("answer", [right_pca, pca_by_projection])
def test_every_way_to_the_discarded_variance_gets_all_points(answer):
    result = check_pca_error(answer)
    assert (result.points, result.out_of) == (3, 3)


def uncentred(x, k):
    flat = x.reshape(len(x), -1)
    return np.linalg.eigvalsh(flat.T @ flat / len(flat))[
        : flat.shape[1] - k
    ].sum()


def points_only(x, k):
    return np.linalg.eigvalsh(np.cov(x, rowvar=False, bias=True))[:-k].sum()


def last_axis_only(x, k):
    return right_pca(x.reshape(-1, x.shape[-1]), min(k, x.shape[-1]))


WRONG_ERRORS = {
    "kept": (lambda x, k: variances(x)[-k:].sum(), 0, "variance kept"),
    "sorted the other way": (lambda x, k: variances(x)[k:].sum(), 0, "upwards"),
    "n - 1": (
        lambda x, k: right_pca(x, k) * len(x) / (len(x) - 1),
        0,
        "divide by n",
    ),
    "mean over features": (
        lambda x, k: right_pca(x, k) / x[0].size,
        0,
        "mean over the features",
    ),
    "sum over samples": (
        lambda x, k: right_pca(x, k) * len(x),
        0,
        "sum over the samples",
    ),
    "deviations": (
        lambda x, k: np.sqrt(variances(x)[: x[0].size - k]).sum(),
        0,
        "not deviations",
    ),
    "something else": (lambda x, k: 1.0, 0, "smallest eigenvalues"),
    "nan": (lambda x, k: np.nan, 0, "finite"),
    "many numbers": (lambda x, k: variances(x), 0, "one number"),
    "text": (lambda x, k: "four", 0, "ValueError"),
    "no function": (None, 0, "TypeError"),
    "uncentred": (uncentred, 1, "Does a shift"),
    "points only": (points_only, 2, "One row per sample"),
    "last axis only": (last_axis_only, 2, "One row per sample"),
}


@pytest.mark.parametrize("name", WRONG_ERRORS)
def test_a_wrong_error_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_ERRORS[name]
    result = check_pca_error(answer)
    assert result.points == points
    assert hint in result.message


# --- bernoulli_error --------------------------------------------------------
def entropy(share, logits):
    loss = np.logaddexp(0, logits) - share * logits
    return loss.reshape(len(loss), -1)


def right_bernoulli(x, logits):
    return entropy((x + 1) / 2, logits).sum(axis=1)


def by_logarithms(x, logits):
    p, share = 1 / (1 + np.exp(-logits)), (x + 1) / 2
    loss = -share * np.log(p) - (1 - share) * np.log(1 - p)
    return loss.reshape(len(x), -1).sum(axis=1)


def by_cases(x, logits):
    loss = np.maximum(logits, 0) + np.log1p(np.exp(-np.abs(logits)))
    return (loss - (x + 1) / 2 * logits).reshape(len(x), -1).sum(axis=1)


def clipped(x, logits):
    return right_bernoulli(x, np.clip(logits, -16, 16))


@pytest.mark.parametrize("answer", [right_bernoulli, by_cases])
def test_every_stable_cross_entropy_gets_all_points(answer):
    result = check_bernoulli_error(answer)
    assert (result.points, result.out_of) == (3, 3)


WRONG_ENTROPIES = {
    "raw range": (
        lambda x, logits: entropy(x, logits).sum(axis=1),
        0,
        "unscaled",
    ),
    "sign": (lambda x, logits: -right_bernoulli(x, logits), 0, "the sign"),
    "mean over features": (
        lambda x, logits: entropy((x + 1) / 2, logits).mean(axis=1),
        0,
        "sum them",
    ),
    "exchanged": (
        lambda x, logits: right_bernoulli(-x, logits),
        0,
        "exchanged",
    ),
    "something else": (lambda x, logits: np.ones(len(x)), 0, "(x + 1)/2"),
    "one number": (
        lambda x, logits: right_bernoulli(x, logits).mean(),
        0,
        "one value per sample",
    ),
    "per pixel": (
        lambda x, logits: entropy((x + 1) / 2, logits),
        0,
        "one value per sample",
    ),
    "nothing": (lambda x, logits: None, 0, "shape ()"),
    "no function": (3, 0, "TypeError"),
    "last axis only": (
        lambda x, logits: (np.logaddexp(0, logits) - (x + 1) / 2 * logits).sum(
            axis=-1
        ),
        1,
        "images",
    ),
    "images averaged": (
        lambda x, logits: right_bernoulli(x, logits) / (x.ndim - 1),
        1,
        "images",
    ),
    "by logarithms": (by_logarithms, 2, "NaN or infinite"),
    "clipped": (clipped, 2, "expected [0 1000]"),
}


@pytest.mark.parametrize("name", WRONG_ENTROPIES)
def test_a_wrong_entropy_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_ENTROPIES[name]
    result = check_bernoulli_error(answer)
    assert result.points == points
    assert hint in result.message
