"""Run cards: what was measured, of what, how; kept, compared, repeated.

A card is a plain dict, so that it can be stored as JSON: `name`, `config`,
`seed`, `data`, `features` (with sha256), `versions`, `device`, `seconds`,
`multiply_adds`, `metrics`, `left_out`. Of the same command it is the same
each time, apart from `seconds` and `device`.
"""

import json
import os
import pathlib
import platform

import keras
import numpy as np

from ._checks import refusal
from ._files import write_json
from .runs import Runs
from .tables import Table, rounded
from .work import multiply_adds


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
        "metrics": {k: rounded(line) for k, line in (metrics or {}).items()},
        "left_out": left_out or {},
    }


def compare(cards, metrics=None):
    """Return a table of cards, with intervals over images, or of runs, with
    intervals over seeds: one row each.

    Args:
        cards: list of run cards of one data set and feature network, or of
            `Runs`; the two have different intervals and are not mixed.
        metrics: names of the columns; default all that any card has.

    Returns:
        `Table`; shows itself in a notebook. `.agreement()` is the rank
        correlation of KID by the classifier and by random features.

    Raises:
        ValueError: for no cards, cards among runs, and cards of different
            data, features or n.

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
    repeated = [isinstance(card, Runs) for card in cards]
    if any(repeated) and not all(repeated):
        wanted = "cards alone, or runs alone"
        raise refusal("cards", "compare", wanted, "both")
    plain = [c for runs in cards for c in runs.cards] if repeated[0] else cards
    _check_alike(plain, "compare")
    names = metrics or list(
        dict.fromkeys(k for c in plain for k in c["metrics"])
    )
    if repeated[0]:
        rows = [runs.row(names) for runs in cards]
        return Table(names, rows, plain, "over seeds")
    rows = [(c["name"], [c["metrics"].get(k) for k in names]) for c in cards]
    return Table(names, rows, cards, "over images")


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
