"""The explorer in a real JupyterLab: page and kernel move each other."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

pytestmark = [pytest.mark.checkout, pytest.mark.browser]

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
RUN = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
FLAGS = (
    "--no-browser --allow-root --expose-app-in-browser --ServerApp.token= "
    "--ServerApp.port_retries=0 --LabApp.news_url=None "
    "--LabApp.check_for_updates_class="
    "jupyterlab.handlers.announcements.NeverCheckForUpdate"
).split()
SECONDS = 60  # for what takes 5 on a free machine


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait_for(ready, server):
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail("JupyterLab has ended")
        try:
            return ready()
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"not ready after {SECONDS} s")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Address of a JupyterLab, and the folder it shows."""
    folder = tmp_path_factory.mktemp("lab")
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    book = nbformat.v4.new_notebook(cells=cells)
    spec = {"name": "python3", "display_name": "Python 3"}
    book.metadata = nbformat.from_dict({"kernelspec": spec})
    nbformat.write(book, folder / "explorer.ipynb")
    port = free_port()
    command = [sys.executable, "-m", "jupyterlab", *FLAGS]
    command += [f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}"]
    own = {"JUPYTER_CONFIG_DIR": str(folder / "config")}
    with open(folder / "server.log", "w") as log:
        server = subprocess.Popen(
            command, env=os.environ | own, stdout=log, stderr=log
        )
        address = f"http://127.0.0.1:{port}/"
        try:
            wait_for(lambda: urllib.request.urlopen(f"{address}api"), server)
            yield address, folder
        finally:
            stop(address, server)


def stop(address, server):
    """End the server, which ends its kernels."""
    server.terminate()
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def test_page_and_kernel_move_each_other(lab, watch):
    address, folder = lab
    opened = watch(f"{address}lab/tree/explorer.ipynb", address)
    page = opened.page
    page.set_viewport_size({"width": 1400, "height": 2000})
    page.locator(".jp-Notebook .jp-Cell").nth(2).wait_for(timeout=1000 * SECONDS)
    idle = ".jp-Notebook-ExecutionIndicator[data-status=idle]"
    page.locator(idle).first.wait_for(timeout=1000 * SECONDS)
    page.evaluate(RUN)
    explorers = page.locator(".ag-explorer")
    explorers.nth(1).wait_for(timeout=1000 * SECONDS)
    first, second = (
        explorers.nth(i).locator("input[type=range]").first for i in (0, 1)
    )
    canvas = explorers.first.locator("canvas")
    before = canvas.evaluate("(x) => x.toDataURL()")
    first.fill("1.25")
    page.wait_for_function(
        "(x) => x.valueAsNumber === 1.25", arg=second.element_handle()
    )
    assert canvas.evaluate("(x) => x.toDataURL()") != before
    first.fill("2")  # the kernel answers with a latent of its own
    for control in (first, second):
        page.wait_for_function(
            "(x) => x.valueAsNumber === -1.5", arg=control.element_handle()
        )
    heard = json.loads((folder / "heard.json").read_text())
    assert heard == [-1.5, 1.0, 0.0]
    beside = page.locator(".widget-label")  # and not below
    assert beside.bounding_box()["x"] > first.bounding_box()["x"]
    assert opened.away == []
    assert not [e for e in opened.errors if "ag-" in e or "anywidget" in e]
