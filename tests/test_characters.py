"""The stored characters are those that Matplotlib's fonts draw."""

import importlib.util
import pathlib

import numpy as np
import pytest

from aegan_lib.data import fonts

pytestmark = pytest.mark.checkout
ROOT = pathlib.Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def make():
    path = ROOT / "studies" / "characters" / "make.py"
    spec = importlib.util.spec_from_file_location("make_characters", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("font", fonts.FONTS)
def test_a_drawn_character_is_the_stored_one(make, font):
    which = [fonts.CHARACTERS.index(c) for c in "7Qg"]
    with np.load(fonts.FILE) as stored:
        shapes = stored["shapes"][list(fonts.FONTS).index(font), which]
    for shape, character in zip(shapes, "7Qg", strict=True):
        stored_one = np.unpackbits(shape, axis=-1).astype(bool)
        # Versions of Pillow differ in single pixels of the outline.
        assert (make.draw(font, character) != stored_one).mean() < 0.01
