"""Diagrams of networks: boxes, arrows, and what flows along them."""

import itertools

from .._checks import refusal
from .style import FAKE, LATENT, REAL, RECONSTRUCTION, axes

COLOURS = {"x": REAL, "x̂": FAKE, "x̃": RECONSTRUCTION, "z": LATENT}
HALF, GAP, GREY = 0.33, 0.06, "#666666"


def diagram(rows, width="half"):
    """Show how networks are joined: one line of stations and arrows a row.

    Args:
        rows: list of texts such as `"x > [E] > z > (G) > x̃"`. `[E]` is a
            network that learns, `(G)` one at rest, all else data; `x`, `x̂`,
            `x̃` and `z` have the colours of their roles. An empty station is
            passed through. A network that stands in one column of two rows
            is one network, and a dotted line says so.
        width: "wide" (6 in) or "half" (3 in).

    Returns:
        The figure.

    Raises:
        ValueError: if there is no row, or one without an arrow.

    Example:
    >>> import aegan_lib as ag
    >>> ag.figures.diagram(["x > [E] > z > [G] > x̃"])
    <Figure size 360x72 with 1 Axes>
    """
    lines = [[part.strip() for part in row.split(">")] for row in rows]
    if not lines or any(len(line) < 2 for line in lines):
        wanted = 'lines of stations, as ["x > [E] > z"]'
        raise refusal("rows", "diagram", wanted, repr(rows))
    columns = max(map(len, lines))
    height = 0.15 + 0.45 * len(lines)
    figure, (panel,) = axes(width=width, height=height)
    panel.set(xlim=(-0.5, columns - 0.5), ylim=(0.5 - len(lines), 0.5))
    panel.set_axis_off()
    for i, line in enumerate(lines):
        spots = [(j, name) for j, name in enumerate(line) if name]
        for j, name in spots:
            _draw_station(panel, j, -i, name)
        for (a, first), (b, second) in itertools.pairwise(spots):
            ends = a + _reach(first), b - _reach(second)
            look = {"arrowstyle": "-|>", "color": "#444444", "lw": 1.0}
            look |= {"shrinkA": 0, "shrinkB": 0, "mutation_scale": 8}
            panel.annotate("", (ends[1], -i), (ends[0], -i), arrowprops=look)
    for i, pair in enumerate(itertools.pairwise(lines)):
        for j, (upper, lower) in enumerate(zip(*pair, strict=False)):
            if upper == lower and _is_network(upper):
                at = [-i - HALF, -i - 1 + HALF]
                panel.plot([j, j], at, ":", color=GREY)
    return figure


def _is_network(name):
    return name[:1] + name[-1:] in ("[]", "()")


def _reach(name):
    """Half the width of a station, with a margin."""
    return GAP + (HALF if _is_network(name) else 0.05 + 0.07 * len(name))


def _draw_station(panel, x, y, name):
    text = name[1:-1] if _is_network(name) else name
    colour = COLOURS.get(text, "#222222")
    if _is_network(name):
        from matplotlib.patches import Rectangle

        learns = name[0] == "["
        look = {"facecolor": "#eaf1f6", "edgecolor": "#222222"}
        if not learns:
            look = {"facecolor": "white", "edgecolor": GREY, "ls": "--"}
        corner = x - HALF, y - HALF
        panel.add_patch(Rectangle(corner, 2 * HALF, 2 * HALF, **look))
        colour = "#222222" if learns else GREY
    size = 9 if len(text) < 4 else 7
    place = {"ha": "center", "va": "center", "fontsize": size}
    panel.text(x, y - 0.02, text, color=colour, **place)
