"""The contract of every adversarial loss, to run on a pair of your own."""

import functools

import numpy as np
from keras import ops

from ..losses import input_gradient

SIDES = ("discriminator", "generator")


def check_loss(pair, restated=None):
    """Run the contract of adversarial losses on `pair`.

    In this order: both sides are functions of scores; they return one value
    per sample, whatever the form of the scores; scores of two shapes are
    refused; values and gradients stay finite at ±500; each player's gradient
    equals the difference quotient of its loss; the two want opposite things.

    Args:
        pair: a `losses.Adversarial`, or anything with functions
            `discriminator(real, fake)` and `generator(fake, real=None)`.
        restated: the same pair once more in plain NumPy, slow and obvious;
            its values are then compared as well.

    Returns:
        List of one line for each rule that holds.

    Raises:
        AssertionError: for the first rule that does not hold, saying what
            happened and where to look.

    Example:
    >>> import aegan_lib as ag
    >>> print("\\n".join(check_loss(ag.losses.hinge)))
    two functions of scores
    one value per sample, for every form of the scores
    scores of two shapes are refused
    finite at scores of ±500
    gradients equal difference quotients
    the players want opposite things
    """
    rules = {
        "two functions of scores": _assert_functions,
        "one value per sample, for every form of the scores": (
            _assert_per_sample
        ),
        "scores of two shapes are refused": _assert_refuses,
        "finite at scores of ±500": _assert_finite,
        "gradients equal difference quotients": _assert_gradients,
        "the players want opposite things": _assert_opposed,
    }
    if restated is not None:
        compare = functools.partial(_assert_restated, restated=restated)
        rules["values equal their restatement"] = compare
    for assert_rule in rules.values():
        assert_rule(pair)
    return list(rules)


def _scores(n=8):
    draw = np.random.default_rng(1)
    return draw.normal(scale=2.0, size=(2, n)).astype("float32")


def _call(pair, side, real, fake):
    """The loss of one side as a tensor; the game passes scores like this."""
    real, fake = ops.convert_to_tensor(real), ops.convert_to_tensor(fake)
    if side == "discriminator":
        return pair.discriminator(real, fake)
    return pair.generator(fake, real)


def _numbers(value):
    return np.asarray(ops.convert_to_numpy(value), "float64")


def _assert_functions(pair):
    for side in SIDES:
        assert callable(getattr(pair, side, None)), (
            f"The pair has no function `{side}`: make it with "
            "`losses.Adversarial(discriminator, generator)`."
        )
        try:
            _call(pair, side, *_scores())
        except TypeError as why:
            wanted = "(real, fake)" if side == "discriminator" else (
                "(fake, real=None)"
            )  # fmt: skip
            raise AssertionError(
                f"`{side}` cannot be called as {side}{wanted}: {why}."
            ) from why


def _assert_per_sample(pair):
    real, fake = _scores()
    draw = np.random.default_rng(2)
    patches = draw.normal(size=(2, 8, 3, 3, 1)).astype("float32")
    means = patches.mean(axis=(2, 3, 4))
    for side in SIDES:
        flat = _numbers(_call(pair, side, real, fake))
        assert flat.shape == (8,), (
            f"`{side}` returns shape {flat.shape} for 8 scores, not (8,): one "
            "value per sample, the game takes the mean."
        )
        forms = {
            "(8, 1)": (flat, _call(pair, side, real[:, None], fake[:, None])),
            "(8, 3, 3, 1), a map of patches,": (
                _numbers(_call(pair, side, *means)),
                _call(pair, side, *patches),
            ),
        }
        for form, (wanted, got) in forms.items():
            got = _numbers(got)
            same = got.shape == (8,) and np.allclose(got, wanted, atol=1e-4)
            assert same, (
                f"`{side}` makes of scores {form} something else than of "
                "their means per sample: call `per_sample(scores)` first, "
                "from `aegan_lib.losses.adversarial`."
            )


def _assert_refuses(pair):
    for real, fake in (((8,), (8, 1)), ((8, 1), (8,)), ((8,), (1,))):
        try:
            got = pair.discriminator(ops.zeros(real), ops.zeros(fake))
        except ValueError:
            continue
        raise AssertionError(
            f"`discriminator` takes real scores {real} and fake ones {fake} "
            f"and returns {tuple(got.shape)}: they were broadcast against "
            "each other. Raise a ValueError when the shapes differ."
        )


