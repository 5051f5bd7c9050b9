"""A notebook with the explorer in a Jupyter with a kernel, in Chromium."""

import contextlib
import json
import os
import pathlib
import shutil
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
OTHERS = (
    """\
import json
import pathlib
import numpy as np
import aegan_lib as ag

def note(name, value):
    pathlib.Path(name).write_text(json.dumps(value))""",
    """\
portrait = ag.explorer.PhasePortrait()
portrait.observe(lambda change: note("start.json", change.new), "start")
portrait""",
    """\
images = np.ones((2, 4, 4, 1))
session = ag.explorer.RealOrFake(images, -images, num_trials=4, seconds=0)

def ended(change):
    (found,) = session.sessions
    note("session.json", found.called_real.tolist())
    portrait.loss = "hinge"  # an answer, to be seen in the page

session.observe(ended, "finished")
session""",
)
VIEWS = (
    """\
import json
import pathlib
import explorer_pages

def show(name):
    explorer = explorer_pages.PAGES[name]()

    def heard(change):
        pathlib.Path(f"{name}.json").write_text(json.dumps(change.new))

    explorer.observe(heard, "z")
    return explorer""",
    *(
        f"show({name!r})"
        for name in ("map", "path", "directions", "draw", "compare", "dial")
    ),
)
FLAGS = (
    "--no-browser --allow-root --ServerApp.token= --NotebookApp.token= "
    "--ServerApp.port_retries=0 --NotebookApp.port_retries=0"
).split()
PICTURES = "(all) => all.map((canvas) => canvas.toDataURL())"
SECONDS = 60  # for what takes 10 on a free machine


def write_notebook(path, kernel="python3", sources=CELLS):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
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


def bring_pages(folder):
    """Put the module that the cells of VIEWS import beside the notebook."""
    here = pathlib.Path(__file__).parent
    shutil.copy(here / "explorer_pages.py", folder)


def assert_every_view_reaches_the_kernel(page, folder):
    """On a page that runs the cells of VIEWS: what is moved there arrives."""
    patience = {"timeout": 1000 * SECONDS}
    explorers = page.locator(".ag-explorer")
    explorers.nth(5).wait_for(**patience)

    def press(view, x=0.8, y=0.3):
        box = view.locator(".ag-plane").first.bounding_box()
        at = {"x": x * box["width"], "y": y * box["height"]}
        view.locator(".ag-plane").first.click(position=at)

    def slide(view, name, value):
        view.get_by_role("slider", name=name, exact=True).fill(value)

    moves = {
        "map": press,
        "path": lambda view: slide(view, "Place", "0.75"),
        "directions": lambda view: slide(view, "slant", "2"),
        "draw": lambda view: view.get_by_role(
            "button", name="Encode example 3"
        ).click(),
        "compare": press,
        "dial": lambda view: slide(view, "z1", "-1.5"),
    }
    for k, (name, move) in enumerate(moves.items()):
        view = explorers.nth(k)
        view.scroll_into_view_if_needed()
        canvases = view.locator(".ag-picture, .ag-dial-row canvas")
        before = canvases.evaluate_all(PICTURES)
        move(view)
        heard = folder / f"{name}.json"
        until = time.monotonic() + SECONDS
        while not (heard.exists() and heard.read_text()):
            assert time.monotonic() < until, f"{name}: nothing was heard"
            page.wait_for_timeout(100)
        page.wait_for_timeout(500)  # the last of several moves
        assert canvases.evaluate_all(PICTURES) != before, name
        sliders = view.locator(".ag-sliders input[type=range]")
        shown = sliders.evaluate_all("(all) => all.map((x) => +x.value)")
        found = json.loads(heard.read_text())
        assert len(found) == len(shown)
        gap = max(abs(a - b) for a, b in zip(found, shown, strict=True))
        assert gap < 1e-3, (name, found, shown)


def assert_portrait_and_session_reach_the_kernel(page, folder):
    """On a page that runs the cells of OTHERS."""
    patience = {"timeout": 1000 * SECONDS}
    start = page.get_by_label("Start θ")
    start.wait_for(**patience)
    start.fill("0.5")
    page.get_by_role("button", name="Start", exact=True).click()
    for _ in range(4):
        page.keyboard.press("r")  # Jupyter has an R of its own
    page.get_by_text("Right 2 of 4 times").wait_for(**patience)
    loss = page.get_by_label("Loss").element_handle()
    hinge = "(x) => x.selectedOptions[0].text === 'hinge'"
    page.wait_for_function(hinge, arg=loss, **patience)
    assert json.loads((folder / "session.json").read_text()) == 4 * [True]
    assert json.loads((folder / "start.json").read_text()) == [0.5, 0.0]
