"""What the best discriminator teaches: every entry of the table of losses.

Two distributions over seven letters, in fortieths. A batch of 40 · 40 pairs
then *is* the two distributions, and a mean over it is an expectation. The
scores are seven numbers, D[letter]; the losses are the library's own.
"""

import numpy as np
import pytest
from arrays import numbers
from keras import ops

import aegan_lib as ag

P_COUNTS = [2, 4, 8, 10, 8, 5, 3]
Q_COUNTS = [8, 6, 4, 4, 4, 6, 8]
P, Q = np.array([P_COUNTS, Q_COUNTS]) / 40
M = (P + Q) / 2
REALS = np.repeat(np.repeat(np.arange(7), P_COUNTS), 40)
FAKES = np.tile(np.repeat(np.arange(7), Q_COUNTS), 40)


def kl(p, q):
    return np.sum(p * np.log(p / q))


def js(p, q):
    return kl(p, (p + q) / 2) / 2 + kl(q, (p + q) / 2) / 2


def both_ways(p, q):
    """Who is the real one of a pair? p ⊗ q against q ⊗ p."""
    return np.outer(p, q), np.outer(q, p)


def carried(p, q):
    """Mass times distance between letters that stand in a row."""
    return np.abs(np.cumsum(p - q)).sum()


def steepest(p, q):
    """The best critic that changes by at most 1 from letter to letter."""
    return np.cumsum([0, *-np.sign(np.cumsum(p - q)[:-1])])


def value(side, scores):
    """Expectation of one side's loss under p and q."""
    real, fake = (ops.array(scores[i], "float32") for i in (REALS, FAKES))
    return numbers(side(real, fake)).mean()


def held_gradient(pair, scores):
    """Slope of L_G in q, letter by letter, while the scores stand still."""
    found = []
    for letter in range(7):
        real = ops.array(scores[REALS], "float32")
        fake = ops.full((1600,), float(scores[letter]))
        found.append(numbers(pair.generator(fake, real)).mean())
    return np.array(found) - np.mean(found)


def gradient(divergence, q, step=1e-6):
    """Slope in q, letter by letter, along directions that keep the sum 1."""
    moves = step * (np.eye(7) - 1 / 7)
    ends = [(divergence(q + d), divergence(q - d)) for d in moves]
    return np.array([(up - down) / (2 * step) for up, down in ends])


# loss -> D*, the value of L_D there, what G descends with D held there
TABLE = {
    "minimax": (
        np.log(P / Q),
        2 * np.log(2) - 2 * js(P, Q),
        lambda q: 2 * js(P, q),
    ),
    "non_saturating": (
        np.log(P / Q),
        2 * np.log(2) - 2 * js(P, Q),
        lambda q: kl(q, P) - 2 * js(P, q),
    ),
    "least_squares": (
        P / (P + Q),
        0.25 - np.sum((P - Q) ** 2 / (P + Q)) / 8,
        lambda q: kl(P, (P + q) / 2) - np.sum(P**2 / (P + q)) / 2,
    ),
    "hinge": (
        np.sign(P - Q),
        2 - np.abs(P - Q).sum(),
        lambda q: np.abs(P - q).sum(),
    ),
    "wasserstein": (steepest(P, Q), -carried(P, Q), lambda q: carried(P, q)),
    "energy_margin": (
        (P < Q).astype(float),
        1 - np.abs(P - Q).sum() / 2,
        lambda q: np.abs(P - q).sum() / 2,
    ),
    "relativistic": (
        np.log(P / Q) + 3.0,  # any constant
        np.log(2) - js(*both_ways(P, Q)),
        lambda q: kl(q, P) - js(*both_ways(P, q)),
    ),
}
each_row = pytest.mark.parametrize("name", TABLE)


