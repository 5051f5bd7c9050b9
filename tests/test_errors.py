import functools
import types

import keras
import numpy as np
import pytest
from keras import layers, ops

import aegan_lib as ag
from aegan_lib import _checks, testing, training
from aegan_lib.callbacks import SampleGrid, TermCurves

rng = np.random.default_rng(9)
POINTS = rng.normal(size=(64, 2)).astype("float32")
IMAGES = rng.uniform(-1, 1, size=(64, 8, 8, 1)).astype("float32")


@functools.cache
def gan():
    game = ag.GAN(shape=(2,), latent_dim=2, width=4, seed=1)
    game.compile()
    return game


@functools.cache
def image_gan():
    game = ag.GAN(shape=(8, 8, 1), latent_dim=3, width=2, seed=1)
    game.compile()
    return game


@functools.cache
def autoencoder():
    return ag.Autoencoder(shape=(2,), latent_dim=2, width=4, seed=1)


def pretrained(**options):
    prior = ag.latent.Gaussian(2)
    return ag.hybrids.Pretrained(autoencoder(), prior, width=4, **options)


def dense(inputs, *outputs):
    sizes = [layers.Dense(n) for n in outputs]
    return keras.Sequential([keras.Input((inputs,)), *sizes])


def with_value(x, value):
    x = x.copy()
    x.flat[0] = value
    return x


def assert_refused(call, error, text):
    with pytest.raises(error, match=text) as caught:
        call()
    # Three parts of the message: what was expected, what came, no tuple.
    assert isinstance(caught.value.args[0], str)


# what goes wrong -> (the call, the whole message: expected, came, way out)
DATA = {
    "images without a channel axis": (
        lambda: image_gan().fit(IMAGES[..., 0]),
        r"`x` of `GAN.fit` must be of shape \(n, 8, 8, 1\)\. Got an array of "
        r"shape \(64, 8, 8\) instead\. Grey .* channel axis: x\[\.\.\., None\]",
    ),
    "points in a row": (
        lambda: gan().fit(POINTS[:, 0]),
        r"of shape \(n, 2\)\. Got an array of shape \(64,\) instead",
    ),
    "colour for grey": (
        lambda: image_gan().fit(IMAGES.repeat(3, axis=-1)),
        r"of shape \(n, 8, 8, 1\)\. Got an array of shape \(64, 8, 8, 3\)",
    ),
    "images for points": (
        lambda: gan().fit(IMAGES),
        r"of shape \(n, 2\)\. Got an array of shape \(64, 8, 8, 1\) instead",
    ),
    "pixels from 0 to 255": (
        lambda: image_gan().fit(with_value(np.abs(IMAGES) * 254, 255)),
        r"must be images in \[-1, 1\]\. Got values from [\d.]+ to 255 instead\."
        r" Rescale images in \[0, 255\] by x / 127\.5 - 1",
    ),
    "a sample that is NaN": (
        lambda: gan().fit(with_value(POINTS, np.nan)),
        r"must be finite\. Got 1 values that are NaN .* Remove or repair",
    ),
    "an infinite pixel": (
        lambda: image_gan().fit(with_value(IMAGES, -np.inf)),
        r"must be finite\. Got 1 values that are NaN or infinite instead",
    ),
    "an empty set": (
        lambda: gan().fit(POINTS[:0]),
        r"at least batch_size = 64 samples\. Got 0 samples .* The set is empty",
    ),
    "fewer samples than a batch": (
        lambda: gan().fit(POINTS[:20]),
        r"at least batch_size = 64 samples\. Got 20 samples instead\. Only "
        r"full batches are used: pass a smaller `batch_size`",
    ),
    "a batch of none": (
        lambda: gan().fit(POINTS, batch_size=0),
        r"`batch_size` of `fit` must be an integer ≥ 1\. Got 0 instead",
    ),
    "a batch of text": (
        lambda: gan().fit(POINTS, batch_size="all"),
        r"`batch_size` of `fit` must be an integer ≥ 1\. Got 'all' instead",
    ),
    "too few labels": (
        lambda: gan().fit(POINTS, np.zeros(63)),
        r"`y` of `fit` must be 64 labels, one a sample\. Got 63 instead",
    ),
    "no sample to encode": (
        lambda: autoencoder().encode(POINTS[:0]),
        r"`x` of `Autoencoder.encode` must be at least one sample\. Got an "
        r"array of shape \(0, 2\)",
    ),
    "other samples to reconstruct": (
        lambda: autoencoder().reconstruct(IMAGES),
        r"`x` of `Autoencoder.encode` must be of shape \(n, 2\)\. Got an array",
    ),
    "one code without a batch": (
        lambda: autoencoder().decode([0.0, 1.0]),
        r"`x` of `Autoencoder.decode` must be of shape \(n, 2\)\. Got an array "
        r"of shape \(2,\) instead",
    ),
    "other samples for the article's method": (
        lambda: pretrained().reconstruct(POINTS[:, :1]),
        r"`x` of `Pretrained.reconstruct` must be of shape \(n, 2\)\. Got an "
        r"array of shape \(64, 1\)",
    ),
    "an array that is neither points nor images": (
        lambda: _checks.check_data(np.zeros(3), "here"),
        r"must be points \(n, d\) or images \(n, height, width, channels\)\. "
        r"Got an array of shape \(3,\)",
    ),
    "too few samples for a covariance": (
        lambda: ag.latent.fit_prior(autoencoder(), POINTS[:2]),
        r"`x` of `fit_prior` must be more than latent_dim = 2 samples, for a "
        r"covariance\. Got 2 samples",
    ),
    "samples of another dimension than the modes": (
        lambda: ag.metrics.mode_coverage(POINTS, np.zeros((4, 3)), 1.0),
        r"`samples` of `mode_coverage` must be points of shape \(n, 3\) as the "
        r"modes\. Got \(64, 2\)",
    ),
    "too few samples for the contract": (
        lambda: testing.check_game(gan(), POINTS[:31]),
        r"`x` of `check_game` must be at least batch_size = 32 samples\. Got 31"
        r" samples .* pass a smaller",
    ),
}

