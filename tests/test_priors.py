import keras
import numpy as np
import pytest
from arrays import numbers
from keras import ops

import aegan_lib as ag
from aegan_lib.latent import Gaussian, Mixture, fit_prior, whitened

rng = np.random.default_rng(8)
LABELS = np.repeat([4, 7, 9], [100, 60, 40])
CENTRES = np.array([[5.0, 0.0], [-5.0, 1.0], [0.0, -6.0]])
CODES = CENTRES[np.searchsorted([4, 7, 9], LABELS)]
CODES = (CODES + 0.3 * rng.normal(size=CODES.shape)).astype("float32")


class Plain:
    """A model whose codes are its samples."""

    def encode(self, x):
        return np.asarray(x)


def two_points():
    """Three times in four exactly (1, 2), else exactly (−3, 0)."""
    parts = [Gaussian(2).set_moments(m, np.zeros((2, 2))) for m in POINTS]
    return Mixture(2, 2).take(parts, [3, 1])


POINTS = ([1.0, 2.0], [-3.0, 0.0])


# ---- the mixture
def test_the_first_number_chooses_the_component():
    # Φ⁻¹(3/4) = 0.6745: below it the first component, above it the second
    noise = np.array([[0.6744, 5.0, 5.0], [0.6746, 5.0, 5.0]], "float32")
    made = numbers(two_points()(ops.array(noise)))
    np.testing.assert_allclose(made, POINTS, atol=1e-6)


def test_a_component_draws_mean_and_root_times_noise():
    factor = np.array([[2.0, 0.5], [0.5, 1.0]])
    part = Gaussian(2).set_moments([1.0, -1.0], factor @ factor)
    prior = Mixture(2, 2).take([Gaussian(2), part], [1.0, 1.0])
    noise = np.array([[0.3, 1.0, -2.0], [-0.3, 1.0, -2.0]], "float32")
    # (1, −1) + (2 · 1 − 0.5 · 2, 0.5 · 1 − 1 · 2) = (2, −2.5); N(0, I)
    made = numbers(prior(ops.array(noise)))
    np.testing.assert_allclose(made, [[2.0, -2.5], [1.0, -2.0]], atol=1e-5)


def test_components_are_drawn_in_their_shares():
    n = 20_000
    first = two_points().sample(n, seed=1)[:, 0] > 0
    error = np.sqrt(0.75 * 0.25 / n)
    assert abs(first.mean() - 0.75) < 5 * error


def test_a_mixture_is_standard_normal_until_it_is_fitted():
    made = Mixture(2, 3).sample(20_000, seed=1)
    np.testing.assert_allclose(made.mean(axis=0), 0.0, atol=0.04)
    np.testing.assert_allclose(np.cov(made.T), np.eye(2), atol=0.06)


def test_samples_are_a_function_of_the_seed_and_nothing_is_trained():
    prior = two_points()
    assert np.array_equal(prior.sample(9, seed=1), prior.sample(9, seed=1))
    assert not np.array_equal(prior.sample(9, seed=1), prior.sample(9, seed=2))
    assert prior.trainable_variables == []
    assert (prior.noise_dim, Gaussian(2).noise_dim) == (3, 2)


def test_one_component_can_be_taken_out():
    part = two_points().component(1)
    np.testing.assert_allclose(part.sample(3), [POINTS[1]] * 3, atol=1e-6)
    with pytest.raises(ValueError, match=r"`k` of .* below 2\. Got 2"):
        two_points().component(2)


def test_parts_and_shares_have_to_fit():
    with pytest.raises(ValueError, match=r"2 Gaussians .* Got 1 and 2"):
        Mixture(2, 2).take([Gaussian(2)], [0.5, 0.5])


def test_a_mixture_keeps_its_weights_when_it_is_saved(tmp_path):
    model = keras.Sequential([keras.Input((3,)), two_points()])
    model.save(tmp_path / "m.keras")
    again = keras.saving.load_model(tmp_path / "m.keras").layers[-1]
    np.testing.assert_array_equal(again.sample(9), two_points().sample(9))


# ---- kinds
def test_classes_are_gaussians_of_their_codes():
    prior = fit_prior(Plain(), CODES, "classes", LABELS)
    for k, label in enumerate([4, 7, 9]):
        alone = Gaussian(2).fit(CODES[LABELS == label])
        part = prior.component(k)
        for a, b in zip(part.variables, alone.variables, strict=True):
            np.testing.assert_allclose(numbers(a), numbers(b), atol=1e-6)
    # shares 100, 60, 40 of 200: thresholds Φ⁻¹(0.5) = 0, Φ⁻¹(0.8) = 0.8416
    found = numbers(prior.thresholds)
    np.testing.assert_allclose(found, [0.0, 0.8416], atol=1e-4)


