"""One door to all data sets."""

import difflib
import functools
import inspect

from aegan_lib._checks import refusal
from aegan_lib.data import digits, downloads, glyphs, toys

SETS = {
    "glyphs": glyphs.draw_glyphs,
    "digits": digits.load_digits,
    **{
        name: functools.partial(downloads.load_official, name)
        for name in downloads.OFFICIAL
    },
    **{name: functools.partial(toys.draw_toy, name) for name in toys.TOYS},
}


def load(name, split="train", **options):
    """Return one split of a data set by name.

    Args:
        name: `"glyphs"` (drawn characters, the default of the book),
            `"digits"` (real, 8 × 8), `"mnist"`, `"fashion_mnist"`,
            `"kmnist"` (real, 28 × 28), or a toy in the plane: `"ring"`,
            `"grid"`, `"gaussian"`, `"ellipse"`, `"moons"`, `"circles"`,
            `"swiss_roll"`, `"checkerboard"`.
        split: `"train"`, `"test"` (reference only) or `"features"` (for
            feature networks only); `glyphs` also has `"new_fonts"`.
        **options: `n` for all sets, `seed` for drawn ones, and what
            `glyphs.draw_glyphs` takes for glyphs.

    Returns:
        `Record`: `x` is `(n, height, width, channels)` float32 in [−1, 1],
        or points `(n, 2)` of unit scale.

    Raises:
        ValueError: an unknown name, split or option; a damaged file.
        FileNotFoundError: files neither here nor to be had; says which.

    Example:
    >>> import aegan_lib as ag
    >>> ag.data.load("moons", split="features")
    Record('moons', split='features', x=(2000, 2) float32, classes=2)
    """
    if not isinstance(name, str) or name not in SETS:
        wanted = "one of " + ", ".join(repr(known) for known in SETS)
        near = difflib.get_close_matches(str(name).lower(), SETS, 1)
        fix = f"Did you mean {near[0]!r}?" if near else ""
        raise refusal("name", "load", wanted, repr(name), fix)
    known = list(inspect.signature(SETS[name]).parameters)[1:]
    for option in options:
        if option not in known:
            wanted = "among " + ", ".join(known)
            raise refusal("options", f"load({name!r})", wanted, repr(option))
    return SETS[name](split, **options)
