"""Nothing that axe-core calls serious or critical, on pages and in widgets."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from explorer_pages import PAGES
from test_pages import NAMES, SITE

import aegan_lib as ag

pytestmark = [pytest.mark.checkout, pytest.mark.browser]

GRAVE = ("serious", "critical")
NOTED = ("moderate", *GRAVE)
# What is moderate and stays: (rule, part of the element's address) -> why.
# On pages all else fails that is worse than "minor".
KNOWN = {
    ("region", "'.title'"): (
        "the theme: the book's name in the side bar, in no landmark"
    ),
    ("heading-order", "h4"): (
        "a widget does not know which heading it stands below"
    ),
}
# Formulas are MathJax's: some 10 000 elements a page, described for screen
# readers by MathJax itself.
CONTEXT = {"exclude": [["mjx-container"]]}
OPTIONS = {"resultTypes": ["violations"]}
CONTRAST = OPTIONS | {"runOnly": ["color-contrast"]}
# Open all that is folded, and give the theme time to see it: it waits 300 ms.
OPEN = """async () => {
  document.querySelectorAll("details").forEach((x) => { x.open = true; });
  document.querySelectorAll(".toggle-hidden > .toggle-button")
    .forEach((x) => x.click());
  await new Promise((resolve) => setTimeout(resolve, 600));
}"""


def faults(page, impacts=GRAVE, options=OPTIONS, context=CONTEXT):
    """What axe-core objects to, as (rule, element, what is wrong)."""
    page.evaluate(OPEN)
    found = Axe().run(page, context, options).response["violations"]
    return [
        (rule["id"], str(node["target"]), node["failureSummary"])
        for rule in found
        if rule["impact"] in impacts
        for node in rule["nodes"]
    ]


def unknown(page, options=OPTIONS):
    """The same of a page of the book, without what is known and moderate."""
    return [
        (rule, target, text)
        for rule, target, text in faults(page, NOTED, options)
        if not any(rule == r and part in target for r, part in KNOWN)
    ]


@pytest.fixture(scope="module")
def origin(serve):
    assert SITE.is_dir(), "there are no built pages: run `make book`"
    return serve(SITE)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*NAMES, "search", "genindex"])
def test_a_page_of_the_book(watch, origin, name):
    page = watch(f"{origin}{name}.html", origin).page
    page.wait_for_load_state("networkidle")
    assert unknown(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_the_book_has_contrast_in_dark_mode(watch, origin, name):
    page = watch(f"{origin}{name}.html", origin, scheme="dark").page
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert unknown(page, CONTRAST) == []


def test_axe_is_asked_and_finds(watch, tmp_path):
    path = tmp_path / "bad.html"
    path.write_text(
        "<!doctype html><html lang=en><title>x</title><main><img src='data:,'>"
        "<p style='color:#ccc;background:#fff'>grey</p><input></main></html>"
    )
    rules = {rule for rule, *_ in faults(watch(path.as_uri()).page)}
    assert rules == {"image-alt", "color-contrast", "label"}


# ---- the widgets, each alone on a page
def explorer():
    return ag.Explorer(ag.VAE(shape=(28, 28, 1), latent_dim=3, seed=1))


def session():
    black, white = -np.ones((3, 8, 8, 1)), np.ones((3, 8, 8, 1))
    return ag.explorer.RealOrFake(white, black, num_trials=4, seconds=0)


WIDGETS = {
    "explorer": explorer,
    "portrait": ag.explorer.PhasePortrait,
    "session": session,
    **PAGES,
}


@pytest.fixture
def open_widget(watch, tmp_path):
    def opened(name, **options):
        path = tmp_path / f"{name}.html"
        WIDGETS[name]().to_html(path)
        page = watch(path.as_uri(), **options).page
        page.locator(".ag-explorer").wait_for()
        return page

    return opened


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget(open_widget, name, scheme, width):
    page = open_widget(name, scheme=scheme, width=width)
    assert faults(page, context=None) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_session_on_its_way_and_at_its_end(open_widget, scheme):
    page = open_widget("session", scheme=scheme)
    page.get_by_role("button", name="Start").click()
    assert faults(page) == []
    for _ in range(4):
        page.keyboard.press("r")
    page.get_by_role("button", name="Save session").wait_for()
    assert faults(page) == []
