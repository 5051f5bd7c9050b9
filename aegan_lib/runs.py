"""The same recipe with several seeds."""

import numpy as np

from .metrics.intervals import over_seeds
from .tables import Table, rounded


class Runs:
    """One card a seed, as `cards.repeat` returns them.

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

    def row(self, metrics):
        """Return the name, and for each metric its mean over seeds with its
        interval; `None` for a metric that these cards lack."""
        lines = []
        for name in metrics:
            known = [c["metrics"].get(name) for c in self.cards]
            if None in known:
                lines.append(None)
                continue
            floors = [line["floor"] for line in known]
            floor = None if None in floors else float(np.mean(floors))
            found = over_seeds(self.values(name))._asdict()
            lines.append(rounded({**found, "floor": floor}))
        return self.cards[0]["name"], lines

    def table(self, metrics=None):
        """Return a `Table` of means, with intervals over seeds."""
        names = metrics or list(self.cards[0]["metrics"])
        return Table(names, [self.row(names)], self.cards, "over seeds")

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
