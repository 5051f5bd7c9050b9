"""Trained networks that come with the library: float16, checked by sha256.

The scripts in `studies/networks` make them; the report there says what they
reach.
"""

import hashlib
import json
import os
import pathlib

import numpy as np

from .._checks import check_choice, refusal

FOLDER = pathlib.Path(__file__).parent
GENERATORS = ("autoencoder", "vae", "gan", "pretrained")
DIAL = (0.0, 0.25, 0.5, 0.75, 1.0)  # shares of the score in the loss
SMALL = (
    *(f"dial_{round(100 * share):03d}" for share in DIAL),
    "plane_autoencoder",
    "plane_vae",
    "plane_gan",
)
ENCODERS = (*GENERATORS, "dial", "plane_autoencoder", "plane_vae")
SHAPE, WIDTH = (28, 28, 1), 16  # of the small networks and all encoders


def generator(name):
    """Return a generator of glyphs, for pages that compare models.

    Args:
        name: `"autoencoder"` (its decoder, on a Gaussian fitted to codes),
            `"vae"`, `"gan"`, or `"pretrained"` (the autoencoder's decoder
            trained on against a discriminator), of 16 latents. Smaller ones:
            `"dial_000"`, `"dial_025"`, …, `"dial_100"`, decoders of one
            autoencoder trained on with 0, 25, …, 100 % adversarial loss; and
            of two latents `"plane_autoencoder"`, `"plane_vae"`,
            `"plane_gan"`.

    Returns:
        A Keras model from standard normal `(batch, latents)` to images
        `(batch, 28, 28, 1)` in [−1, 1].

    Raises:
        ValueError: for another name.
        OSError: if the file is not the one that was published.

    Example:
    >>> generator("gan").output_shape
    (None, 28, 28, 1)
    """
    import keras

    from ..latent import Gaussian
    from ..networks import generator as network

    check_choice(name, "name", "generator", (*GENERATORS, *SMALL))
    size = _latents(name)
    parts = [keras.Input((size,))]
    if name in ("autoencoder", "pretrained"):
        parts.append(Gaussian(size))
    parts.append(network(SHAPE, size, WIDTH if name in SMALL else None))
    whole = keras.Sequential(parts, name=name)
    load_weights(whole, f"glyphs_{name}")
    return whole


def encoder(name):
    """Return an encoder of glyphs, for the latents of a shipped generator.

    Those of the four generators of 16 latents are small networks that were
    trained on the frozen generator to do what `latent.invert` does. `"dial"`
    serves all decoders of the dial: it rested while they were trained.

    Args:
        name: that of a generator, or `"dial"`; there is none for
            `"plane_gan"`.

    Returns:
        A Keras model from images `(batch, 28, 28, 1)` in [−1, 1] to latents.

    Raises:
        ValueError: for another name.
        OSError: if the file is not the one that was published.

    Example:
    >>> encoder("vae").output_shape
    (None, 16)
    """
    from ..networks import encoder as network

    check_choice(name, "name", "encoder", ENCODERS)
    whole = network(SHAPE, _latents(name), WIDTH)
    load_weights(whole, f"glyphs_encoder_{name}")
    return whole


def _latents(name):
    return 2 if name.startswith("plane") else 16


def load_weights(network, name):
    """Set the weights of `network` to those shipped as `name`.

    Args:
        network: a Keras model of the same architecture.
        name: file name without its ending.

    Returns:
        The sha256 of the file.

    Raises:
        OSError: if the file is not the one that was published.

    Example:
    >>> from aegan_lib.metrics.training import small_network
    >>> len(load_weights(small_network((28, 28, 1), 10), "glyphs_classifier"))
    64
    """
    file = FOLDER / f"{name}.npz"
    wanted = json.loads((FOLDER / "sha256.json").read_text())
    if name not in wanted:
        raise refusal("name", "load_weights", f"one of {sorted(wanted)}", name)
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    if found != wanted[name]:
        raise OSError(
            f"{file.name} is damaged or was replaced: its sha256 is "
            f"{found[:12]}…, expected {wanted[name][:12]}…. Install "
            "aegan_lib anew."
        )
    read_weights(network, file)
    return found


def read_weights(network, file):
    """Set the weights of `network` from an npz file of `write_weights`.

    Args:
        network: a Keras model of the same architecture.
        file: path.

    Returns:
        The network.

    Example:
    >>> import keras, tempfile
    >>> net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "net.npz"
    >>> _ = write_weights(net, file)
    >>> read_weights(net, file) is net
    True
    """
    with np.load(file) as stored:
        network.set_weights([stored[k].astype("float32") for k in stored])
    return network


def write_weights(network, file):
    """Write the weights of `network` as float16, beside and then renamed.

    Args:
        network: a Keras model.
        file: path; ends in `.npz`.

    Returns:
        The sha256 of the file; the same weights give the same file.

    Raises:
        ValueError: for weights that are too large for float16.

    Example:
    >>> import keras, tempfile
    >>> net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    >>> len(write_weights(net, pathlib.Path(tempfile.mkdtemp()) / "net.npz"))
    64
    """
    with np.errstate(over="ignore"):  # looked at below
        weights = [np.asarray(w, "float16") for w in network.get_weights()]
    if not all(np.isfinite(w).all() for w in weights):
        got = "weights that are not finite as float16"
        raise refusal("network", "write_weights", "of weights ≤ 65504", got)
    beside = pathlib.Path(f"{file}.{os.getpid()}.npz")
    np.savez_compressed(beside, *weights)
    beside.replace(file)
    return hashlib.sha256(pathlib.Path(file).read_bytes()).hexdigest()
