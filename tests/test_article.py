"""The 14 defects of the article's program, with the page's own functions.

Each test shows that the defect does what the page says, and that the check
of the page tells it from the repair.
"""

import ast
import functools
import json
import math
import pathlib
import re
import warnings

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers

import aegan_lib as ag

pytestmark = [
    pytest.mark.checkout,
    pytest.mark.filterwarnings("ignore:The model does not have any trainable"),
]

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = json.loads((ROOT / "book" / "article.ipynb").read_text("utf-8"))
CODE = [
    "".join(cell["source"])
    for cell in PAGE["cells"]
    if cell["cell_type"] == "code"
    and "colab-setup" not in cell["metadata"].get("tags", [])
]
STUDY = ROOT / "studies" / "article"
rng = np.random.default_rng(1)
X = rng.uniform(size=(40, 28, 28, 1)).astype("float32")
NOISE = rng.normal(size=(8, 100)).astype("float32")


def definitions():
    """The functions of the page, and what it imports."""
    names = {}
    for source in CODE:
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom):
                tree = ast.Module([node], type_ignores=[])
                exec(compile(tree, "article", "exec"), names)
    return names


page = type("Page", (), {k: staticmethod(v) for k, v in definitions().items()})


def compiled(network):
    network.compile(optimizer="adam", loss="binary_crossentropy")
    return network


def raises(run, error="ValueError"):
    return str(page.outcome(run)).startswith(error)


# --- Before the first step --------------------------------------------------
def test_defect_1_names_that_nobody_defined():
    body = "y = Flatten()(x_train)\nfor epoch in range(epochs): np.ones(3)"
    assert raises(lambda: exec(body, {}), "NameError")
    assert page.undefined(body) == ["Flatten", "epochs", "np", "x_train"]
    head = "import numpy as np\nfrom keras.layers import Flatten\n"
    assert page.undefined(head + "x_train = epochs = 1\n" + body) == []


def test_defect_2_an_encoder_that_shrinks_nothing():
    size = math.prod(page.article_encoder().output_shape[1:])
    assert size == 100_352 and size > 28 * 28
    strided = math.prod(page.article_encoder(strides=2).output_shape[1:])
    assert strided > 28 * 28  # not enough: the page adds a dense layer


def test_defect_3_a_decoder_for_another_code():
    encoder, decoder = page.article_encoder(), page.article_decoder()
    assert raises(lambda: decoder(encoder(X[:1])))
    assert encoder.output_shape != decoder.input_shape
    # The accident that the page shows: a Sequential does not look.
    loose = Sequential([Input((7, 7, 128)), *decoder.layers[1:]])
    assert loose(encoder(X[:1])).shape == (1, 28, 28, 1)


def test_defect_4_a_graph_in_two_pieces():
    image, code = Input((28, 28, 1)), Input((7, 7, 128))
    decoded = page.article_decoder(strides=2)(code)
    assert raises(lambda: Model(image, decoded))
    assert Model(code, decoded).output_shape == (None, 28, 28, 1)


def test_defect_5_up_sampling_that_does_not():
    small = compiled(page.article_generator())
    assert small.output_shape[1:] == (7, 7, 1) != X.shape[1:]
    assert page.article_decoder().output_shape[1:] == (7, 7, 1)
    assert raises(lambda: small.train_on_batch(NOISE, X[:8]))
    assert page.article_generator(strides=2).output_shape[1:] == X.shape[1:]


def test_defect_6_a_name_that_was_used_again():
    latent, image = Input((100,)), Input((28, 28, 1))
    score = page.article_discriminator()(image)
    assert raises(lambda: Model(latent, score))
    generator = page.article_generator(strides=2)
    legal = Model(latent, page.article_discriminator()(generator(latent)))
    assert legal.output_shape[1:] != X.shape[1:] == generator.output_shape[1:]


def test_defect_7_two_networks_that_share_nothing():
    decoder = page.article_decoder(strides=2)
    start = [layers.Dense(7 * 7 * 128), layers.Reshape((7, 7, 128))]
    flat = Sequential([Input((100,)), *start])
    other, joined = page.article_generator(2), Sequential([flat, decoder])
    assert page.shared(decoder, other) == 0
    assert page.shared(decoder, joined) == len(decoder.variables) > 0


