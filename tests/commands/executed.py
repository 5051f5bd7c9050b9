"""Plugin of pytest: nbval compares the outputs that `make book` has made.

nbval sends the cells of a page to a kernel and compares what comes back with
the outputs stored in the page. The book's build has executed the same cells
with the same library and keeps their outputs in a cache, so they come from
there: seconds, not a quarter of an hour. A page that is not there fails.

    PYTHONPATH=tests/commands pytest -p executed --nbval book/gans.ipynb
"""

import pathlib

import nbval.plugin
import pytest
from jupyter_cache import get_cache

CACHE = pathlib.Path(__file__).parents[2] / "_build/.jupyter_cache"
# The build's widgets are HTML; a kernel sends views, which nbval ignores.
WIDGET = 'class="ag-host"'
IDLE = {"output_type": "status", "execution_state": "idle"}


class ExecutedPage:
    """Answers nbval as a kernel does, from a page that was executed before."""

    def __init__(self, page):
        self.cells = iter([c for c in page.cells if c.cell_type == "code"])
        self.outputs = iter([])
        self.number = 0

    def execute_cell_input(self, source, allow_stdin=None):
        """Go on to the cell of this source (nbval skips some); number it."""
        cell = next((c for c in self.cells if c.source == source), None)
        if cell is None:
            raise ValueError(f"The executed page lacks this cell: {source}")
        self.outputs = iter([*cell.outputs, IDLE])
        self.number += 1
        return self.number

    def get_message(self, stream, timeout=None):
        """Next output of the cell as a message; after the last: idle."""
        output = dict(next(self.outputs))
        if "data" in output:
            output["data"] = {
                kind: data
                for kind, data in output["data"].items()
                if WIDGET not in data
            }
        return {
            "msg_type": output["output_type"],
            "parent_header": {"msg_id": self.number},
            "content": output,
        }

    def await_reply(self, number, timeout=None):
        """Wait for nothing: the cell has run."""

    await_idle = await_reply

    def is_alive(self):
        """Always: there is no process that could die."""
        return True

    def stop(self):
        """Stop nothing."""


def set_up(self):
    """Set a page up: nbval's own method, which starts a kernel, replaced."""
    cache = get_cache(CACHE)
    if kernel := self.config.option.nbval_kernel_name:  # the build's
        self.nb.metadata.kernelspec["name"] = kernel
    try:
        _, page = cache.merge_match_into_notebook(self.nb)
    except KeyError:
        pytest.fail(f"{self.path.name} is not in {CACHE}: run `make book`")
    self.kernel = ExecutedPage(page)
    self.setup_sanitize_files()


def pytest_configure(config):
    """Put `set_up` in its place."""
    nbval.plugin.IPyNbFile.setup = set_up
