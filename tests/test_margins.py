"""Hand values of the pairs that aim at targets or margins."""

import numpy as np
import pytest
import reference
from arrays import call
from keras import ops

import aegan_lib as ag
from aegan_lib.losses import margins

rng = np.random.default_rng(4)
REAL, FAKE = rng.normal(scale=2.0, size=(2, 32)).astype("float32")


def test_least_squares_discriminator_hand_value():
    # ½ (3 − 1)² + ½ 1²; both at their targets: 0.
    loss = margins.least_squares_discriminator
    np.testing.assert_allclose(call(loss, [3, 1], [1, 0]), [2.5, 0.0])


def test_least_squares_generator_hand_value():
    # ½ (3 − 1)², and 0 at the target.
    loss = margins.least_squares_generator
    np.testing.assert_allclose(call(loss, [3, 1]), [2.0, 0.0])


def test_targets_of_least_squares_can_be_chosen():
    # (a, b, c) = (−1, 1, 0): ½ (3 − 1)² + ½ (1 + 1)², ½ 3².
    real, fake = ops.array([3.0]), ops.array([1.0])
    loss = margins.least_squares_discriminator(real, fake, fake_target=-1.0)
    assert float(loss[0]) == 4.0
    loss = margins.least_squares_discriminator(real, fake, real_target=0.0)
    assert float(loss[0]) == 5.0  # ½ 3² + ½ 1²
    loss = margins.least_squares_generator(real, target=0.0)
    assert float(loss[0]) == 4.5


def test_hinge_discriminator_hand_value():
    # (1 − ¼) + (1 − ½); past both margins: 0; on the wrong side: 3 + 4.
    got = call(ag.losses.hinge.discriminator, [0.25, 2, -2], [-0.5, -2, 3])
    np.testing.assert_allclose(got, [1.25, 0.0, 7.0])


def test_negative_score_hand_value():
    assert ag.losses.hinge.generator is ag.losses.wasserstein.generator
    np.testing.assert_allclose(call(margins.negative_score, [3, -1]), [-3, 1])


def test_wasserstein_discriminator_hand_value():
    # −1 − 3
    got = call(ag.losses.wasserstein.discriminator, [3], [-1])
    np.testing.assert_allclose(got, [-4.0])


def test_energy_margin_discriminator_hand_value():
    # ½ + (1 − ¼); a fake past the margin counts no more.
    got = call(ag.losses.energy_margin.discriminator, [0.5, 0.5], [0.25, 7])
    np.testing.assert_allclose(got, [1.25, 0.5])


def test_energy_margin_generator_hand_value():
    got = call(ag.losses.energy_margin.generator, [0.5, 2])
    np.testing.assert_allclose(got, [0.5, 2.0])


def test_for_energies_the_margin_loss_is_the_papers():
    # D(x) + max(0, m − D(G(z))) where D ≥ 0.
    real, fake = np.abs(REAL), np.abs(FAKE)
    got = margins.energy_margin_discriminator(
        ops.array(real), ops.array(fake), margin=2.0
    )
    expected = real + np.maximum(0, 2.0 - fake)
    np.testing.assert_allclose(ops.convert_to_numpy(got), expected, rtol=1e-6)


@pytest.mark.parametrize("margin", [1.0, 5.0])
def test_unbounded_energies_play_the_hinge_game_in_other_units(margin):
    # s = 1 − 2 D / m: L_D is m/2 times the hinge loss, L_G up to m/2.
    real, fake = (1 - 2 * v / margin for v in (REAL, FAKE))
    hinge = margin / 2 * call(ag.losses.hinge.discriminator, real, fake)
    ours = reference.energy_margin_discriminator(REAL, FAKE, margin)
    np.testing.assert_allclose(hinge, ours, rtol=1e-4, atol=1e-5)
    hinge = margin / 2 * call(ag.losses.hinge.generator, fake) + margin / 2
    ours = call(ag.losses.energy_margin.generator, FAKE)
    np.testing.assert_allclose(hinge, ours, rtol=1e-4, atol=1e-5)
