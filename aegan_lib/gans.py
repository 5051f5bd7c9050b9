"""The generative adversarial network."""

import keras
from keras import ops
from keras.optimizers import Adam
from keras.optimizers.schedules import InverseTimeDecay

from . import assembly, networks
from ._checks import check_choice, check_integer, check_number, check_shape
from .game import Game
from .held import held
from .losses.adversarial import get_pair, pair_config, per_sample
from .losses.penalties import r1, r1_finite_difference

LARGEST_DECAY = 0.99999  # decay of an average; with 1 it would never move


@keras.saving.register_keras_serializable("aegan_lib")
class GAN(Game):
    r"""Generator against discriminator.

        L_D = E[adv_D(D(x), D(sg G(z)))] + γ/2 E‖∇D(x)‖²
        L_G = E[adv_G(held(D)(G(z)))],           z ~ N(0, I)

    Args:
        shape: shape of one sample, `(d,)` for points or `(height, width,
            channels)`; left out when both networks are given.
        latent_dim: size of z, integer ≥ 1.
        width: width of the default networks; 64 units, 32 channels.
        loss: name of a pair in `losses`, such as `"non_saturating"` or
            `"hinge"`, or a `losses.Adversarial` pair of your own.
        r1_weight: γ ≥ 0; note the ½, which Mescheder et al. use as well.
            Default: 0.1 for points, 4 for images.
        r1: `"exact"`, by a second derivative, or `"finite_difference"`,
            cheaper but biased and noisy. Default: exact for points.
        ema: decay in [0, 1) of the averaged generator that `generate` uses,
            once training has gone on for long enough; less before.
        seed: integer ≥ 0; fixes initial weights, noise, order of the data.
        generator: own network `(batch, latent_dim)` -> `(batch, *shape)`.
        discriminator: own network `(batch, *shape)` -> `(batch, 1)`, logits.

    Raises:
        ValueError: for arguments out of range, networks that do not fit
            together, or a shape that the default networks cannot reach.

    Example:
    >>> import aegan_lib as ag
    >>> gan = ag.GAN(shape=(2,), latent_dim=2, seed=1)
    >>> gan.compile()
    >>> gan.generate(3).shape
    (3, 2)

    References:
        Goodfellow et al., 2014, arXiv:1406.2661; R1: Mescheder et al., 2018,
        arXiv:1801.04406.
    """

    formulas = {
        "discriminator/adversarial": "E[adv_D(D(x), D(sg G(z)))]",
        "discriminator/r1": "γ/2 E‖∇D(x)‖²",
        "generator/adversarial": "E[adv_G(held(D)(G(z)))]",
    }

    def __init__(
        self,
        shape=None,
        latent_dim=64,
        width=None,
        loss="non_saturating",
        r1_weight=None,
        r1=None,
        ema=0.995,
        seed=0,
        *,
        generator=None,
        discriminator=None,
        **kwargs,
    ):
        owner = type(self).__name__
        seed = check_integer(seed, "seed", owner, 0)
        if generator is None or discriminator is None:
            shape = check_shape(shape, owner)
        if generator is None:
            generator = networks.generator(shape, latent_dim, width, 2 * seed)
        if discriminator is None:
            discriminator = networks.discriminator(shape, width, 2 * seed + 1)
        latent_dim = assembly.input_size(generator, latent_dim)
        shape = assembly.probe(generator, (latent_dim,), "generator", owner)
        assembly.probe(discriminator, shape, "discriminator", owner)
        super().__init__(shape=shape, seed=seed, **kwargs)
        self.latent_dim = latent_dim
        self.generator, self.discriminator = generator, discriminator
        adversarial_setup(self, generator, loss, r1_weight, r1, ema)

    @property
    def players(self):
        return {
            "discriminator": [self.discriminator],
            "generator": [self.generator],
        }

    def default_optimizers(self):
        return adversarial_optimizers(self.players, self.shape)

    def draw_latent(self, n, seed):
        return keras.random.normal((n, self.latent_dim), seed=seed)

    def loss_terms(self, x, training, labels=None):
        z = self.draw_normal((ops.shape(x)[0], self.latent_dim), training)
        x_fake = self.generator(z, training=training)
        return adversarial_terms(self, x, x_fake, training)

    def get_config(self):
        serialize = keras.saving.serialize_keras_object
        return {
            **super().get_config(),
            "generator": serialize(self.generator),
            "discriminator": serialize(self.discriminator),
            **adversarial_config(self),
        }

    @classmethod
    def from_config(cls, config):
        return cls(**assembly.revive(config, "generator", "discriminator"))


def adversarial_setup(game, generator, loss, r1_weight, r1, ema):
    """Check what these games have in common, and keep it in `game`.

    Args:
        game: its `shape` is known.
        generator: the network whose average `generate` uses.
        loss, r1_weight, r1, ema: as those of `GAN`.
    """
    owner = type(game).__name__
    game.pair = get_pair(loss, owner)
    game.r1_weight, game.r1 = _choose_r1(r1_weight, r1, game.shape, owner)
    ema = check_number(ema, "ema", owner, 0.0, LARGEST_DECAY)
    game.average(generator, ema)


def adversarial_terms(game, x, x_fake, training):
    """Terms of generator against discriminator, R1 among them."""
    discriminator, pair = game.discriminator, game.pair
    real = discriminator(x, training=training)
    fake = discriminator(ops.stop_gradient(x_fake), training=training)
    judged = held(discriminator, training)(x_fake)
    terms = {"adversarial": pair.discriminator(real, fake)}
    if game.r1_weight:
        terms["r1"] = 0.5 * game.r1_weight * _r1(game, x, real, training)
    ours = pair.generator(judged, ops.stop_gradient(real))
    return {"discriminator": terms, "generator": {"adversarial": ours}}


def _r1(game, x, real, training):
    def score(v):
        return per_sample(game.discriminator(v, training=training))

    if game.r1 == "exact":
        return r1(score, x)
    noise = game.draw_normal(ops.shape(x), training)
    return r1_finite_difference(score, x, noise, score=per_sample(real))


def _choose_r1(weight, r1, shape, owner):
    """Return weight of R1 and the way to compute it: exact for points."""
    points = len(shape) == 1
    if weight is None:
        weight = 0.1 if points else 4.0
    if r1 is None:
        r1 = "exact" if points else "finite_difference"
    weight = check_number(weight, "r1_weight", owner)
    return weight, check_choice(r1, "r1", owner, ("exact", "finite_difference"))


def adversarial_optimizers(players, shape):
    """Tested defaults: Adam without momentum, rates that fall, no horizon.

    Points: as 1 / (1 + steps / 4 000), from 8e-3 for the discriminator and
    4e-3 for the others. Images: as 1 / (1 + steps / 1 000), from 5.5e-3 for
    all; found by the search in `studies/defaults`.
    """

    def adam(player):
        if len(shape) == 1:
            start = 8e-3 if player == "discriminator" else 4e-3
            steps, beta_2 = 4000, 0.99
        else:
            start, steps, beta_2 = 5.5e-3, 1000, 0.9
        rate = InverseTimeDecay(start, decay_steps=steps, decay_rate=1.0)
        return Adam(rate, beta_1=0.0, beta_2=beta_2)

    return {player: adam(player) for player in players}


def adversarial_config(game):
    """What the configuration of an adversarial game stores of its loss."""
    return {
        "loss": pair_config(game.pair),
        "r1_weight": game.r1_weight,
        "r1": game.r1,
        "ema": game.ema,
    }
