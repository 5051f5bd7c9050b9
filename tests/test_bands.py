import ast
import importlib.util
import json
import pathlib

import numpy as np
import pytest

pytestmark = pytest.mark.checkout

BOOK = pathlib.Path(__file__).resolve().parents[1] / "book"
FILES = sorted((BOOK / "bands").glob("*.json"))


@pytest.fixture(scope="module")
def make():
    path = BOOK / "bands" / "make.py"
    spec = importlib.util.spec_from_file_location("make_bands", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_band_of_shares_is_symmetric_in_the_logit(make):
    low, high = make.band([0.4, 0.5, 0.6])
    # logits ∓0.4055 and 0, so their standard deviation is 0.4055
    assert low == pytest.approx(1 / (1 + np.exp(4.6 * 0.4055)), rel=0.01)
    assert low + high == pytest.approx(1, abs=0.01)


def test_a_band_of_sizes_is_symmetric_in_the_logarithm(make):
    low, high = make.band([2.0, 4.0, 8.0])  # standard deviation log 2
    assert (low, high) == pytest.approx((4 / 2**4.6, 4 * 2**4.6), rel=0.01)


def test_checks_are_left_out_of_a_page_that_is_repeated(make):
    exec(make.without_checks("x = 1\nassert x == 2\nfor i in []: pass"), {})


def stated(page):
    """The dictionary `bands` that a page spells out."""
    notebook = json.loads((BOOK / f"{page}.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "bands = {" in source:
            for node in ast.parse(source).body:
                if isinstance(node, ast.Assign):
                    if ast.unparse(node.targets[0]) == "bands":
                        return ast.literal_eval(node.value)
    return {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_page_states_the_bands_of_its_measured_values(path, make):
    record = json.loads(path.read_text("utf-8"))
    bands = stated(path.stem)
    assert bands
    for name, band in bands.items():
        values = record["values"][name]
        assert len(values) == len(record["seeds"]) >= 5
        assert list(band) == record["bands"][name] == make.band(values)
