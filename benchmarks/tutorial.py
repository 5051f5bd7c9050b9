"""The networks that most tutorials of GANs on MNIST copy, written anew.

Those of TensorFlow's DCGAN tutorial: a generator of transposed 5 × 5
convolutions with batch normalisation, a discriminator of 5 × 5 convolutions
with dropout. Published with batches of 256 and Adam at 1e-4.
"""

import keras
from keras import layers

SHAPE, LATENTS = (28, 28, 1), 100


def generator():
    """Return the generator: z `(batch, 100)` to images `(batch, 28, 28, 1)`."""

    def up(filters, strides, **options):
        return layers.Conv2DTranspose(
            filters, 5, strides, padding="same", use_bias=False, **options
        )

    def hidden(layer, reshape=None):
        extra = [layers.Reshape(reshape)] if reshape else []
        return [
            layer,
            layers.BatchNormalization(),
            layers.LeakyReLU(0.3),
            *extra,
        ]

    return keras.Sequential(
        [
            keras.Input((LATENTS,)),
            *hidden(layers.Dense(7 * 7 * 256, use_bias=False), (7, 7, 256)),
            *hidden(up(128, 1)),
            *hidden(up(64, 2)),
            up(1, 2, activation="tanh"),
        ]
    )


def discriminator(dropout=0.3):
    """Return the discriminator: images to one logit each."""
    net = [keras.Input(SHAPE)]
    for seed, filters in enumerate((64, 128)):
        net.append(layers.Conv2D(filters, 5, 2, padding="same"))
        net.append(layers.LeakyReLU(0.3))
        if dropout:
            net.append(layers.Dropout(dropout, seed=seed))
    return keras.Sequential([*net, layers.Flatten(), layers.Dense(1)])
