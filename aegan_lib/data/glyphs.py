"""Characters drawn from fonts: an image set whose factors are known."""

import string

import numpy as np

from aegan_lib._checks import check_choice, check_integer, refusal
from aegan_lib.data.fonts import FONTS, MASTER, NEW_FONTS, masters
from aegan_lib.data.record import check_shape, make_record

COUNTS = {"train": 10_000, "test": 5_000, "features": 5_000, "new_fonts": 2_000}
# Lengths are in pixels of a 28-pixel image whatever the size, angles in
# degrees. All are uniform and independent.
RANGES = {
    "weight": (2.0, 3.2),
    "slant": (-20.0, 20.0),
    "rotation": (-10.0, 10.0),
    "scale": (0.85, 1.05),
    "shift_x": (-0.75, 0.75),
    "shift_y": (-0.75, 0.75),
    "elastic": (0.0, 0.5),
}
CHARACTERS = {"digits": string.digits, "letters": string.ascii_uppercase}
CHUNK = 256  # images at a time: what fits the cache
# Waves of the warp, down and across; of order 2 to 4, so none is affine.
WAVES = np.array(
    [(i, j) for i in range(4) for j in range(4) if 2 <= i + j <= 4]
)


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
    (mean thickness of the strokes: twice the area over the outline), `slant`
    (to the right, the font's own included) and `rotation` (anticlockwise) in
    degrees, `scale` (1: 19 pixels high or 14.5 wide, before the weight),
    `shift_x` (right), `shift_y` (down), `elastic` (root mean square of the
    displacement); in colour `hue` (degrees) as well. Lengths are in pixels
    of an image of 28, whatever the size.

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
    n = check_integer(COUNTS[split] if n is None else n, "n", "glyphs")
    seed = check_integer(seed, "seed", "glyphs", least=0)
    height, width = check_shape(size, channels, "glyphs", least=8)
    characters = check_characters(characters)
    part = list(COUNTS).index(split)
    rng = np.random.default_rng([seed, part])
    first = len(FONTS) - NEW_FONTS if split == "new_fonts" else 0
    count = NEW_FONTS if split == "new_fonts" else len(FONTS) - NEW_FONTS
    turn = rng.permutation(n)  # every font and character equally often
    labels = turn % len(characters)
    font = first + (labels + turn // len(characters)) % count
    factors = {"font": font}
    for name, (low, high) in check_ranges(ranges).items():
        factors[name] = rng.uniform(low, high, n).astype("float32")
    waves = rng.uniform(-(3**0.5), 3**0.5, (n, 2, len(WAVES)))
    waves = waves.astype("float32")  # of unit variance, and bounded
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
        good = np.shape(pair) == (2,) and pair[0] <= pair[1]
        if not good or (name == "scale" and pair[0] <= 0):
            wanted = "(low, high)" + (" above 0" if name == "scale" else "")
            raise refusal(f"ranges[{name!r}]", "glyphs", wanted, repr(pair))
    return RANGES | (ranges or {})


# === drawing ===


def render(characters, labels, factors, waves, height, width):
    """Return ink `(n, height, width, 1)` in [0, 1], a chunk at a time."""
    field, thickness = masters(characters)
    own = thickness[factors["font"], labels] * factors["scale"]
    offset = (factors["weight"] - own) / 2
    which = (factors["font"] * len(characters) + labels) * MASTER**2
    unit = 28 / min(height, width)  # of a pixel
    y = (np.arange(height, dtype="float32") - (height - 1) / 2) * unit
    x = (np.arange(width, dtype="float32") - (width - 1) / 2) * unit
    wave = waves_on(y, x)
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


def waves_on(y, x):
    """Return the waves `(wave, pixels)`, of unit root mean square in all."""
    down = np.cos(np.pi * WAVES[:, 0, None] * (y / 28 + 0.5))
    across = np.cos(np.pi * WAVES[:, 1, None] * (x / 28 + 0.5))
    wave = (down[:, :, None] * across[:, None, :]).reshape(len(WAVES), -1)
    return (wave / np.sqrt((wave**2).sum(0).mean())).astype("float32")


def warp(grid, wave, waves, factors):
    """Return where in the masters each pixel looks: `(n, 2, pixels)`."""
    turn = np.deg2rad(factors["rotation"])
    lean = np.tan(np.deg2rad(factors["slant"]))
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
