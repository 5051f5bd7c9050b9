import numpy as np
import pytest
from scipy.stats import norm

from aegan_lib.metrics import Session, sensitivity, simulate_sessions


def session(hits, reals, alarms, fakes, rater="Ada"):
    """A session with these counts."""
    shown = np.repeat([True, False], [reals, fakes])
    called = np.zeros(reals + fakes, bool)
    called[:hits] = called[reals : reals + alarms] = True
    return Session(rater, shown, called, np.full(reals + fakes, np.nan))


def test_d_prime_hand_value():
    # z(0.8413) = 1 and z(0.1587) = −1, so d′ = 2 and c = 0; with so many
    # trials, the correction of 1/2 is not seen.
    result = sensitivity([session(84_134, 100_000, 15_866, 100_000)])
    assert result.d_prime == pytest.approx(2.0, abs=1e-4)
    assert result.bias == pytest.approx(0.0, abs=1e-4)
    assert result.accuracy == 0.84134
    assert (result.raters, result.trials) == (1, 200_000)


def test_bias_hand_value():
    # z(0.5) = 0 and z(0.0228) = −2: d′ = 2, c = −(0 − 2) / 2 = 1, "fake".
    result = sensitivity([session(50_000, 100_000, 2275, 100_000)])
    assert result.d_prime == pytest.approx(2.0, abs=1e-3)
    assert result.bias == pytest.approx(1.0, abs=1e-3)


def test_a_rater_without_errors_has_a_finite_d_prime():
    # Log-linear: H = 10.5 / 11 and F = 0.5 / 11, z = ±1.6906 from a table.
    result = sensitivity([session(10, 10, 0, 10)])
    assert result.d_prime == pytest.approx(2 * 1.6906, abs=1e-4)
    assert result.accuracy == 1.0


def test_interval_of_one_rater_hand_value():
    # H = F = 1/2: each variance is (1/4) / (n φ(0)²) = π / (2 n), together
    # π / n; with n = 100, ±1.96 · √0.0314 = ±0.3474.
    result = sensitivity([session(50, 100, 50, 100)])
    assert (result.d_prime, result.bias) == (0.0, 0.0)
    assert result.high == pytest.approx(0.3474, abs=1e-4)
    assert result.low == -result.high


def test_interval_of_two_raters_hand_value():
    # Student's t with one degree of freedom: 12.706 · s / √2, s = |a − b| / √2.
    one, two = session(60, 100, 40, 100), session(80, 100, 20, 100, "Bob")
    a, b = (sensitivity([s]).d_prime for s in (one, two))
    result = sensitivity([one, two])
    assert result.d_prime == pytest.approx((a + b) / 2)
    half = 12.7062 * abs(a - b) / 2
    assert result.high - result.d_prime == pytest.approx(half, rel=1e-5)
    assert result.d_prime - result.low == pytest.approx(half, rel=1e-5)
    assert result.accuracy == pytest.approx(0.7)
    assert (result.raters, result.trials) == (2, 400)


def test_sessions_of_one_rater_are_joined():
    parts = [session(7, 10, 2, 10), session(20, 30, 9, 30)]
    joined = sensitivity(parts)
    assert joined.raters == 1
    assert joined == sensitivity([session(27, 40, 11, 40)])


def test_level_widens_the_interval():
    sessions = simulate_sessions(1.0, num_raters=5)
    wide, narrow = sensitivity(sessions, 0.99), sensitivity(sessions, 0.5)
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize("d_prime", [0.0, 0.5, 1.0, 2.0, 3.0])
@pytest.mark.parametrize("bias", [-0.5, 0.0, 0.5])
def test_known_d_prime_is_recovered(d_prime, bias):
    # 20 raters of 1 000 trials: the error is below 0.03. At d′ = 3, the
    # correction pulls by about 0.02.
    sessions = simulate_sessions(d_prime, bias, 20, 1000, seed=3)
    result = sensitivity(sessions)
    assert result.d_prime == pytest.approx(d_prime, abs=0.08)
    assert result.bias == pytest.approx(bias, abs=0.06)
    # A rater without bias is right with probability Φ(d′ / 2).
    if bias == 0:
        assert result.accuracy == pytest.approx(norm.cdf(d_prime / 2), abs=0.02)


