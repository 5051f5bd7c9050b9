"""Draws the characters that glyphs are made of, from Matplotlib's fonts.

    python studies/characters/make.py

Writes `aegan_lib/data/characters.npz`: a bit a pixel. Needs Matplotlib ≥ 3.11,
which is the first with all nine fonts.
"""

import pathlib

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from aegan_lib.data.fonts import BOX, CHARACTERS, FILE, FINE, FONTS, MASTER


def draw(font, character):
    """Return a character upright, centred and filling the box, as bool."""
    folder = pathlib.Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pen = ImageFont.truetype(folder / f"{font}.ttf", 250)
    side = FINE * MASTER
    lean = np.tan(np.deg2rad(FONTS[font]))
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
    return np.asarray(sheet) > 127


def main():
    shapes = [[draw(font, c) for c in CHARACTERS] for font in FONTS]
    np.savez_compressed(FILE, shapes=np.packbits(shapes, axis=-1))
    print(FILE.name, FILE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
