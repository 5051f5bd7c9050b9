"""The combination's other forms, against restatements and known truths."""

import keras
import numpy as np
import pytest
import reference
from arrays import numbers, weights
from keras import layers, ops

import aegan_lib as ag
from aegan_lib.hybrids import (
    FirstStage,
    LatentGAN,
    Pretrained,
    Refined,
    discriminator_from,
)

rng = np.random.default_rng(12)
X = rng.normal(size=(16, 2)).astype("float32")
NOISE = rng.normal(size=(16, 3)).astype("float32")
IMAGES = rng.uniform(-1, 1, size=(16, 8, 8, 1)).astype("float32")


def shaken(model):
    """`model` with biases that are not 0."""
    for v in model.trainable_variables:
        v.assign(rng.normal(scale=0.5, size=v.shape))
    return model


def autoencoder(kind=ag.Autoencoder):
    return shaken(kind(shape=(2,), latent_dim=3, width=6, seed=1))


def prior():
    mixed = rng.normal(size=(50, 3)) @ rng.normal(size=(3, 3)) + 1.0
    return ag.latent.Gaussian(3).fit(mixed)


def fixed(game):
    game.draw_normal = lambda shape, training: ops.array(NOISE)[: shape[0]]
    return game


def assert_terms(game, expected):
    got = game.named_terms(ops.array(X), training=True)
    assert got.keys() == expected.keys()
    for name, value in got.items():
        wanted = pytest.approx(expected[name], rel=1e-4)
        assert numbers(value).mean() == wanted, name


def chained(discriminator, x_fake):
    """Terms of a GAN whose generator gives `x_fake`, by an identity."""
    identity = [np.eye(2), np.zeros(2)]
    return reference.gan_terms(
        identity, weights(discriminator), np.float64(X), x_fake, r1_weight=0.3
    )


# ---- a frozen decoder and learned codes
def test_latent_gan_terms_equal_their_restatement():
    ae, law = autoencoder(), prior()
    mapping = shaken(ag.networks.generator((3,), 3, width=5))
    game = fixed(LatentGAN(ae, law, r1_weight=0.3, width=6, mapping=mapping))
    noise = np.float64(NOISE)
    z = numbers(law.mean) + noise @ numbers(law.factor).T
    z = z + reference.dense(weights(mapping), noise, 0.0)
    x_fake = reference.dense(weights(ae.decoder), z, 0.0)
    assert_terms(game, chained(game.discriminator, x_fake))


def test_latent_gan_starts_as_the_prior_and_moves_codes_alone():
    ae, law = autoencoder(), prior()
    game = LatentGAN(ae, law, width=6, seed=1)
    start = game.generate(5, seed=3)
    np.testing.assert_allclose(
        start, ae.decode(law.sample(5, seed=3)), rtol=1e-5
    )
    before = [numbers(v) for v in game.decoder.variables]
    game.compile()
    game.fit(X, batch_size=16, epochs=3, verbose=0)
    for v, value in zip(game.decoder.variables, before, strict=True):
        np.testing.assert_array_equal(numbers(v), value)
    assert np.abs(game.generate(5, seed=3) - start).max() > 1e-6
    learns = {id(v) for v in game.generator.trainable_variables}
    assert learns == {id(v) for v in game.mapping.trainable_variables}


def test_a_mapping_to_other_codes_is_refused():
    mapping = ag.networks.generator((2,), 3, width=4)
    with pytest.raises(ValueError, match=r"`mapping` of `LatentGAN` .*\(3,\)"):
        LatentGAN(autoencoder(), prior(), mapping=mapping)


