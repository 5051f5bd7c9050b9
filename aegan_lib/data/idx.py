"""Reading IDX files, the form in which MNIST was published, and npz."""

import gzip
import hashlib
import math
import zipfile
import zlib

import numpy as np

PARTS = ("train", "t10k")
KINDS = ("images-idx3-ubyte", "labels-idx1-ubyte")
NPZ = {"train": ("x_train", "y_train"), "t10k": ("x_test", "y_test")}


def is_there(folder, name, part):
    """Return whether the folder holds a file of this part."""
    if any(find(folder, part, kind) for kind in KINDS):
        return True
    path = folder / f"{name}.npz"
    return path.exists() and any(key in npz_names(path) for key in NPZ[part])


def read_part(folder, name, part, sums):
    """Return images and labels of one part, uint8, and how sure they are.

    Args:
        folder: path of the folder.
        name: of the set, and of its npz file.
        part: `"train"` or `"t10k"`.
        sums: name of a packed file → sha256 of the published one.

    Raises:
        FileNotFoundError: says which file to put where.
        ValueError: a file that is truncated, altered or of another shape.
    """
    paths = [find(folder, part, kind) for kind in KINDS]
    if (folder / f"{name}.npz").exists() and not any(paths):
        path = folder / f"{name}.npz"
        arrays, where = read_npz(path, NPZ[part]), path.name
    else:
        for path, kind in zip(paths, KINDS, strict=True):
            if path is None:
                raise FileNotFoundError(
                    f"`{name}` needs {part}-{kind}.gz for this split. Put it "
                    f"into {folder}."
                )
        arrays = [read_idx(path, sums) for path in paths]
        where = " and ".join(path.name for path in paths)
    images, labels = arrays
    fits = images.ndim == 3 and labels.shape == images.shape[:1]
    fits = fits and len(labels) > 0 and set(np.unique(labels)) <= set(range(10))
    if not fits:
        raise ValueError(
            f"{where} of `{name}` must hold images (n, height, width) and as "
            f"many labels in 0 … 9. Got shapes {images.shape} and "
            f"{labels.shape} instead."
        )
    checked = all(path and path.suffix == ".gz" for path in paths)
    return images, labels, "sha256 checked" if checked else "not checked"


def find(folder, part, kind):
    """Return the path of an IDX file, packed or not, or `None`."""
    for path in (folder / f"{part}-{kind}.gz", folder / f"{part}-{kind}"):
        if path.exists():
            return path
    return None


def check_sum(file, data, sums):
    """Raise unless the bytes are those that were published."""
    if hashlib.sha256(data).hexdigest() != sums[file]:
        raise ValueError(
            f"{file} is truncated or altered: its sha256 is not that of the "
            "published file. Delete it and fetch it again."
        )


def read_idx(path, sums):
    """Return the array of one IDX file of bytes.

    The file starts with 0, 0, 8 (bytes) and the number of axes; then their
    lengths as 32-bit numbers, high byte first; then the values.
    """
    data = path.read_bytes()
    if path.suffix == ".gz":
        check_sum(path.name, data, sums)
        data = gzip.decompress(data)
    axes = data[3] if data[:3] == b"\0\0\x08" and len(data) > 3 else 0
    start = 4 + 4 * axes
    lengths = data[4:start] if len(data) >= start else b""
    shape = tuple(np.frombuffer(lengths, ">u4").tolist())
    if len(data) != start + math.prod(shape):
        raise ValueError(
            f"{path.name} is truncated or no IDX file of bytes ({len(data)} "
            "bytes long). Delete it and fetch it again."
        )
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def npz_names(path):
    """Return the names of the arrays in an npz file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return [name.removesuffix(".npy") for name in archive.namelist()]
    except zipfile.BadZipFile as trouble:
        raise broken(path, trouble) from trouble


def read_npz(path, keys):
    """Return the arrays of these names, uint8, images without channel."""
    if not set(keys) <= set(npz_names(path)):
        raise FileNotFoundError(
            f"{path.name} lacks {' or '.join(keys)}. Put both into {path}."
        )
    try:
        with np.load(path) as stored:
            images, labels = [stored[key] for key in keys]
    except (ValueError, EOFError, zlib.error, zipfile.BadZipFile) as trouble:
        raise broken(path, trouble) from trouble
    if images.dtype != np.uint8 or labels.dtype.kind not in "ui":
        raise ValueError(
            f"{path.name} must hold bytes 0 … 255 and integer labels. "
            f"Got {images.dtype} and {labels.dtype} instead."
        )
    if images.ndim == 4 and images.shape[-1] == 1:
        images = images[..., 0]
    return images, labels


def broken(path, trouble):
    """Return the exception for an npz file that cannot be read."""
    return ValueError(
        f"{path.name} is truncated or altered ({trouble}). Delete it and "
        "fetch it again."
    )
