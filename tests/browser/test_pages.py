"""The built pages in Chromium, with every other host cut off."""

import functools
import html.parser
import io
import pathlib
import urllib.parse

import numpy as np
import pytest
import yaml
from PIL import Image
from watched import Watched

pytestmark = [pytest.mark.checkout, pytest.mark.browser]

ROOT = pathlib.Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
TREE = yaml.safe_load((ROOT / "_toc.yml").read_text())
NAMES = [TREE["root"]] + [
    chapter["file"] for part in TREE["parts"] for chapter in part["chapters"]
]
NOTEBOOKS = [n for n in NAMES if (ROOT / f"{n}.ipynb").exists()]
PHONE, DESKTOP = 360, 1280
FACTS = """async () => {
  if (window.MathJax?.startup) await MathJax.startup.promise;
  const all = (what) => [...document.querySelectorAll(what)];
  all("img").forEach((img) => { img.loading = "eager"; });
  await Promise.all(all("img").map((img) => img.decode().catch(() => 0)));
  return {
    formulas: all("span.math, div.math").length,
    typeset: all("mjx-container").length,
    broken: all("mjx-merror, [data-mjx-error]").map((x) => x.textContent),
    images: all(".bd-article img").map((x) => [x.src, x.alt, x.naturalWidth]),
    links: all("a[href]").map((x) => x.href),
    outputs: all(".cell_output").length,
    width: document.documentElement.scrollWidth,
    theme: document.documentElement.dataset.theme,
    filters: all(".cell_output img").map((x) => getComputedStyle(x).filter),
  };
}"""


@pytest.fixture(scope="module")
def origin(serve):
    assert SITE.is_dir(), "there are no built pages: run `make book`"
    return serve(SITE)


class Visit(Watched):
    """A page of the book, opened once."""

    def __init__(self, browser, origin, name, width=DESKTOP, scheme="light"):
        super().__init__(browser, origin, width, scheme)
        self.page.goto(f"{origin}{name}.html")
        self.page.wait_for_load_state("networkidle")
        self.facts = self.page.evaluate(FACTS)


@pytest.fixture(scope="module")
def visit(chromium, origin):
    """Open a page, once for every width and colour scheme."""

    @functools.cache
    def opened(name, width=DESKTOP, scheme="light"):
        return Visit(chromium, origin, name, width, scheme)

    return opened


def test_the_pages_are_those_of_the_table_of_contents():
    built = {path.stem for path in (SITE / "book").glob("*.html")}
    assert built == {name.removeprefix("book/") for name in NAMES}


def test_the_front_door_leads_to_the_first_page(chromium, origin):
    page = chromium.new_page()
    page.goto(origin)
    page.wait_for_url(f"{origin}{NAMES[0]}.html")


@pytest.mark.parametrize("name", [*NAMES, "search", "genindex"])
def test_a_page_opens_without_a_complaint_or_another_host(visit, name):
    opened = visit(name)
    assert opened.errors == []
    assert opened.away == []
    assert opened.page.title()


@pytest.mark.parametrize("name", NAMES)
def test_formulas_are_typeset(visit, name):
    facts = visit(name).facts
    assert facts["typeset"] == facts["formulas"]
    assert facts["broken"] == []


def test_some_page_has_a_formula(visit):
    assert sum(visit(name).facts["formulas"] for name in NAMES) > 0


@pytest.mark.parametrize("name", NAMES)
def test_images_are_there_and_described(visit, name):
    for source, alt, width in visit(name).facts["images"]:
        assert width > 0, f"{source} is broken"
        assert alt.strip(), f"{source} has no alt text"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_was_executed(visit, name):
    assert visit(name).facts["outputs"] > 0


class Ids(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found |= {v for k, v in attributes if k in ("id", "name")}


@functools.cache
def ids(path):
    return Ids(path.read_text()).found


@pytest.mark.parametrize("name", [*NAMES, "genindex"])
def test_links_inside_the_book_lead_somewhere(visit, origin, name):
    for link in sorted(set(visit(name).facts["links"])):
        parts = urllib.parse.urlsplit(link)
        if not link.startswith(origin):
            assert parts.scheme in ("https", "mailto"), link
            continue
        target = SITE / urllib.parse.unquote(parts.path).lstrip("/")
        assert target.is_file(), f"{link} leads nowhere"
        if parts.fragment and target.suffix == ".html":
            anchor = urllib.parse.unquote(parts.fragment)
            assert anchor in ids(target), f"{link} has no such place"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_button_for_colab_opens_the_notebook_in_the_repository(visit, name):
    config = yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]
    place = urllib.parse.urlsplit(config["url"]).path
    wanted = f"/github{place}/blob/{config['branch']}/{name}.ipynb"
    links = map(urllib.parse.urlsplit, visit(name).facts["links"])
    assert wanted in [link.path for link in links if "colab" in link.netloc]


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_needs_no_scrolling_sideways(visit, name):
    assert visit(name, PHONE).facts["width"] <= PHONE


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_figures_stay_light_in_dark_mode(visit, name):
    opened = visit(name, scheme="dark")
    assert opened.facts["theme"] == "dark"
    assert set(opened.facts["filters"]) <= {"none"}
    for image in opened.page.locator(".cell_output img:visible").all():
        picture = Image.open(io.BytesIO(image.screenshot())).convert("L")
        edges = np.asarray(picture)[:, 3:6]
        assert np.median(edges) > 240, image.get_attribute("alt")


def test_a_solution_opens_on_a_click(visit):
    for name in NOTEBOOKS:
        box = visit(name).page.locator("div.solution.dropdown")
        if box.count():
            inside = box.first.locator(".section, section, p").last
            assert not inside.is_visible()
            box.first.locator("button").first.click()
            assert inside.is_visible()
            return
    pytest.fail("no page has a solution")
