import numpy as np
import pytest

import aegan_lib as ag
from aegan_lib.metrics import swap_discriminators

X = np.array([[1.0], [2.0], [3.0], [4.0]])


class Stub:
    """A game whose fakes are given, and that calls real what is > t."""

    shape = (1,)

    def __init__(self, fakes, t):
        self.fakes, self.t = np.array(fakes, "float32")[:, None], t

    def generate(self, n, seed=0):
        return self.fakes[:n]

    def discriminator(self, x, training=False):
        return x - self.t


def test_ratios_hand_value():
    # D1 calls 1 fake: 1/4 wrong of x; D2 the same. Of G2's fakes 2 passes D1:
    # 1/4; of G1's fakes 2 and 3 pass D2: 2/4. So 0.5 and 1: the first wins.
    first, second = Stub([2, 3, 0, 0], 1.5), Stub([2, 0, 0, 0], 1.5)
    swap = swap_discriminators(first, second, X)
    assert swap.errors == {
        "D1(x)": 0.25,
        "D2(x)": 0.25,
        "D1(G2(z))": 0.25,
        "D2(G1(z))": 0.5,
    }
    assert (swap.sample_ratio, swap.test_ratio) == (0.5, 1.0)
    assert (swap.winner, swap.n) == ("first", 4)
    back = swap_discriminators(second, first, X)
    assert (back.sample_ratio, back.test_ratio) == (2.0, 1.0)
    assert back.winner == "second"


def test_a_logit_of_zero_is_called_fake():
    swap = swap_discriminators(Stub([2] * 4, 2.0), Stub([2] * 4, 2.0), X)
    assert swap.errors["D1(x)"] == 0.5  # 1 and 2 of 1, 2, 3, 4
    assert swap.errors["D1(G2(z))"] == 0.0


# (t of D1, t of D2, fakes of G1, fakes of G2) -> the two ratios, the verdict
NONE, ALL = [0, 0, 0, 0], [9, 9, 9, 9]
VERDICTS = {
    "sample 0 / x": ((1.5, 1.5, ALL, NONE), (0.0, 1.0), "first"),
    "sample x / 0": ((1.5, 1.5, NONE, ALL), (np.inf, 1.0), "second"),
    "sample 0 / 0": ((1.5, 1.5, NONE, NONE), (np.nan, 1.0), "ever fooled"),
    "sample x / x": ((1.5, 1.5, ALL, ALL), (1.0, 1.0), "equally often"),
    "test 0 / 0": ((0.5, 0.5, ALL, NONE), (0.0, np.nan), "ever wrong of x"),
    "test x / 0": ((1.5, 0.5, ALL, NONE), (0.0, np.inf), "not comparable"),
    "test 0 / x": ((0.5, 1.5, ALL, NONE), (0.0, 0.0), "not comparable"),
    "test 1 / 2": ((1.5, 2.5, ALL, NONE), (0.0, 0.5), "not comparable"),
    "test 2 / 1": ((2.5, 1.5, NONE, ALL), (np.inf, 2.0), "not comparable"),
}


@pytest.mark.parametrize("case", VERDICTS)
def test_verdicts_and_zeros(case):
    (t1, t2, fakes1, fakes2), ratios, verdict = VERDICTS[case]
    swap = swap_discriminators(Stub(fakes1, t1), Stub(fakes2, t2), X)
    np.testing.assert_equal((swap.sample_ratio, swap.test_ratio), ratios)
    if verdict in ("first", "second"):
        assert swap.winner == verdict
    else:
        assert swap.winner.startswith("neither: ") and verdict in swap.winner


def test_tolerance_is_the_same_both_ways():
    # Test ratios 1/2 and 2: at the tolerance of 1, both are about 1.
    better, worse = Stub(ALL, 1.5), Stub(NONE, 2.5)
    winners = [
        swap_discriminators(*games, X, tolerance=tolerance).winner
        for games in ((better, worse), (worse, better))
        for tolerance in (0.99, 1.0)
    ]
    assert winners[1::2] == ["first", "second"]
    assert all(w.endswith("not comparable") for w in winners[::2])


def test_a_trained_generator_beats_an_untrained_one():
    # Both judge by the same weights, so the test ratio is 1.
    x = np.random.default_rng(0).normal(4.0, 1.0, size=(640, 2))
    trained, fresh = (
        ag.GAN(shape=(2,), latent_dim=2, width=16, seed=s) for s in (1, 2)
    )
    trained.compile()
    trained.fit(x.astype("float32"), epochs=20, verbose=0)
    fresh.discriminator.set_weights(trained.discriminator.get_weights())
    swap = swap_discriminators(trained, fresh, x, n=500, seed=3)
    assert (swap.test_ratio, swap.winner, swap.n) == (1.0, "first", 500)
    assert swap.sample_ratio < 0.5
    assert swap.errors["D2(G1(z))"] > 0.05
    assert swap == swap_discriminators(trained, fresh, x, n=500, seed=3)
    back = swap_discriminators(fresh, trained, x, n=500, seed=3)
    assert back.winner == "second"


def test_bad_input_is_refused():
    game = Stub(ALL, 0.0)
    plane = ag.GAN(shape=(2,), latent_dim=2, width=4)
    vae = ag.VAE(shape=(2,), latent_dim=2, width=4)
    with pytest.raises(ValueError, match=r"shape \(1,\), as `first`. Got \(2"):
        swap_discriminators(game, plane, X)
    with pytest.raises(ValueError, match="`second` .*discriminator`. Got VAE"):
        swap_discriminators(plane, vae, np.zeros((4, 2)))
    with pytest.raises(ValueError, match=r"must be of shape \(n, 1\)"):
        swap_discriminators(game, game, np.zeros((4, 2)))
    with pytest.raises(ValueError, match="at most 4, the samples in x. Got 5"):
        swap_discriminators(game, game, X, n=5)
    with pytest.raises(ValueError, match="`n` of .* an integer ≥ 1. Got 0"):
        swap_discriminators(game, game, X, n=0)
    with pytest.raises(ValueError, match="`seed` of `swap_discriminators`"):
        swap_discriminators(game, game, X, seed=-1)
    with pytest.raises(ValueError, match="`tolerance` of .* a number ≥ 0"):
        swap_discriminators(game, game, X, tolerance=-0.1)
