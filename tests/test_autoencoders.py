import keras
import numpy as np
import pytest
import reference
from arrays import numbers, weights
from keras import layers, ops

import aegan_lib as ag

rng = np.random.default_rng(5)
X = rng.normal(size=(32, 3)).astype("float32")
NOISE = rng.normal(size=(32, 3)).astype("float32")
IMAGES = rng.uniform(-1, 1, size=(6, 8, 8, 1)).astype("float32")


def linear(inputs, outputs, seed):
    kernel = keras.initializers.GlorotUniform(seed)
    bias = keras.initializers.RandomNormal(seed=seed + 100)
    dense = layers.Dense(
        outputs, kernel_initializer=kernel, bias_initializer=bias
    )
    return keras.Sequential([keras.Input((inputs,)), dense])


def linear_autoencoder(**options):
    return ag.Autoencoder(
        encoder=linear(3, 2, 1), decoder=linear(2, 3, 2), **options
    )


def linear_vae(**options):
    vae = ag.VAE(encoder=linear(3, 4, 1), decoder=linear(2, 3, 2), **options)
    noise = NOISE[:, :2]
    vae.draw_normal = lambda shape, training: ops.array(noise)[: shape[0]]
    return vae


def affine(network, x):
    kernel, bias = weights(network)
    return x @ kernel + bias


def terms(game, x, training=True):
    named = game.named_terms(ops.array(x), training)
    return {name: numbers(value) for name, value in named.items()}


# ---- Autoencoder
@pytest.mark.parametrize("loss", ["squared_error", "absolute_error"])
def test_autoencoder_term_equals_its_restatement(loss):
    ae = linear_autoencoder(loss=loss)
    x_rec = affine(ae.decoder, affine(ae.encoder, np.float64(X)))
    expected = getattr(reference, loss)(np.float64(X), x_rec)
    got = terms(ae, X)
    assert list(got) == ["encoder+decoder/reconstruction"]
    (value,) = got.values()
    np.testing.assert_allclose(value, expected, rtol=1e-4)


def test_denoising_gives_noise_to_the_encoder_and_compares_with_the_clean():
    ae = linear_autoencoder(corruption_std=0.5)
    ae.draw_normal = lambda shape, training: ops.array(NOISE)[: shape[0]]
    codes = affine(ae.encoder, np.float64(X) + 0.5 * NOISE)
    x_rec = affine(ae.decoder, codes)
    expected = reference.squared_error(np.float64(X), x_rec)
    (value,) = terms(ae, X).values()
    np.testing.assert_allclose(value, expected, rtol=1e-4)


def test_a_denoising_autoencoder_reconstructs_without_noise():
    ae = linear_autoencoder(corruption_std=0.5)
    first, again = ae.reconstruct(X), ae.reconstruct(X)
    np.testing.assert_array_equal(first, again)
    clean = affine(ae.decoder, affine(ae.encoder, np.float64(X)))
    np.testing.assert_allclose(first, clean, rtol=1e-4, atol=1e-5)