# --- The loop ---------------------------------------------------------------
def test_the_loop_with_its_crashes_mended_never_moves_the_generator():
    generator = page.article_generator(strides=2)
    discriminator = compiled(page.article_discriminator())
    loop = functools.partial(
        page.article_loop, generator, discriminator, X, 3, 8
    )
    assert page.change(generator, loop) == 0


def test_defect_8_a_generator_step_that_does_not_train_the_generator():
    generator = page.article_generator(strides=2)
    judge = compiled(page.article_discriminator())
    step = functools.partial(page.fooling_step, generator, judge, NOISE)
    assert page.change(generator, step) == 0 < page.change(judge, step)
    logits = page.article_discriminator(activation=None)
    step = functools.partial(
        page.generator_step, generator, logits, keras.optimizers.Adam(), NOISE
    )
    assert page.change(generator, step) > 0 == page.change(logits, step)


def test_defect_9_one_label_for_both():
    fakes = np.full((14, 28, 28, 1), 0.5, "float32")
    ones, zeros = np.ones((14, 1)), np.zeros((14, 1))
    real, fake = page.scores_after(np.concatenate([zeros, zeros]), X, fakes)
    assert max(real, fake) < 0.2
    real, fake = page.scores_after(np.concatenate([ones, zeros]), X, fakes)
    assert real - fake > 0.5


def test_defect_10_all_images_against_one_batch_of_fakes():
    judge = compiled(page.article_discriminator())
    both = np.concatenate([X, X[:8]])
    assert raises(lambda: judge.train_on_batch(both, np.zeros((16, 1))))


def test_defect_11_trainable_after_compile():
    points, labels = np.ones((16, 4), "float32"), np.ones((16, 1))
    network = page.small_discriminator()
    step = functools.partial(network.train_on_batch, points, labels)
    half = functools.partial(network.train_on_batch, points[:8], labels[:8])
    step()
    network.trainable = False
    assert page.change(network, step) > 0 == page.change(network, half)
    network.trainable = True
    assert page.change(network, half) == 0
    compiled(network)
    assert page.change(network, half) > 0


def test_defect_11_in_the_loop_its_second_step_trains_nobody():
    discriminator = compiled(page.article_discriminator())
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        page.article_loop(page.article_generator(2), discriminator, X, 4, 8)
    assert int(discriminator.optimizer.iterations) == 4  # not 8
    assert ["trainable weights" in str(w.message) for w in heard] == [True]


def test_defect_12_predict_inside_the_loop():
    generator = page.article_generator(strides=2)
    judge = page.article_discriminator(activation=None)
    predict = functools.partial(generator.predict, verbose=0)
    cut = page.generator_gradients(predict, generator, judge, NOISE)
    whole = page.generator_gradients(generator, generator, judge, NOISE)
    assert {g is None for g in cut} == {True}
    assert {g is None for g in whole} == {False}


def test_defect_13_an_epoch_of_one_step():
    discriminator = compiled(page.article_discriminator())
    page.article_loop(page.article_generator(2), discriminator, X, 2, 8)
    assert int(discriminator.optimizer.iterations) == 2 < 2 * len(X) // 8


def test_defect_14_cross_entropy_of_probabilities():
    loss = keras.losses.BinaryCrossentropy()
    sure = np.float32([[1 / (1 + np.exp(20))]])  # σ(−20), made elsewhere
    assert float(loss(np.ones((1, 1)), sure)) == pytest.approx(16.118, abs=1e-3)
    score = keras.ops.array([-20.0])
    stable = ag.losses.non_saturating.generator
    assert float(stable(score)[0]) == pytest.approx(20)
    slope = ag.losses.input_gradient(stable, score)
    assert float(slope[0]) == pytest.approx(-1)


