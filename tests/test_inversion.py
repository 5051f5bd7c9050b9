import keras
import numpy as np
import pytest

from aegan_lib.latent import invert

rng = np.random.default_rng(7)
MIX = rng.normal(size=(2, 5)).astype("float32")
X = rng.normal(size=(6, 5)).astype("float32")


@pytest.fixture
def linear():
    """The generator x = z M + 1, whose best codes are known."""
    net = keras.Sequential([keras.Input((2,)), keras.layers.Dense(5)])
    net.set_weights([MIX, np.ones(5, "float32")])
    return net


def ridge(noise_std):
    """Posterior mean of z given x = z M + 1 + noise, z ~ N(0, I)."""
    square = MIX @ MIX.T + noise_std**2 * np.eye(2)
    return (X - 1) @ MIX.T @ np.linalg.inv(square)


@pytest.mark.parametrize("noise_std", [0.2, 2.0])
def test_invert_hand_value(linear, noise_std):
    # For a linear generator the most probable code is ridge regression.
    found = invert(linear, X, noise_std=noise_std, steps=300)
    assert found.shape == (6, 2) and found.dtype == "float32"
    np.testing.assert_allclose(found, ridge(noise_std), atol=0.02)


def test_a_good_start_needs_fewer_steps(linear):
    wanted = ridge(0.2)
    near = invert(linear, X, start=wanted + 0.05, steps=10)
    far = invert(linear, X, steps=10)
    assert np.abs(near - wanted).max() < 0.1 < np.abs(far - wanted).max()


def test_samples_do_not_see_each_other(linear):
    together = invert(linear, X, steps=20)
    alone = invert(linear, X[:1], steps=20)
    np.testing.assert_allclose(together[:1], alone, atol=1e-5)


def test_bad_input_is_refused(linear):
    with pytest.raises(ValueError, match=r"`x` of `invert` .*\(n, 5\)"):
        invert(linear, X[:, :3])
    with pytest.raises(ValueError, match="`steps` of `invert`"):
        invert(linear, X, steps=0)
    with pytest.raises(ValueError, match="`noise_std` of `invert`"):
        invert(linear, X, noise_std=0.0)
    with pytest.raises(ValueError, match="`learning_rate` of `invert`"):
        invert(linear, X, learning_rate=-1.0)
    with pytest.raises(ValueError, match=r"one code .*\(6, 2\). Got .*3\)"):
        invert(linear, X, start=np.zeros((6, 3)))
