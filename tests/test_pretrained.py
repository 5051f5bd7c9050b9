import keras
import numpy as np
import pytest
import reference
from arrays import numbers, weights
from keras import ops

import aegan_lib as ag

rng = np.random.default_rng(11)
X = rng.normal(size=(16, 2)).astype("float32")
NOISE = rng.normal(size=(16, 3)).astype("float32")


def prior():
    mixed = rng.normal(size=(50, 3)) @ rng.normal(size=(3, 3)) + 1.0
    return ag.latent.Gaussian(3).fit(mixed)


def autoencoder(kind=ag.Autoencoder):
    ae = kind(shape=(2,), latent_dim=3, width=6, seed=1)
    for v in ae.trainable_variables:  # biases that are not 0
        v.assign(rng.normal(scale=0.5, size=v.shape))
    return ae


def new_game(kind=ag.Autoencoder, **options):
    ae = autoencoder(kind)
    game = ag.hybrids.Pretrained(
        ae, prior(), width=6, r1_weight=0.3, seed=2, **options
    )
    game.draw_normal = lambda shape, training: ops.array(NOISE)[: shape[0]]
    return ae, game


def latents(game):
    """z = μ + L ε, one by one."""
    mean, factor = numbers(game.prior.mean), numbers(game.prior.factor)
    return np.array([mean + factor @ e for e in np.float64(NOISE)])


@pytest.mark.parametrize("kind", [ag.Autoencoder, ag.VAE])
def test_pretrained_terms_equal_their_restatement(kind):
    ae, game = new_game(kind, reconstruction_weight=5.0)
    expected = reference.gan_terms(
        weights(game.generator),
        weights(game.discriminator),
        np.float64(X),
        latents(game),
        r1_weight=0.3,
    )
    # λ ‖x − G(E(x))‖² / d; of a VAE's encoder only the means count.
    codes = reference.dense(weights(ae.encoder), np.float64(X), 0.2)[:, :3]
    x_rec = reference.dense(weights(ae.decoder), codes, 0.0)
    error = 5.0 * reference.squared_error(np.float64(X), x_rec).mean() / 2
    expected["encoder+generator/reconstruction"] = error
    got = game.named_terms(ops.array(X), training=True)
    assert got.keys() == expected.keys()
    for name, value in got.items():
        assert numbers(value).mean() == pytest.approx(expected[name], rel=1e-4)


def test_without_reconstruction_the_encoder_rests():
    _, game = new_game(reconstruction_weight=0.0)
    assert list(game.players) == ["discriminator", "generator"]
    names = set(game.named_terms(ops.array(X), training=True))
    assert not any("encoder" in name for name in names)
    assert game.encoder.trainable_variables == []
    _, game = new_game(reconstruction_weight=1.0)
    assert "encoder" in game.players
    assert len(game.encoder.trainable_variables) > 0


def test_the_copy_of_a_frozen_encoder_learns():
    ae = autoencoder()
    ae.encoder.trainable = False
    game = ag.hybrids.Pretrained(
        ae, prior(), width=6, reconstruction_weight=1.0
    )
    assert len(game.encoder.trainable_variables) == len(ae.encoder.variables)
    assert ae.encoder.trainable_variables == []  # ours are copies


def test_it_starts_as_the_decoder_on_samples_of_the_prior():
    ae, game = new_game()
    z = game.prior.sample(5, seed=3)
    np.testing.assert_allclose(
        game.generate(5, seed=3), ae.decode(z), rtol=1e-5
    )
    np.testing.assert_allclose(
        game.reconstruct(X), ae.reconstruct(X), rtol=1e-5
    )


def test_the_autoencoder_is_copied_and_the_prior_is_not_trained():
    ae, game = new_game(reconstruction_weight=1.0)
    resting = ae.variables + game.prior.variables
    before = [numbers(v) for v in resting]
    game.compile(run_eagerly=keras.backend.backend() != "jax")
    game.fit(X, batch_size=16, verbose=0)
    for value, variable in zip(before, resting, strict=True):
        np.testing.assert_array_equal(numbers(variable), value)
    moved = game.reconstruct(X) - ae.reconstruct(X)
    assert np.abs(moved).max() > 1e-6


@pytest.mark.parametrize("name", ag.losses.adversarial.PAIRS)
def test_every_loss_is_taken_by_its_name(name):
    _, game = new_game(loss=name)
    assert game.pair == getattr(ag.losses, name)
    assert game.get_config()["loss"] == name
    terms = game.loss_terms(ops.array(X), training=True)
    for player in ("discriminator", "generator"):
        value = numbers(terms[player]["adversarial"])
        assert value.shape == (16,) and np.isfinite(value).all()