# --- The page ---------------------------------------------------------------
def test_every_defect_has_its_section_with_a_cell():
    kinds, found = [], {}
    for cell in PAGE["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            kinds.append("code")
            continue
        parts = re.split(r"(?m)^#{2,3} ", source)
        for index, part in enumerate(parts):
            if index:
                kinds = []
            if number := re.match(
                r"Defect (\d+):|The last layer: defect (14)", part
            ):
                found[int(number[1] or number[2])] = kinds
            kinds += re.findall(r"\*\*(The lines|Why|Repair|Check)\.\*\*", part)
    assert sorted(found) == list(range(1, 15))
    for number, kinds in found.items():
        for wanted in ("The lines", "code", "Why", "Repair", "Check"):
            assert wanted in kinds, f"defect {number}: {wanted}"


def stated(name):
    for source in CODE:
        for node in ast.parse(source).body:
            if (
                isinstance(node, ast.Assign)
                and ast.unparse(node.targets[0]) == name
            ):
                return ast.literal_eval(node.value)
    raise AssertionError(f"the page assigns nothing to {name}")


def test_the_page_states_what_was_measured_on_three_backends():
    study = json.loads((STUDY / "backends.json").read_text("utf-8"))
    three = [study[name] for name in ("tensorflow", "jax", "torch")]
    toggled = stated("toggled")
    assert set(toggled) == set(three[0]["toggled"])
    for case, values in toggled.items():
        results = [backend["toggled"][case] for backend in three]
        assert list(values) == [r.get("error", r.get("moved")) for r in results]

    def slopes(backend, ending):
        found = backend["probabilities"][ending]
        return tuple(found[str(logit)][1] for logit in stated("at"))

    assert {slopes(b, "logits") for b in three} == {
        stated("slopes")["logits, all three"]
    }
    for name, backend in zip(
        ("TensorFlow", "JAX", "PyTorch"), three, strict=True
    ):
        assert stated("slopes")[f"sigmoid, {name}"] == slopes(
            backend, "sigmoid"
        )
    reshaped = stated("slopes")["sigmoid, reshaped, TensorFlow"]
    assert reshaped == slopes(three[0], "sigmoid, reshaped")
    assert study["jax"]["fake at logit 20, label 0"] == [15.942, 0.0]


def test_a_second_model_does_what_the_page_says():
    study = json.loads((STUDY / "backends.json").read_text("utf-8"))
    for backend in study.values():
        assert backend["joined"]["generator"]["moved"] > 0
        assert backend["joined"]["discriminator"]["moved"] == 0
    own = {
        name: backend["joined"]["discriminator, its own step"]
        for name, backend in study.items()
    }
    assert own["tensorflow"]["moved"] > 0 == own["torch"]["moved"]
    assert own["jax"]["error"] == "ValueError"


def test_the_page_states_the_measured_times_of_predict():
    times = json.loads((STUDY / "predict.json").read_text("utf-8"))
    assert stated("milliseconds") == times


def test_the_program_in_one_piece_is_the_cells_of_the_page():
    cells = [
        "".join(cell["source"])
        for cell in PAGE["cells"]
        if "program" in cell["metadata"].get("tags", [])
    ]
    whole = (ROOT / "book" / "article_program.py").read_text("utf-8")
    tree = ast.parse(whole)
    shown = ast.parse("\n".join(cells))
    head, *body, last = tree.body
    assert [ast.dump(n) for n in body] == [ast.dump(n) for n in shown.body]
    assert "savefig" in ast.unparse(last) and ast.get_docstring(tree)
    comments = [line for line in whole.split("\n") if line.startswith("# ")]
    assert [line[:3] for line in comments] == ["# 1", "# 2", "# 3", "# 4"]
    assert set(comments) <= set("\n".join(cells).split("\n"))


@pytest.mark.parametrize(
    "data", ["glyphs", pytest.param("mnist", marks=pytest.mark.real_data)]
)
def test_the_program_runs_as_printed(data, tmp_path, monkeypatch):
    text = (ROOT / "book" / "article_program.py").read_text("utf-8")
    # Fewer images and epochs; everything else as printed.
    text, images = re.subn(r"\[:5000\]", "[:256]", text)
    text, fits = re.subn(r"\bepochs=3", "epochs=1", text)
    assert (images, fits) == (1, 2)
    monkeypatch.setenv("AEGAN_DATA", data)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(text, "article_program.py", "exec"), names)
    assert names["drawn"].shape == (2000, 28, 28, 1)
    assert np.abs(names["drawn"] - names["drawn_before"]).max() > 0
    assert (tmp_path / "samples.png").stat().st_size > 1000