ARGUMENTS = {
    "no latents": (
        lambda: ag.GAN(shape=(2,), latent_dim=0),
        r"`latent_dim` of `generator` must be an integer ≥ 1\. Got 0 instead",
    ),
    "latents in words": (
        lambda: ag.VAE(shape=(2,), latent_dim="two"),
        r"`latent_dim` of `decoder` must be an integer ≥ 1\. Got 'two' instead",
    ),
    "half a latent": (
        lambda: ag.Autoencoder(shape=(2,), latent_dim=2.5),
        r"`latent_dim` of `decoder` must be an integer ≥ 1\. Got 2\.5 instead",
    ),
    "a truth value as a number": (
        lambda: ag.latent.Gaussian(True),
        r"`latent_dim` of `Gaussian` must be an integer ≥ 1\. Got True instead",
    ),
    "a shape that the strides cannot reach": (
        lambda: ag.GAN(shape=(30, 28, 1)),
        r"`shape` of `GAN` must be of height and width divisible by 4 .* Got "
        r"\(30, 28, 1\) instead\. Pad or resize the images, or pass networks",
    ),
    "a shape without channels": (
        lambda: ag.GAN(shape=(28, 28)),
        r"\(d,\) for points or \(height, width, channels\) for images\. Got "
        r"\(28, 28\) instead",
    ),
    "a number as a shape": (
        lambda: ag.VAE(shape=2),
        r"`shape` of `VAE` must be \(d,\) for points .* Got 2 instead",
    ),
    "no shape": (
        lambda: ag.Autoencoder(),
        r"`shape` of `Autoencoder` must be \(d,\) for points .* Got None",
    ),
    "a side of zero": (
        lambda: ag.GAN(shape=(8, 0, 1)),
        r"`shape` of `GAN` must be an integer ≥ 1\. Got 0 instead",
    ),
    "no width": (
        lambda: ag.networks.encoder((2,), 2, width=0),
        r"`width` of `encoder` must be an integer ≥ 1\. Got 0 instead",
    ),
    "a negative seed": (
        lambda: ag.GAN(shape=(2,), seed=-1),
        r"`seed` of `GAN` must be an integer ≥ 0\. Got -1 instead",
    ),
    "too much dropout": (
        lambda: ag.networks.discriminator((2,), dropout=1.5),
        r"`dropout` of `discriminator` must be a number in \[0, 1\]\. Got 1\.5",
    ),
    "an average that never moves": (
        lambda: ag.GAN(shape=(2,), width=4, ema=1.0),
        r"`ema` of `GAN` must be a number in \[0, 0\.99999\]\. Got 1\.0",
    ),
    "the same in the article's method": (
        lambda: pretrained(ema=1),
        r"`ema` of `Pretrained` must be a number in \[0, 0\.99999\]\. Got 1",
    ),
    "a penalty below zero": (
        lambda: ag.GAN(shape=(2,), width=4, r1_weight=-1.0),
        r"`r1_weight` of `GAN` must be a number ≥ 0\. Got -1\.0 instead",
    ),
    "a penalty without end": (
        lambda: ag.GAN(shape=(2,), width=4, r1_weight=float("inf")),
        r"`r1_weight` of `GAN` must be a number ≥ 0\. Got inf instead",
    ),
    "a weight that is NaN": (
        lambda: ag.VAE(shape=(2,), width=4, kl_weight=float("nan")),
        r"`kl_weight` of `VAE` must be a number ≥ 0\. Got nan instead",
    ),
    "a weight in words": (
        lambda: pretrained(reconstruction_weight="much"),
        r"`reconstruction_weight` of `Pretrained` must be a number ≥ 0\. Got "
        r"'much' instead",
    ),
    "negative corruption": (
        lambda: ag.Autoencoder(shape=(2,), width=4, corruption_std=-0.1),
        r"`corruption_std` of `Autoencoder` must be a number ≥ 0\. Got -0\.1",
    ),
    "a decoder without noise": (
        lambda: ag.VAE(shape=(2,), width=4, noise_std=0.0),
        r"`noise_std` of `VAE` must be a number ≥ 1e-06\. Got 0\.0 instead",
    ),
    "modes without width": (
        lambda: ag.metrics.mode_coverage(POINTS, POINTS[:4], None),
        r"`mode_std` of `mode_coverage` must be a number ≥ 1e-09\. Got None",
    ),
    "an unknown loss": (
        lambda: ag.GAN(shape=(2,), width=4, loss="hinges"),
        r"`loss` of `GAN` must be one of 'non_saturating', 'minimax'.* or an "
        r"`Adversarial` pair\. Got 'hinges' instead",
    ),
    "an unknown reconstruction loss": (
        lambda: ag.Autoencoder(shape=(2,), width=4, loss="l3"),
        r"`loss` of `Autoencoder` must be one of 'squared_error', "
        r"'absolute_error'\. Got 'l3' instead",
    ),
    "a Bernoulli loss for data in [-1, 1]": (
        lambda: ag.Autoencoder(shape=(2,), loss="bernoulli"),
        r"Got 'bernoulli' instead\. A Bernoulli likelihood needs data in "
        r"\[0, 1\]; ours are in \[-1, 1\]",
    ),
    "an unknown way to the penalty": (
        lambda: ag.GAN(shape=(2,), width=4, r1="rough"),
        r"`r1` of `GAN` must be one of 'exact', 'finite_difference'\. Got "
        r"'rough' instead",
    ),
    "an unknown prior": (
        lambda: ag.latent.fit_prior(autoencoder(), POINTS, kind="flow"),
        r"`kind` of `fit_prior` must be one of 'gaussian'.*\. Got 'flow'",
    ),
    "a prior over another number of latents": (
        lambda: ag.hybrids.Pretrained(autoencoder(), ag.latent.Gaussian(3)),
        r"`prior` of `Pretrained` must be over the autoencoder's 2 latents\. "
        r"Got one over 3 instead",
    ),
    "no samples to generate": (
        lambda: gan().generate(0),
        r"`n` of `GAN.generate` must be an integer ≥ 1\. Got 0 instead",
    ),
    "no codes to draw": (
        lambda: ag.latent.Gaussian(2).sample(0),
        r"`n` of `Gaussian.sample` must be an integer ≥ 1\. Got 0 instead",
    ),
    "a look at no epoch": (
        lambda: TermCurves(every=0),
        r"`every` of `TermCurves` must be an integer ≥ 1\. Got 0 instead",
    ),
    "a grid of nothing": (
        lambda: SampleGrid(num=0),
        r"`num` of `SampleGrid` must be an integer ≥ 1\. Got 0 instead",
    ),
    "an unknown data set": (
        lambda: ag.data.load("mnits"),
        r"`name` of `load` must be one of 'glyphs'.* Got 'mnits' instead\. Did "
        r"you mean 'mnist'\?",
    ),
    "an unknown split": (
        lambda: ag.data.load("ring", split="validation"),
        r"`split` of .* must be one of 'train', 'test', 'features'\. Got "
        r"'validation' instead",
    ),
}