@each_row
def test_no_scores_are_better_than_the_optimal_ones(name):
    # L_D is convex in the scores: what is best nearby is best.
    best, _, _ = TABLE[name]
    side = getattr(ag.losses, name).discriminator
    least = value(side, best)
    draw = np.random.default_rng(1)
    for size in (0.01, 0.1, 1.0):
        for _ in range(40):
            other = best + size * draw.normal(size=7)
            if name == "wasserstein":  # the critic has to stay Lipschitz
                steps = np.clip(np.diff(other), -1, 1)
                other = np.cumsum([0, *steps])
            assert value(side, other) > least - 1e-6


@each_row
def test_the_value_there_is_that_of_the_table(name):
    best, expected, _ = TABLE[name]
    side = getattr(ag.losses, name).discriminator
    assert value(side, best) == pytest.approx(expected, abs=1e-5)


@each_row
def test_the_generator_descends_what_the_table_says(name):
    best, _, divergence = TABLE[name]
    got = held_gradient(getattr(ag.losses, name), best)
    np.testing.assert_allclose(got, gradient(divergence, Q), atol=1e-5)


@pytest.mark.parametrize(
    "name", ["non_saturating", "least_squares", "relativistic"]
)
def test_where_no_sum_is_zero_value_and_gradient_are_different_things(name):
    # What L_D is worth, turned round, is not what the generator descends.
    best, _, _ = TABLE[name]
    values = {
        "non_saturating": lambda q: 2 * js(P, q),
        "least_squares": lambda q: np.sum((P - q) ** 2 / (P + q)) / 8,
        "relativistic": lambda q: js(*both_ways(P, q)),
    }
    got = held_gradient(getattr(ag.losses, name), best)
    assert np.abs(got - gradient(values[name], Q)).max() > 0.05


def test_the_non_saturating_divergence_has_two_names():
    assert kl(Q, P) - 2 * js(P, Q) == pytest.approx(2 * kl(M, P), abs=1e-12)
    # Its own value at D* is neither.
    loss = ag.losses.non_saturating
    own = value(lambda real, fake: loss.generator(fake), np.log(P / Q))
    assert own == pytest.approx(kl(Q, P) - kl(Q, M) + np.log(2), abs=1e-5)


def test_both_non_saturating_losses_are_the_zero_sum_one_minus_scores():
    # softplus(−a) = softplus(a) − a, whatever the scores.
    draw = np.random.default_rng(2)
    real, fake = draw.normal(size=(2, 9)).astype("float32")
    zero_sum = -numbers(ag.losses.minimax.generator(ops.array(fake)))
    kept = numbers(ag.losses.non_saturating.generator(ops.array(fake)))
    np.testing.assert_allclose(kept, zero_sum - fake, atol=1e-6)
    pair, scores = ag.losses.relativistic, [ops.array(v) for v in (real, fake)]
    kept = numbers(pair.generator(scores[1], scores[0]))
    other = numbers(pair.discriminator(*scores))
    np.testing.assert_allclose(kept, other + real - fake, atol=1e-5)


# --- least squares: targets a (fake), b (real), c (generator) ---------------
def chi_square(q):
    """Half of Pearson's χ² between p + q and 2q."""
    return np.sum((2 * q - (P + q)) ** 2 / (P + q)) / 2


@pytest.mark.parametrize("c", [0.0, -3.0, 1.0])
def test_pearson_is_the_value_whenever_the_targets_keep_their_distances(c):
    a, b = c - 1, c + 1
    best = (b * P + a * Q) / (P + Q)
    criterion = 0.5 * np.sum((P + Q) * (best - c) ** 2)
    assert criterion == pytest.approx(chi_square(Q), abs=1e-12)
    # …and is not what the generator descends.
    got = 0.5 * (best - c) ** 2
    got -= got.mean()
    assert np.abs(got - gradient(chi_square, Q)).max() > 0.1
    descended = gradient(
        lambda q: 2 * kl(P, (P + q) / 2) - 2 * np.sum(P**2 / (P + q)), Q
    )
    np.testing.assert_allclose(got, descended, atol=1e-6)


