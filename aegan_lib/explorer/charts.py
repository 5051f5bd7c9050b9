"""Maps of latent space: the codes of data, projected on a plane."""

import numpy as np

from .._checks import refusal
from ..data import Record

MOST = 800  # points that a map shows
EXAMPLES = 10  # images that a reader may encode
CLASSES = 256  # that a byte can tell apart


def codes_of(codes, labels, names, encode, latent_dim):
    """Return codes, labels and names, from a data record too.

    Args:
        codes: array `(n, latent_dim)`, or a `Record`: then `encode` makes
            them of its first images, and labels and names are its own.
        labels: integers `(n,)`, or `None`: all of one class.
        names: of the classes, or `None`: their numbers.
        encode: function of images, or `None`.
        latent_dim: size of a code.

    Raises:
        ValueError: for a record without an encoder, codes of another size,
            or labels that do not fit.
    """
    if isinstance(codes, Record):
        if encode is None:
            wanted = "an array of codes, for a model without encoder"
            raise refusal("codes", "Explorer", wanted, repr(codes))
        labels, names = codes.labels[:MOST], codes.names
        codes = encode(codes.x[:MOST])
    codes = np.asarray(codes, "float32")
    shape = codes.shape
    fits = codes.ndim == 2 and shape[1] == latent_dim
    if not fits or not np.isfinite(codes).all():
        wanted = f"finite, of shape (n, {latent_dim})"
        raise refusal("codes", "Explorer", wanted, f"shape {shape}")
    if labels is None:
        labels, names = np.zeros(len(codes), int), names or ("data",)
    labels = np.asarray(labels)
    if labels.shape != (len(codes),):
        wanted = f"one integer a code, of shape ({len(codes)},)"
        raise refusal("labels", "Explorer", wanted, f"shape {labels.shape}")
    names = [str(n) for n in names or range(int(labels.max()) + 1)]
    if labels.min() < 0 or labels.max() >= min(len(names), CLASSES):
        wanted = f"in 0 … {min(len(names), CLASSES) - 1}, as `names`"
        got = f"{labels.min()} … {labels.max()}"
        raise refusal("labels", "Explorer", wanted, got)
    return codes[:MOST], labels[:MOST], names


def plane_of(codes):
    """Return mean and two axes of the plane on which codes are shown.

    Codes of two numbers are their own map; of others, the two principal
    components, each with its largest number positive.

    Args:
        codes: array `(n, latent_dim)`.

    Returns:
        mean `(latent_dim,)`; axes `(2, latent_dim)`, orthonormal.

    Example:
    >>> codes = np.diag([3.0, 1.0, 2.0])
    >>> plane_of(np.concatenate([codes, -codes]))[1].tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    d = codes.shape[1]
    if d <= 2:
        return np.zeros(d), np.eye(2, d)
    mean = codes.mean(axis=0)
    axes = np.linalg.svd(codes - mean, full_matrices=False)[2][:2]
    largest = np.take_along_axis(axes, np.abs(axes).argmax(1)[:, None], 1)
    return mean, axes * np.sign(largest)


class Charts:
    """Collects the maps of all models: their points lie in one array."""

    def __init__(self):
        self.points, self.labels = [], []

    def add(self, codes, labels, names):
        """Return what the page is told of one map."""
        first = sum(map(len, self.points))
        mean, axes = plane_of(codes)
        self.points.append(((codes - mean) @ axes.T).astype("<f4"))
        self.labels.append(labels.astype("uint8"))
        word = "z" if codes.shape[1] <= 2 else "component "
        return {
            "first": first,
            "count": len(codes),
            "mean": np.round(mean, 6).tolist(),
            "axes": np.round(axes, 6).tolist(),
            "labels": [f"{word}1", f"{word}2"],
            "names": names,
        }

    def bytes(self):
        """Return points, float32 pairs, and classes, a byte each."""
        parts = self.points, self.labels
        return [b"".join(a.tobytes() for a in part) for part in parts]


def examples_of(images, codes, shape):
    """Return example images as bytes 0 … 255 each, of different classes.

    Args:
        images: array `(n, *shape)` in [−1, 1], or `None`: the first image
            of each class of `codes`, if that is a `Record`.
        codes: as in `codes_of`.
        shape: of an image.
    """
    if images is None and isinstance(codes, Record):
        first = np.unique(codes.labels, return_index=True)[1]
        images = codes.x[first[:EXAMPLES]]
    if images is None:
        return b""
    images = np.asarray(images)
    if images.shape[1:] != tuple(shape):
        wanted = f"of shape (n, {', '.join(map(str, shape))})"
        raise refusal("images", "Explorer", wanted, f"shape {images.shape}")
    scaled = np.round((images + 1) * 127.5)
    return np.clip(scaled, 0, 255).astype("uint8").tobytes()