NETWORKS = {
    "a generator for another discriminator": (
        lambda: ag.GAN(generator=dense(2, 3), discriminator=dense(2, 1)),
        r"`discriminator` of `GAN` must be a network from samples of shape "
        r"\(3,\) to one tensor\. Got one that fails on them \(ValueError\)",
    ),
    "an encoder with two outputs": (
        lambda: ag.Autoencoder(encoder=two_headed(), decoder=dense(2, 2)),
        r"`encoder` of `Autoencoder` must be a network from samples of shape "
        r"\(2,\) to one tensor\. Got one that fails on them",
    ),
    "an encoder without room for variances": (
        lambda: ag.VAE(encoder=dense(2, 2), decoder=dense(2, 2)),
        r"`encoder` of `VAE` must be a network with 4 outputs \(2 × the 2 "
        r"inputs of the decoder\)\. Got one with outputs of shape \(2,\)",
    ),
    "a subclass that cannot be rebuilt": (
        lambda: ag.GAN(
            generator=Unbuildable(2), discriminator=dense(2, 1), latent_dim=2
        ),
        r"`network` of `a game` must be one that can be rebuilt from its "
        r"configuration\. Got Unbuildable named .* needs `get_config` \(the "
        r"arguments of its `__init__`\) and `build`, or .* functional API",
    ),
}

