"""Numbers that pages state are those of the studies, and defaults follow."""

import ast
import importlib.util
import json
import pathlib
import sys

import keras
import pytest

import aegan_lib as ag

pytestmark = pytest.mark.checkout

ROOT = pathlib.Path(__file__).resolve().parents[1]
DEFAULTS, LADDER = ROOT / "studies" / "defaults", ROOT / "studies" / "ladder"


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def read(path):
    return json.loads(path.read_text("utf-8"))


def stated(page, name):
    """What a page assigns to `name` as a literal."""
    notebook = read(ROOT / "book" / f"{page}.ipynb")
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            if "%pip" in source:
                continue
            for node in ast.parse(source).body:
                if isinstance(node, ast.Assign):
                    if ast.unparse(node.targets[0]) == name:
                        return ast.literal_eval(node.value)
    raise AssertionError(f"{page} assigns nothing to {name}")


def prose(page):
    """The text of a page, without its code."""
    cells = read(ROOT / "book" / f"{page}.ipynb")["cells"]
    text = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    return "\n".join(text)


def two_digits(value):
    return float(f"{value:.2g}")


@pytest.fixture(scope="module")
def ladder():
    before = sys.path[:]
    made = module(LADDER / "ladder.py")
    sys.path[:] = before
    return made


def test_the_page_states_the_ladder(ladder):
    results = read(LADDER / "ladder.json")
    assert {r["seed"] for r in results} == set(ladder.SEEDS)
    assert stated("gans-on-images", "ladder") == ladder.ladder(results)
    assert stated("gans-on-images", "ladder_curves") == ladder.curves(results)


def test_a_rung_of_the_ladder_changes_one_thing(ladder):
    plan = read(LADDER / "plan.json")
    for name, settings in ladder.rungs().items():
        assert {k: v for k, v in plan[name].items() if k != "ms"} == settings
    networks = {"family", "dropout", "dense", "leaky"}
    pairs = list(plan.items())
    for (_, before), (name, after) in zip(pairs, pairs[1:-1], strict=False):
        changed = {k for k in after if after[k] != before.get(k)} - {"ms"}
        if name == "small networks":
            changed -= networks
        kinds = {key.partition("_")[2] or key for key in changed}
        assert len(kinds) == 1, changed  # both rates, both widths: one thing


def test_the_page_states_ten_seeds_and_wrong_rates():
    names = {"chosen": "default rate", "too low": "three times too low"}
    found = {}
    for run in sorted(
        read(DEFAULTS / "robust.json"), key=lambda run: run["seed"]
    ):
        name = names.get(run["name"], run["name"])
        fid = run["looks"][-1]["fid"]["0.995"]
        found.setdefault(name, []).append(two_digits(fid))
    assert stated("gans-on-images", "robust") == found


def test_the_page_states_what_the_search_found_in_round_three():
    results = read(DEFAULTS / "search.json")
    wanted = []
    for chosen in read(DEFAULTS / "chosen.json"):
        chosen.pop("ms")
        runs = [
            run
            for run in results
            if run["round"] == 3 and run["choice"] == chosen
        ]
        best = [
            min(
                v
                for k, v in run["looks"][-1]["fid"].items()
                if k not in ("last", "moving")
            )
            for run in sorted(runs, key=lambda run: run["seed"])
        ]
        wanted.append([two_digits(value) for value in best])
    assert list(stated("gans-on-images", "searched").values()) == wanted


def test_the_defaults_of_images_are_those_of_the_search():
    chosen = read(DEFAULTS / "chosen.json")[0]
    gan = ag.GAN(shape=(28, 28, 1), seed=1)
    for name, player in gan.players.items():
        adam = gan.default_optimizers()[name]
        rate = adam.get_config()["learning_rate"]["config"]
        assert rate["initial_learning_rate"] == chosen[f"{name}_rate"]
        assert rate["decay_steps"] == chosen["decay_steps"]
        assert (adam.beta_1, adam.beta_2) == (0.0, chosen["beta_2"])
        assert len(player) == 1
    assert gan.r1_weight == pytest.approx(chosen["r1_weight"], rel=0.05)
    kinds = [type(layer) for layer in gan.generator.layers]
    assert (keras.layers.LeakyReLU in kinds) == chosen["leaky"]
    assert (keras.layers.BatchNormalization in kinds) == chosen["batch_norm"]
    convolution = gan.discriminator.layers[0]
    assert convolution.filters == chosen["discriminator_width"]
    dense = [n for n in gan.discriminator.layers if hasattr(n, "units")]
    assert [layer.units for layer in dense] == [chosen["dense"], 1]


def test_the_report_is_of_the_networks_that_are_shipped():
    report = read(ROOT / "studies" / "networks" / "report.json")
    found = {name: entry["sha256"] for name, entry in report.items()}
    assert found == read(ag.shipped.FOLDER / "sha256.json")


def test_each_small_network_has_its_log_of_training():
    log = read(ROOT / "studies" / "networks" / "training.json")
    wanted = {*ag.shipped.SMALL, "dial_start"}
    wanted |= {f"encoder_{name}" for name in ag.shipped.GENERATORS}
    assert set(log) == wanted
    for name, terms in log.items():
        epochs = {len(values) for values in terms.values()}
        assert len(epochs) == 1 and epochs.pop() >= 10, name


def test_the_page_states_the_path_lengths_of_five_trainings():
    results = read(ROOT / "studies" / "networks" / "smoothness.json")
    kinds = {"autoencoder": "autoencoder", "VAE": "vae"}
    kinds |= {"GAN": "gan", "combined": "pretrained"}
    for part, variable in (
        ("length", "five_lengths"),
        ("detour", "five_detours"),
    ):
        found = {
            name: [float(f"{run[part]:.3g}") for run in results[kind].values()]
            for name, kind in kinds.items()
        }
        assert stated("latent-space", variable) == found
    assert all(list(runs) == list("12345") for runs in results.values())
