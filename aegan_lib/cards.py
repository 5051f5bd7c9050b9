"""Run cards: what was measured, of what, how; kept, compared, repeated.

A card is a plain dict, so that it can be stored as JSON: `name`, `config`,
`seed`, `data`, `features` (with sha256), `versions`, `device`, `seconds`,
`multiply_adds`, `metrics`, `left_out`. Of the same command it is the same
each time, apart from `seconds` and `device`.
"""

import json
import math
import os
import pathlib
import platform

import keras
import numpy as np

from ._checks import refusal
from ._files import write_json
from .metrics.intervals import over_seeds
from .tables import Table
from .work import multiply_adds

DIGITS = 6  # significant ones; what lies behind them differs by machine


def make_card(
    name,
    model,
    seed,
    reference,
    features=None,
    seconds=None,
    metrics=None,
    left_out=None,
):
    """Return a run card.

    Args:
        name: what was judged.
        model: the model, or an array of its samples.
        seed: integer, of the samples.
        reference: the `Record` that it was judged against.
        features: `Features`, or `None` for points.
        seconds: what the judging took.
        metrics: dict name → line, see `metrics.evaluate`.
        left_out: dict from what is missing to the reason.

    Returns:
        The card.

    Example:
    >>> import aegan_lib as ag
    >>> ring = ag.data.load("ring", split="test")
    >>> make_card("nothing", ring.x, 0, ring)["data"]["name"]
    'ring'
    """
    network = getattr(model, "averaged", None) or model
    return {
        "name": name,
        "config": _config(model),
        "seed": seed,
        "data": {
            "name": reference.name,
            "split": reference.split,
            "source": reference.source,
            "sha256": reference.sha256,
        },
        "features": features
        and {"name": features.name, "sha256": features.sha256},
        "versions": {
            "keras": keras.__version__,
            "backend": keras.backend.backend(),
            "numpy": np.__version__,
        },
        "device": _device(),
        "seconds": seconds,
        "multiply_adds": multiply_adds(network)
        if isinstance(network, keras.Model)
        else None,
        "metrics": {k: _rounded(line) for k, line in (metrics or {}).items()},
        "left_out": left_out or {},
    }


def compare(cards, metrics=None):
    """Return a table of cards: one row each, with intervals over images.

    Args:
        cards: list of run cards of one data set and feature network.
        metrics: names of the columns; default all that any card has.

    Returns:
        `Table`; shows itself in a notebook. `.agreement()` is the rank
        correlation of KID by the classifier and by random features.

    Raises:
        ValueError: for no cards, cards of different data or features, or of
            different n.

    Example:
    >>> import aegan_lib as ag
    >>> ring = ag.data.load("ring", split="test", n=200)
    >>> card = ag.metrics.evaluate(ring.x, ring, name="itself")
    >>> print(compare([card], ["modes", "reverse_kl"]))
               modes  reverse_kl
    itself         8           0
    real data      8      0.0175
    """
    if not cards:
        raise refusal("cards", "compare", "one card or more", "none")
    _check_alike(cards, "compare")
    names = metrics or list(
        dict.fromkeys(k for c in cards for k in c["metrics"])
    )
    rows = [
        (card["name"], [card["metrics"].get(k) for k in names])
        for card in cards
    ]
    return Table(names, rows, cards, "over images")


