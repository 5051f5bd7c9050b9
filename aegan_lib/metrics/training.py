"""The small network behind all judgements of images, and its training."""

import keras
import numpy as np
from keras import layers

from .._checks import refusal
from ..averaging import in_batches

EPOCHS = 40


def small_network(shape, outputs):
    """Return the network behind all features: two convolutions, 48 features.

    Args:
        shape: `(height, width, channels)`.
        outputs: number of outputs of the linear head.

    Returns:
        A `keras.Sequential`; its layer before the last is `features`.

    Example:
    >>> small_network((28, 28, 1), 10).layers[-2].name
    'features'
    """
    return keras.Sequential(
        [
            keras.Input(shape),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(48, activation="relu", name="features"),
            layers.Dense(outputs),
        ]
    )


def he_normal(network, seed):
    """Set weights to N(0, 2 / fan-in), biases to 0, from NumPy; return it.

    Args:
        network: a Keras model of dense and convolutional layers.
        seed: integer; the same weights on every backend and machine.

    Returns:
        The network.

    Example:
    >>> net = he_normal(small_network((8, 8, 1), 10), seed=1)
    >>> 0.3 < float(np.std(net.get_weights()[0])) < 0.6  # √(2/9) = 0.47
    True

    References:
        He et al., 2015, arXiv:1502.01852.
    """
    rng, weights = np.random.default_rng(seed), []
    for w in network.get_weights():
        scale = np.sqrt(2 / np.prod(w.shape[:-1])) if w.ndim > 1 else 0.0
        weights.append(scale * rng.normal(size=w.shape))
    network.set_weights(weights)
    return network


def train_classifier(record, epochs=EPOCHS, seed=1):
    """Return a `small_network` that tells the classes of a record apart.

    Args:
        record: `Record` of images with labels.
        epochs: passes over the images, each image shifted anew by up to a
            fourteenth of its side.
        seed: integer, of weights, order and shifts.

    Returns:
        The network; its outputs are logits.

    Raises:
        ValueError: for a record of one class.

    Example:
    >>> import aegan_lib as ag
    >>> digits = ag.data.load("digits", split="features", n=64)
    >>> train_classifier(digits, epochs=1).output_shape
    (None, 10)
    """
    classes = len(record.names)
    if classes < 2:
        wanted = "of two classes or more"
        fix = "Pass features='random', or a network of your own."
        got = f"a record of {classes}"
        raise refusal("record", "train_classifier", wanted, got, fix)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network = small_network(record.x.shape[1:], classes)
    shift = record.x.shape[1] // 14
    fit_small(network, record.x, record.labels, loss, epochs, seed, shift)
    return normalise(network, record.x)


def normalise(network, x):
    """Scale the features of a `small_network` to mean square 1 on `x`.

    What is divided out of its features is put into its head, so that it
    classifies as before. Distances then have one scale for all data sets.

    Args:
        network: a `small_network`.
        x: images `(n, height, width, channels)`.

    Returns:
        The network.

    Example:
    >>> x = np.ones((4, 8, 8, 1), "float32")
    >>> net = normalise(he_normal(small_network((8, 8, 1), 10), 1), x)
    >>> net.output_shape
    (None, 10)
    """
    *convolutions, kernel, bias, head, last = network.get_weights()
    inside = keras.Sequential(network.layers[:-1])
    scale = float(np.sqrt(np.mean(np.square(in_batches(inside, x)))))
    scaled = [kernel / scale, bias / scale, head * scale, last]
    network.set_weights([*convolutions, *scaled])
    return network


def fit_small(network, x, y, loss, epochs=EPOCHS, seed=1, shift=0):
    """Train `network` from seeded weights with Adam; return it.

    Args:
        network: a Keras model.
        x: images `(n, height, width, channels)`.
        y: targets, one a sample.
        loss: what Keras takes as a loss.
        epochs: passes; the last quarter at a fifth of the rate.
        seed: integer, of weights, order and shifts.
        shift: most pixels by which an image is moved, anew each time.

    Returns:
        The network.

    Example:
    >>> x, y = np.zeros((64, 8, 8, 1), "float32"), np.ones((64, 1))
    >>> net = fit_small(small_network((8, 8, 1), 1), x, y, "mse", epochs=2)
    >>> net.output_shape
    (None, 1)

    References:
        Kingma & Ba, 2015, arXiv:1412.6980.
    """
    he_normal(network, seed)
    network.compile(keras.optimizers.Adam(1e-3), loss)
    rng = np.random.default_rng(seed)
    for epoch in range(epochs):
        if epoch == 3 * epochs // 4:
            network.optimizer.learning_rate = 2e-4
        order = rng.permutation(len(x))
        moves = rng.integers(-shift, shift + 1, (len(x), 2))
        moved = [
            np.roll(image, move, (0, 1))
            for image, move in zip(x[order], moves, strict=True)
        ]
        network.fit(
            np.stack(moved), y[order], batch_size=64, shuffle=False, verbose=0
        )
    return network
