"""The palette by role, and empty axes in the book's look."""

import pathlib

from .._checks import check_choice

REAL, FAKE, RECONSTRUCTION = "#0072B2", "#D55E00", "#009E73"
LATENT, TRUTH = "#CC79A7", "#000000"
ROLES = {  # role: colour, marker, marker's area, line style
    "real": (REAL, "o", 9, "-"),
    "fake": (FAKE, "x", 14, "-"),
    "reconstruction": (RECONSTRUCTION, "+", 20, "-"),
    "latent": (LATENT, ".", 20, "-"),
    "truth": (TRUTH, "s", 12, "--"),
}
SPARE = ("#56B4E9", "#E69F00", "#6A3D9A", "#7F7F7F")  # lines without a role
WIDTHS = {"wide": 6.0, "half": 3.0}
STYLE = pathlib.Path(__file__).with_name("figures.mplstyle")


def axes(columns=1, width="wide", height=None, share=False, rows=1):
    """Return an empty figure in the book's look, and its panels.

    For figures that no other function draws. The roles' colours are
    `ag.figures.REAL`, `FAKE`, `RECONSTRUCTION`, `LATENT` and `TRUTH`.

    Args:
        columns: number of panels side by side.
        width: "wide" (6 in) or "half" (3 in).
        height: inches; by default nearly square panels, at most 2.6 a row.
        share: whether all panels have the same limits.
        rows: number of rows of panels.

    Returns:
        The figure, and an array of `rows * columns` Matplotlib axes, row by
        row.

    Raises:
        ValueError: if `width` is neither "wide" nor "half".

    Example:
    >>> import aegan_lib as ag
    >>> figure, (left, right) = ag.figures.axes(columns=2)
    >>> figure
    <Figure size 720x312 with 2 Axes>
    """
    import matplotlib.pyplot as plt

    check_choice(width, "width", "figures", WIDTHS)
    tall = rows * min(2.6, WIDTHS[width] / columns + 0.4)
    size = WIDTHS[width], height or tall
    with plt.style.context(STYLE):
        figure, panels = plt.subplots(
            nrows=rows,
            ncols=columns,
            figsize=size,
            sharex=share,
            sharey=share,
            squeeze=False,
            layout="constrained",
        )
        plt.close(figure)  # or a notebook shows it twice
    return figure, panels.ravel()


def name_panel(panel, name):
    """Write the name of a panel above its left corner."""
    panel.text(0.02, 1.02, name, transform=panel.transAxes, fontsize=8)


def label_outside(panels, columns, xlabel, ylabel):
    """Label the axes at the outer side of a grid of panels alone."""
    for index, panel in enumerate(panels):
        if index + columns >= len(panels):
            panel.set_xlabel(xlabel)
            panel.tick_params(labelbottom=True)
        if index % columns == 0:
            panel.set_ylabel(ylabel)


def legend(figure, handles, names):
    """Name the marks above the panels, in one row."""
    place = {"loc": "outside upper center", "ncols": len(names)}
    look = {"frameon": False, "markerscale": 1.6, "fontsize": 8}
    figure.legend(handles, names, **place, **look)


def line_look(name, index):
    """Colour and line style of `name`; its first word may be a role."""
    role = name.replace(":", " ").replace(",", " ").split()[:1]
    if role and role[0] in ROLES:
        colour, _, _, dashes = ROLES[role[0]]
        return colour, dashes
    dashes = ("-", "--", "-.", ":")
    return SPARE[index % len(SPARE)], dashes[index % len(dashes)]
