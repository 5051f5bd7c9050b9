"""The explorer in a real JupyterLab: page and kernel move each other."""

import sys

import live
import pytest

pytestmark = [pytest.mark.checkout, pytest.mark.browser]

LAB = [sys.executable, "-m", "jupyterlab", "--expose-app-in-browser"]
# Asked too early, JupyterLab forgets the command, or asks for a kernel: so it
# is asked once there is one, until cells run.
RUN = """() => {
  const [prompt] = document.querySelectorAll(".jp-InputArea-prompt");
  if (prompt && prompt.textContent.trim() !== "[ ]:") return true;
  const app = window.jupyterapp;
  const context = app?.shell.currentWidget?.sessionContext;
  if (context?.isReady && context.session?.kernel) {
    app.commands.execute("notebook:run-all-cells");
  }
  return false;
}"""


def run_in_lab(tmp_path, watch, sources, check):
    live.write_notebook(tmp_path / "explorer.ipynb", sources=sources)
    with live.server(LAB, tmp_path) as address:
        opened = watch(f"{address}lab/tree/explorer.ipynb", address)
        page = opened.page
        page.set_viewport_size({"width": 1400, "height": 2000})
        patience = 1000 * live.SECONDS
        page.wait_for_function(RUN, polling=3000, timeout=patience)
        check(page, tmp_path)
        assert opened.away == []
        assert not [e for e in opened.errors if "ag-" in e or "anywid" in e]
        # Keys that a widget hears are not Jupyter's: no cell became raw.
        assert page.locator(".jp-RawCell").count() == 0


def test_page_and_kernel_move_each_other(tmp_path, watch):
    check = live.assert_page_and_kernel_move_each_other
    run_in_lab(tmp_path, watch, live.CELLS, check)


def test_portrait_and_session_reach_the_kernel(tmp_path, watch):
    check = live.assert_portrait_and_session_reach_the_kernel
    run_in_lab(tmp_path, watch, live.OTHERS, check)


def test_every_view_reaches_the_kernel(tmp_path, watch):
    live.bring_pages(tmp_path)
    check = live.assert_every_view_reaches_the_kernel
    run_in_lab(tmp_path, watch, live.VIEWS, check)
