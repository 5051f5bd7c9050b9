import keras
import numpy as np
import pytest

from aegan_lib.metrics import ssim

rng = np.random.default_rng(8)
X = rng.uniform(-1, 1, (4, 28, 28, 1))
Y = np.clip(X + 0.3 * rng.normal(size=X.shape), -1, 1)


def by_windows(x, y, radius, data_range=2.0):
    """One grey pair, window by window."""
    offset = np.arange(-radius, radius + 1)
    weight = np.exp(-(offset**2) / (2 * 1.5**2))
    weight = np.outer(weight, weight) / weight.sum() ** 2
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    found = []
    for i in range(radius, len(x) - radius):
        for j in range(radius, len(x) - radius):
            here = np.s_[
                i - radius : i + radius + 1, j - radius : j + radius + 1
            ]
            a, b = x[here], y[here]
            ma, mb = (weight * a).sum(), (weight * b).sum()
            va = (weight * (a - ma) ** 2).sum()
            vb = (weight * (b - mb) ** 2).sum()
            cov = (weight * (a - ma) * (b - mb)).sum()
            found.append(
                (2 * ma * mb + c1)
                * (2 * cov + c2)
                / ((ma**2 + mb**2 + c1) * (va + vb + c2))
            )
    return np.mean(found)


@pytest.mark.parametrize(("side", "radius"), [(28, 5), (12, 5), (8, 3)])
def test_against_its_definition(side, radius):
    x, y = X[:, :side, :side], Y[:, :side, :side]
    wanted = [
        by_windows(a[..., 0], b[..., 0], radius)
        for a, b in zip(x, y, strict=True)
    ]
    np.testing.assert_allclose(ssim(x, y), wanted, rtol=1e-9)


@pytest.mark.skipif(
    keras.backend.backend() != "tensorflow",
    reason="TensorFlow has one of its own",
)
def test_against_tensorflow():
    import tensorflow as tf

    colour = rng.uniform(-1, 1, (2, 3, 24, 20, 3)).astype("float32")
    wanted = tf.image.ssim(*colour, max_val=2.0)
    np.testing.assert_allclose(ssim(*colour), wanted, rtol=1e-4)


def test_equal_images_are_alike_and_negatives_are_not():
    np.testing.assert_allclose(ssim(X, X), 1.0)
    light = 0.5 + 0.3 * X  # of one brightness, but bright where it was dark
    assert (ssim(light, 1 - light) < -0.5).all()


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="of the same shape as `x`"):
        ssim(X, Y[:2])
    with pytest.raises(ValueError, match="images .n, height, width, channels"):
        ssim(X[..., 0], Y[..., 0])
