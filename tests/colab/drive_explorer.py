"""The explorer with Colab's versions: a classic Notebook in Chromium.

Colab's ipywidgets 7.7.1 comes with this front end. Its own one is not to be
had, but what the library needs of it, the kernel's side and anywidget's
module, is the same.
"""

import pathlib
import sys

from playwright.sync_api import sync_playwright

sys.path.append(str(pathlib.Path(__file__).parents[1] / "browser"))
import find_chromium  # found by the line above
import live
from watched import Watched

READY = "() => window.Jupyter?.notebook?.kernel?.widget_manager"
RUN = "([from, to]) => Jupyter.notebook.execute_cell_range(from, to)"
# By then the widgets' manager has looked for widgets that are there already;
# one that is made meanwhile would not be shown.
FIRST = "() => Jupyter.notebook.get_cell(0).input_prompt_number === 1"


SCENES = {
    "explorer": (live.CELLS, live.assert_page_and_kernel_move_each_other),
    "others": (live.OTHERS, live.assert_portrait_and_session_reach_the_kernel),
    "views": (live.VIEWS, live.assert_every_view_reaches_the_kernel),
}


def drive(python, folder):
    """Open notebooks, run and move them; an assertion fails or none."""
    live.bring_pages(folder)
    command = [python, "-m", "notebook"]
    with live.server(command, folder) as address, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=find_chromium.find(), args=find_chromium.FLAGS
        )
        for name, (sources, check) in SCENES.items():
            path = folder / f"{name}.ipynb"
            live.write_notebook(path, "colab", sources)
            opened = Watched(browser, address)
            page = opened.page
            page.set_viewport_size({"width": 1400, "height": 2000})
            page.goto(f"{address}notebooks/{path.name}")
            patience = {"timeout": 1000 * live.SECONDS}
            page.wait_for_function(READY, **patience)
            page.evaluate(RUN, [0, 1])
            page.wait_for_function(FIRST, **patience)
            page.evaluate(RUN, [1, len(sources)])
            check(page, folder)
            if opened.away:
                raise AssertionError(f"other hosts were asked: {opened.away}")
            page.close()
        browser.close()
