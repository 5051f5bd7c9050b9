"""A frozen network from images to features, by which images are compared."""

import hashlib

import keras
import numpy as np

from .._checks import check_data, refusal
from ..averaging import in_batches


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
    >>> from aegan_lib.metrics.judges import random_features
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
    >>> from aegan_lib.metrics.training import small_network
    >>> found = from_classifier(small_network((8, 8, 1), 10), "untrained")
    >>> found.classify(found(np.zeros((2, 8, 8, 1)))).tolist()
    [0, 0]
    """
    trunk = keras.Sequential([keras.Input(network.input_shape[1:])])
    for layer in network.layers[:-1]:
        trunk.add(layer)
    head = [np.asarray(w, "float64") for w in network.layers[-1].get_weights()]
    return Features(trunk, name, head, stacked)
