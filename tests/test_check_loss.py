import numpy as np
import pytest
import reference
from keras import ops

import aegan_lib as ag
from aegan_lib.losses import Adversarial
from aegan_lib.losses.adversarial import PAIRS, per_sample
from aegan_lib.testing import check_loss

GOOD = ag.losses.non_saturating


@pytest.mark.parametrize("name", PAIRS)
def test_our_pairs_keep_the_contract(name):
    sides = [getattr(reference, f.__name__) for f in PAIRS[name]]
    if not name.startswith("relativistic"):
        sides[1] = lambda fake, real, alone=sides[1]: alone(fake)
    assert len(check_loss(PAIRS[name])) == 6
    assert len(check_loss(PAIRS[name], Adversarial(*sides))) == 7


def probabilities(real, fake):
    ag.losses.minimax.discriminator(real, fake)  # refuses two shapes
    real, fake = per_sample(real), per_sample(fake)
    real, fake = ops.sigmoid(real), ops.sigmoid(fake)
    return -ops.log(real) - ops.log(1 - fake)


def article_discriminator(real, fake):
    return -GOOD.discriminator(real, fake)


def article_generator(fake, real=None):
    inert = ops.softplus(-per_sample(real))
    return inert - ops.softplus(per_sample(fake))


def half_stopped(real, fake):
    loss = GOOD.discriminator(real, fake)
    hidden = ops.stop_gradient(ops.softplus(-per_sample(real)))
    return hidden + loss - ops.softplus(-per_sample(real))


WRONG = {
    "no pair": (3, "has no function `discriminator`"),
    "half a pair": (Adversarial(GOOD.discriminator, None), "no function `gen"),
    "arguments": (
        GOOD._replace(generator=lambda fake: -fake),
        r"`generator` cannot be called as generator\(fake, real=None\)",
    ),
    "mean": (
        GOOD._replace(
            discriminator=lambda r, f: ops.mean(GOOD.discriminator(r, f))
        ),
        r"`discriminator` returns shape \(\) for 8 scores.*takes the mean",
    ),
    "columns": (
        GOOD._replace(generator=lambda fake, real=None: -fake),
        r"`generator` makes of scores \(8, 1\) something else",
    ),
    "patches": (
        GOOD._replace(
            generator=lambda f, real=None: ops.mean(
                ops.softplus(-ops.reshape(f, (f.shape[0], -1))), axis=1
            )
        ),
        r"`generator` makes of scores \(8, 3, 3, 1\), a map of patches",
    ),
    "broadcasting": (
        GOOD._replace(discriminator=lambda r, f: per_sample(f) - per_sample(r)),
        r"takes real scores \(8,\) and fake ones.*Raise a ValueError",
    ),
    "overflow": (
        Adversarial(probabilities, GOOD.generator),
        "The value of `discriminator` at real .* Work on logits",
    ),
    "no slope at a point": (
        GOOD._replace(
            generator=lambda f, real=None: ops.sqrt(
                ops.square(per_sample(f) - 500.0)
            )
        ),
        "The gradient of `generator` at real",
    ),
    "hidden gradient": (
        GOOD._replace(discriminator=half_stopped),
        "gradient of `discriminator` in the real scores is not that of its",
    ),
    "the article": (
        Adversarial(article_discriminator, article_generator),
        "This is no game: .* pushes them the same way. Is one sign wrong",
    ),
    "a friendly generator": (
        GOOD._replace(generator=lambda f, real=None: per_sample(f)),
        "This is no game",
    ),
    "indifferent": (
        GOOD._replace(
            discriminator=lambda r, f: (
                GOOD.discriminator(r, f) + GOOD.discriminator(f, r)
            )
        ),
        "has no reason to tell them apart",
    ),
    "no slope": (
        GOOD._replace(
            generator=lambda f, real=None: ops.relu(per_sample(f) - 0.5)
        ),
        "`generator` has no slope at a score of -1",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_pair_is_refused_with_its_reason(name):
    pair, text = WRONG[name]
    with pytest.raises(AssertionError, match=text):
        check_loss(pair)


def test_a_restatement_that_differs_is_shown():
    wrong = Adversarial(
        reference.logistic_discriminator, lambda fake, real: fake**2
    )
    with pytest.raises(AssertionError, match="`generator` differs from its re"):
        check_loss(GOOD, wrong)
    short = wrong._replace(discriminator=lambda real, fake: np.zeros(3))
    with pytest.raises(AssertionError, match=r"restated .*shape \(3,\), not"):
        check_loss(GOOD, short)


def test_the_article_with_its_sign_mended_is_a_game():
    mended = Adversarial(GOOD.discriminator, article_generator)
    assert "the players want opposite things" in check_loss(mended)
