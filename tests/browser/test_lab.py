"""The explorer in a real JupyterLab: page and kernel move each other."""

import sys

import live
import pytest

pytestmark = [pytest.mark.checkout, pytest.mark.browser]

LAB = [sys.executable, "-m", "jupyterlab", "--expose-app-in-browser"]
# Asked too early, JupyterLab forgets the command: asked until cells run.
RUN = """() => {
  const [prompt] = document.querySelectorAll(".jp-InputArea-prompt");
  if (prompt && prompt.textContent.trim() !== "[ ]:") return true;
  window.jupyterapp?.commands.execute("notebook:run-all-cells");
  return false;
}"""


def test_page_and_kernel_move_each_other(tmp_path, watch):
    live.write_notebook(tmp_path / "explorer.ipynb")
    with live.server(LAB, tmp_path) as address:
        opened = watch(f"{address}lab/tree/explorer.ipynb", address)
        page = opened.page
        page.set_viewport_size({"width": 1400, "height": 2000})
        patience = 1000 * live.SECONDS
        page.wait_for_function(RUN, polling=3000, timeout=patience)
        live.assert_page_and_kernel_move_each_other(page, tmp_path)
        assert opened.away == []
        assert not [e for e in opened.errors if "ag-" in e or "anywid" in e]
