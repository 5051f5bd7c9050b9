"""Pictures in the plane: clouds of points, codes, scores."""

import textwrap

import numpy as np

from .._checks import check_choice, refusal
from .style import ROLES, TRUTH, WIDTHS, axes, legend

CLASSES = (  # nominal classes; each also carries its name in the plot
    "#332288 #88CCEE #44AA99 #117733 #999933"
    " #DDCC77 #CC6677 #882255 #AA4499 #777777"
).split()


def scatter(width="half", limits=None, **clouds):
    """Show clouds of points in the plane, coloured and marked by role.

    Args:
        width: "wide" (6 in) or "half" (3 in).
        limits: (low, high) of both axes; by default all points are seen.
        **clouds: points `(n, 2)` by role: `real`, `fake`, `reconstruction`,
            `latent` or `truth`. Later ones lie on top.

    Returns:
        The figure.

    Raises:
        ValueError: for a name that is no role, or points not `(n, 2)`.

    Example:
    >>> import aegan_lib as ag
    >>> ag.figures.scatter(real=np.eye(2), fake=np.ones((5, 2)))
    <Figure size 360x312 with 1 Axes>
    """
    return scatter_panels({"": clouds}, width, limits)


def scatter_panels(panels, width="wide", limits=None):
    """Show several scatter plots side by side, all with the same limits.

    Args:
        panels: dict from a panel's name to its clouds by role: a dict as
            the keyword arguments of `scatter`.
        width: "wide" (6 in) or "half" (3 in).
        limits: (low, high) of both axes; by default all points are seen.

    Returns:
        The figure.

    Raises:
        ValueError: for a name that is no role, or points not `(n, 2)`.

    Example:
    >>> import aegan_lib as ag
    >>> x = np.eye(2)
    >>> ag.figures.scatter_panels({"before": {"real": x}, "after": {"fake": x}})
    <Figure size 720x312 with 2 Axes>
    """
    figure, parts = axes(len(panels), width, share=True)
    for panel, (name, clouds) in zip(parts, panels.items(), strict=True):
        _draw_clouds(panel, clouds)
        panel.set_xlabel("First coordinate")
        panel.locator_params(nbins=4)
        name_panel(panel, name, len(panels), width)
    parts[0].set_ylabel("Second coordinate")
    finish_plane(figure, parts, limits)
    return figure


def latent_map(codes, labels, names=None, width="half"):
    """Show the codes of labelled samples, each class named at its median.

    Args:
        codes: array `(n, 2)`; of wider codes the first two columns.
        labels: array `(n,)` of whole numbers.
        names: the classes' names by label; by default the labels.
        width: "wide" (6 in) or "half" (3 in).

    Returns:
        The figure.

    Example:
    >>> import aegan_lib as ag
    >>> ag.figures.latent_map(np.eye(2), np.array([0, 1]))
    <Figure size 360x312 with 1 Axes>
    """
    figure, (panel,) = axes(width=width)
    codes, labels = np.asarray(codes), np.asarray(labels).astype(int)
    for label in np.unique(labels):
        points = codes[labels == label, :2]
        colour = CLASSES[label % len(CLASSES)]
        panel.scatter(*points.T, s=5, c=colour, alpha=0.5, linewidths=0)
        box = {"boxstyle": "circle,pad=0.2", "fc": "white", "ec": colour}
        name = str(label if names is None else names[label])
        place = {"ha": "center", "va": "center", "fontsize": 8}
        panel.text(*np.median(points, axis=0), name, bbox=box, **place)
    panel.set(xlabel="First code", ylabel="Second code")
    panel.set_aspect("equal", adjustable="datalim")
    return figure


def score_map(score, name, limits=(-2.0, 2.0), diverging=True, **clouds):
    """Show a function of the plane, such as a discriminator's logit.

    Args:
        score: function from points `(n, 2)` to `(n,)` or `(n, 1)`.
        name: what it is; the label of the colour bar.
        limits: (low, high) of both axes.
        diverging: whether 0 is the middle; its contour is then drawn.
        **clouds: points on top, by role, as in `scatter`.

    Returns:
        The figure.

    Raises:
        ValueError: for a name that is no role, or points not `(n, 2)`.

    Example:
    >>> import aegan_lib as ag
    >>> ag.figures.score_map(lambda x: x[:, 0], "Logit", real=np.eye(2))
    <Figure size 360x312 with 2 Axes>
    """
    figure, (panel,) = axes(width="half")
    line = np.linspace(*limits, 101)
    points = np.stack(np.meshgrid(line, line), -1).reshape(-1, 2)
    heights = np.asarray(score(points.astype("float32"))).reshape(101, 101)
    look = {"cmap": "cividis", "levels": 21}
    if diverging:
        most = float(np.abs(heights).max()) or 1.0
        look = {"cmap": "PuOr", "levels": np.linspace(-most, most, 22)}
        if heights.min() < 0 < heights.max():
            panel.contour(line, line, heights, [0.0], colors=TRUTH)
    filled = panel.contourf(line, line, heights, zorder=0, **look)
    bar = figure.colorbar(filled, format="%.2g")
    bar.set_label(name, fontsize=9)
    bar.ax.tick_params(labelsize=8)
    _draw_clouds(panel, clouds)
    panel.set(xlabel="First coordinate", ylabel="Second coordinate")
    finish_plane(figure, [panel], limits)
    return figure


def _draw_clouds(panel, clouds):
    for role, points in clouds.items():
        check_choice(role, "role", "figures", ROLES)
        points = np.asarray(points)
        if points.ndim != 2 or points.shape[1] != 2:
            got = f"an array of shape {points.shape}"
            raise refusal(role, "scatter", "points (n, 2)", got)
        colour, marker, area, _ = ROLES[role]
        look = {"s": area, "c": colour, "marker": marker, "label": role}
        edge = 0.9 if marker in "x+" else 0.0
        panel.scatter(*points.T, alpha=0.6, linewidths=edge, **look)


def name_panel(panel, name, columns, width):
    """Write the name above a panel, in as many lines as it needs."""
    letters = int(13 * WIDTHS[width] / columns)  # of one line of a name
    place = {"transform": panel.transAxes, "fontsize": 8}
    panel.text(0.02, 1.02, textwrap.fill(name, letters), **place)


def finish_plane(figure, panels, limits):
    """Same square limits for all panels, and one legend for all of them."""
    bounds = [panel.dataLim for panel in panels]
    if limits is None:
        low = min(min(bound.x0, bound.y0) for bound in bounds)
        high = max(max(bound.x1, bound.y1) for bound in bounds)
        margin = 0.05 * (high - low) or 1.0
        limits = low - margin, high + margin
    found = {}
    for panel in panels:
        panel.set(xlim=limits, ylim=limits, aspect="equal")
        handles, names = panel.get_legend_handles_labels()
        found |= dict(zip(names, handles, strict=True))
    if len(found) > 1:
        legend(figure, found.values(), found.keys())
