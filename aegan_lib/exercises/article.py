"""Checkers for the page `article`."""

import numpy as np

from .result import Result


class Weights:
    """A network that is nothing but its weights.

    Args:
        arrays: list of arrays; `get_weights` returns these very arrays.
    """

    def __init__(self, *arrays):
        self.arrays = [np.array(a, "float32") for a in arrays]

    def get_weights(self):
        return self.arrays


def check_who_moved(who_moved):
    """Check a function that says whose weights a step changes.

    Args:
        who_moved: function of a dict from names to networks with
            `get_weights()`, and of a step without arguments; returns the
            set of the names whose weights differ after the step.

    Returns:
        A `Result` out of 4 points: who moves and who rests, small and
        negative changes, all arrays of a network, one call of the step.
    """
    networks = {
        "generator": Weights([1.0, 2.0], [[0.5]]),
        "discriminator": Weights([3.0, -1.0]),
        "encoder": Weights([0.0, 0.0], [4.0]),
    }
    calls = []

    def step(name, array, amount):
        def moves():
            calls.append(name)
            networks[name].arrays[array] += np.float32(amount)

        return moves

    cases = [
        (set(), lambda: None, "a step that does nothing"),
        ({"generator"}, step("generator", 0, 0.5), "a step of the generator"),
        ({"discriminator"}, step("discriminator", 0, -1e-5), "a small step"),
        ({"encoder"}, step("encoder", 1, 0.1), "a step of the last array"),
    ]
    for points, (wanted, moves, what) in enumerate(cases):
        calls.clear()
        found, problem = _names(who_moved, networks, moves)
        if not problem and found != wanted:
            problem = f"expected {_show(wanted)}, yours {_show(found)}."
            problem += " " + _hint(found, wanted, what)
        if problem:
            return Result(max(points - 1, 0), 4, f"{what}: {problem}")
        if len(calls) != len(wanted):
            text = f"{what}: the step ran {len(calls)} times, not once."
            return Result(max(points - 1, 0), 4, text)
    found, problem = _names(who_moved, networks, _together(networks))
    if problem or found != {"generator", "encoder"}:
        text = "expected the two that moved at once"
        return Result(3, 4, f"{text}, yours {_show(found)}. {problem}")
    return Result(4, 4, "none, one, small changes, every array, and two")


def _together(networks):
    """A step of two networks, one of whose sums of weights stays the same."""

    def moves():
        networks["generator"].arrays[0] += np.array([1.0, -1.0], "float32")
        networks["encoder"].arrays[0] += np.float32(1)

    return moves


def _names(who_moved, networks, step):
    """The names that the function returns, or what is wrong with it."""
    try:
        return set(who_moved(networks, step)), ""
    except Exception as why:
        text = f"expected a set of names, got {type(why).__name__}: {why}."
        return None, text


def _show(names):
    return ", ".join(sorted(map(str, names or ()))) or "nobody"


def _hint(found, wanted, what):
    if not found and wanted and "small" in what:
        return "Is a decrease a change, and a small one, too?"
    if not found and wanted and "last" in what:
        return "Do you look at every array?"
    if not found and wanted:
        return "Are these copies, or the arrays that the step changes?"
    return "Compare each network with itself before the step."
