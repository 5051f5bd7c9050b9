"""Densities on a line, and functions of the same line."""

import numpy as np

from .lines import _name_ends, draw_lines
from .style import STYLE, WIDTHS, line_look


def densities(filled, x, lines=None, ylabel="", unseen=None, limits=None):
    """Show densities on a line, and functions of the same x below them.

    Args:
        filled: dict from a name to a density `(points,)`, drawn as a filled
            curve and named at its top. A name that begins with a role takes
            the role's colour.
        x: array `(points,)`, ascending.
        lines: what a second panel shows, as for `curves`; or `None`.
        ylabel: what the lines are, with their unit.
        unseen: array `(points,)` of truth values: where x is shaded grey.
        limits: (low, high) of the second panel's y axis.

    Returns:
        The figure, 6 in wide.

    Example:
    >>> import aegan_lib as ag
    >>> x = np.linspace(-3, 3, 61)
    >>> bell = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    >>> ag.figures.densities({"real": bell}, x, lines={"log p": -(x**2)})
    <Figure size 720x384 with 2 Axes>
    """
    figure, panels = _stack([1.2, 2.0] if lines else [2.2])
    box = {"fc": "white", "ec": "none", "alpha": 0.7, "pad": 0.5}
    place = {"xytext": (0, 3), "textcoords": "offset points", "bbox": box}
    place |= {"ha": "center", "va": "bottom", "fontsize": 8}
    for index, (name, y) in enumerate(filled.items()):
        colour, dashes = line_look(name, index)
        panels[0].fill_between(x, y, color=colour, alpha=0.2, linewidth=0)
        panels[0].plot(x, y, dashes, color=colour)
        top = np.argmax(y)
        panels[0].annotate(name, (x[top], y[top]), color=colour, **place)
    panels[0].margins(x=0.01, y=0.15)
    panels[0].set(ylabel="Density", ylim=(0, None))
    panels[-1].set_xlabel("$x$")
    if lines:
        panels[1].set(ylabel=ylabel, ylim=limits)
        ends = draw_lines(panels[1], lines, np.asarray(x))
        panels[1].margins(x=0.01)
        _name_ends(figure, panels[1], ends)
    grey = {"color": "#888888", "alpha": 0.2, "linewidth": 0}
    for panel in panels if unseen is not None else ():
        full = panel.get_xaxis_transform()
        panel.fill_between(x, 0, 1, unseen, transform=full, **grey)
    return figure


def _stack(heights):
    """A figure and its panels, one below the other, over one x axis."""
    import matplotlib.pyplot as plt

    with plt.style.context(STYLE):
        figure, panels = plt.subplots(
            nrows=len(heights),
            figsize=(WIDTHS["wide"], sum(heights)),
            height_ratios=heights,
            sharex=True,
            squeeze=False,
            layout="constrained",
        )
        plt.close(figure)  # or a notebook shows it twice
    return figure, panels[:, 0]
