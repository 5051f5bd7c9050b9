import keras
import numpy as np
import pytest
import reference
from arrays import numbers, weights
from keras import layers, ops
from keras.optimizers.schedules import CosineDecay

import aegan_lib as ag

two_seeds = pytest.mark.parametrize("seed", [1, 2])


def cloud(seed, deviations, n=256):
    """Gaussian points whose axes lie askew, with a mean that is not 0."""
    rng = np.random.default_rng(seed)
    d = len(deviations)
    turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
    x = rng.normal(size=(n, d)) * deviations @ turn.T
    return (x + rng.normal(size=d)).astype("float32")


def linear(inputs, outputs, seed):
    network = keras.Sequential([keras.Input((inputs,)), layers.Dense(outputs)])
    kernel = np.random.default_rng(seed).normal(size=(inputs, outputs))
    network.set_weights([0.1 * kernel, np.zeros(outputs)])
    return network


def trained(game, x, num_steps, rate, batch_size):
    """One epoch of `num_steps` with rates that fall to 0 as a cosine."""
    rates = CosineDecay(rate, num_steps)
    game.compile({p: keras.optimizers.Adam(rates) for p in game.players})
    game.fit(x, batch_size=batch_size, steps_per_epoch=num_steps, verbose=0)
    return game


@two_seeds
def test_a_linear_autoencoder_spans_the_subspace_of_pca(seed):
    x = cloud(seed, [2.0, 1.5, 0.4, 0.3, 0.2])
    ae = ag.Autoencoder(
        encoder=linear(5, 2, 2 * seed), decoder=linear(2, 5, 2 * seed + 1)
    )
    axes, variances = reference.principal_axes(x, 2)

    def angles():
        kernel, _ = weights(ae.decoder)
        return reference.principal_angles(kernel.T, axes)

    assert angles().max() > 20  # not there from the start
    trained(ae, x, 500, 0.1, 256)
    assert angles().max() < 1.0  # degrees
    error = reference.squared_error(np.float64(x), ae.reconstruct(x)).mean()
    assert error == pytest.approx(variances[2:].sum(), rel=0.01)


def negative_elbo(vae, x):
    """−ELBO of a linear VAE, its expectation over z in closed form.

    E‖x − Wz − b‖² = ‖x − Wμ − b‖² + Σ_j ‖w_j‖² s_j for z ~ N(μ, diag s).
    """
    (kernel, bias), (down, shift) = weights(vae.decoder), weights(vae.encoder)
    mean, log_var = np.split(x @ down + shift, 2, axis=1)
    noise = np.exp(numbers(ops.convert_to_tensor(vae.log_variance.value)))
    error = reference.squared_error(x, mean @ kernel + bias)
    error = error + np.exp(log_var) @ (kernel**2).sum(axis=1)
    nll = error / (2 * noise) + x.shape[1] / 2 * np.log(2 * np.pi * noise)
    return (nll + reference.gaussian_kl(mean, log_var)).mean()


@two_seeds
def test_a_linear_vae_reaches_probabilistic_pca(seed):
    x = cloud(seed, [2.0, 0.6, 0.5, 0.4])
    vae = ag.VAE(
        encoder=linear(4, 2, 2 * seed), decoder=linear(1, 4, 2 * seed + 1)
    )
    trained(vae, x, 500, 0.1, 256)
    kernel, bias = weights(vae.decoder)
    noise = np.exp(numbers(ops.convert_to_tensor(vae.log_variance.value)))
    best_noise, best = reference.probabilistic_pca(x, 1)
    assert noise == pytest.approx(best_noise, rel=0.02)
    covariance = kernel.T @ kernel + noise * np.eye(4)
    likelihood = reference.gaussian_log_likelihood(x, bias, covariance)
    assert best - 0.005 < likelihood <= best + 1e-6  # nats per sample
    bound = -negative_elbo(vae, np.float64(x))
    assert likelihood - 0.02 < bound <= likelihood + 1e-6


class Ratio(ag.Game):
    """A discriminator of data against N(mean, std²): no generator learns."""

    def __init__(self, network, mean, std):
        super().__init__(shape=network.input_shape[1:], seed=1)
        self.discriminator, self.mean, self.std = network, mean, std

    @property
    def players(self):
        return {"discriminator": [self.discriminator]}

    def loss_terms(self, x, training, labels=None):
        noise = self.draw_normal(ops.shape(x), training)
        real = self.discriminator(x, training=training)
        x_fake = self.mean + self.std * noise
        fake = self.discriminator(x_fake, training=training)
        loss = ag.losses.non_saturating.discriminator(real, fake)
        return {"discriminator": {"adversarial": loss}}


@two_seeds
@pytest.mark.parametrize(("d", "mean", "std"), [(1, 1.0, 1.0), (2, 0.0, 2.0)])
def test_a_discriminator_learns_the_log_ratio_of_densities(seed, d, mean, std):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(8192, d)).astype("float32")
    network = ag.networks.discriminator((d,), width=16, seed=seed)
    trained(Ratio(network, mean, std), x, 300, 0.01, 128)
    seen = np.float64(x[:500])
    p = reference.normal_density(seen).prod(axis=1)
    q = reference.normal_density(seen, mean, std).prod(axis=1)
    truth = np.log(p / q)
    logits = numbers(network(x[:500]))[:, 0]
    error = np.sqrt(np.mean((logits - truth) ** 2))
    assert truth.std() > 0.5  # nats; a constant would be that far off
    assert error < 0.2
