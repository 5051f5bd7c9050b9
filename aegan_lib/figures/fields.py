"""Vector fields of the plane, with paths through them."""

import numpy as np

from .planes import finish_plane, name_panel
from .style import axes, line_look


def vector_field(field, limits=(-2.0, 2.0), labels=None, **paths):
    """Show a vector field of the plane as arrows, with paths through it.

    Args:
        field: function from points `(n, 2)` to their vectors `(n, 2)`.
        limits: (low, high) of both axes.
        labels: names of the two axes.
        **paths: points `(steps, 2)` by a path's name; a dot marks where it
            starts.

    Returns:
        The figure.

    Example:
    >>> import aegan_lib as ag
    >>> ag.figures.vector_field(lambda x: -x, simultaneous=np.eye(2))
    <Figure size 360x312 with 1 Axes>
    """
    return phase_portraits({"": (field, paths)}, "half", limits, labels)


def phase_portraits(panels, width="wide", limits=(-2.0, 2.0), labels=None):
    """Show several vector fields side by side, all with the same limits.

    Args:
        panels: dict from a panel's name to (field, paths): a function from
            points `(n, 2)` to vectors `(n, 2)`, and a dict from a path's
            name to its points `(steps, 2)`. A path of one name looks alike
            in all panels.
        width: "wide" (6 in) or "half" (3 in).
        limits: (low, high) of both axes.
        labels: names of the two axes.

    Returns:
        The figure.

    Example:
    >>> import aegan_lib as ag
    >>> panel = lambda x: -x, {"simultaneous": np.eye(2)}
    >>> ag.figures.phase_portraits({"before": panel, "after": panel})
    <Figure size 720x312 with 2 Axes>
    """
    figure, parts = axes(len(panels), width, share=True)
    names = dict.fromkeys(name for _, ps in panels.values() for name in ps)
    looks = {name: line_look(name, i) for i, name in enumerate(names)}
    first, second = labels or ("First parameter", "Second parameter")
    for part, (name, (field, paths)) in zip(parts, panels.items(), strict=True):
        _draw_arrows(part, field, limits, 15 if len(panels) == 1 else 11)
        for path, points in paths.items():
            colour, dashes = looks[path]
            points = np.asarray(points)
            part.plot(*points.T, dashes, color=colour, label=path)
            part.plot(*points[0], "o", color=colour)
        part.set_xlabel(first)
        part.locator_params(nbins=4)
        name_panel(part, name, len(panels), width)
    parts[0].set_ylabel(second)
    finish_plane(figure, parts, limits)
    return figure


def _draw_arrows(panel, field, limits, count):
    line = np.linspace(*limits, count)
    points = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
    look = {"color": "#888888", "angles": "xy", "width": 0.075 / count}
    panel.quiver(*points.T, *np.asarray(field(points)).T, **look)
