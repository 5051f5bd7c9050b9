"""The characters of Matplotlib's fonts as signed distances."""

import functools
import pathlib

import numpy as np

# File → slant of the font itself in degrees, taken out when drawing.
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


@functools.lru_cache(maxsize=8)
def masters(characters):
    """Return signed distances `(font, character, MASTER, MASTER)`, and the
    mean thickness of the strokes; the unit is 1/28 of an image's side."""
    from scipy.ndimage import distance_transform_edt

    unit = FINE * MASTER / 28
    field = np.empty((len(FONTS), len(characters), MASTER, MASTER), "float32")
    thickness = np.empty(field.shape[:2], "float32")
    for i, font in enumerate(FONTS):
        for j, inside in enumerate(stencils(font, characters)):
            d = distance_transform_edt(inside) - distance_transform_edt(~inside)
            d -= np.sign(d) / 2  # to the outline, not to the next pixel
            outline = (np.abs(d) < 4).sum() / 8  # its length: a band's area
            thickness[i, j] = 2 * inside.sum() / outline / unit
            d = d.reshape(MASTER, FINE, MASTER, FINE).mean((1, 3))
            field[i, j] = d / unit
    return field, thickness


def stencils(font, characters):
    """Yield each character upright, centred and filling the box, as bool."""
    import matplotlib
    from PIL import Image, ImageDraw, ImageFont

    folder = pathlib.Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pen = ImageFont.truetype(folder / f"{font}.ttf", 250)
    side = FINE * MASTER
    lean = np.tan(np.deg2rad(FONTS[font]))
    for character in characters:
        image = Image.new("L", (600, 600))
        ImageDraw.Draw(image).text((150, 150), character, 255, pen)
        if lean:
            upright = (1, -lean, 300 * lean, 0, 1, 0)
            image = image.transform(image.size, 0, upright, 3)  # affine, cubic
        image = image.crop(image.getbbox())
        fit = min(BOX[0] / image.width, BOX[1] / image.height) * side / 28
        image = image.resize([round(s * fit) for s in image.size])
        sheet = Image.new("L", (side, side))
        sheet.paste(image, [(side - s) // 2 for s in image.size])
        yield np.asarray(sheet) > 127
