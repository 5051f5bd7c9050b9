"""The plugin that gives nbval the outputs of the book's build."""

import pathlib
import shutil
import subprocess
import sys

import pytest

nbformat = pytest.importorskip("nbformat")
pytestmark = pytest.mark.checkout
PLUGIN = pathlib.Path(__file__).parent / "commands" / "executed.py"


def page(*texts):
    """A notebook whose cells print numbers, with `texts` as their outputs."""
    v4 = nbformat.v4
    cells = [v4.new_code_cell("print('a stub')")]
    cells[0].metadata["tags"] = ["nbval-skip"]
    for number, text in enumerate(texts):
        output = v4.new_output("stream", name="stdout", text=text)
        cell = v4.new_code_cell(f"print({number})", outputs=[output])
        cell.execution_count = number
        cells.append(cell)
    return v4.new_notebook(cells=cells)


def compared(folder, stored, executed):
    """Run nbval on the page `stored`, with `executed` in the book's cache."""
    from jupyter_cache import get_cache
    from jupyter_cache.base import CacheBundleIn

    place = folder / "tests" / "commands"
    place.mkdir(parents=True)
    shutil.copy(PLUGIN, place)
    nbformat.write(stored, folder / "page.ipynb")
    cache = get_cache(folder / "_build" / ".jupyter_cache")
    bundle = CacheBundleIn(executed, str(folder / "page.ipynb"))
    cache.cache_notebook_bundle(bundle, check_validity=False)
    options = ["-p", "executed", "-p", "no:cacheprovider", "--nbval"]
    command = [sys.executable, "-m", "pytest", *options, "page.ipynb"]
    env = {"PYTHONPATH": str(place), "PATH": ""}
    run = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True
    )
    return run.stdout


def test_equal_outputs_pass(tmp_path):
    told = compared(tmp_path, page("0\n", "1\n"), page("0\n", "1\n"))
    assert "2 passed, 1 skipped" in told


def test_another_output_fails_and_is_shown(tmp_path):
    told = compared(tmp_path, page("0\n", "1\n"), page("0\n", "17\n"))
    assert "1 failed, 1 passed, 1 skipped" in told
    assert "17" in told


def test_a_page_that_was_not_executed_fails(tmp_path):
    told = compared(tmp_path, page("0\n", "1\n"), page("0\n"))
    assert "is not in" in told and "run `make book`" in told
    assert "passed" not in told
