"""The arms: how a model is made, and what its steps cost.

All arms have the same networks, noise and prior. A pre-trained autoencoder
is whitened: its codes get mean 0 and covariance I, by changing its last and
first dense layers and nothing that it computes. So N(0, I) is the prior of
every arm, and a warm start changes initial weights only.
"""

import keras
import numpy as np
from keras import ops
from keras.optimizers import Adam
from keras.optimizers.schedules import InverseTimeDecay

import aegan_lib as ag
from aegan_lib.gans import adversarial_terms
from aegan_lib.losses.reconstruction import squared_error
from aegan_lib.work import multiply_adds

BATCH, LATENTS = 64, 16
# warm start, reconstruction term
ARMS = {
    "neither": (False, False),
    "warm": (True, False),
    "term": (False, True),
    "both": (True, True),
    "placebo": (True, True),  # "both", but another image is the target
    "scrambled": (True, False),  # "warm", with permuted weights
}


@keras.saving.register_keras_serializable("autoencoder_helps")
class Placebo(ag.hybrids.Pretrained):
    """The reconstruction term asks for the next image of the batch."""

    def loss_terms(self, x, training, labels=None):
        z = self.draw_normal((ops.shape(x)[0], LATENTS), training)
        x_fake = self.generator(self.prior(z), training=training)
        terms = adversarial_terms(self, x, x_fake, training)
        x_rec = self.generator(self.encoder(x, training=training))
        other = ops.roll(x, 1, axis=0)
        error = squared_error(other, x_rec) / np.prod(self.shape)
        weighted = self.reconstruction_weight * error
        terms["encoder", "generator"] = {"reconstruction": weighted}
        return terms


def whiten(autoencoder, x):
    """Give the codes of `x` mean 0 and covariance I; reconstructions stay.

    `ag.latent.whitened` adds a layer to each network. Here all arms need the
    same networks, so the maps are folded into the layers that are there.
    """
    prior = ag.latent.fit_prior(autoencoder, x)
    mean = np.asarray(prior.mean, "float64")
    root = np.asarray(prior.factor, "float64")  # symmetric
    last, first = autoencoder.encoder.layers[-1], autoencoder.decoder.layers[0]
    kernel, bias = last.get_weights()
    inverse = np.linalg.pinv(root, rcond=1e-3)
    last.set_weights([kernel @ inverse, (bias - mean) @ inverse])
    kernel, bias = first.get_weights()
    first.set_weights([root @ kernel, bias + mean @ kernel])


def scramble(network, seed):
    """Permute the entries of each weight array."""
    rng = np.random.default_rng(seed)
    weights = [rng.permutation(w.ravel()) for w in network.get_weights()]
    shapes = [w.shape for w in network.get_weights()]
    network.set_weights(
        [w.reshape(s) for w, s in zip(weights, shapes, strict=True)]
    )


def make_game(arm, settings, autoencoder, seed, r1_weight=None):
    """The game of an arm, compiled.

    Args:
        arm: key of `ARMS`.
        settings: dict `rate`, `decay_steps`, `reconstruction_weight`.
        autoencoder: pre-trained and whitened for a warm start, else fresh.
        seed: of weights, noise and order.
        r1_weight: `None` for the library's default.
    """
    kind = Placebo if arm == "placebo" else ag.hybrids.Pretrained
    weight = settings["reconstruction_weight"] if ARMS[arm][1] else 0.0
    if arm == "scrambled":
        scramble(autoencoder.decoder, seed)
    game = kind(
        autoencoder,
        ag.latent.Gaussian(LATENTS),
        reconstruction_weight=weight,
        r1_weight=r1_weight,
        seed=seed,
    )

    def adam():
        rate = InverseTimeDecay(settings["rate"], settings["decay_steps"], 1.0)
        return Adam(rate, beta_1=0.0, beta_2=0.9)

    game.compile({player: adam() for player in game.players})
    return game


def step_work(game):
    """Multiply-adds of one training step of a game or an autoencoder.

    A network that is trained costs three forward passes, one through which a
    gradient only passes costs two; see `aegan_lib.work`.
    """
    if isinstance(game, ag.Autoencoder | ag.VAE):
        per_image = 3 * (
            multiply_adds(game.encoder) + multiply_adds(game.decoder)
        )
        return BATCH * per_image
    judge, draw = map(multiply_adds, (game.discriminator, game.generator))
    # real, fake, held; and real beside noise, for R1 by finite differences
    per_image = 3 * draw + (3 + 3 + 2 + (3 if game.r1_weight else 0)) * judge
    if game.reconstruction_weight:
        per_image += 3 * (draw + multiply_adds(game.encoder))
    return BATCH * per_image
