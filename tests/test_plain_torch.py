"""The plain PyTorch peer of the benchmarks against the Keras game."""

import pathlib

import keras
import numpy as np
import pytest

import aegan_lib as ag

FOLDER = pathlib.Path(__file__).parents[1] / "benchmarks"
pytestmark = [
    pytest.mark.skipif(
        keras.backend.backend() != "torch", reason="its peer is in PyTorch"
    ),
    pytest.mark.skipif(
        not FOLDER.is_dir(), reason="the wheel has no benchmarks"
    ),
]
rng = np.random.default_rng(5)


@pytest.fixture(scope="module", autouse=True)
def _found():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        yield


def normal(*shape):
    return rng.normal(size=shape).astype("float32")


def numpy(tensor):
    return tensor.detach().cpu().numpy()


def both(game, batches, channels_last=True, optimizer=None):
    """Train both on the same batches and noise; return losses and terms."""
    import plain_torch
    import torch

    game.compile(optimizer)
    plain = plain_torch.PlainGAN(game, channels_last)
    for x in batches:
        z, noise = normal(len(x), game.latent_dim), normal(*x.shape)
        draws = iter([torch.tensor(z), torch.tensor(noise)])
        game.draw_normal = lambda shape, training, draws=draws: next(draws)
        game.reset_metrics()
        terms = game.train_step((torch.tensor(x),))
        batch, noise = plain.to_device(x), plain.to_device(noise)
        losses = plain.step(batch, torch.tensor(z), noise)
    terms = {k: float(v) for k, v in terms.items()}
    return plain, [float(v) for v in losses], terms


def assert_same_weights(game, plain):
    import torch_layers

    for name in ("generator", "averaged", "discriminator"):
        ours = getattr(plain, name).parameters()
        wanted = torch_layers.translate(getattr(game, name)).parameters()
        for a, b in zip(ours, wanted, strict=True):
            np.testing.assert_allclose(numpy(a), numpy(b), atol=1e-5)


@pytest.mark.parametrize("channels_last", [True, False])
def test_steps_on_images_are_those_of_the_game(channels_last):
    # A light penalty: differences over a small step magnify rounding.
    small = {"latent_dim": 8, "width": 4, "r1_weight": 0.1}
    game = ag.GAN(shape=(28, 28, 1), seed=3, **small)
    x = rng.uniform(-1, 1, size=(16, 28, 28, 1)).astype("float32")
    # With the small ε of the defaults, the first step is the sign of the
    # gradient, and rounding decides on that of a gradient near 0.
    adam = {
        name: keras.optimizers.Adam(1e-2, 0.5, 0.99, epsilon=1e-3)
        for name in game.players
    }
    found = both(game, [x, x[::-1].copy()], channels_last, adam)
    plain, (loss_d, loss_g), terms = found
    of_d = [v for k, v in terms.items() if k.startswith("discriminator/")]
    assert len(of_d) == 2  # with R1
    assert loss_d == pytest.approx(sum(of_d), rel=1e-5)
    assert loss_g == pytest.approx(terms["generator/adversarial"], rel=1e-5)
    assert_same_weights(game, plain)


def test_steps_on_points_follow_the_schedule_and_exact_r1():
    game = ag.GAN(shape=(2,), latent_dim=2, width=8, seed=3)
    plain, _, _ = both(game, [normal(16, 2) for _ in range(3)])
    assert_same_weights(game, plain)


def test_the_tutorials_networks_are_the_same():
    import torch
    import torch_layers
    import tutorial

    keras.utils.set_random_seed(1)
    generator, judge = tutorial.generator(), tutorial.discriminator()
    z = normal(3, tutorial.LATENTS)
    for weight in generator.weights:  # batch statistics that tell units apart
        if len(weight.shape) == 1:
            weight.assign(rng.uniform(0.5, 1.5, weight.shape))
    plain = torch_layers.translate(generator).eval()
    wanted = np.array(numpy(generator(z, training=False)))
    x = plain(torch.tensor(z))
    np.testing.assert_allclose(np.moveaxis(numpy(x), 1, -1), wanted, atol=1e-5)
    plain = torch_layers.translate(judge).eval()
    scores = numpy(judge(wanted, training=False))
    np.testing.assert_allclose(numpy(plain(x)), scores, atol=1e-5)


def test_an_unknown_layer_is_named():
    import torch_layers

    layers = [keras.Input((4, 4, 1)), keras.layers.MaxPooling2D()]
    with pytest.raises(TypeError, match="MaxPooling2D"):
        torch_layers.translate(keras.Sequential(layers))