# ---- an autoencoder behind the generator
@pytest.mark.parametrize("kind", [ag.Autoencoder, ag.VAE])
@pytest.mark.parametrize("weight", [0.0, 5.0])
def test_refined_terms_equal_their_restatement(kind, weight):
    ae = autoencoder(kind)
    generator = shaken(ag.networks.generator((2,), 3, width=6))
    game = fixed(
        Refined(
            ae,
            r1_weight=0.3,
            reconstruction_weight=weight,
            width=6,
            generator=generator,
        )
    )

    def refine(x):
        z = reference.dense(weights(ae.encoder), x, 0.2)[:, :3]
        return reference.dense(weights(ae.decoder), z, 0.0)

    raw = reference.dense(weights(generator), np.float64(NOISE), 0.0)
    expected = chained(game.discriminator, refine(raw))
    if weight:
        name = "generator/adversarial"
        expected["autoencoder+generator/adversarial"] = expected.pop(name)
        x = np.float64(X)
        error = weight * reference.squared_error(x, refine(x)).mean() / 2
        expected["autoencoder/reconstruction"] = error
    assert_terms(game, expected)


def test_the_autoencoder_of_refined_rests_unless_it_is_weighted():
    game = Refined(autoencoder(), latent_dim=3, width=6)
    assert list(game.players) == ["discriminator", "generator"]
    assert game.encoder.trainable_variables == []
    made = game.whole(ops.array(NOISE))
    by_hand = game.decoder(game.encoder(game.generator(ops.array(NOISE))))
    np.testing.assert_allclose(numbers(made), numbers(by_hand), rtol=1e-5)
    game = Refined(autoencoder(), 3, reconstruction_weight=1.0, width=6)
    assert game.players["autoencoder"] == [game.encoder, game.decoder]


@pytest.mark.parametrize("kind", [Refined, LatentGAN, Pretrained])
def test_what_is_no_autoencoder_is_refused(kind):
    parts = () if kind is Refined else (prior(),)
    text = rf"`autoencoder` of `{kind.__name__}` must be a model .*Got GAN"
    with pytest.raises(TypeError, match=text):
        kind(ag.GAN(shape=(2,), width=4), *parts)


@pytest.mark.parametrize("kind", [LatentGAN, Pretrained])
def test_what_is_no_prior_is_refused(kind):
    text = rf"`prior` of `{kind.__name__}` must be what `ag.latent.fit_prior"
    with pytest.raises(TypeError, match=text):
        kind(autoencoder(), layers.Dense(3))


# ---- the encoder as the discriminator's start
def test_the_trunk_is_the_encoder_and_the_head_is_new():
    ae = autoencoder()
    critic = discriminator_from(ae.encoder, seed=1)
    kept, ours = weights(ae.encoder)[:-2], weights(critic)
    for a, b in zip(kept, ours[:-2], strict=True):
        np.testing.assert_array_equal(a, b)
    assert ours[-2].shape == (6, 1)
    expected = reference.dense(ours, np.float64(X), 0.2)
    got = numbers(critic(ops.array(X)))
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)
    other = weights(discriminator_from(ae.encoder, seed=2))[-2]
    assert not np.array_equal(other, ours[-2])


def test_the_trunk_of_a_frozen_encoder_learns_and_is_a_copy():
    ae = autoencoder()
    ae.encoder.trainable = False
    critic = discriminator_from(ae.encoder)
    assert len(critic.trainable_variables) == len(ae.encoder.variables)
    before = weights(ae.encoder) or [numbers(v) for v in ae.encoder.variables]
    critic.trainable_variables[0].assign(ops.zeros((2, 6)))
    after = [numbers(v) for v in ae.encoder.variables]
    for a, b in zip(before, after, strict=True):
        np.testing.assert_array_equal(a, b)


def test_an_encoder_without_a_dense_end_is_refused():
    network = keras.Sequential([keras.Input((2,)), layers.ReLU()])
    text = r"`encoder` of `discriminator_from` .* dense\. Got one that ends in"
    with pytest.raises(ValueError, match=text):
        discriminator_from(network)


# ---- the first stage
def stage(**options):
    return shaken(FirstStage((8, 8, 1), width=2, seed=1, **options))