def pooled_interval(sessions):
    """All trials as if they were one rater's: what one must not do."""
    shown = np.concatenate([s.shown_real for s in sessions])
    called = np.concatenate([s.called_real for s in sessions])
    h, f = called[shown].mean(), called[~shown].mean()
    value, variance = norm.ppf(h) - norm.ppf(f), 0.0
    for p, n in ((h, shown.sum()), (f, (~shown).sum())):
        variance += p * (1 - p) / (n * norm.pdf(norm.ppf(p)) ** 2)
    half = 1.96 * np.sqrt(variance)
    return value - half, value + half


def coverage(interval, truth, spread, num_raters=8, num_trials=100, n=200):
    """Share of n simulated studies whose interval holds the truth."""
    covered = 0
    for seed in range(n):
        sessions = simulate_sessions(
            truth, 0.0, num_raters, num_trials, spread, seed
        )
        low, high = interval(sessions)
        covered += low <= truth <= high
    return covered / n


def over_raters(sessions):
    result = sensitivity(sessions)
    return result.low, result.high


def test_interval_covers_people_where_pooled_trials_do_not():
    assert 0.90 <= coverage(over_raters, 1.0, spread=0.5) <= 0.99
    assert coverage(pooled_interval, 1.0, spread=0.5) < 0.85


def test_without_spread_both_intervals_cover():
    assert 0.90 <= coverage(over_raters, 1.0, spread=0.0) <= 0.99
    assert 0.90 <= coverage(pooled_interval, 1.0, spread=0.0) <= 0.99


def test_interval_of_a_single_rater_covers_that_rater():
    assert 0.90 <= coverage(over_raters, 1.0, 0.0, num_raters=1) <= 0.99


def test_simulated_sessions():
    sessions = simulate_sessions(1.0, num_raters=3, num_trials=40, seed=2)
    assert len({s.rater for s in sessions}) == 3
    for s in sessions:
        assert s.shown_real.sum() == 20
        assert s.shown_real.dtype == s.called_real.dtype == bool
        assert np.isnan(s.seconds).all()
    again = simulate_sessions(1.0, num_raters=3, num_trials=40, seed=2)
    np.testing.assert_array_equal(sessions[2][2], again[2][2])
    other = simulate_sessions(1.0, num_raters=3, num_trials=40, seed=3)
    assert (sessions[2].called_real != other[2].called_real).any()


def test_bad_sessions_are_refused():
    good = session(5, 10, 5, 10)
    with pytest.raises(ValueError, match="at least one session. Got 0"):
        sensitivity([])
    with pytest.raises(ValueError, match="10 reals and 0 fakes for 'Ada'"):
        sensitivity([session(5, 10, 0, 0)])
    with pytest.raises(ValueError, match="0 reals and 10 fakes for 'Bob'"):
        sensitivity([good, session(0, 0, 5, 10, "Bob")])
    with pytest.raises(ValueError, match="three arrays of one length"):
        sensitivity([good._replace(seconds=np.zeros(3))])
    with pytest.raises(ValueError, match="`level` of `sensitivity` must be"):
        sensitivity([good], level=95)


@pytest.mark.parametrize(
    "arguments, name",
    [
        ({"d_prime": np.nan}, "d_prime"),
        ({"d_prime": 1.0, "bias": "none"}, "bias"),
        ({"d_prime": 1.0, "num_raters": 0}, "num_raters"),
        ({"d_prime": 1.0, "num_trials": 1}, "num_trials"),
        ({"d_prime": 1.0, "spread": -0.1}, "spread"),
        ({"d_prime": 1.0, "seed": -1}, "seed"),
    ],
)
def test_bad_simulations_are_refused(arguments, name):
    message = f"`{name}` of `simulate_sessions` must be"
    with pytest.raises(ValueError, match=message):
        simulate_sessions(**arguments)