def test_a_mixture_finds_the_classes_without_labels():
    prior = fit_prior(Plain(), CODES, "mixture", components=3, seed=1)
    means = numbers(prior.means)
    for centre in CENTRES:
        assert np.abs(means - centre).sum(axis=1).min() < 0.2
    again = fit_prior(Plain(), CODES, "mixture", components=3, seed=1)
    np.testing.assert_array_equal(numbers(again.means), means)


def test_a_gap_between_clusters_stays_empty():
    wide = fit_prior(Plain(), CODES).sample(2000)
    parts = fit_prior(Plain(), CODES, "classes", LABELS).sample(2000)

    def near_the_middle(z):
        return np.mean(np.hypot(*z.T) < 2.5)

    assert near_the_middle(wide) > 0.1
    assert near_the_middle(parts) == 0.0


def test_standard_fits_nothing():
    prior = fit_prior(Plain(), CODES, "standard")
    np.testing.assert_array_equal(numbers(prior.mean), [0.0, 0.0])
    np.testing.assert_array_equal(numbers(prior.factor), np.eye(2))


REFUSED = {
    "no labels": (
        lambda: fit_prior(Plain(), CODES, "classes"),
        r"`labels` of `fit_prior` must be 200 classes, one a sample\. Got None",
    ),
    "labels of others": (
        lambda: fit_prior(Plain(), CODES, "classes", LABELS[1:]),
        r"must be 200 classes, one a sample\. Got shape \(199,\)",
    ),
    "a class of two": (
        lambda: fit_prior(Plain(), CODES[:102], "classes", LABELS[:102]),
        r"`x` of `fit_prior` must be more than latent_dim = 2 .* Got 2 samples",
    ),
    "more parts than samples": (
        lambda: fit_prior(Plain(), CODES, "mixture", components=100),
        r"more than components · latent_dim = 200 samples.* Got 200 samples",
    ),
    "half a component": (
        lambda: fit_prior(Plain(), CODES, "mixture", components=0.5),
        r"`components` of `fit_prior` must be an integer ≥ 1\. Got 0\.5",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_fitted_is_refused(name):
    call, text = REFUSED[name]
    with pytest.raises(ValueError, match=text):
        call()


def test_a_game_cannot_be_whitened():
    with pytest.raises(TypeError, match=r"`model` of `whitened` .*Got GAN"):
        whitened(ag.GAN(shape=(2,), width=4), CODES)


# ---- whitening
@pytest.mark.parametrize("kind", [ag.Autoencoder, ag.VAE])
def test_whitened_codes_have_unit_covariance_and_images_stay(kind):
    model = kind(shape=(2,), latent_dim=3, width=8, seed=1)
    white = whitened(model, CODES)
    codes = np.float64(white.encode(CODES))
    np.testing.assert_allclose(codes.mean(axis=0), 0.0, atol=1e-4)
    np.testing.assert_allclose(np.cov(codes.T), np.eye(3), atol=2e-3)
    before, after = (m.reconstruct(CODES) for m in (model, white))
    np.testing.assert_allclose(after, before, atol=1e-4)


def test_a_standard_normal_through_the_whitened_decoder_is_the_prior():
    model = ag.Autoencoder(shape=(2,), latent_dim=3, width=8, seed=1)
    noise = np.float32(rng.normal(size=(5, 3)))
    z = numbers(fit_prior(model, CODES)(ops.array(noise)))
    made = whitened(model, CODES).decode(noise)
    np.testing.assert_allclose(made, model.decode(z), atol=1e-5)


def test_an_unused_direction_is_left_out_of_the_whitening():
    model = ag.Autoencoder(shape=(2,), latent_dim=2, width=8, seed=1)
    kernel, bias = model.encoder.layers[-1].weights
    kernel.assign(numbers(kernel) * [1.0, 0.0])  # the second code is its bias
    bias.assign([0.0, 0.7])
    codes = whitened(model, CODES).encode(CODES)
    assert np.isfinite(codes).all()
    np.testing.assert_allclose(codes.std(axis=0, ddof=1), [1, 0], atol=1e-3)


# ---- in a game
def test_a_game_draws_its_latents_from_a_mixture():
    ae = ag.Autoencoder(shape=(2,), latent_dim=2, width=8, seed=1)
    game = ag.hybrids.Pretrained(ae, two_points(), width=8, seed=1)
    corners = ae.decode(np.float32(POINTS))
    for sample in game.generate(8, seed=3):
        assert np.abs(corners - sample).sum(axis=1).min() < 1e-5