def test_with_the_usual_targets_the_value_is_no_pearson():
    best = P / (P + Q)
    criterion = 0.5 * np.sum((P + Q) * (best - 1) ** 2)
    assert criterion > 1.5 * chi_square(Q)


def flow(slope, steps=4000, rate=0.02):
    """q after steps against `slope`, the best D found anew for each."""
    q = Q.copy()
    for _ in range(steps):
        lean = slope(q)
        q = q * np.exp(-rate * (lean - q @ lean))
        q /= q.sum()
    return q


SLOPES = {
    "minimax": lambda q: np.log(q / (P + q)),
    "non_saturating": lambda q: np.log((P + q) / P),
    "least_squares": lambda q: 0.5 * (q / (P + q)) ** 2,
    "hinge": lambda q: -np.sign(P - q),
    "wasserstein": lambda q: -steepest(P, q),
    "relativistic": lambda q: P @ np.log1p(np.outer(P / q, q / P)),
}


@pytest.mark.parametrize("name", SLOPES)
def test_an_ideal_discriminator_leads_the_generator_to_the_data(name):
    np.testing.assert_allclose(flow(SLOPES[name]), P, atol=0.01)


def test_pearsons_targets_lead_an_ideal_generator_away():
    # (a, b, c) = (−1, 1, 0): scores of 0 are wanted, also where p > q.
    q = flow(lambda q: 0.5 * ((P - q) / (P + q)) ** 2)
    assert js(P, q) > js(P, Q) and q.min() < 1e-3


# --- the relativistic average -----------------------------------------------
def average_optimum(q, scores, steps=60):
    """Newton's steps to the least L_D of the relativistic average pair."""

    def slope(d):
        mean_real, mean_fake = P @ d, q @ d
        real = 1 / (1 + np.exp(d - mean_fake))  # σ(mean fake − D)
        fake = 1 / (1 + np.exp(mean_real - d))  # σ(D − mean real)
        return q * (P @ real) - P * real + q * fake - P * (q @ fake)

    for _ in range(steps):
        moves = 1e-6 * np.eye(7)
        curve = [(slope(scores + d) - slope(scores - d)) / 2e-6 for d in moves]
        # Only differences count: hold the mean.
        step = np.linalg.lstsq(np.array(curve), slope(scores), rcond=1e-9)[0]
        scores = scores - step / max(1.0, np.abs(step).max())
        scores = scores - scores.mean()
    assert np.abs(slope(scores)).max() < 1e-9
    return scores


def average_slope(q):
    """Slope of L_G in q with the best scores held."""
    d = average_optimum(q, np.log(P / q))
    pushed = P @ (1 / (1 + np.exp(q @ d - d)))
    return np.log1p(np.exp(P @ d - d)) - d * pushed


def test_the_relativistic_average_optimum_is_no_log_ratio():
    best = average_optimum(Q, np.log(P / Q))
    side = ag.losses.relativistic_average.discriminator
    least = value(side, best)
    assert least < value(side, np.log(P / Q)) - 1e-3
    draw = np.random.default_rng(3)
    for _ in range(40):
        assert value(side, best + 0.1 * draw.normal(size=7)) > least - 1e-6
    gap = best - np.log(P / Q)
    assert np.ptp(gap) > 1.0  # not even up to a constant
    order = np.argsort(P / Q)
    assert (np.diff(best[order]) > -1e-6).all()  # but it rises with p/q


def asymmetry(slope):
    """By how much the slopes fail to be the gradient of some function."""
    moves = 1e-4 * (np.eye(7) - 1 / 7)
    columns = [(slope(Q + d) - slope(Q - d)) / 2e-4 for d in moves]
    matrix = np.array(columns) @ (np.eye(7) - 1 / 7)
    return np.abs(matrix - matrix.T).max() / np.abs(matrix).max()


def test_the_relativistic_average_generator_descends_no_function():
    assert asymmetry(SLOPES["relativistic"]) < 1e-4
    assert asymmetry(SLOPES["non_saturating"]) < 1e-4
    assert asymmetry(average_slope) > 0.05
