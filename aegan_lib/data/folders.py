"""The reader's own images: listed once, decoded a batch at a time."""

import pathlib

import numpy as np

from aegan_lib._checks import check_choice, refusal
from aegan_lib.data.record import Record, check_shape, deal

ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")
SHARES = {"train": 8, "test": 1, "features": 1}


class ImageFiles:
    """Image files that look like an array `(n, height, width, channels)`.

    `len`, `shape`, `dtype`, `ndim` cost nothing. Indexing by an integer, a
    slice, integers or booleans reads those files, and only those, as float32
    in [−1, 1]. Nothing is kept, so order and time of reading do not matter.

    Args:
        paths: paths of the files.
        size: `(height, width)`; images are cropped in the middle to this
            proportion, then resized.
        channels: 1 (grey) or 3 (colour). Transparent parts become white.

    Raises:
        ValueError: on reading, a file that cannot be decoded; names it.

    Example:
    >>> files = ImageFiles(["a.png", "b.png"], (28, 28), 1)
    >>> files.shape, len(files[:0])
    ((2, 28, 28, 1), 0)
    """

    ndim = 4
    dtype = np.dtype("float32")

    def __init__(self, paths, size, channels):
        self.paths = np.array([str(path) for path in paths], dtype=object)
        self.shape = (len(self.paths), *size, channels)

    def __repr__(self):
        return f"ImageFiles(shape={self.shape})"

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        if isinstance(index, list):
            index = np.array(index, dtype=None if index else int)
        chosen = self.paths[index]
        if isinstance(chosen, str):
            return decode(chosen, self.shape[1:])
        batch = np.empty((len(chosen), *self.shape[1:]), "float32")
        for i, path in enumerate(chosen):
            batch[i] = decode(path, self.shape[1:])
        return batch


def image_folder(path, split="all", size=28, channels=1):
    """List the images in a folder; read them only when they are asked for.

    The folder is searched with its subfolders, in sorted order. The first
    subfolder on the way to a file is its class. Names that start with a dot
    are passed over.

    Args:
        path: the folder.
        split: `"all"`, or `"train"`, `"test"`, `"features"`: dealt 8 : 1 : 1
            within each class, always alike for the same files.
        size: pixels, or `(height, width)`. Images are cropped in the middle
            to this proportion, then resized.
        channels: 1 (grey) or 3 (colour).

    Returns:
        `Record` whose `x` is an `ImageFiles` of shape
        `(n, height, width, channels)`, float32 in [−1, 1].

    Raises:
        FileNotFoundError: no such folder, or no image in it.
        ValueError: an unknown split or size; on reading, a damaged file.

    Example:
    >>> import aegan_lib as ag, matplotlib, pathlib
    >>> icons = pathlib.Path(matplotlib.get_data_path()) / "images"
    >>> ag.data.image_folder(icons, size=16).x[:2].shape
    (2, 16, 16, 1)
    """
    check_choice(split, "split", "image_folder", ("all", *SHARES))
    size = check_shape(size, channels, "image_folder")
    root = pathlib.Path(path).expanduser()
    if not root.is_dir():
        raise FileNotFoundError(f"`image_folder`: {root} is no folder.")
    found = find_images(root)
    if not found:
        raise FileNotFoundError(
            f"`image_folder`: no image in {root} or below it. Images end in "
            f"{', '.join(ENDINGS)}."
        )
    classes = [part[0] if len(part) > 1 else root.name for part in found]
    names = sorted(set(classes))
    labels = np.array([names.index(c) for c in classes], "int64")
    chosen = np.arange(len(found))
    if split != "all":
        chosen = deal(labels, SHARES)[split]
    if len(chosen) == 0:
        wanted = "a split with images in it"
        got = f"{split!r} of {len(found)} images"
        raise refusal("split", "image_folder", wanted, got)
    paths = [root.joinpath(*found[i]) for i in chosen]
    return Record(
        x=ImageFiles(paths, size, channels),
        labels=labels[chosen],
        names=tuple(names),
        factors={},
        modes=None,
        name=root.name,
        split=split,
        source=f"{len(found)} files in folder {root.name!r}",
        sha256=None,
    )


def find_images(root):
    """Return the relative paths of all images as tuples of names, sorted."""
    found = []
    for file in root.rglob("*"):
        parts = file.relative_to(root).parts
        hidden = any(part.startswith(".") for part in parts)
        if not hidden and file.suffix.lower() in ENDINGS and file.is_file():
            found.append(parts)
    return sorted(found)


def decode(path, shape):
    """Return one image file as float32 `(height, width, channels)`."""
    from PIL import Image, ImageOps

    height, width, channels = shape
    try:
        with Image.open(path) as image:
            image = ImageOps.exif_transpose(image)
            if image.mode.startswith("I"):  # 16 bits: keep the upper 8
                image = image.convert("I").point(lambda v: v * (1 / 256))
            elif image.mode != "L":
                image = image.convert("RGBA")
                white = Image.new("RGBA", image.size, "white")
                image = Image.alpha_composite(white, image)
            image = image.convert("L" if channels == 1 else "RGB")
            image = ImageOps.fit(image, (width, height))
            pixels = np.asarray(image, "float32")
    except (OSError, SyntaxError, ValueError) as trouble:  # Pillow's own
        raise ValueError(
            f"{path} cannot be decoded as an image ({trouble}). Remove or "
            "replace it."
        ) from trouble
    return pixels.reshape(shape) / np.float32(127.5) - 1
