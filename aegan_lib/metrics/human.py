"""Real or fake? How well people tell, from sessions in which they judged."""

from typing import NamedTuple

import numpy as np

from .._checks import check_integer, check_number, refusal
from .intervals import over_seeds
from .sessions import Session, check_session


class Sensitivity(NamedTuple):
    """Result of `sensitivity`; `low` and `high` belong to `d_prime`."""

    d_prime: float
    low: float
    high: float
    bias: float
    accuracy: float
    raters: int
    trials: int


def sensitivity(sessions, level=0.95):
    r"""How well raters tell reals from fakes, apart from their leanings.

    $$d' = z(H) - z(F), \qquad c = -\tfrac12\,(z(H) + z(F))$$

    H is the share of reals called real, F that of fakes called real, z the
    normal quantile. d′ = 0: they cannot tell; c > 0: they lean to "fake".
    Counts get + 1/2 and totals + 1 (log-linear), so that nobody who is never
    wrong has d′ = ∞; this pulls d′ a little towards 0, the more the fewer
    trials there are.

    One d′ a rater, all equal in weight. Trials of one rater are not
    independent evidence about people, so the interval is Student's t over
    raters. With a single rater it is over trials (normal, variance by
    Gourevitch and Galanter) and speaks of that rater only.

    Args:
        sessions: list of `Session`; those with one `rater` are joined.
        level: coverage in (0, 1).

    Returns:
        `Sensitivity(d_prime, low, high, bias, accuracy, raters, trials)`:
        means over raters; accuracy is the share of right calls.

    Raises:
        ValueError: without sessions, if arrays differ in length, or a rater
            saw no real or no fake.

    Example:
    >>> sessions = simulate_sessions(1.0, num_raters=20, num_trials=400)
    >>> result = sensitivity(sessions)
    >>> result.low < 1.0 < result.high, result.raters
    (True, 20)

    References:
        Green and Swets, 1966, Signal Detection Theory; Hautus, 1995,
        doi:10.3758/BF03203619; Gourevitch and Galanter, 1967,
        doi:10.1007/BF02289402.
    """
    check_number(level, "level", "sensitivity", least=1e-6, most=1 - 1e-6)
    if not (sessions := list(sessions)):
        raise refusal("sessions", "sensitivity", "at least one session", 0)
    counts = {}  # rater -> hits, reals, false alarms, fakes
    for session in sessions:
        shown, called, _ = check_session(session, "sensitivity")
        hits, alarms = (shown & called).sum(), (~shown & called).sum()
        new = np.array([hits, shown.sum(), alarms, (~shown).sum()])
        counts[session.rater] = counts.get(session.rater, 0) + new
    for rater, (_, reals, _, fakes) in counts.items():
        if not (reals and fakes):
            got = f"{reals} reals and {fakes} fakes for {rater!r}"
            raise refusal(
                "sessions", "sensitivity", "with both kinds for a rater", got
            )
    table = np.stack(list(counts.values()))
    d_prime, bias, variance = _signal(*table.T)
    if len(table) > 1:
        _, low, high, _ = over_seeds(d_prime, level)  # raters for seeds
    else:
        half = _z((1 + level) / 2) * np.sqrt(variance[0])
        low, high = d_prime[0] - half, d_prime[0] + half
    hits, reals, alarms, fakes = table.T
    right = (hits + fakes - alarms) / (reals + fakes)
    means = [float(v.mean()) for v in (d_prime, bias, right)]
    trials = int((reals + fakes).sum())
    return Sensitivity(
        means[0], float(low), float(high), *means[1:], len(table), trials
    )


def simulate_sessions(
    d_prime, bias=0.0, num_raters=10, num_trials=100, spread=0.0, seed=0
):
    r"""Draw sessions of Gaussian observers whose d′ is known.

    $$e \sim N(d'_r\,[\text{real}],\, 1), \qquad
      \text{called real if } e > d'_r / 2 + c, \qquad
      d'_r \sim N(d', \text{spread}^2)$$

    Args:
        d_prime: mean d′ of the raters, in [−10, 10].
        bias: criterion c in [−10, 10]; > 0 leans to "fake".
        num_raters: integer ≥ 1.
        num_trials: per rater, integer ≥ 2; half of them show reals.
        spread: standard deviation of d′ over raters, ≥ 0.
        seed: integer ≥ 0.

    Returns:
        A list of `Session`, one a rater, without times.

    Raises:
        ValueError: for a number out of range.

    Example:
    >>> sessions = simulate_sessions(2.0, num_raters=2, num_trials=10)
    >>> [session.rater for session in sessions]
    ['simulated 1', 'simulated 2']

    References:
        Green and Swets, 1966, Signal Detection Theory.
    """
    owner = "simulate_sessions"
    num_raters = check_integer(num_raters, "num_raters", owner)
    num_trials = check_integer(num_trials, "num_trials", owner, 2)
    d_prime = check_number(d_prime, "d_prime", owner, -10.0, 10.0)
    bias = check_number(bias, "bias", owner, -10.0, 10.0)
    spread = check_number(spread, "spread", owner)
    rng = np.random.default_rng(check_integer(seed, "seed", owner, 0))
    sessions = []
    for number in range(num_raters):
        own = d_prime + spread * rng.normal()
        shown = rng.permutation(np.arange(num_trials) % 2 == 0)
        evidence = own * shown + rng.normal(size=num_trials)
        called = evidence > own / 2 + bias
        none = np.full(num_trials, np.nan)
        name = f"simulated {number + 1}"
        sessions.append(Session(name, shown, called, none, "simulated"))
    return sessions


def _signal(hits, reals, alarms, fakes):
    """d′, criterion and variance of d′, each from arrays of counts."""
    h, f = (hits + 0.5) / (reals + 1), (alarms + 0.5) / (fakes + 1)
    z_h, z_f = _z(h), _z(f)
    variance = h * (1 - h) / (reals * _density(z_h) ** 2)
    variance = variance + f * (1 - f) / (fakes * _density(z_f) ** 2)
    return z_h - z_f, -(z_h + z_f) / 2, variance


def _z(p):
    from scipy.special import ndtri

    return ndtri(p)


def _density(z):
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
