"""Characters drawn from fonts: an image set whose factors are known."""

import functools
import pathlib
import string

import numpy as np

from aegan_lib._checks import check_choice, check_integer, refusal
from aegan_lib.data.record import make_record

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
COUNTS = {"train": 10_000, "test": 5_000, "features": 5_000, "new_fonts": 2_000}
# Lengths are in pixels of a 28-pixel image whatever the size, angles in
# degrees. All are uniform and independent.
RANGES = {
    "weight": (2.0, 3.2),
    "slant": (-20.0, 20.0),
    "rotation": (-10.0, 10.0),
    "scale": (0.8, 1.05),
    "shift_x": (-1.0, 1.0),
    "shift_y": (-1.0, 1.0),
    "elastic": (0.0, 0.5),
}
CHARACTERS = {"digits": string.digits, "letters": string.ascii_uppercase}
MASTER, BOX = 64, (19.0, 15.0)  # pixels; height and width of a character
CHUNK = 256  # images at a time: what fits the cache


def draw_glyphs(
    split="train",
    n=None,
    characters="digits",
    size=28,
    channels=1,
    seed=0,
    ranges=None,
):
    """Draw characters with random font, weight, slant, rotation and more.

    A signed distance d to the outline is kept for every font and character.
    An image is `clip(d(warp(pixel)) + offset + ½, 0, 1)`, stretched to
    [−1, 1]: the offset sets the weight of the stroke, the warp all else.

    Factors, one value per image: `font` (index into `glyphs.FONTS`), `weight`
    (mean thickness of the strokes), `slant` (to the right, the font's own
    included) and `rotation` (anticlockwise) in degrees, `scale` (1: 20 of 28
    pixels high), `shift_x` (right), `shift_y` (down), `elastic` (root mean
    square of the displacement); in colour `hue` (degrees) as well. Lengths
    are in pixels of an image of 28, whatever the size.

    Args:
        split: `"train"`, `"test"`, `"features"` (same fonts, independent
            draws), or `"new_fonts"` (two fonts that the others lack).
        n: number of images; default 10 000, 5 000, 5 000, 2 000.
        characters: `"digits"`, `"letters"` (capitals), or a string of ASCII
            letters and digits, each of which is a class.
        size: pixels, or `(height, width)`; 8 or more.
        channels: 1 (grey) or 3 (ink of random hue on black).
        seed: integer; another seed gives another set of the same kind.
        ranges: factor → `(low, high)`, replaces a default in `RANGES`.

    Returns:
        `Record`, `x` of shape `(n, height, width, channels)` in [−1, 1].

    Raises:
        ValueError: a split, character, size or range that cannot be drawn.

    Example:
    >>> import aegan_lib as ag
    >>> few = ag.data.load("glyphs", n=20, characters="AB", seed=7)
    >>> few.x.shape, sorted(few.factors)[:2]
    ((20, 28, 28, 1), ['elastic', 'font'])
    """
    check_choice(split, "split", "glyphs", tuple(COUNTS))
    if channels not in (1, 3):
        raise refusal("channels", "glyphs", "1 or 3", repr(channels))
    n = check_integer(COUNTS[split] if n is None else n, "n", "glyphs")
    seed = check_integer(seed, "seed", "glyphs", least=0)
    height, width = check_size(size)
    characters = check_characters(characters)
    part = list(COUNTS).index(split)
    rng = np.random.default_rng([seed, part])
    first = len(FONTS) - NEW_FONTS if split == "new_fonts" else 0
    count = NEW_FONTS if split == "new_fonts" else len(FONTS) - NEW_FONTS
    turn = rng.permutation(n)  # every font and character equally often
    labels = turn % len(characters)
    font = first + turn // len(characters) % count
    factors = {"font": font}
    for name, (low, high) in check_ranges(ranges).items():
        factors[name] = rng.uniform(low, high, n).astype("float32")
    waves = rng.standard_normal((n, 2, len(WAVES))).astype("float32")
    ink = render(characters, labels, factors, waves, height, width)
    if channels == 3:
        factors["hue"] = rng.uniform(0, 360, n).astype("float32")
        ink = ink * saturated(factors["hue"])[:, None, None, :]
    return make_record(
        2 * ink - 1,
        labels,
        characters,
        "glyphs",
        split,
        f"drawn from Matplotlib's fonts, seed {seed}",
        factors=factors,
    )


# === checks ===


def check_size(size):
    """Return `(height, width)`."""
    pair = (size, size) if np.ndim(size) == 0 else tuple(size)
    if len(pair) != 2:
        raise refusal("size", "glyphs", "pixels or (height, width)", repr(size))
    return tuple(check_integer(s, "size", "glyphs", least=8) for s in pair)


def check_characters(characters):
    """Return the characters that a name or a string stands for."""
    text = characters if isinstance(characters, str) else ""
    text = CHARACTERS.get(text, text)
    plain = text.isascii() and text.isalnum()
    if not plain or len(set(text)) < len(text):
        wanted = "'digits', 'letters' or different ASCII letters and digits"
        raise refusal("characters", "glyphs", wanted, repr(characters))
    return text


def check_ranges(ranges):
    """Return the default ranges with those in `ranges` put in."""
    for name, pair in (ranges or {}).items():
        check_choice(name, "ranges", "glyphs", tuple(RANGES))
        if np.shape(pair) != (2,) or not pair[0] <= pair[1]:
            raise refusal(
                f"ranges[{name!r}]", "glyphs", "(low, high)", repr(pair)
            )
    return RANGES | (ranges or {})


