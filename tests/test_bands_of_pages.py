"""The script that repeats chapters, and what it wrote, against the pages."""

import importlib.util
import json
import pathlib
import re

import pytest

pytestmark = pytest.mark.checkout

ROOT = pathlib.Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "aegan_lib" / "chapters").glob("*.json"))


@pytest.fixture(scope="module")
def make():
    path = ROOT / "studies" / "bands" / "make.py"
    spec = importlib.util.spec_from_file_location("make_bands", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def source_of(path):
    page = ROOT / "book" / f"{path.stem}.ipynb"
    cells = json.loads(page.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def test_broken_assertions_are_noted_and_do_not_stop_a_run(make):
    heard = []
    names = {"note": lambda holds, text: heard.append((holds, text))}
    exec(make.noted("x = 1\nassert x == 2, 'why'\nassert x"), names)
    assert heard == [(False, "x == 2"), (1, "x")]


def test_a_run_ends_with_the_last_cell_that_measures(make):
    code = make.code_of("gans")
    assert "measured" in code[-1]
    assert not any("check_discriminator_loss" in cell for cell in code)
    assert not any("ag.bands.load" in cell for cell in code)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_page_compares_itself_with_its_own_runs(path):
    used = set(re.findall(r'ag\.bands\.\w+[(,]\s*"([^"]*)"', source_of(path)))
    assert used == {path.stem}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_page_says_what_other_seeds_broke_of_its_assertions(path):
    record = json.loads(path.read_text("utf-8"))
    n = len(record["seeds"])
    for text, seeds in record["broken"].items():
        assert f"in {n - len(seeds)} of {n}" in source_of(path), text