def _slope(pair, side, which, real, fake):
    """Gradient of the summed loss in the scores that `which` names."""

    def loss(v):
        scores = {"real": real, "fake": fake, which: v}
        return _call(pair, side, **scores)

    given = ops.convert_to_tensor({"real": real, "fake": fake}[which])
    return _numbers(input_gradient(loss, given))


CHOICES = (
    ("discriminator", "real"),
    ("discriminator", "fake"),
    ("generator", "fake"),
)


def _assert_finite(pair):
    signs = np.float32([[500, 500, -500, -500], [500, -500, 500, -500]])
    for side, which in CHOICES:
        for real, fake in signs.T[:, :, None]:
            at = f"at real {real[0]:.0f}, fake {fake[0]:.0f}"
            value = _numbers(_call(pair, side, real, fake))
            slope = _slope(pair, side, which, real, fake)
            for name, got in {"value": value, "gradient": slope}.items():
                assert np.isfinite(got).all(), (
                    f"The {name} of `{side}` {at} is {got[0]}: does an "
                    "exponential overflow, or a logarithm meet 0? Work on "
                    "logits: log σ(a) is −softplus(−a)."
                )


def _assert_gradients(pair, step=1e-2):
    real, fake = _scores()
    for side, which in CHOICES:
        slopes = _slope(pair, side, which, real, fake)
        quotients = np.zeros_like(slopes)
        for i in range(len(slopes)):
            ends = []
            for shift in (step, -step):
                moved = {"real": real.copy(), "fake": fake.copy()}
                moved[which][i] += shift
                ends.append(_numbers(_call(pair, side, **moved)).sum())
            quotients[i] = (ends[0] - ends[1]) / (2 * step)
        close = np.isclose(slopes, quotients, rtol=1e-2, atol=2e-2)
        # A kink, as in a hinge, may lie in one or two of the steps.
        worst = int(np.abs(slopes - quotients).argmax())
        assert np.mean(close) >= 0.75, (
            f"The gradient of `{side}` in the {which} scores is not that of "
            f"its values: {slopes[worst]:.3f} against a difference quotient "
            f"of {quotients[worst]:.3f}. Does a `stop_gradient` or a cast "
            "hide a part?"
        )


def _assert_opposed(pair):
    up, down = np.ones(8, "float32"), -np.ones(8, "float32")
    gap = _numbers(_call(pair, "discriminator", up, down)).mean()
    gap -= _numbers(_call(pair, "discriminator", down, up)).mean()
    assert abs(gap) > 1e-6, (
        "`discriminator` has the same loss when the scores of real and fake "
        "are exchanged: it has no reason to tell them apart."
    )
    real, fake = (up, down) if gap < 0 else (down, up)
    slope = _slope(pair, "generator", "fake", real, fake).mean()
    assert slope != 0, (
        f"`generator` has no slope at a score of {fake[0]:.0f}, where the "
        "discriminator puts its samples: it cannot learn."
    )
    assert np.sign(slope) == -np.sign(real[0]), (
        f"This is no game: the discriminator wants the scores of fakes at "
        f"{fake[0]:.0f} and not at {real[0]:.0f}, and the generator's slope "
        f"of {slope:.3f} pushes them the same way. Is one sign wrong?"
    )


def _assert_restated(pair, restated):
    real, fake = _scores()
    for side in SIDES:
        got = _numbers(_call(pair, side, real, fake))
        sides = (real, fake) if side == "discriminator" else (fake, real)
        plain = [np.asarray(s, "float64") for s in sides]
        wanted = np.asarray(getattr(restated, side)(*plain), "float64")
        if got.shape == wanted.shape:
            worst = int(np.abs(got - wanted).argmax())
            assert np.allclose(got, wanted, rtol=1e-4, atol=1e-5), (
                f"`{side}` differs from its restatement: at real "
                f"{real[worst]:.3f}, fake {fake[worst]:.3f} it is "
                f"{got[worst]:.4f}, restated {wanted[worst]:.4f}."
            )
        else:
            raise AssertionError(
                f"The restated `{side}` has shape {wanted.shape}, not "
                f"{got.shape}."
            )
