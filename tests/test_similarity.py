import keras
import numpy as np
import pytest
import reference
from arrays import call, numbers
from keras import ops

from aegan_lib.losses import (
    bernoulli_nll,
    feature_matching,
    input_gradient,
    ssim_error,
)

rng = np.random.default_rng(7)
X = rng.uniform(-1, 1, size=(2, 13, 12, 2)).astype("float32")
X_REC = np.clip(X + rng.normal(scale=0.3, size=X.shape), -1, 1)
X_REC = X_REC.astype("float32")


# --- ssim_error -------------------------------------------------------------
def test_ssim_error_hand_value():
    # Flat images have no spread: 1 − (2 μν + c) / (μ² + ν² + c) with
    # μ = 1, ν = ½ and c = (0.01 · 2)² = 0.0004: 1 − 1.0004 / 1.2504.
    x = np.ones((1, 12, 12, 1))
    got = call(ssim_error, x, 0.5 * x)
    np.testing.assert_allclose(got, [1 - 1.0004 / 1.2504], rtol=1e-5)
    np.testing.assert_allclose(call(ssim_error, x, x), [0.0], atol=1e-6)


def test_ssim_error_equals_its_restatement():
    got = call(ssim_error, X, X_REC)
    expected = reference.ssim_error(np.float64(X), np.float64(X_REC))
    assert got.shape == (2,)
    np.testing.assert_allclose(got, expected, rtol=1e-4)


def test_a_smaller_window_equals_its_restatement():
    x, x_rec = X[:, :6, :5], X_REC[:, :6, :5]
    got = ssim_error(ops.array(x), ops.array(x_rec), window=4, data_range=1.0)
    expected = reference.ssim_error(
        np.float64(x), np.float64(x_rec), window=4, data_range=1.0
    )
    np.testing.assert_allclose(numbers(got), expected, rtol=1e-4)


@pytest.mark.tensorflow  # TensorFlow has an independent implementation
def test_ssim_error_equals_that_of_tensorflow():
    if keras.backend.backend() != "tensorflow":
        pytest.skip("compares with tf.image.ssim")
    import tensorflow as tf

    expected = 1 - tf.image.ssim(X, X_REC, max_val=2.0).numpy()
    np.testing.assert_allclose(call(ssim_error, X, X_REC), expected, rtol=1e-4)


def test_ssim_gradient_equals_the_difference_quotient():
    x, x_rec = X[:1, :5, :5, :1], X_REC[:1, :5, :5, :1]
    got = input_gradient(
        lambda v: ssim_error(ops.array(x), v, window=4), ops.array(x_rec)
    )
    expected = reference.input_gradient(
        lambda v: reference.ssim_error(np.float64(x), v, window=4), x_rec
    )
    np.testing.assert_allclose(numbers(got), expected, rtol=1e-3, atol=1e-5)


def test_ssim_of_black_images_and_of_huge_values_is_finite():
    black = ops.zeros((1, 11, 11, 1))
    assert numbers(ssim_error(black, black)) == pytest.approx([0.0])
    slope = input_gradient(lambda v: ssim_error(black, v), black)
    assert np.isfinite(numbers(slope)).all()
    # Equal means, opposite deviations: nearly 2.
    wild = call(ssim_error, 500 * (9 + X), 500 * (9 - X))
    assert np.isfinite(wild).all() and (wild > 1.9).all()


@pytest.mark.parametrize(
    ("x", "x_rec", "text"),
    [
        ((2, 8, 12, 1), None, r"at least 11×11 pixels.*smaller `window`"),
        ((2, 12), None, r"images of at least 11×11 pixels\. Got shape"),
        ((2, 12, 12, 1), (2, 12, 12, 3), r"`x_rec`.*same shape as `x`.*Got"),
    ],
)
def test_other_shapes_are_refused(x, x_rec, text):
    with pytest.raises(ValueError, match=text):
        ssim_error(ops.zeros(x), ops.zeros(x_rec or x))


# --- bernoulli_nll ----------------------------------------------------------
def test_bernoulli_nll_hand_value():
    # σ = ¾ (logit log 3): −log ¾ for a pixel that is on, −log ¼ for one that
    # is off; half on: −½ (log ¾ + log ¼).
    logits = np.full((1, 3), np.log(3))
    got = call(bernoulli_nll, [[1, 0, 0.5]], logits)
    terms = np.log([0.75, 0.25]), 0.5 * np.log(0.75) + 0.5 * np.log(0.25)
    np.testing.assert_allclose(got, [-terms[0].sum() - terms[1]], rtol=1e-6)


def test_bernoulli_nll_of_sure_logits_is_exact():
    got = call(bernoulli_nll, [[1, 0], [0, 1]], [[500, -500], [500, -500]])
    np.testing.assert_allclose(got, [0.0, 1000.0])


@pytest.mark.parametrize("shape", [(4, 1), (4, 2, 1), (4,)])
def test_logits_of_another_shape_are_refused(shape):
    with pytest.raises(ValueError, match=r"`logits`.*same shape as `x`.*Got"):
        bernoulli_nll(ops.zeros((4, 2)), ops.zeros(shape))


# --- feature_matching -------------------------------------------------------
def test_feature_matching_hand_value():
    # Means (1, 0) and (2, 1): 1² + 1².
    got = call(feature_matching, [[1, 0]], [[0, 0], [4, 2]])
    np.testing.assert_allclose(got, 2.0)


def test_feature_matching_equals_its_restatement():
    got = call(feature_matching, X, X_REC[:1])
    expected = reference.feature_matching(np.float64(X), np.float64(X_REC[:1]))
    np.testing.assert_allclose(got, expected, rtol=1e-5)


@pytest.mark.parametrize("which", [0, 1])
def test_feature_matching_gradient_equals_the_quotient(which):
    arrays = [X[:, :2, :2, 0], X_REC[:, :2, :2, 0]]

    def of(function, cast):
        def one(v):
            given = [cast(a) for a in arrays]
            given[which] = v
            return function(*given)

        return one

    got = input_gradient(
        of(feature_matching, ops.array), ops.array(arrays[which])
    )
    expected = reference.input_gradient(
        of(reference.feature_matching, np.float64), arrays[which]
    )
    np.testing.assert_allclose(numbers(got), expected, rtol=1e-3, atol=1e-5)


def test_distant_features_stay_finite():
    got = call(feature_matching, np.full((3, 2), 500.0), np.full((2, 2), -500))
    np.testing.assert_allclose(got, 2e6)  # 2 · 1000²


def test_features_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"`fake`.*same shape as `real`.*Got"):
        feature_matching(ops.zeros((4, 2)), ops.zeros((4, 3)))
