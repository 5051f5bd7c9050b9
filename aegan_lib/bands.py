"""What other runs of a chapter gave: is my own run normal?

A chapter collects what it measures, numbers and curves, in a dictionary.
`studies/bands/make.py` runs a chapter with twenty seeds and keeps theirs, a
JSON file a chapter in `chapters`.
"""

import json
import pathlib
from typing import NamedTuple

import numpy as np

from ._checks import check_choice

HERE = pathlib.Path(__file__).with_name("chapters")


class Runs(NamedTuple):
    """The other runs of a chapter.

    Args:
        numbers: dict from a name to an array `(runs,)`.
        curves: dict from a name to an array `(runs, points)`.
        data: name of the data set they saw.

    Example:
    >>> Runs({"spread": [0.6, 0.7]}, {}, "glyphs").data
    'glyphs'
    """

    numbers: dict
    curves: dict
    data: str


def load(chapter):
    """Return the other runs of a chapter.

    Args:
        chapter: name of its page, "gans".

    Returns:
        `Runs`.

    Raises:
        ValueError: for a chapter without runs.

    Example:
    >>> import aegan_lib as ag
    >>> ag.bands.load("gans").numbers["high quality"].shape
    (20,)
    """
    known = sorted(path.stem for path in HERE.glob("*.json"))
    check_choice(chapter, "chapter", "bands.load", known)
    record = json.loads((HERE / f"{chapter}.json").read_text("utf-8"))
    values = {name: np.array(v) for name, v in record["values"].items()}
    return Runs(
        {name: v for name, v in values.items() if v.ndim == 1},
        {name: v for name, v in values.items() if v.ndim == 2},
        record["data"],
    )


def band(values):
    """Return the lowest and the highest value that counts as normal.

        mean ± k standard deviations of f(values)

    with f the logit if all values are shares, between 0 and 1, else the
    logarithm, and k the factor of `reach`: 4.6 for twenty values.

    Args:
        values: positive numbers `(runs,)`.

    Returns:
        Two floats, rounded to three digits.

    Raises:
        ValueError: for numbers that are not positive.

    Example:
    >>> band([2.0, 4.0, 8.0] * 7)  # 4, and a standard deviation of log 1.8
    (0.282, 56.7)
    """
    scaled, share = _scaled(values)
    middle, spread = scaled.mean(), reach(len(scaled)) * scaled.std(ddof=1)
    ends = np.exp([middle - spread, middle + spread])
    ends = ends / (1 + ends) if share else ends
    return tuple(float(f"{end:.3g}") for end in ends)


def reach(n):
    """Return how many standard deviations a band of n values reaches.

        k = 3.29 √((n − 1)(1 + 1/n) / χ²(5 %, n − 1))

    So far, with 95 % confidence, 99.9 % of all further values lie, if they
    are normal: 8.5 for n = 5, 4.6 for 20, and 3.29 for all there are.

    Args:
        n: number of values, at least 2.

    Returns:
        k, a float.

    Example:
    >>> round(reach(20), 1)
    4.6

    References:
        Howe, 1969, doi:10.1080/01621459.1969.10500999.
    """
    from scipy.stats import chi2, norm

    least = chi2.ppf(0.05, n - 1)
    return float(norm.ppf(0.9995) * np.sqrt((n - 1) * (1 + 1 / n) / least))


def deviation(value, values):
    """Return how many standard deviations a value lies from the mean.

    Both are those of f(values), see `band`: the band ends at ± `reach`.

    Args:
        value: a number, or several, on the same scale.
        values: positive numbers `(runs,)`.

    Returns:
        A float or an array; NaN where f(value) does not exist.

    Raises:
        ValueError: for `values` that are not positive.

    Example:
    >>> float(deviation(8.0, [2.0, 4.0, 8.0]))
    1.0
    """
    scaled, share = _scaled(values)
    value = np.asarray(value, "float64")
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.log(value / (1 - value)) if share else np.log(value)
    return (own - scaled.mean()) / scaled.std(ddof=1)


def _scaled(values):
    """f(values) of `band`, and whether they are shares."""
    values = np.asarray(values, "float64")
    if not values.min() > 0:
        raise ValueError(
            f"A band is taken on a log or logit scale: all values must be "
            f"positive. Got {values.min()} among them."
        )
    share = bool(values.max() < 1)
    return np.log(values / (1 - values)) if share else np.log(values), share


def check(chapter, measured, *names, data=None):
    """Assert that measured numbers lie in their bands, and print the bands.

    Args:
        chapter: name of its page, "gans".
        measured: dict from a name to a number; curves are passed over.
        names: which of them; by default all that have a band.
        data: the data set at hand; the bands of another one are not
            compared, which is printed.

    Raises:
        AssertionError: for a number outside of its band.
        ValueError: for a name without a band.

    Example:
    >>> import aegan_lib as ag
    >>> low, high = ag.bands.band(ag.bands.load("gans").numbers["spread"])
    >>> ag.bands.check("gans", {"spread": (low + high) / 2}, "spread")
    spread: between ... and ...
    """
    runs = load(chapter)
    for name in names or [n for n in measured if n in runs.numbers]:
        check_choice(name, "names", "bands.check", runs.numbers)
        if data not in (None, runs.data):
            print(f"{name}: {measured[name]:.3g} (no band for {data})")
            continue
        low, high = band(runs.numbers[name])
        assert low <= measured[name] <= high, (
            f"{name} is {measured[name]:.4g}; {len(runs.numbers[name])} other "
            f"runs gave {runs.numbers[name].min():.4g} to "
            f"{runs.numbers[name].max():.4g}, and normal is {low} to {high}"
        )
        print(f"{name}: between {low} and {high}")
