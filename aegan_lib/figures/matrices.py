"""Matrices as coloured squares with their numbers."""

import numpy as np

from .._checks import refusal
from .style import axes, name_panel


def matrix_panels(panels, rows, columns, xlabel, ylabel, limit=1.0):
    """Show matrices of one kind as panels, each number in its square.

    Args:
        panels: dict from a panel's name to its matrix `(rows, columns)`.
        rows: names of the rows.
        columns: names of the columns.
        xlabel: what the columns are.
        ylabel: what the rows are.
        limit: the number ±`limit` has the deepest colour; 0 is white.

    Returns:
        The figure, 6 in wide, two panels in a row.

    Raises:
        ValueError: for a matrix of another shape.

    Example:
    >>> import aegan_lib as ag
    >>> ab = ["a", "b"]
    >>> ag.figures.matrix_panels({"": np.eye(2)}, ab, ab, "Read", "Moved")
    <Figure size 720x... with 1 Axes>
    """
    across = min(2, len(panels))
    down = -(-len(panels) // across)
    height = down * (0.6 + 0.26 * len(rows))
    figure, parts = axes(across, height=height, rows=down)
    for panel, (title, matrix) in zip(parts, panels.items(), strict=False):
        matrix = np.asarray(matrix)
        if matrix.shape != (len(rows), len(columns)):
            wanted = f"matrices ({len(rows)}, {len(columns)})"
            raise refusal("panels", "matrix_panels", wanted, matrix.shape)
        look = {"cmap": "PuOr", "vmin": -1.4 * limit, "vmax": 1.4 * limit}
        panel.imshow(matrix, aspect="auto", **look)
        for (i, j), value in np.ndenumerate(matrix):
            place = {"ha": "center", "va": "center", "fontsize": 7}
            panel.text(j, i, f"{value:.2f}".replace("-", "−"), **place)
        panel.set_xticks(range(len(columns)), columns, rotation=35, ha="right")
        panel.set_yticks(range(len(rows)), rows)
        panel.tick_params(length=0, labelsize=8)
        panel.spines[:].set_visible(False)
        name_panel(panel, title)
    for index, panel in enumerate(parts):
        if index >= len(panels):
            panel.set_axis_off()
        if index % across:
            panel.set_yticklabels([])
        else:
            panel.set_ylabel(ylabel)
        if index + across < len(panels):
            panel.set_xticklabels([])
        else:
            panel.set_xlabel(xlabel)
    return figure
