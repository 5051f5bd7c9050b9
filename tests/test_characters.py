"""The stored characters are those that Matplotlib's fonts draw."""

import pathlib
import sys

import numpy as np
import pytest

from aegan_lib.data import fonts

pytestmark = pytest.mark.checkout
ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "studies" / "characters"))
import make  # noqa: E402  (found by the line above)


@pytest.mark.parametrize("font", fonts.FONTS)
def test_a_drawn_character_is_the_stored_one(font):
    which = [fonts.CHARACTERS.index(c) for c in "7Qg"]
    with np.load(fonts.FILE) as stored:
        shapes = stored["shapes"][list(fonts.FONTS).index(font), which]
    for shape, character in zip(shapes, "7Qg", strict=True):
        stored_one = np.unpackbits(shape, axis=-1).astype(bool)
        # Versions of Pillow differ in single pixels of the outline.
        assert (make.draw(font, character) != stored_one).mean() < 0.01
