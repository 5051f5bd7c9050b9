"""Curves with bands, histograms and bars, labelled at the line itself."""

import numpy as np

from .._checks import refusal
from ..bands import deviation, reach
from .style import (
    SPARE,
    STYLE,
    TRUTH,
    WIDTHS,
    axes,
    label_outside,
    legend,
    line_look,
    name_panel,
)

OWN, OTHERS = SPARE[2], "#A0A0A0"


def draw_lines(panel, lines, x):
    """Draw each line with its band; return where it ends, name and colour."""
    ends = []
    for index, (name, y) in enumerate(lines.items()):
        y = np.full(len(x), y) if np.ndim(y) == 0 else np.asarray(y)
        y = np.atleast_2d(y)
        at, mean = x[: y.shape[1]], y.mean(axis=0)
        colour, dashes = line_look(name, index)
        panel.plot(at, mean, dashes, color=colour, linewidth=1.6)
        if len(y) > 1:
            band = {"color": colour, "alpha": 0.2, "linewidth": 0}
            panel.fill_between(at, y.min(axis=0), y.max(axis=0), **band)
        ends.append((at[-1], mean[-1], name, colour))
    return ends


def curves(lines, xlabel, ylabel, x=None, scale="linear", width="wide"):
    """Show curves named at their ends, with bands over seeds.

    Args:
        lines: dict from a name to an array `(points,)`; or `(seeds,
            points)`, drawn as mean and range over the seeds; or to a
            number, drawn as a level line. A name that begins with a role
            ("truth: log 4") takes the role's colour.
        xlabel: what runs along the x axis, with its unit.
        ylabel: what runs along the y axis, with its unit.
        x: array `(points,)`; by default 1, 2, ….
        scale: "linear" or "log", of the y axis.
        width: "wide" (6 in) or "half" (3 in).

    Returns:
        The figure.

    Example:
    >>> import aegan_lib as ag
    >>> loss = {"fake": [3.0, 2.0, 1.0], "truth": 1.0}
    >>> ag.figures.curves(loss, "Epoch", "Loss")
    <Figure size 720x312 with 1 Axes>
    """
    figure, (panel,) = axes(width=width)
    points = max(np.atleast_2d(y).shape[1] for y in lines.values())
    x = np.arange(1, points + 1) if x is None else np.asarray(x)
    ends = draw_lines(panel, lines, x)
    panel.set(xlabel=xlabel, ylabel=ylabel, yscale=scale)
    panel.margins(x=0.01)
    _name_ends(figure, panel, ends)
    return figure


def curve_panels(panels, xlabel, ylabel, x=None, limits=None, columns=4):
    """Show curves in small panels of one scale, named above them.

    Args:
        panels: dict from a panel's name to its lines, a dict from a name to
            an array `(points,)`. A name that begins with a role takes the
            role's colour; a line has one look in all panels.
        xlabel: what runs along the x axes, with its unit.
        ylabel: what runs along the y axes, with its unit.
        x: array `(points,)`; by default 1, 2, ….
        limits: (low, high) of the y axes; by default all points are seen.
        columns: panels in a row.

    Returns:
        The figure, 6 in wide.

    Example:
    >>> import aegan_lib as ag
    >>> loss = {"real": [3.0, 2.0, 1.0], "fake": [1.0, 1.0, 2.0]}
    >>> ag.figures.curve_panels({"a": loss, "b": loss}, "Epoch", "Loss")
    <Figure size 720x... with 2 Axes>
    """
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    figure, parts = axes(columns, share=True, rows=rows)
    names = list(dict.fromkeys(n for lines in panels.values() for n in lines))
    found = {}
    for panel, (title, lines) in zip(parts, panels.items(), strict=False):
        for name, y in lines.items():
            colour, dashes = line_look(name, names.index(name))
            at = np.arange(1, len(y) + 1) if x is None else np.asarray(x)
            (found[name],) = panel.plot(at, y, dashes, color=colour)
        panel.locator_params(nbins=4)
        name_panel(panel, title)
    label_outside(parts[: len(panels)], columns, xlabel, ylabel)
    for panel in parts[len(panels) :]:
        panel.set_axis_off()
    if limits:
        parts[0].set_ylim(limits)
    legend(figure, found.values(), found.keys())
    return figure