COMPILING = {
    "one optimiser for two opponents": (
        lambda: gan().compile(keras.optimizers.Adam(1e-3)),
        r"`optimizer` of `GAN.compile` must be a dict with the players "
        r"\['discriminator', 'generator'\]\. Got <.*Adam.*> instead\. Opposed "
        r"players need an optimiser each, for instance \{name: ",
    ),
    "an unknown player": (
        lambda: gan().compile({"critic": "sgd", "generator": "sgd"}),
        r"must be a dict with exactly the players \['discriminator', "
        r"'generator'\]\. Got \['critic', 'generator'\] instead",
    ),
    "a missing player": (
        lambda: gan().compile({"generator": "sgd"}),
        r"exactly the players .* Got \['generator'\] instead",
    ),
    "one object for two players": (
        lambda: gan().compile(
            dict.fromkeys(gan().players, keras.optimizers.SGD(0.1))
        ),
        r"must be a separate optimiser object for each player\. Got the same "
        r"object twice .* keeps moments for its own variables",
    ),
    "a layer of two players": (
        lambda: sharing_gan().compile(),
        r"Variable .*kernel belongs to two players, discriminator and "
        r"generator\. .* give each player layers of its own",
    ),
    "a network of no player": (
        lambda: Homeless(shape=(2,)).compile(),
        r"Variable .*kernel is trainable, but its network belongs to no "
        r"player\. Add it to `players`, or set `trainable = False`",
    ),
    "terms of nobody": (
        lambda: Misnamed(shape=(2,), width=4).compile(),
        r"`loss_terms` of `a game` must be players, of \['discriminator', "
        r"'generator'\]\. Got \['critic'\] instead",
    ),
}


def two_headed():
    x = keras.Input((2,))
    heads = [layers.Dense(2)(x) for _ in range(2)]
    return keras.Model(x, heads)


def sharing_gan():
    shared = layers.Dense(2)
    networks = [
        keras.Sequential([keras.Input((2,)), shared, layers.Dense(n)])
        for n in (2, 1)
    ]
    return ag.GAN(generator=networks[0], discriminator=networks[1])


class Unbuildable(keras.Model):
    def __init__(self, outputs):
        super().__init__()
        self.layer = layers.Dense(outputs)

    def call(self, x):
        return self.layer(x)


class Homeless(ag.Game):
    """Trains one network and forgets to name the other."""

    def __init__(self, shape):
        super().__init__(shape)
        self.network, self.other = dense(2, 1), dense(2, 1)

    @property
    def players(self):
        return {"critic": [self.network]}

    def loss_terms(self, x, training, labels=None):
        return {"critic": {"score": self.network(x)}}


class Misnamed(ag.GAN):
    def loss_terms(self, x, training, labels=None):
        terms = super().loss_terms(x, training)
        return {"critic": terms["discriminator"]}


TABLES = {**DATA, **ARGUMENTS, **NETWORKS, **COMPILING}


def test_no_case_hides_another():
    tables = (DATA, ARGUMENTS, NETWORKS, COMPILING)
    assert len(TABLES) == sum(len(table) for table in tables)


