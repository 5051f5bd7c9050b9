"""The characters of nine fonts as signed distances."""

import functools
import pathlib
import string

import numpy as np

# Name → slant of the font itself in degrees, taken out when drawing.
# All come with Matplotlib; the last two are kept for `new_fonts`.
FONTS = {
    "DejaVuSans": 0.0,
    "DejaVuSansMono": 0.0,
    "DejaVuSerif": 0.0,
    "STIXGeneral": 0.0,
    "cmr10": 0.0,
    "cmss10": 0.0,
    "cmti10": 14.0,
    "cmtt10": 0.0,
    "STIXGeneralItalic": 15.5,
}
NEW_FONTS = 2
MASTER = 64  # pixels of a stored character's side …
FINE = 3  # … each drawn as 3 × 3, so that a hard edge is fine enough
BOX = (14.5, 19.0)  # width and height of a character; the side is 28
CHARACTERS = string.digits + string.ascii_letters
# Their shapes are stored, as versions of Matplotlib carry different fonts and
# those of Pillow draw them differently. `studies/characters/make.py` makes it.
FILE = pathlib.Path(__file__).with_name("characters.npz")


@functools.lru_cache(maxsize=8)
def masters(characters):
    """Return signed distances `(font, character, MASTER, MASTER)`, and the
    mean thickness of the strokes; the unit is 1/28 of an image's side."""
    from scipy.ndimage import distance_transform_edt

    unit = FINE * MASTER / 28
    field = np.empty((len(FONTS), len(characters), MASTER, MASTER), "float32")
    thickness = np.empty(field.shape[:2], "float32")
    which = [CHARACTERS.index(character) for character in characters]
    with np.load(FILE) as stored:
        shapes = np.unpackbits(stored["shapes"][:, which], axis=-1).astype(bool)
    for i, j in np.ndindex(shapes.shape[:2]):
        inside = shapes[i, j]
        d = distance_transform_edt(inside) - distance_transform_edt(~inside)
        d -= np.sign(d) / 2  # to the outline, not to the next pixel
        outline = (np.abs(d) < 4).sum() / 8  # its length: a band's area
        thickness[i, j] = 2 * inside.sum() / outline / unit
        d = d.reshape(MASTER, FINE, MASTER, FINE).mean((1, 3))
        field[i, j] = d / unit
    return field, thickness
