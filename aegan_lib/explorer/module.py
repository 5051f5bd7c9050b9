"""The JavaScript files of a widget, joined into one ES module."""

import pathlib

FOLDER = pathlib.Path(__file__).parent
SHARED = ("controls", "layers", "network", "pixels", "store")
VIEWS = ("map", "sliders", "path", "directions", "draw", "compare", "dial")
FILES = (  # of the explorer, beside those that all widgets share
    *("geometry", "strokes", "slices", "marks", "atlas", "map", "sliders"),
    *("lengths", "path", "directions", "drawing", "compare", "dial"),
    "address",
    "explorer",
)


def module(*names):
    """Return `js/<name>.js` for all `names` as the text of one module.

    The files import nothing and export nothing: the functions of one see
    those of all others. One of them defines `render({model, el})`.

    Example:
    >>> module("controls").splitlines()[-1]
    'export default { render };'
    """
    texts = [(FOLDER / f"js/{name}.js").read_text("utf-8") for name in names]
    return "\n".join([*texts, "export default { render };", ""])


def style():
    """Return the style sheet of all widgets."""
    names = ("explorer.css", "views.css")
    return "".join((FOLDER / name).read_text("utf-8") for name in names)
