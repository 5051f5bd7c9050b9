"""An autoencoder inside a GAN: train, join, play, generate.

python article_program.py
AEGAN_DATA=mnist AEGAN_DATA_DIR=folder python article_program.py
"""

import math
import os

import keras
from keras import Input, Sequential, layers

import aegan_lib as ag

name = os.environ.get("AEGAN_DATA", "glyphs")  # or "mnist"
x = ag.data.load(name, split="train").x[:5000]  # in [-1, 1]
shape, side, width = x.shape[1:], x.shape[1] // 4, 16
keras.utils.set_random_seed(seed=1)


def down(filters):
    return layers.Conv2D(filters, 4, 2, "same", activation="relu")


def up(filters, activation="relu"):
    return layers.Conv2DTranspose(filters, 4, 2, "same", activation=activation)


def trunk(width):
    return [down(width), down(2 * width), layers.Flatten()]


small = (side, side, 2 * width)
start = [layers.Dense(math.prod(small), "relu"), layers.Reshape(small)]
grown = [up(width), up(shape[-1], "tanh")]
encoder = Sequential([Input(shape), *trunk(width), layers.Dense(16)])
decoder = Sequential([Input((16,)), *start, *grown])
discriminator = Sequential([Input(shape), *trunk(width), layers.Dense(1)])

# 1. Train an autoencoder.
ae = ag.Autoencoder(encoder=encoder, decoder=decoder, seed=1)
ae.compile(keras.optimizers.Adam(3e-3))
ae.fit(x, epochs=3, verbose=0)
# 2. Put it into the generator: the decoder, fed by a prior of its codes.
prior = ag.latent.fit_prior(ae, x)
game = ag.hybrids.Pretrained(ae, prior, discriminator=discriminator, seed=1)
drawn_before = game.generate(2000, seed=2)
# 3. Train it against the discriminator: cross-entropy, gradient descent.
game.compile()
game.fit(x, epochs=3, verbose=0)
# 4. Generate.
drawn = game.generate(2000, seed=2)
ag.figures.image_grid(drawn[:42], columns=14).savefig("samples.png")
