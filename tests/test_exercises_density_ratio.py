import numpy as np
import pytest

from aegan_lib.exercises.density_ratio import (
    check_js_from_logits,
    check_reweighted_mean,
)


# --- js_from_logits ---------------------------------------------------------
def half_loss(real, fake):
    pair = np.logaddexp(0, -real).mean(), np.logaddexp(0, fake).mean()
    return sum(pair) / 2


def right_js(real, fake):
    return np.log(2) - half_loss(real, fake)


def of_probabilities(real, fake):
    real, fake = 1 / (1 + np.exp(-real)), 1 / (1 + np.exp(-fake))
    return np.log(2) + (np.log(real).mean() + np.log(1 - fake).mean()) / 2


def pooled(real, fake):
    both = np.concatenate([np.logaddexp(0, -real), np.logaddexp(0, fake)])
    return np.log(2) - both.mean()


def summed(real, fake):
    both = np.concatenate([np.logaddexp(0, -real), np.logaddexp(0, fake)])
    return np.log(2) - both.sum() / 2


def test_the_right_estimate_gets_all_points():
    assert check_js_from_logits(right_js)[:2] == (3, 3)


WRONG_ESTIMATES = {
    "no log 2": (lambda r, f: -half_loss(r, f), 0, "log 2 is missing"),
    "loss": (lambda r, f: 2 * half_loss(r, f), 0, "the loss itself"),
    "no half": (lambda r, f: np.log(2) - 2 * half_loss(r, f), 0, "half of"),
    "twice": (lambda r, f: 2 * right_js(r, f), 0, "twice"),
    "bits": (lambda r, f: right_js(r, f) / np.log(2), 0, "in nats"),
    "signs": (lambda r, f: right_js(-r, -f), 0, "signs of the logits"),
    "sum": (summed, 0, "take the mean"),
    "pooled": (pooled, 1, "a mean of its own"),
    "probabilities": (of_probabilities, 2, "overflow"),
    "something else": (lambda r, f: 7.0, 0, "mean over real"),
    "many": (lambda r, f: r, 0, "one number"),
    "no function": (None, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_ESTIMATES)
def test_a_wrong_estimate_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_ESTIMATES[name]
    result = check_js_from_logits(answer)
    assert result.points == points
    assert hint in result.message


# --- reweighted_mean --------------------------------------------------------
def right_mean(values, logits):
    weights = np.exp(logits - logits.max())
    return (weights * values).sum() / weights.sum()


def unnormalised(values, logits):
    return (np.exp(logits) * values).mean()


def naive(values, logits):
    weights = np.exp(logits)
    return (weights * values).sum() / weights.sum()


def by_probability(values, logits):
    weights = 1 / (1 + np.exp(-logits))
    return (weights * values).sum() / weights.sum()


def test_the_right_mean_gets_all_points():
    assert check_reweighted_mean(right_mean)[:2] == (3, 3)


WRONG_MEANS = {
    "unweighted": (lambda v, d: v.mean(), 0, "not used"),
    "by their number": (unnormalised, 0, "not by their number"),
    "sum": (lambda v, d: (np.exp(d) * v).sum(), 0, "divide by the sum"),
    "inverse": (lambda v, d: right_mean(v, -d), 0, "q/p"),
    "probabilities": (by_probability, 0, "not p/q"),
    "logits": (lambda v, d: (d * v).sum() / d.sum(), 0, "is exp(D)"),
    "naive": (naive, 2, "overflows"),
    "something else": (lambda v, d: 100.0, 0, "weight each value"),
    "many": (lambda v, d: v, 0, "one number"),
    "no function": (None, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_MEANS)
def test_a_wrong_mean_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_MEANS[name]
    result = check_reweighted_mean(answer)
    assert result.points == points
    assert hint in result.message