@pytest.mark.parametrize("case", TABLES)
def test_bad_input_is_refused_saying_what_came_and_what_was_expected(case):
    assert_refused(*TABLES[case][:1], ValueError, TABLES[case][1])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: ag.GAN(generator="resnet", discriminator=dense(2, 1)),
            r"`generator` of `GAN` must be a Keras network\. Got 'resnet'",
        ),
        (
            lambda: ag.hybrids.Pretrained(gan(), ag.latent.Gaussian(2)),
            r"`autoencoder` of `Pretrained` must be a model with `encoder` and "
            r"`decoder`, such as an `Autoencoder`\. Got GAN instead",
        ),
        (
            lambda: ag.hybrids.Pretrained(autoencoder(), "normal"),
            r"`prior` of `Pretrained` must be what `ag\.latent\.fit_prior\("
            r"autoencoder, x\)` returns\. Got str instead",
        ),
        (
            lambda: ag.latent.fit_prior(gan(), POINTS),
            r"`model` of `fit_prior` must be a model with `encode`, such as an "
            r"`Autoencoder`\. Got GAN instead",
        ),
    ],
)
def test_another_kind_of_thing_is_refused(call, text):
    assert_refused(call, TypeError, text)


def test_fit_before_compile_is_refused():
    game = ag.GAN(shape=(2,), width=4)
    text = r"`GAN\.fit` needs `compile\(\)` first"
    assert_refused(lambda: game.fit(POINTS), RuntimeError, text)


def test_labels_are_refused_where_no_term_takes_them():
    class Unlabelled(ag.GAN):
        def loss_terms(self, x, training):
            return super().loss_terms(x, training)

    game = Unlabelled(shape=(2,), width=4)
    game.compile()
    text = r"`y` of `Unlabelled\.fit` must be left out\. Got labels .*`labels`"
    assert_refused(lambda: game.fit(POINTS, POINTS[:, 0]), ValueError, text)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: gan().predict(POINTS),
            r"`generate\(n\)`, `encode\(x\)` or `reconstruct\(x\)`",
        ),
        (
            lambda: autoencoder().generate(3),
            r"no distribution of codes.*`ag\.latent\.fit_prior\(ae, x\)` and "
            r"decode its samples: `ae\.decode\(prior\.sample\(n\)\)`",
        ),
        (lambda: ag.Game(shape=(2,)).players, "must name its `players`"),
        (
            lambda: ag.Game(shape=(2,)).loss_terms(POINTS, True),
            "must write its `loss_terms`",
        ),
        (
            lambda: ag.Game(shape=(2,)).draw_latent(3, 1),
            "A game that generates draws its latents",
        ),
    ],
)
def test_what_a_game_cannot_do_names_what_it_can(call, text):
    assert_refused(call, NotImplementedError, text)


def test_an_unknown_backend_is_named(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "numpy")
    text = r"needs TensorFlow, JAX or PyTorch\. Got the backend 'numpy' instead"
    f = ag.losses.input_gradient
    assert_refused(lambda: f(ops.sum, ops.ones(2)), NotImplementedError, text)


def test_a_pair_of_ones_own_says_how_it_can_be_saved():
    pair = ag.losses.Adversarial(
        ag.losses.minimax.discriminator, ag.losses.non_saturating.generator
    )
    assert gan().pair == pair  # a pair equal to a known one has its name
    pair = pair._replace(generator=lambda fake, real=None: -fake)
    game = ag.GAN(shape=(2,), width=4, loss=pair)
    text = r"cannot be saved.*`losses\.adversarial\.PAIRS` under a name before"
    assert_refused(game.get_config, ValueError, text)


def test_a_term_that_is_not_finite_is_named_with_its_step():
    finite = {"a/first": 3.0, "b/other": 2.0, "b/fine": 5.0}
    terms = {
        name: types.SimpleNamespace(finite=ops.array(count))
        for name, count in finite.items()
    }
    callback = training.StopOnNonFinite()
    callback.set_model(types.SimpleNamespace(trackers=terms))
    logs = {"a/first": np.nan, "b/other": np.inf, "b/fine": 1.0}
    text = r"^b/other was not finite in step 3 of epoch 2\..*Lower the rate"
    call = functools.partial(callback.on_epoch_end, 1, logs)
    assert_refused(call, FloatingPointError, text)
    assert callback.on_epoch_end(1, dict.fromkeys(terms, 0.0)) is None


