"""Which network judges which images: shipped, random, or trained on demand."""

import os
import pathlib

import keras

from .. import shipped
from .._checks import refusal
from .features import Features, from_classifier
from .training import EPOCHS, he_normal, small_network, train_classifier

SHIPPED = ("glyphs", "digits", "mnist")  # each with ten digits as classes


def random_features(shape, seed=0, stacked=False):
    """Return features of a network that was never trained.

    It has seen no classes, so it disagrees with a classifier where classes
    hide something. Weights are He normal, from NumPy: the same everywhere.

    Args:
        shape: `(height, width, channels)` of what the network sees.
        seed: integer, of the weights.
        stacked: see `Features`.

    Returns:
        `Features` of size 48.

    Example:
    >>> random_features((8, 8, 1)).name
    'random'

    References:
        Naeem et al., 2020, section 5.3, arXiv:2002.09797.
    """
    network = he_normal(small_network(shape, 1), seed)
    made = from_classifier(network, "random", stacked)
    made.head = None
    return made


def imagenet_features(shape, weights="imagenet"):
    """Return features of a MobileNetV2 trained on ImageNet.

    For photographs. Keras downloads the weights once, 9 MB. Other networks
    of `keras.applications` are passed to `Features` as they are.

    Args:
        shape: `(height, width, channels)` of the images in [−1, 1], which is
            the range that this network was trained on; 1 or 3 channels.
            They are resized to 96 × 96.
        weights: `"imagenet"`, a file of weights, or `None` for random ones.

    Returns:
        `Features` of size 1 280.

    Raises:
        OSError: if the weights cannot be had.

    Example:
    >>> imagenet_features((28, 28, 1), weights=None).name
    'MobileNetV2'

    References:
        Sandler et al., 2018, arXiv:1801.04381.
    """
    images = keras.Input(shape)
    large = keras.layers.Resizing(96, 96)(images)
    if shape[-1] == 1:
        large = keras.layers.Concatenate()([large] * 3)
    try:
        network = keras.applications.MobileNetV2(
            (96, 96, 3), include_top=False, pooling="avg", weights=weights
        )
    except Exception as why:  # Keras raises a bare one for a failed download
        raise OSError(
            f"The weights {weights!r} of MobileNetV2 cannot be had: {why}. "
            "Download them where there is a network and pass their path as "
            "`weights`, or take features='random'."
        ) from why
    return Features(keras.Model(images, network(large)), "MobileNetV2")


def train_features(record, name=None, epochs=EPOCHS, seed=1):
    """Train a classifier on a record and return its features.

    Args:
        record: `Record` of images with labels; its split should be
            `features`, which neither models nor references use.
        name: what the card calls it; default the record's name.
        epochs: passes over the images.
        seed: integer, of weights, order and shifts.

    Returns:
        `Features` with a classifying head.

    Raises:
        ValueError: for a record of one class.

    Example:
    >>> import aegan_lib as ag
    >>> digits = ag.data.load("digits", split="features", n=64)
    >>> train_features(digits, epochs=1).name
    'digits'

    References:
        Salimans et al., 2016, arXiv:1606.03498, on networks as judges.
    """
    network = train_classifier(record, epochs, seed)
    return from_classifier(network, name or record.name)


def load_features(record, kind="classifier"):
    """Return the feature network for a record's data set.

    Shipped for ten digits of `glyphs` and `mnist` (28 × 28) and `digits`
    (8 × 8), stacked ones included. For other sets that `ag.data.load` knows
    it is trained once on their `features` split and kept in
    `~/.cache/aegan_lib`.

    Args:
        record: a `Record` of images.
        kind: `"classifier"` or `"random"`.

    Returns:
        `Features`.

    Raises:
        ValueError: where no `features` split can be had for such images.

    Example:
    >>> import aegan_lib as ag
    >>> load_features(ag.data.load("glyphs", split="test", n=10)).name
    'glyphs classifier'

    References:
        Heusel et al., 2017, arXiv:1706.08500, judge by a classifier; random
        features: Naeem et al., 2020, arXiv:2002.09797.
    """
    stacked = record.name.startswith("stacked ")
    base = record.name.removeprefix("stacked ")
    shape = record.x.shape[1:]
    if stacked:
        shape = (*shape[:2], 1)
    if kind == "random":
        return random_features(shape, stacked=stacked)
    name = f"{base} classifier"
    classes = [str(i) for i in range(10)]
    plain = stacked or list(record.names) == classes
    side = 8 if base == "digits" else 28
    if base in SHIPPED and plain and shape == (side, side, 1):
        network = small_network(shape, 10)
        shipped.load_weights(network, f"{base}_classifier")
        return from_classifier(network, name, stacked)
    network = _cached(base, shape, record.names)
    return from_classifier(network, name, stacked)


def _cached(base, shape, names):
    """Return a classifier trained on the `features` split of a known set."""
    from ..data.loading import SETS, load

    known = load(base, split="features") if base in SETS else None
    if (
        known is None
        or known.x.shape[1:] != shape
        or (names and tuple(known.names) != tuple(names))
    ):
        raise refusal(
            "features",
            "evaluate",
            f"given for {base!r} images of shape {shape}",
            None,
            "Pass features=ag.metrics.train_features(record) of images that "
            "neither models nor references use, features='random', or a "
            "Keras model of your own.",
        )
    root = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    folder = pathlib.Path(root) / "aegan_lib" / "features"
    file = folder / f"{base}-{known.sha256[:16]}.npz"
    network = small_network(shape, len(known.names))
    if file.exists():
        return shipped.read_weights(network, file)
    print(f"Training a feature network for {base}, once: about a minute.")
    network = train_classifier(known)
    folder.mkdir(parents=True, exist_ok=True)
    shipped.write_weights(network, file)
    return shipped.read_weights(network, file)  # float16, as ever after
