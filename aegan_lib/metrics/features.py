"""Feature networks: what images are compared by, frozen and named."""

import hashlib
import os
import pathlib

import keras
import numpy as np

from .. import shipped
from .._checks import check_data, refusal
from ..averaging import in_batches
from .training import EPOCHS, he_normal, small_network, train_classifier

SHIPPED = ("glyphs", "digits", "mnist")  # each with ten digits as classes


class Features:
    """A frozen network from images to features, and its name in every card.

    Args:
        network: Keras model `(batch, height, width, channels)` ->
            `(batch, d)`; other outputs are averaged over height and width.
        name: what the card calls it.
        head: `(kernel, bias)` of a linear classifier on the features, or
            `None` if the network is no classifier.
        stacked: apply it to each colour channel alone; d is then thrice as
            large, and the class is the three classes read as one number.

    Raises:
        TypeError: if `network` is no Keras model.

    Example:
    >>> random = random_features((28, 28, 1))
    >>> random(np.zeros((3, 28, 28, 1), "float32")).shape
    (3, 48)

    References:
        Morozov et al., 2021, On self-supervised image representations for
        GAN evaluation, on the choice of features.
    """

    def __init__(self, network, name, head=None, stacked=False):
        if not isinstance(network, keras.Model):
            wanted = "a Keras model from images to features"
            got = type(network).__name__
            raise refusal("features", "Features", wanted, got, error=TypeError)
        self.network, self.name, self.head = network, name, head
        self.stacked = stacked

    @property
    def sha256(self):
        """Of all weights as float32, in order: the same on every machine."""
        weights = [np.asarray(w, "<f4") for w in self.network.get_weights()]
        weights += [np.asarray(w, "<f4") for w in self.head or ()]
        return hashlib.sha256(
            b"".join(w.tobytes() for w in weights)
        ).hexdigest()

    def __call__(self, images):
        """Return the features of `images`, float64 `(n, d)`."""
        images = np.asarray(images, "float32")
        check_data(images, "Features")
        n = len(images)
        if self.stacked:
            images = np.moveaxis(images, -1, 1)
            images = images.reshape(-1, *images.shape[2:], 1)
        found = in_batches(self.network, images)
        if found.ndim == 4:
            found = found.mean(axis=(1, 2))
        return found.reshape(n, -1).astype("float64")

    def classify(self, features):
        """Return the class of each row of features, int64 `(n,)`."""
        if self.head is None:
            wanted = "features of a classifier"
            raise refusal("features", "classify", wanted, self.name)
        kernel, bias = self.head
        rows = features.reshape(-1, len(kernel))
        classes = (rows @ kernel + bias).argmax(axis=1)
        digits = classes.reshape(len(features), -1)
        return digits @ (len(bias) ** np.arange(digits.shape[1])[::-1])


def from_classifier(network, name, stacked=False):
    """Return the `Features` of a `small_network` that classifies.

    Args:
        network: a trained `small_network`; its last layer becomes the head.
        name: what the card calls it.
        stacked: see `Features`.

    Returns:
        `Features`.

    Example:
    >>> found = from_classifier(small_network((8, 8, 1), 10), "untrained")
    >>> found.classify(found(np.zeros((2, 8, 8, 1)))).tolist()
    [0, 0]
    """
    trunk = keras.Sequential([keras.Input(network.input_shape[1:])])
    for layer in network.layers[:-1]:
        trunk.add(layer)
    head = [np.asarray(w, "float64") for w in network.layers[-1].get_weights()]
    return Features(trunk, name, head, stacked)


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
