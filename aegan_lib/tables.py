"""Tables of metrics that print themselves, in a terminal or a notebook."""

import html
import math

import numpy as np

from ._checks import refusal

DIGITS = 6  # significant ones; what lies behind them differs by machine


class Table:
    """Rows of metric lines under their names.

    Args:
        names: of the metrics, one a column.
        rows: list of (name of the row, list of lines or `None`).
        cards: the run cards behind it.
        over: what the intervals are over, "over images" or "over seeds".

    Raises:
        ValueError: by `agreement` of fewer than three cards.

    Example:
    >>> line = {"value": 1.234, "low": 1.1, "high": 1.4, "floor": 0.5}
    >>> print(Table(["fid"], [("gan", [line])], [], "over images"))
                             fid
    gan        1.23 [1.10, 1.40]
    real data                0.5
    """

    def __init__(self, names, rows, cards, over):
        self.names, self.rows, self.cards, self.over = names, rows, cards, over

    def cells(self):
        """Return all as text: the header, then one list a row."""
        rows = [[name, *map(_show, lines)] for name, lines in self.rows]
        floors = [
            next((_show_floor(line[i]) for _, line in self.rows if line[i]), "")
            for i in range(len(self.names))
        ]
        if any(floors):
            rows.append(["real data", *floors])
        return [["", *self.names], *rows]

    def agreement(self):
        """Return Spearman's rank correlation of KID by the two networks.

        Near 1 the order of the models does not hang on the features. Needs
        three cards or more with `kid` and `kid_random`.
        """
        from scipy.stats import spearmanr

        pairs = [
            (
                card["metrics"]["kid"]["value"],
                card["metrics"]["kid_random"]["value"],
            )
            for card in self.cards
            if "kid_random" in card["metrics"]
        ]
        if len(pairs) < 3:
            wanted = "three or more with `kid` and `kid_random`"
            raise refusal("cards", "agreement", wanted, len(pairs))
        return float(spearmanr(*zip(*pairs, strict=True)).statistic)

    def __str__(self):
        cells = self.cells()
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = []
        for first, *others in cells:
            right = [
                c.rjust(w) for c, w in zip(others, widths[1:], strict=True)
            ]
            lines.append("  ".join([first.ljust(widths[0]), *right]).rstrip())
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self):
        head, *rows = self.cells()
        made = ["<table><thead>", _row(head, "th"), "</thead><tbody>"]
        made += [_row(row, "td") for row in rows]
        note = f"95 % intervals {self.over}."
        return "".join(made) + f"</tbody></table><p>{note}</p>"


def _show(line):
    """Return a line as text: value and interval."""
    if line is None:
        return "–"
    value, low, high = (line.get(k) for k in ("value", "low", "high"))
    if low is None or high is None or isinstance(value, int):
        return _number(value)
    digits = _decimals(high - low, value)
    return f"{value:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def _show_floor(line):
    """Return what real data give, as text."""
    return "" if line.get("floor") is None else _number(line["floor"])


def _decimals(width, value):
    """Places that show two digits of an interval's width."""
    width = abs(width) or abs(value) or 1.0
    places = 0
    while width < 9.95 and places < 6:
        width, places = 10 * width, places + 1
    return places


def _number(value):
    """Return a number as short text."""
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3g}"


def _row(cells, tag):
    inside = "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in cells)
    return f"<tr>{inside}</tr>"


def rounded(line):
    """Return a line with its numbers to six digits, `None` for no number.

    Args:
        line: dict, as of one metric.

    Returns:
        The dict, ready for JSON.

    Example:
    >>> rounded({"value": 1 / 3, "n": 10, "low": float("nan")})
    {'value': 0.333333, 'n': 10, 'low': None}
    """
    return {name: _round(value) for name, value in line.items()}


def _round(value):
    if isinstance(value, (float, np.floating)):
        finite = math.isfinite(value)
        return float(f"{value:.{DIGITS}g}") if finite else None
    return int(value) if isinstance(value, np.integer) else value
