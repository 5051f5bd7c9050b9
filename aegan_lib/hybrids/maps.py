"""Small networks whose codes and scores are maps: they keep two axes."""

import keras
from keras import layers


def _builder(layer, seed):
    """Make 4 × 4 and 3 × 3 convolutions, each with its own initial weights."""
    state = [1000 * seed]

    def make(channels, size=4, strides=2, **options):
        state[0] += 1
        last = options.get("activation") == "tanh"
        kind = "GlorotUniform" if last else "HeNormal"
        start = getattr(keras.initializers, kind)(seed=state[0])
        options |= {"padding": "same", "kernel_initializer": start}
        return layer(channels, size, strides=strides, **options)

    return make


def map_encoder(shape, outputs, width, seed):
    """Images -> maps of `outputs` channels and a quarter of the size."""
    down = _builder(layers.Conv2D, seed)
    net = [keras.Input(shape)]
    for channels in (width, 2 * width):
        net += [down(channels), layers.LeakyReLU(0.2)]
    return keras.Sequential([*net, down(outputs, 3, 1)], name="encoder")


def map_decoder(shape, channels, width, seed):
    """Maps of `shape` -> images in [−1, 1], four times as large."""
    up = _builder(layers.Conv2DTranspose, seed)
    net = [keras.Input(shape)]
    net += [up(2 * width, 3, 1), layers.LeakyReLU(0.2)]
    net += [up(width), layers.LeakyReLU(0.2)]
    last = up(channels, activation="tanh")
    return keras.Sequential([*net, last], name="decoder")


def patch_discriminator(shape, width, seed):
    """Images -> a map of logits, each of which sees 10 × 10 pixels."""
    down = _builder(layers.Conv2D, seed)
    net = [keras.Input(shape)]
    for channels in (width, 2 * width):  # sees 4, then 4 + 3 · 2 = 10 pixels
        net += [down(channels), layers.LeakyReLU(0.2)]
    return keras.Sequential([*net, down(1, 1, 1)], name="discriminator")
