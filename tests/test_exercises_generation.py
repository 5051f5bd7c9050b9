import numpy as np
import pytest

from aegan_lib.exercises.generation import check_divergence, check_log_memory


# --- divergence -------------------------------------------------------------
def right_divergence(p, q, width):
    some = p > 0
    if (q[some] == 0).any():
        return np.inf
    return (p[some] * np.log(p[some] / q[some])).sum() * width


def shannon(p, q, width):
    middle = (p + q) / 2
    both = (
        right_divergence(p, middle, width),
        right_divergence(q, middle, width),
    )
    return sum(both) / 2


def naive(p, q, width):
    return (p * np.log(p / q)).sum() * width


def without_zeros(p, q, width):
    some = (p > 0) & (q > 0)
    return (p[some] * np.log(p[some] / q[some])).sum() * width


def test_the_right_divergence_gets_all_points():
    assert check_divergence(right_divergence)[:2] == (3, 3)


WRONG_DIVERGENCES = {
    "reversed": (lambda p, q, w: right_divergence(q, p, w), 0, "q from p"),
    "sign": (lambda *a: -right_divergence(*a), 0, "never negative"),
    "no width": (lambda p, q, w: right_divergence(p, q, 1), 0, "the width"),
    "mean": (lambda p, q, w: np.mean(p * np.log(p / q)), 0, "no integral"),
    "bits": (lambda *a: right_divergence(*a) / np.log(2), 0, "are bits"),
    "Jensen–Shannon": (shannon, 0, "Jensen"),
    "0 log 0": (naive, 1, "counts as 0"),
    "q = 0 left out": (without_zeros, 2, "that q excludes"),
    "something else": (lambda p, q, w: 0.5, 0, "sum p log"),
    "many": (lambda p, q, w: p, 0, "one number"),
    "nothing": (lambda p, q, w: None, 0, "expected"),
    "no function": (3, 0, "TypeError"),
}


@pytest.mark.parametrize("name", WRONG_DIVERGENCES)
def test_a_wrong_divergence_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_DIVERGENCES[name]
    result = check_divergence(answer)
    assert result.points == points
    assert hint in result.message


# --- log_memory -------------------------------------------------------------
def right_memory(x, centres, std):
    d = x.shape[1]
    squares = ((x[:, None] - centres) ** 2).sum(axis=2) / (2 * std**2)
    least = squares.min(axis=1)
    mean = np.exp(least[:, None] - squares).mean(axis=1)
    return np.log(mean) - least - d / 2 * np.log(2 * np.pi * std**2)


def exponents(x, centres, std):
    return -((x[:, None] - centres) ** 2).sum(axis=2) / (2 * std**2)


def constant(x, std, d=None):
    return (d or x.shape[1]) / 2 * np.log(2 * np.pi * std**2)


def one_dimensional(x, c, s):
    return right_memory(x, c, s) + constant(x, s) - constant(x, s, 1)


def underflowing(x, c, s):
    return np.log(np.exp(exponents(x, c, s)).mean(axis=1)) - constant(x, s)


def nearest(x, c, s):
    best = exponents(x, c, s).max(axis=1)
    return best - np.log(len(c)) - constant(x, s)


def test_the_right_memory_gets_all_points():
    assert check_log_memory(right_memory)[:2] == (3, 3)


WRONG_MEMORIES = {
    "no logarithm": (lambda *a: np.exp(right_memory(*a)), 0, "the logarithm"),
    "variance": (
        lambda x, c, s: right_memory(x, c, np.sqrt(s)),
        0,
        "no variance",
    ),
    "no constant": (
        lambda x, c, s: right_memory(x, c, s) + constant(x, s),
        0,
        "lacks its constant",
    ),
    "sum": (
        lambda x, c, s: right_memory(x, c, s) + np.log(len(c)),
        1,
        "take the mean",
    ),
    "mean of logs": (
        lambda x, c, s: exponents(x, c, s).mean(axis=1) - constant(x, s),
        1,
        "outside",
    ),
    "nearest": (nearest, 1, "only the nearest"),
    "constant of one dimension": (one_dimensional, 1, "every dimension"),
    "naive": (underflowing, 2, "underflows"),
    "something else": (lambda x, c, s: x[:, 0], 0, "single centre"),
    "wrong axis": (lambda x, c, s: c[:, 0], 0, "one value per"),
    "no function": (None, 0, "TypeError"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_MEMORIES)
def test_a_wrong_memory_gets_fewer_points_and_a_hint(name):
    answer, points, hint = WRONG_MEMORIES[name]
    result = check_log_memory(answer)
    assert result.points == points
    assert hint in result.message
