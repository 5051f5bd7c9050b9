"""Grids and rows of images."""

import numpy as np

from .._checks import refusal
from .style import WIDTHS, axes


def image_grid(images, columns=8, width="wide"):
    """Show images row by row, in their order: the first ones, none chosen.

    Args:
        images: array `(n, height, width, channels)` in [−1, 1], with 1 or 3
            channels.
        columns: images in a row; the last row is filled up with white.
        width: "wide" (6 in) or "half" (3 in).

    Returns:
        The figure.

    Raises:
        ValueError: if `images` has another shape or is empty.

    Example:
    >>> import aegan_lib as ag
    >>> ag.figures.image_grid(np.zeros((16, 28, 28, 1)))
    <Figure size 720x... with 1 Axes>
    """
    rows = [images[i : i + columns] for i in range(0, len(images), columns)]
    return _mosaic(rows, columns, width)[0]


def image_rows(rows, columns=8, width="wide"):
    """Show named rows of images, such as originals over reconstructions.

    Args:
        rows: dict from a row's name to its images `(n, height, width,
            channels)` in [−1, 1]; the first `columns` of each are shown.
        columns: images in a row.
        width: "wide" (6 in) or "half" (3 in).

    Returns:
        The figure.

    Raises:
        ValueError: if the images have another shape or there are none.

    Example:
    >>> import aegan_lib as ag
    >>> x = np.zeros((8, 28, 28, 1))
    >>> ag.figures.image_rows({"real": x, "reconstruction": x})
    <Figure size 720x... with 1 Axes>
    """
    blocks = [images[:columns] for images in rows.values()]
    figure, panel, step = _mosaic(blocks, columns, width)
    panel.set_axis_on()
    panel.spines[:].set_visible(False)
    panel.set_xticks([])
    panel.set_yticks([(i + 0.45) * step for i in range(len(rows))], list(rows))
    panel.tick_params(length=0, labelsize=9)
    return figure


def _mosaic(rows, columns, width):
    """One picture of all rows, with a white gap between the images."""
    first = np.asarray(rows[0] if len(rows) else [])
    if first.ndim != 4 or first.shape[-1] not in (1, 3):
        wanted = "images (n, height, width, 1 or 3 channels), at least one"
        got = f"an array of shape {first.shape}"
        raise refusal("images", "figures", wanted, got)
    size, gap = np.array(first.shape[1:3]), max(1, first.shape[1] // 14)
    step = size + gap
    canvas = np.ones((*(step * (len(rows), columns) - gap), first.shape[-1]))
    for i, row in enumerate(rows):
        for j, image in enumerate(np.asarray(row)):
            top, left = step * (i, j)
            canvas[top : top + size[0], left : left + size[1]] = image
    height = WIDTHS[width] * canvas.shape[0] / canvas.shape[1]
    figure, (panel,) = axes(width=width, height=height)
    picture = np.clip((canvas + 1) / 2, 0, 1)
    panel.imshow(picture, cmap="gray", vmin=0, vmax=1)
    panel.set_axis_off()
    return figure, panel, int(step[0])
