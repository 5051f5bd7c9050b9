import numpy as np
import pytest

from aegan_lib.exercises.vae import check_gaussian_kl, check_importance_bound


# --- gaussian_kl ------------------------------------------------------------
def right_kl(mean, log_var, prior_mean, prior_log_var):
    var, prior_var = np.exp(log_var), np.exp(prior_log_var)
    square = (mean - prior_mean) ** 2
    terms = (square + var) / prior_var - 1 - np.log(var / prior_var)
    return terms.sum(axis=1) / 2


def test_the_right_divergence_gets_all_points():
    result = check_gaussian_kl(right_kl)
    assert (result.points, result.out_of) == (3, 3)


WRONG_KL = {
    "mean over latents": (lambda *a: right_kl(*a) / 3, 0, "a sum"),
    "no half": (lambda *a: 2 * right_kl(*a), 0, "factor ½"),
    "sign": (lambda *a: -right_kl(*a), 0, "never negative"),
    "reversed": (lambda m, v, p, w: right_kl(p, w, m, v), 0, "second from"),
    "log std": (
        lambda m, v, p, w: right_kl(m, 2 * v, p, 2 * w),
        0,
        "not log σ",
    ),
    "no prior": (
        lambda m, v, p, w: right_kl(m, v, 0 * p, 0 * w),
        1,
        "prior is not used",
    ),
    "no variance of the prior": (
        lambda m, v, p, w: right_kl(m, v, p, 0 * w),
        2,
        "variance of the prior is not used",
    ),
    "something else": (lambda m, v, p, w: m.sum(axis=1), 0, "term by term"),
    "one number": (lambda *a: right_kl(*a).mean(), 0, "one value per sample"),
    "text": (lambda *a: "KL", 0, "ValueError"),
    "nothing": (lambda *a: None, 0, "one value per sample"),
    "no function": (3, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_KL)
def test_a_wrong_divergence_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_KL[name]
    result = check_gaussian_kl(answer)
    assert result.points == points
    assert hint in result.message


# --- importance_bound -------------------------------------------------------
def right_bound(log_joint, log_q):
    weights = log_joint - log_q
    top = weights.max(axis=0)
    return top + np.log(np.exp(weights - top).mean(axis=0))


def test_the_right_bound_gets_all_points():
    result = check_importance_bound(right_bound)
    assert (result.points, result.out_of) == (3, 3)


WRONG_BOUNDS = {
    "no log q": (lambda p, q: p.mean(axis=0), 0, "not subtracted"),
    "weight": (lambda p, q: np.exp(p - q).mean(axis=0), 0, "the logarithm"),
    "mean of logs": (lambda p, q: (p - q).mean(axis=0), 1, "plain bound"),
    "sum": (
        lambda p, q: right_bound(p, q) + np.log(len(p)),
        1,
        "divide it by their number",
    ),
    "largest": (lambda p, q: (p - q).max(axis=0), 1, "largest weight"),
    "naive": (
        lambda p, q: np.log(np.exp(p - q).mean(axis=0)),
        2,
        "underflows",
    ),
    "something else": (lambda p, q: q.sum(axis=0), 0, "average the weights"),
    "wrong axis": (lambda p, q: (p - q).mean(axis=1), 0, "one value per"),
    "no function": (None, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_BOUNDS)
def test_a_wrong_bound_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_BOUNDS[name]
    result = check_importance_bound(answer)
    assert result.points == points
    assert hint in result.message