def test_first_stage_terms_equal_their_restatement():
    game = stage(kl_weight=0.1, adversarial_weight=3.0)
    noise = rng.normal(size=(16, 2, 2, 2)).astype("float32")
    game.draw_normal = lambda shape, training: ops.array(noise)
    codes = numbers(game.encoder(IMAGES))
    mean, log_var = codes[..., :2], codes[..., 2:]
    z = mean + np.exp(log_var / 2) * noise
    x_rec = numbers(game.decoder(np.float32(z)))
    real = numbers(game.discriminator(IMAGES)).ravel()
    fake = numbers(game.discriminator(np.float32(x_rec))).ravel()
    assert len(real) == 16 * 2 * 2  # one score a patch
    rows = [np.reshape(v, (16, -1)) for v in (mean, log_var)]
    expected = {
        "encoder+decoder/reconstruction": reference.squared_error(
            np.float64(IMAGES), x_rec
        ).mean(),
        "encoder+decoder/adversarial": -3.0 * fake.mean(),
        "encoder/kl": 0.1 * reference.gaussian_kl(*rows).mean(),
        "discriminator/adversarial": reference.hinge_discriminator(
            real, fake
        ).mean(),
    }
    got = game.named_terms(ops.array(IMAGES), training=True)
    assert got.keys() == expected.keys()
    for name, value in got.items():
        wanted = pytest.approx(expected[name], rel=1e-3, abs=1e-4)
        assert numbers(value).mean() == wanted, name


def test_a_logit_sees_ten_by_ten_pixels():
    network = ag.hybrids.maps.patch_discriminator((40, 40, 1), 2, 1)
    x = ops.array(rng.normal(size=(1, 40, 40, 1)).astype("float32"))
    slope = ag.losses.input_gradient(lambda v: network(v)[:, 5, 5, 0], x)
    rows, columns = np.nonzero(numbers(slope)[0, :, :, 0])
    assert np.ptp(rows) + 1 == np.ptp(columns) + 1 == 10


def test_without_weight_there_is_no_discriminator():
    game = stage(adversarial_weight=0.0)
    assert game.discriminator is None
    assert list(game.players) == ["encoder", "decoder"]


def test_codes_are_maps_and_reconstructions_images():
    game = stage(code_channels=3)
    codes = game.encode(IMAGES)
    assert codes.shape == (16, 2, 2, 3)
    np.testing.assert_array_equal(game.decode(codes), game.reconstruct(IMAGES))
    with pytest.raises(NotImplementedError, match="left to a second model"):
        game.generate(3)


REFUSED = {
    "points": (
        lambda: FirstStage(shape=(2,)),
        r"`shape` of `FirstStage` must be \(height, .* Got \(2,\)",
    ),
    "another decoder": (
        lambda: FirstStage(encoder=stage().encoder, decoder=wide_decoder()),
        r"`decoder` of `FirstStage` .*\(8, 8, 1\)\. Got .*\(8, 8, 3\)",
    ),
    "a negative weight": (
        lambda: FirstStage((8, 8, 1), adversarial_weight=-1),
        r"`adversarial_weight` of `FirstStage` must be a number ≥ 0\. Got -1",
    ),
    "other images": (
        lambda: stage().encode(IMAGES[:, :4]),
        r"`x` of `FirstStage.encode` must be of shape \(n, 8, 8, 1\)",
    ),
}


def wide_decoder():
    return ag.hybrids.maps.map_decoder((2, 2, 2), 3, 2, 1)


@pytest.mark.parametrize("name", REFUSED)
def test_a_first_stage_that_does_not_fit_is_refused(name):
    call, text = REFUSED[name]
    with pytest.raises(ValueError, match=text):
        call()


def test_own_networks_are_taken_as_they_are():
    old = stage()
    new = FirstStage(
        encoder=old.encoder, decoder=old.decoder, width=2, kl_weight=0.0
    )
    assert (new.shape, new.code_shape) == ((8, 8, 1), (2, 2, 2))
    np.testing.assert_array_equal(
        new.reconstruct(IMAGES), old.reconstruct(IMAGES)
    )
