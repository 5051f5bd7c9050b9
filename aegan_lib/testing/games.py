"""The contract of every game, to run on a class of your own."""

import os
import tempfile

import keras
import numpy as np
from keras import ops

from .._checks import check_data


def check_game(game, x):
    """Run the contract of games on a freshly compiled `game`.

    In this order: every term trains its owners and nobody else; evaluation
    repeats itself and leaves no trace; a run that is saved, loaded and
    continued ends bit-equal to an uninterrupted one; equal seeds generate
    equal samples; the configuration rebuilds the game.

    The game is trained meanwhile: hand over one that you can spare.

    Args:
        game: a compiled `Game`, as its class makes it.
        x: at least 32 samples `(n, *shape)`.

    Returns:
        List of one line for each rule that holds.

    Raises:
        AssertionError: for the first rule that does not hold, saying what
            happened and where to look.

    Example:
    >>> import aegan_lib as ag, numpy as np
    >>> gan = ag.GAN(shape=(2,), seed=1)
    >>> gan.compile()
    >>> x = np.random.default_rng(1).normal(size=(64, 2)).astype("float32")
    >>> print("\\n".join(check_game(gan, x)))
    terms train their owners and nobody else
    evaluation repeats and leaves no trace
    saved, loaded and continued is bit-equal to uninterrupted
    equal seeds generate equal samples
    """
    check_data(x, "check_game", game.shape, batch_size=32)
    rules = {
        "terms train their owners and nobody else": _assert_owners,
        "evaluation repeats and leaves no trace": _assert_no_trace,
        "saved, loaded and continued is bit-equal to uninterrupted": (
            _assert_resumes
        ),
        "equal seeds generate equal samples": _assert_generates,
    }
    for assert_rule in rules.values():
        assert_rule(game, x)
    return list(rules)


def _values(variables):
    return [np.array(ops.convert_to_numpy(v.value)) for v in variables]


def _trained(networks):
    return [
        value
        for network in networks
        for value in _values(network.trainable_variables)
    ]


def _assert_owners(game, x):
    lone = type(game).from_config(game.get_config())
    terms = [t for t in game.trackers if not t.endswith("/regularizer")]
    shares = _switch(lone, terms)
    rates = {player: keras.optimizers.SGD(1e-3) for player in lone.players}
    lone.compile(rates, run_eagerly=keras.backend.backend() != "jax")
    for i, chosen in enumerate(terms):
        shares.assign(np.eye(len(terms))[i])
        before = {p: _trained(nets) for p, nets in lone.players.items()}
        keras.Model.fit(lone, x[:32], batch_size=32, verbose=0)
        owners = chosen.split("/")[0].split("+")
        for player, networks in lone.players.items():
            pairs = zip(before[player], _trained(networks), strict=True)
            moved = max(float(np.abs(b - a).max()) for b, a in pairs)
            if player in owners:
                assert moved > 0, (
                    f"Term {chosen} does not move its owner {player}: is a "
                    "`stop_gradient` or `held` in the way?"
                )
            else:
                assert moved == 0, (
                    f"Term {chosen} moves {player}, who does not own it: wrap "
                    f"what comes from {player} in `stop_gradient`, or call "
                    f"{player} through `held`."
                )


def _switch(game, terms):
    """Multiply every term of `game` by its entry of the variable returned.

    A variable, so that one compiled step serves all terms; what is not among
    `terms` is multiplied by zero.
    """
    shares = game.add_weight(shape=(len(terms),), trainable=False)
    whole = game.named_terms

    def named_terms(x, training, labels=None):
        named = whole(x, training, labels)
        share = dict(zip(terms, ops.unstack(shares.value), strict=True))
        return {
            name: value * ops.cast(share.get(name, 0.0), value.dtype)
            for name, value in named.items()
        }

    game.named_terms = named_terms
    return shares


def _assert_no_trace(game, x):
    before = _values(game.variables)
    first = game.evaluate(x, verbose=0, return_dict=True)
    second = game.evaluate(x, verbose=0, return_dict=True)
    assert first == second, (
        f"Two evaluations differ, {first} and {second}: draw noise with "
        "`self.draw_normal(shape, training)`."
    )
    names = [v.path for v in game.variables]
    for name, a, b in zip(names, before, _values(game.variables), strict=True):
        assert np.array_equal(a, b), (
            f"Evaluation changed {name}: change state only if `training`."
        )


def _assert_resumes(game, x):
    settings = {"batch_size": 16, "verbose": 0}
    game.fit(x, epochs=1, **settings)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "game.keras")
        game.save(path)
        resumed = keras.saving.load_model(path)
    game.fit(x, epochs=1, **settings)
    resumed.fit(x, epochs=1, **settings)
    names = [v.path for v in game.variables]
    pairs = zip(
        names, _values(game.variables), _values(resumed.variables), strict=True
    )
    for name, a, b in pairs:
        assert np.array_equal(a, b, equal_nan=True), (
            f"{name} differs by {np.abs(a - b).max():.3g} after a saved and "
            "continued run: is all that training uses part of `get_config`, a "
            "variable, or drawn by `self.noise`?"
        )


def _assert_generates(game, x):
    if game.averaged is None:
        return
    first, again, other = (game.generate(3, seed=s) for s in (1, 1, 2))
    assert first.shape == (3, *game.shape), (
        f"`generate(3)` has shape {first.shape}, not {(3, *game.shape)}."
    )
    assert np.array_equal(first, again), "Equal seeds gave other samples."
    assert not np.array_equal(first, other), "Another seed changed nothing."