# === drawing ===


@functools.lru_cache(maxsize=8)
def masters(characters):
    """Return signed distances `(font, character, MASTER, MASTER)`, and the
    mean thickness of the strokes; one unit is 1/28 of an image's side."""
    import matplotlib
    from PIL import Image, ImageDraw, ImageFont
    from scipy.ndimage import distance_transform_edt

    folder = pathlib.Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    fine = 4 * MASTER  # drawn big, so that a hard edge is fine enough
    field = np.empty((len(FONTS), len(characters), MASTER, MASTER), "float32")
    thickness = np.empty(field.shape[:2], "float32")
    for i, name in enumerate(FONTS):
        path = folder / f"{name}.ttf"
        trial = ImageFont.truetype(path, 200)
        for j, character in enumerate(characters):
            left, top, right, bottom = trial.getbbox(character)
            fit = min(BOX[0] / (bottom - top), BOX[1] / (right - left))
            font = ImageFont.truetype(path, 200 * fit * fine / 28)
            image = Image.new("L", (fine, fine))
            box = font.getbbox(character)
            corner = [(fine - box[k] - box[k + 2]) / 2 for k in (0, 1)]
            ImageDraw.Draw(image).text(corner, character, fill=255, font=font)
            inside = np.asarray(image) > 127
            d = distance_transform_edt(inside) - distance_transform_edt(~inside)
            d -= np.sign(d) / 2  # to the outline, not to the next pixel
            outline = (np.abs(d) < 4).sum() / 8  # its length: a band's area
            thickness[i, j] = 2 * inside.sum() / outline * 28 / fine
            d = d.reshape(MASTER, 4, MASTER, 4).mean((1, 3))
            field[i, j] = d * 28 / fine
    return field, thickness


def frequencies():
    """Return the waves of the warp: of order 2 to 4, so none is affine."""
    grid = [(i, j) for i in range(4) for j in range(4)]
    return np.array([pair for pair in grid if 2 <= sum(pair) <= 4])


WAVES = frequencies()


def render(characters, labels, factors, waves, height, width):
    """Return ink `(n, height, width, 1)` in [0, 1], a chunk at a time."""
    field, thickness = masters(characters)
    own = thickness[factors["font"], labels] * factors["scale"]
    offset = (factors["weight"] - own) / 2
    which = (factors["font"] * len(characters) + labels) * MASTER**2
    unit = 28 / min(height, width)  # of a pixel
    y = (np.arange(height, dtype="float32") - (height - 1) / 2) * unit
    x = (np.arange(width, dtype="float32") - (width - 1) / 2) * unit
    wave_y, wave_x = (
        np.cos(np.pi * WAVES[:, k, None] * (axis / 28 + 0.5)).astype("float32")
        for k, axis in enumerate((y, x))
    )
    wave = (wave_y[:, :, None] * wave_x[:, None, :]).reshape(len(WAVES), -1)
    wave /= np.sqrt((wave**2).sum(0).mean())  # unit root mean square
    grid = np.stack(np.broadcast_arrays(y[:, None], x), 0).reshape(2, -1)
    ink = np.empty((len(labels), height * width), "float32")
    for start in range(0, len(labels), CHUNK):
        here = slice(start, start + CHUNK)
        some = {name: value[here] for name, value in factors.items()}
        place = warp(grid, wave, waves[here], some)
        d = bilinear(field.ravel(), which[here], place)
        d *= some["scale"][:, None]
        d += offset[here, None]
        d /= unit
        d += 0.5
        np.clip(d, 0, 1, out=ink[here])
    return ink.reshape(-1, height, width, 1)


def warp(grid, wave, waves, factors):
    """Return where in the masters each pixel looks: `(n, 2, pixels)`."""
    own = np.array(list(FONTS.values()), "float32")[factors["font"]]
    turn = np.deg2rad(factors["rotation"])
    lean = np.tan(np.deg2rad(factors["slant"])) - np.tan(np.deg2rad(own))
    cos, sin = np.cos(turn), np.sin(turn)
    # image = scale · rotation · shear · master, in (y down, x right);
    # this is its inverse.
    back = np.array(
        [[cos, sin], [lean * cos - sin, cos + lean * sin]], "float32"
    )
    back = np.moveaxis(back / factors["scale"], -1, 0)
    shift = np.stack([factors["shift_y"], factors["shift_x"]], 1)
    place = (waves * factors["elastic"][:, None, None]) @ wave
    place += grid
    place -= shift[:, :, None]
    return back @ place


def bilinear(field, which, place):
    """Return the masters' values at `place`, of each image its own."""
    place *= MASTER / 28
    place += (MASTER - 1) / 2
    np.clip(place, 0, MASTER - 1.001, out=place)
    corner = place.astype("int32")
    place -= corner
    v, u = place[:, 0], place[:, 1]
    at = corner[:, 0] * MASTER + corner[:, 1] + which[:, None]
    upper = field[at]
    upper += u * (field[at + 1] - upper)
    at += MASTER
    lower = field[at]
    lower += u * (field[at + 1] - lower)
    return upper + v * (lower - upper)


def saturated(hue):
    """Return the fully saturated colour `(n, 3)` of each hue in degrees."""
    turn = (hue[:, None] / 60 + np.array([0, 4, 2])) % 6
    return np.clip(np.abs(turn - 3) - 1, 0, 1).astype("float32")