def test_a_figure_of_nothing_says_what_to_do():
    text = r"`SampleGrid` has seen nothing yet\. .*`every` = 5 epochs"
    assert_refused(SampleGrid(every=5).figure, RuntimeError, text)


def test_a_grid_of_samples_needs_a_game_that_generates():
    grid = SampleGrid()
    grid.set_model(autoencoder())
    text = r"`model` of `SampleGrid` must be a game with `generate`\. Got "
    text += r"Autoencoder instead\. `TermCurves` watches every game"
    assert_refused(grid.on_train_begin, ValueError, text)


# ---- the contract, on games that break it
class Thief(ag.GAN):
    """Lets the generator's term train the discriminator too."""

    def loss_terms(self, x, training, labels=None):
        terms = super().loss_terms(x, training)
        z = self.draw_normal((ops.shape(x)[0], self.latent_dim), training)
        scores = self.discriminator(self.generator(z, training=training))
        return {**terms, "generator": {"adversarial": -scores}}


class Idle(ag.GAN):
    """Lets nobody learn from the discriminator's logits."""

    def loss_terms(self, x, training, labels=None):
        terms = super().loss_terms(x, training)
        for value in terms.values():
            value["adversarial"] = 0.0 * value["adversarial"]
        return terms


class Restless(ag.GAN):
    """Draws other noise in every evaluation."""

    def draw_normal(self, shape, training):
        return super().draw_normal(shape, True)


class Careless(ag.GAN):
    """Moves the seed in evaluation, although it does not use it."""

    def loss_terms(self, x, training, labels=None):
        super().draw_normal((2,), True)
        return super().loss_terms(x, training)


class Forgetful(ag.GAN):
    """Has a weight that its configuration does not hold."""

    weight = 1.0

    def loss_terms(self, x, training, labels=None):
        terms = super().loss_terms(x, training)
        terms["generator"]["adversarial"] *= self.weight
        return terms


def broken(kind):
    # Registered like this, `keras.saving` finds the class of a test.
    keras.saving.register_keras_serializable("tests")(kind)
    game = kind(shape=(2,), latent_dim=2, width=4, seed=1)
    game.compile(run_eagerly=keras.backend.backend() != "jax")
    return game


def test_the_contract_finds_a_term_that_trains_others():
    text = r"Term generator/adversarial moves discriminator, who does not own "
    text += r"it: .* call discriminator through `held`"
    call = functools.partial(testing.check_game, broken(Thief), POINTS)
    assert_refused(call, AssertionError, text)


def test_the_contract_finds_an_owner_who_does_not_learn():
    text = r"Term discriminator/adversarial does not move its owner "
    text += r"discriminator: is a `stop_gradient` or `held` in the way\?"
    call = functools.partial(testing.check_game, broken(Idle), POINTS)
    assert_refused(call, AssertionError, text)


def test_the_contract_finds_noise_in_evaluation():
    text = r"Two evaluations differ, .*`self\.draw_normal\(shape, training\)`"
    call = functools.partial(
        testing.games._assert_no_trace, broken(Restless), POINTS
    )
    assert_refused(call, AssertionError, text)


def test_the_contract_finds_a_trace_of_evaluation():
    text = r"Evaluation changed .*seed_generator_state: .* only if `training`"
    call = functools.partial(
        testing.games._assert_no_trace, broken(Careless), POINTS
    )
    assert_refused(call, AssertionError, text)


def test_the_contract_finds_what_is_lost_on_saving():
    game = broken(Forgetful)
    game.weight = 5.0
    text = r"generator.* differs by [\d.e-]+ after a saved and continued run: "
    text += r".*part of `get_config`"
    call = functools.partial(testing.games._assert_resumes, game, POINTS)
    assert_refused(call, AssertionError, text)


@pytest.mark.parametrize(
    ("generate", "text"),
    [
        (
            lambda n, seed: np.zeros((n, 3)),
            r"`generate\(3\)` has shape \(3, 3\), not \(3, 2\)",
        ),
        (
            lambda n, seed: np.random.default_rng().normal(size=(n, 2)),
            "Equal seeds gave other samples",
        ),
        (lambda n, seed: np.ones((n, 2)), "Another seed changed nothing"),
    ],
)
def test_the_contract_finds_samples_that_are_no_function_of_the_seed(
    generate, text
):
    game = ag.GAN(shape=(2,), width=4)
    game.generate = generate
    call = functools.partial(testing.games._assert_generates, game, POINTS)
    assert_refused(call, AssertionError, text)