def among_runs(measured, runs, xlabel="Epoch", columns=3):
    """Show a run's numbers and curves among those of other runs.

    Args:
        measured: dict from a name to a number or a curve `(points,)`.
        runs: `ag.bands.load(chapter)`; names that it lacks are left out.
        xlabel: what runs along the x axis of the curves, with its unit.
        columns: panels of curves in a row.

    Returns:
        The figure, 6 in wide: a panel for each curve; below, a row for each
        number, in standard deviations from the mean of the other runs, with
        the band of `ag.bands.band` shaded.

    Raises:
        ValueError: if no name is common to both.

    Example:
    >>> import aegan_lib as ag
    >>> runs = ag.bands.load("gans")
    >>> ag.figures.among_runs({"spread": 0.66}, runs)
    <Figure size 720x... with 1 Axes>
    """
    curved = [name for name in runs.curves if name in measured]
    single = [name for name in runs.numbers if name in measured]
    if not curved + single:
        expected = f"names among {sorted(runs.curves | runs.numbers)}"
        raise refusal("measured", "among_runs", expected, sorted(measured))
    import matplotlib.pyplot as plt

    columns = max(min(columns, len(curved)), 1)
    rows = -(-len(curved) // columns)
    heights = [1.5 * rows] * bool(curved)
    heights += [0.2 * len(single) + 0.5] * bool(single)
    with plt.style.context(STYLE):
        size = WIDTHS["wide"], sum(heights) + 0.3
        figure = plt.figure(figsize=size, layout="constrained")
        plt.close(figure)  # or a notebook shows it twice
        # Each part with margins of its own, so that long names do not
        # squeeze the curves.
        parts = figure.subfigures(
            len(heights), squeeze=False, height_ratios=heights
        )
        for index, name in enumerate(curved):
            panel = parts[0, 0].add_subplot(rows, columns, index + 1)
            marks = _curve_among(panel, measured[name], runs.curves[name])
            panel.set_xlabel(xlabel)
            name_panel(panel, name)
        if single:
            panel = parts[-1, 0].add_subplot()
            others = {name: runs.numbers[name] for name in single}
            marks = _numbers_among(panel, measured, others)
    legend(figure, marks, ["this run", "other runs"])
    return figure


def _curve_among(panel, own, others):
    """Draw a curve over those of other runs; return a mark of each kind."""
    others = np.asarray(others)
    at = np.arange(1, others.shape[1] + 1)
    other = panel.plot(at, others.T, color=OTHERS, linewidth=0.6)
    mine = panel.plot(at, own, color=OWN, linewidth=1.4)
    panel.locator_params(nbins=4)
    return mine[0], other[0]


def _numbers_among(panel, measured, others):
    """Draw a row for each number; return a mark of each kind."""
    names = list(others)
    end = reach(len(others[names[0]]))
    panel.axvspan(-end, end, color=OTHERS, alpha=0.2, linewidth=0)
    for row, name in enumerate(reversed(names)):
        at = deviation(others[name], others[name])
        other = panel.plot(at, np.full(len(at), row), "|", color=OTHERS)
        at = deviation(measured[name], others[name])
        mine = panel.plot(at, row, "D", color=OWN, markersize=4)
    panel.set_yticks(range(len(names)), names[::-1], fontsize=8)
    panel.set_ylim(-0.7, len(names) - 0.3)
    panel.set_xlabel("Standard deviations from the other runs' mean")
    return mine[0], other[0]


def _name_ends(figure, panel, ends, gap=0.085):
    """Write each line's name right of its end, apart from one another."""
    figure.draw_without_rendering()  # settles the limits
    to_panel = panel.transData + panel.transAxes.inverted()
    heights = [to_panel.transform(end[:2])[1] for end in ends]
    free = -np.inf
    for i in np.argsort(heights):
        free = max(float(np.clip(heights[i], 0.0, 1.0)), free + gap)
        heights[i] = free
    for height, (_, _, name, colour) in zip(heights, ends, strict=True):
        panel.annotate(
            name,
            (1.0, height),
            xycoords="axes fraction",
            xytext=(4, 0),
            textcoords="offset points",
            color=colour,
            va="center",
            fontsize=8,
        )


def histogram(samples, xlabel, density=None, bins=40, width="half"):
    """Show the distribution of numbers, with the true density over it.

    Args:
        samples: dict from a name to numbers `(n,)`. A name that begins with
            a role takes the role's colour.
        xlabel: what the numbers are, with their unit.
        density: function from numbers to the true density, or `None`.
        bins: number of bins; all samples share them.
        width: "wide" (6 in) or "half" (3 in).

    Returns:
        The figure.

    Example:
    >>> import aegan_lib as ag
    >>> ag.figures.histogram({"latent": np.arange(9.0)}, "First code")
    <Figure size 360x312 with 1 Axes>
    """
    figure, (panel,) = axes(width=width)
    values = {name: np.ravel(v) for name, v in samples.items()}
    edges = np.histogram_bin_edges(np.concatenate([*values.values()]), bins)
    for index, (name, numbers) in enumerate(values.items()):
        colour, _ = line_look(name, index)
        heights, _ = np.histogram(numbers, edges, density=True)
        fill = {"fill": True, "alpha": 0.25, "label": name}
        panel.stairs(heights, edges, color=colour, **fill)
        panel.stairs(heights, edges, color=colour)
    if density is not None:
        x = np.linspace(edges[0], edges[-1], 200)
        panel.plot(x, density(x), "--", color=TRUTH, label="truth")
    panel.set(xlabel=xlabel, ylabel="Density")
    if len(panel.get_legend_handles_labels()[1]) > 1:
        legend(figure, *panel.get_legend_handles_labels())
    return figure


def bars(heights, xlabel, ylabel, truth=None, width="half"):
    """Show one bar for each name, with the true height as a dashed line.

    Args:
        heights: dict from a bar's name to its height.
        xlabel: what the bars are.
        ylabel: what their height is, with its unit.
        truth: the height that all should have, or `None`.
        width: "wide" (6 in) or "half" (3 in).

    Returns:
        The figure.

    Example:
    >>> import aegan_lib as ag
    >>> ag.figures.bars({"1": 0.4, "2": 0.6}, "Mode", "Share", truth=0.5)
    <Figure size 360x312 with 1 Axes>
    """
    figure, (panel,) = axes(width=width)
    colours = [line_look(str(name), 0)[0] for name in heights]
    names = [str(name) for name in heights]
    panel.bar(names, [float(h) for h in heights.values()], 0.7, color=colours)
    if truth is not None:
        panel.axhline(truth, color=TRUTH, linestyle="--", linewidth=1.2)
    panel.set(xlabel=xlabel, ylabel=ylabel)
    return figure
