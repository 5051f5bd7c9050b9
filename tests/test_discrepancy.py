import numpy as np
import pytest
import reference
from arrays import call, numbers
from keras import ops

from aegan_lib.losses import input_gradient, mmd

rng = np.random.default_rng(5)
X = rng.normal(size=(6, 2, 2)).astype("float32")
Y = (1.5 * rng.normal(size=(4, 2, 2)) + 0.5).astype("float32")
KERNELS = pytest.mark.parametrize("kernel", ["rbf", "imq"])
BIAS = pytest.mark.parametrize("unbiased", [True, False])


def distance(x, y, **options):
    return mmd(ops.array(x, "float32"), ops.array(y, "float32"), **options)


def test_mmd_hand_value():
    # Two points at 0, two at 1: k within = 1. RBF between: e^(−½), s = 1.
    x, y = [[0.0], [0.0]], [[1.0], [1.0]]
    assert float(distance(x, y)) == pytest.approx(2 - 2 * np.exp(-0.5))
    # IMQ with C = 2: 2 / (2 + 1).
    imq = float(distance(x, y, kernel="imq"))
    assert imq == pytest.approx(2 - 2 * 2 / 3)
    # One of the points at √2: k = e⁻¹ within x; half of it with the diagonal.
    x = [[0.0], [np.sqrt(2)]]
    within = np.exp(-1.0) - (1 + np.exp(-1.0)) / 2
    gap = float(distance(x, y)) - float(distance(x, y, unbiased=False))
    assert gap == pytest.approx(within, rel=1e-5)


@KERNELS
@BIAS
@pytest.mark.parametrize("bandwidth", [0.3, 2.0])
def test_mmd_equals_its_restatement(kernel, unbiased, bandwidth):
    options = {"kernel": kernel, "unbiased": unbiased, "bandwidth": bandwidth}
    expected = reference.mmd(np.float64(X), np.float64(Y), **options)
    got = float(distance(X, Y, **options))
    assert got == pytest.approx(expected, rel=1e-4, abs=1e-6)


@KERNELS
def test_several_bandwidths_add_their_kernels(kernel):
    together = float(distance(X, Y, kernel=kernel, bandwidth=(0.5, 2.0)))
    alone = [
        float(distance(X, Y, kernel=kernel, bandwidth=s)) for s in (0.5, 2)
    ]
    # Means near 1 nearly cancel: what is left has their rounding errors.
    assert together == pytest.approx(sum(alone), rel=1e-5, abs=1e-6)


@KERNELS
@BIAS
@pytest.mark.parametrize("which", [0, 1])
def test_mmd_gradient_equals_the_difference_quotient(kernel, unbiased, which):
    options = {"kernel": kernel, "unbiased": unbiased}

    def of(function, arrays):
        def one(v):
            return function(*arrays[:which], v, *arrays[which + 1 :], **options)

        return one

    ours = [ops.array(X), ops.array(Y)]
    got = numbers(input_gradient(of(mmd, ours), ours[which]))
    plain = [np.float64(X), np.float64(Y)]
    expected = reference.input_gradient(of(reference.mmd, plain), plain[which])
    np.testing.assert_allclose(got, expected, rtol=1e-3, atol=1e-5)


@KERNELS
def test_without_its_diagonal_the_estimate_is_unbiased(kernel):
    # Both sets from one distribution: the mean over draws is 0, and that of
    # the biased one (1 − mean k) (1/n + 1/m).
    draw = np.random.default_rng(8)
    options = {"kernel": kernel, "bandwidth": 1.0}
    sets = draw.normal(size=(400, 2, 8, 1))
    pairs = [
        [float(distance(*s, unbiased=u, **options)) for u in (True, False)]
        for s in sets
    ]
    clean, biased = np.mean(pairs, axis=0)
    error = np.std([p[0] for p in pairs]) / np.sqrt(len(pairs))
    assert abs(clean) < 4 * error
    gaps = draw.normal(size=100_000) * np.sqrt(2)
    mean_k = np.mean(np.exp(-(gaps**2) / 2))
    if kernel == "imq":
        mean_k = np.mean(2 / (2 + gaps**2))
    assert biased == pytest.approx((1 - mean_k) * 2 / 8, abs=4 * error)


@KERNELS
def test_far_from_the_origin_and_far_apart_mmd_stays_finite(kernel):
    here = float(distance(X, Y, kernel=kernel))
    moved = float(distance(X + 500, Y + 500, kernel=kernel))
    assert moved == pytest.approx(here, abs=1e-3)
    apart = call(lambda a, b: mmd(a, b, kernel, 1.0, False), X - 500, Y + 500)
    assert np.isfinite(apart) and apart > 0.2


BAD = {
    "features": (
        lambda: mmd(ops.zeros((4, 2)), ops.zeros((4, 3))),
        r"`y` of `mmd` must be samples with the features of `x`.*Got shape",
    ),
    "kernel": (
        lambda: mmd(ops.zeros((4, 2)), ops.zeros((4, 2)), kernel="cubic"),
        r"`kernel` of `mmd` must be one of 'rbf', 'imq'\. Got 'cubic'",
    ),
    "bandwidth": (
        lambda: mmd(ops.zeros((4, 2)), ops.zeros((4, 2)), bandwidth=(1.0, 0)),
        r"`bandwidth` of `mmd` must be a number ≥ .*Got 0 instead",
    ),
    "one sample": (
        lambda: mmd(ops.zeros((4, 2)), ops.zeros((1, 2))),
        r"`y` of `mmd` must be at least 2 samples\. Got 1 instead",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_arguments_are_refused(name):
    make, text = BAD[name]
    with pytest.raises(ValueError, match=text):
        make()


def test_one_sample_is_enough_for_the_biased_estimate():
    got = mmd(ops.zeros((1, 2)), ops.zeros((1, 2)), unbiased=False)
    assert float(got) == 0.0