class Runs:
    """One card a seed, as `repeat` returns them.

    Args:
        cards: list of run cards of one recipe.

    Example:
    >>> line = {"value": 1.0, "n": 100, "floor": None}
    >>> runs = Runs([{"name": "gan", "metrics": {"kid": line}}] * 2)
    >>> runs.values("kid")
    array([1., 1.])
    """

    def __init__(self, cards):
        self.cards = cards

    def values(self, metric):
        """Return the value of each seed, `(seeds,)`."""
        return np.array([c["metrics"][metric]["value"] for c in self.cards])

    def table(self, metrics=None):
        """Return a `Table` of means, with intervals over seeds."""
        names = metrics or list(self.cards[0]["metrics"])
        lines = []
        for name in names:
            found = over_seeds(self.values(name))
            floors = [c["metrics"][name]["floor"] for c in self.cards]
            floor = None if None in floors else float(np.mean(floors))
            lines.append(_rounded({**found._asdict(), "floor": floor}))
        row = (self.cards[0]["name"], lines)
        return Table(names, [row], self.cards, "over seeds")

    def figure(self, metric):
        """Return a figure: a point a seed, mean and interval over seeds."""
        from . import figures

        found = over_seeds(self.values(metric))
        figure, (panel,) = figures.axes(width="half", height=1.2)
        points = {"s": 16, "color": figures.FAKE, "marker": "x"}
        panel.scatter(self.values(metric), np.zeros(found.n), **points)
        reach = [[found.value - found.low], [found.high - found.value]]
        look = {"fmt": "o", "color": figures.TRUTH, "capsize": 3}
        panel.errorbar([found.value], [-0.5], xerr=reach, **look)
        panel.set(xlabel=metric, yticks=[0, -0.5], ylim=(-0.9, 0.4))
        panel.set_yticklabels([f"{found.n} seeds", "mean, 95 %"])
        return figure


def repeat(make, seeds, path=None):
    """Make one card a seed, and keep each as soon as it is there.

    Args:
        make: function from a seed to a card.
        seeds: integers.
        path: JSON file; cards of these seeds that it holds are not made
            again, new ones are added at once. `None` keeps none.

    Returns:
        `Runs` with `.cards` in the order of `seeds`, `.table()` and
        `.figure(metric)`.

    Raises:
        ValueError: for cards at `path` of another name, data or features.

    Example:
    >>> import aegan_lib as ag
    >>> ring = ag.data.load("ring", split="test", n=200)
    >>> runs = repeat(
    ...     lambda seed: ag.metrics.evaluate(ring.x, ring, seed=seed), [1, 2]
    ... )
    >>> runs.values("modes")
    array([8, 8])
    """
    path = None if path is None else pathlib.Path(path)
    there = path is not None and path.exists()
    stored = json.loads(path.read_text()) if there else []
    made = {card["seed"]: card for card in stored}
    for seed in seeds:
        if seed not in made:
            made[seed] = {**make(seed), "seed": seed}
            _check_alike(list(made.values()), "repeat", recipe=True)
            if path is not None:
                write_json([made[k] for k in sorted(made)], path)
    return Runs([made[seed] for seed in seeds])


def _check_alike(cards, owner, recipe=False):
    """Raise unless cards can stand in one table, or are of one recipe."""
    facts = [{k: card[k] for k in ("data", "features")} for card in cards]
    if recipe:
        for fact, card in zip(facts, cards, strict=True):
            config = {k: v for k, v in card["config"].items() if k != "seed"}
            fact |= {"name": card["name"], "config": config}
    for key, first in facts[0].items():
        for fact in facts[1:]:
            if fact[key] != first:
                wanted = f"of one {key}, {first}"
                raise refusal("cards", owner, wanted, fact[key])
    sizes = sorted({_size(card) for card in cards})
    if len(sizes) > 1:
        raise refusal("cards", owner, "of one n", sizes)


def _size(card):
    """The most samples behind any number of a card."""
    return max((line["n"] for line in card["metrics"].values()), default=0)


def _device():
    """Processor, its cores, and where the backend computes."""
    where = str(keras.ops.zeros(1).device).rpartition("/")[2]
    return f"{platform.machine()}, {os.cpu_count()} cores; {where}"


def _config(model):
    """The plain settings of a game; networks and arrays have none."""
    if not hasattr(model, "get_config") or not hasattr(model, "players"):
        return {}
    kinds = (str, int, float, bool, type(None))
    config = model.get_config().items()
    return {k: v for k, v in config if isinstance(v, kinds) and k != "name"}


def _rounded(line):
    """Numbers to six digits; what is not finite becomes `None`."""
    return {k: _round(v) for k, v in line.items()}


def _round(value):
    if isinstance(value, (float, np.floating)):
        finite = math.isfinite(value)
        return float(f"{value:.{DIGITS}g}") if finite else None
    return int(value) if isinstance(value, np.integer) else value
