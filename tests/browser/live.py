"""A notebook with the explorer in a Jupyter with a kernel, in Chromium."""

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.request

import nbformat

CELLS = (
    """\
import json
import pathlib
import ipywidgets
import aegan_lib as ag""",
    """\
network = ag.networks.generator((8, 8, 1), 3, width=4, seed=1)
explorer = ag.Explorer(network, z=[0.5, -1.0, 0.25], views=["sliders"])

def heard(change):
    pathlib.Path("heard.json").write_text(json.dumps(change.new))
    if change.new[0] == 2:  # an answer, to be seen in the page
        explorer.z = [-1.5, 1.0, 0.0]

explorer.observe(heard, "z")
ipywidgets.HBox([explorer, ipywidgets.Label("beside it")])""",
    "explorer",
)
FLAGS = (
    "--no-browser --allow-root --ServerApp.token= --NotebookApp.token= "
    "--ServerApp.port_retries=0 --NotebookApp.port_retries=0"
).split()
SECONDS = 60  # for what takes 10 on a free machine


def write_notebook(path, kernel="python3"):
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    book = nbformat.v4.new_notebook(cells=cells)
    spec = {"name": kernel, "display_name": kernel}
    book.metadata = nbformat.from_dict({"kernelspec": spec})
    nbformat.write(book, path)


@contextlib.contextmanager
def server(command, folder):
    """Run a Jupyter server for `folder`; yield its address."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    own = {"JUPYTER_CONFIG_DIR": str(folder / "config")}
    with open(folder / "server.log", "w") as log:
        process = subprocess.Popen(
            [*command, *FLAGS, f"--port={port}"],
            cwd=folder,
            env=os.environ | own,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(process, f"{address}api")
            yield address
        finally:
            process.terminate()  # which ends its kernels too
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()


def _wait(process, address):
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("The Jupyter server has ended; see server.log")
        try:
            return urllib.request.urlopen(address)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"No Jupyter server after {SECONDS} s")


def assert_page_and_kernel_move_each_other(page, folder):
    """On a page that runs the cells above, wherever it shows them."""
    patience = {"timeout": 1000 * SECONDS}
    explorers = page.locator(".ag-explorer")
    explorers.nth(1).wait_for(**patience)
    first, second = (
        explorers.nth(i).locator("input[type=range]").first for i in (0, 1)
    )

    def wait_for(control, value):
        page.wait_for_function(
            f"(x) => x.valueAsNumber === {value}",
            arg=control.element_handle(),
            **patience,
        )

    canvas = explorers.first.locator("canvas")
    before = canvas.evaluate("(x) => x.toDataURL()")
    first.fill("1.25")
    wait_for(second, 1.25)
    assert canvas.evaluate("(x) => x.toDataURL()") != before
    first.fill("2")  # the kernel answers with a latent of its own
    wait_for(first, -1.5)
    wait_for(second, -1.5)
    heard = json.loads((folder / "heard.json").read_text())
    assert heard == [-1.5, 1.0, 0.0]
    beside = page.locator(".widget-label")  # and not below
    assert beside.bounding_box()["x"] > first.bounding_box()["x"]