def test_encode_decode_and_reconstruct_are_the_networks():
    ae = linear_autoencoder()
    codes = ae.encode(X)
    expected = affine(ae.encoder, np.float64(X))
    np.testing.assert_allclose(codes, expected, rtol=1e-4, atol=1e-5)
    x_rec = ae.decode(codes)
    expected = affine(ae.decoder, expected)
    np.testing.assert_allclose(x_rec, expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(ae.reconstruct(X), x_rec)
    assert codes.dtype == x_rec.dtype == "float32"


def test_lists_are_taken_as_samples_and_codes():
    ae = linear_autoencoder()
    assert ae.encode([[0.0, 1.0, 2.0]]).shape == (1, 2)
    assert ae.decode([[0.0, 1.0]]).shape == (1, 3)


@pytest.mark.parametrize("kind", [ag.Autoencoder, ag.VAE])
def test_images_are_encoded_and_come_back_in_their_range(kind):
    ae = kind(shape=(8, 8, 1), latent_dim=3, width=2, seed=1)
    assert ae.encode(IMAGES).shape == (6, 3)
    x_rec = ae.reconstruct(IMAGES)
    assert x_rec.shape == IMAGES.shape
    assert 0 < np.abs(x_rec).max() <= 1


def test_one_step_descends_the_gradient_of_the_mean_error():
    # Rate 1: the step of a weight is minus its difference quotient.
    ae = linear_autoencoder()
    start = weights(ae.decoder)
    codes = affine(ae.encoder, np.float64(X))

    def loss(kernel):
        x_rec = codes @ kernel + start[1]
        return reference.squared_error(np.float64(X), x_rec).mean()

    ae.compile(keras.optimizers.SGD(1.0))
    ae.fit(X, batch_size=32, verbose=0)
    step = start[0] - weights(ae.decoder)[0]
    quotient = reference.input_gradient(loss, start[0])
    np.testing.assert_allclose(step, quotient, rtol=1e-3, atol=1e-4)


# ---- VAE
def test_vae_terms_equal_their_restatement():
    vae = linear_vae(noise_std=0.7, kl_weight=3.0)
    codes = affine(vae.encoder, np.float64(X))
    mean, log_var = codes[:, :2], codes[:, 2:]
    z = mean + np.exp(log_var / 2) * NOISE[:, :2]
    x_rec = affine(vae.decoder, z)
    got = terms(vae, X)
    nll = reference.gaussian_nll(np.float64(X), x_rec, np.log(0.7**2))
    reconstruction = got.pop("encoder+decoder/reconstruction")
    np.testing.assert_allclose(reconstruction, nll, rtol=1e-4)
    kl = 3.0 * reference.gaussian_kl(mean, log_var)
    np.testing.assert_allclose(got.pop("encoder/kl"), kl, rtol=1e-4, atol=1e-4)
    assert not got


def test_vae_noise_is_scaled_by_the_posterior_alone():
    # A posterior of variance e⁻⁶⁰ leaves only the mean.
    vae = linear_vae(noise_std=1.0)
    kernel, bias = vae.encoder.get_weights()
    kernel[:, 2:], bias[2:] = 0.0, -60.0
    vae.encoder.set_weights([kernel, bias])
    got = terms(vae, X)["encoder+decoder/reconstruction"]
    expected = reference.gaussian_nll(X, vae.reconstruct(X), 0.0)
    np.testing.assert_allclose(got, expected, rtol=1e-4)


def test_vae_encodes_to_the_means():
    vae = linear_vae()
    expected = affine(vae.encoder, np.float64(X))[:, :2]
    np.testing.assert_allclose(vae.encode(X), expected, rtol=1e-4, atol=1e-5)


def test_vae_decodes_standard_normal_latents():
    vae = linear_vae()
    made = vae.generate(4000, seed=3)
    kernel, bias = weights(vae.decoder)
    error = np.sqrt((kernel**2).sum(axis=0) / 4000)
    assert np.all(np.abs(made.mean(axis=0) - bias) < 5 * error)
    covariance = np.cov(made, rowvar=False)
    np.testing.assert_allclose(covariance, kernel.T @ kernel, atol=0.15)
    np.testing.assert_array_equal(made, vae.generate(4000, seed=3))
    assert not np.array_equal(made, vae.generate(4000, seed=4))


def test_decoder_noise_is_learned_only_where_it_is_not_given():
    names = {
        noise_std: [v.name for v in linear_vae(noise_std=noise_std).variables]
        for noise_std in (None, 0.5)
    }
    learned, fixed = (
        linear_vae(noise_std=n).log_variance.trainable_variables
        for n in (None, 0.5)
    )
    assert len(learned) == 1 and len(fixed) == 0
    assert names[None] == names[0.5]  # one layout of weights for both


@pytest.mark.parametrize("noise_std", [0.1, 1.0, 2.0])
def test_a_given_noise_is_the_standard_deviation(noise_std):
    log_variance = linear_vae(noise_std=noise_std).log_variance.value
    got = float(numbers(ops.convert_to_tensor(log_variance)))
    assert np.exp(got / 2) == pytest.approx(noise_std, rel=1e-5)


def test_without_kl_weight_only_the_reconstruction_counts():
    got = terms(linear_vae(kl_weight=0.0), X)
    np.testing.assert_array_equal(got["encoder/kl"], np.zeros(32))
