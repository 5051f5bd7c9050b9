import inspect
import re
import subprocess

import nbformat
import pytest
import yaml
from page_rules import (
    CHAPTERS,
    EVERY_PAGE,
    ROOT,
    Page,
    api,
    citations,
    notebooks,
    one_title,
    plain_words,
)

pytestmark = pytest.mark.checkout

ORDER = (
    "index generation autoencoders vae density-ratio gans losses stability "
    "gans-on-images your-own evaluation latent-space combined article "
    "does-it-help hybrids control beyond-images scaling faq glossary formulas "
    "api"
).split()
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text())
PAGES = [path.stem for path in notebooks.pages()]
LIGHT = {"index"}
TEXTS = ("faq", "glossary")  # pages without code


# --- The pages --------------------------------------------------------------
def rules_of(name):
    return EVERY_PAGE if name in LIGHT else CHAPTERS


CASES = [
    pytest.param(name, rule, id=f"{name}-{rule.__name__}")
    for name in PAGES
    for rule in rules_of(name)
]


@pytest.mark.parametrize("name, rule", CASES)
def test_a_page_keeps_the_rule(name, rule):
    notebook = nbformat.read(ROOT / "book" / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert list(rule(Page(name, notebook))) == []


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("rule", [one_title, citations, plain_words])
def test_a_page_without_code_keeps_the_rule(name, rule):
    text = (ROOT / "book" / f"{name}.md").read_text("utf-8")
    cells = [nbformat.v4.new_markdown_cell(text)]
    page = Page(name, nbformat.v4.new_notebook(cells=cells))
    assert list(rule(page)) == []


def test_the_glossary_has_each_term_in_two_languages_and_in_order():
    text = (ROOT / "book" / "glossary.md").read_text("utf-8")
    body = re.search(r"(?ms)^```{glossary}\n(.*?)^```$", text)[1]
    entry = r"(\S.*)\n(\S.*)\n  (\S.*\.) {doc}`([a-z-]+)`"
    entries = [re.fullmatch(entry, e) for e in body.strip().split("\n\n")]
    assert all(entries) and len(entries) >= 50
    english = [found[1].lower() for found in entries]
    assert english == sorted(set(english))
    chinese = [found[2] for found in entries]
    assert len(set(chinese)) == len(chinese)
    assert all(re.search(r"[\u4e00-\u9fff]", term) for term in chinese)
    assert {f"book/{found[4]}" for found in entries} <= set(notebooks.toc())


def test_pages_come_in_the_order_of_the_design():
    names = [name.removeprefix("book/") for name in notebooks.toc()]
    assert names == [name for name in ORDER if name in names]


def test_every_page_is_there_and_listed():
    there = {path.stem for path in (ROOT / "book").glob("*.ipynb")}
    there |= {name for name in TEXTS if (ROOT / f"book/{name}.md").exists()}
    listed = {name.removeprefix("book/") for name in notebooks.toc()}
    assert there == listed - {"api", "formulas"}  # these are generated


def test_the_address_stands_in_one_place():
    address = CONFIG["repository"]["url"].removeprefix("https://")
    known = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    texts = [ROOT / name for name in known if name and "shared/" not in name]
    found = {
        path.name
        for path in texts
        if path.is_file() and address.encode() in path.read_bytes()
    }
    pages = {f"{name}.ipynb" for name in PAGES}
    assert found - pages == {"_config.yml"}


# --- The public names -------------------------------------------------------
PUBLIC = api.public()
FORMULAS = ("aegan_lib.losses.", "aegan_lib.metrics.", "aegan_lib.hybrids.")
MODELS = ("aegan_lib.GAN", "aegan_lib.VAE", "aegan_lib.Autoencoder")


def documented():
    for path, value in PUBLIC.items():
        parts = api.fields(value)
        for name, function in parts.items():
            yield f"{path}.{name}", function
        if not parts:
            yield path, value


def lacking(path, value):
    """What the docstring of a public name does not say."""
    text, sections = api.own(value), []
    arguments = inspect.signature(value).parameters
    names = [n for n in arguments if n != "kwargs" and not n.startswith("_")]
    if names:
        sections.append("Args")
    if not inspect.isclass(value) and "return" in inspect.getsource(value):
        sections.append("Returns")
    if re.search(r"\braise \w+\(", inspect.getsource(value)):
        sections.append("Raises")
    if not path.startswith("aegan_lib.exercises."):
        sections.append("Example")
    if path.startswith(FORMULAS) or path in MODELS:
        sections.append("References")
    yield from (s for s in sections if not re.search(rf"(?m)^{s}:", text))
    if "Example" in sections and ">>>" not in text:
        yield "an example that runs"
    for name in names:
        if not re.search(rf"(?m)^ +[\w*, ]*\b{name}\b[\w, ]*:", text):
            yield f"the argument {name}"


@pytest.mark.parametrize(
    "path, value", [pytest.param(*entry, id=entry[0]) for entry in documented()]
)
def test_a_public_name_has_a_whole_docstring(path, value):
    assert list(lacking(path, value)) == []


def test_a_docstring_with_gaps_is_noticed():
    def loss(x, y):
        """One line."""
        if x is None:
            raise ValueError("no x")
        return y

    gaps = set(lacking("aegan_lib.losses.loss", loss))
    assert {"Args", "Returns", "Raises", "Example", "References"} <= gaps
    assert {"the argument x", "the argument y"} <= gaps


def test_the_api_page_shows_public_names_and_no_others():
    entries = re.findall(
        r"(?m)^`{5}{py:\w+} (\w+).*\n:module: (\S+)$", api.page()
    )
    shown = [f"{module}.{name}" for name, module in entries]
    assert shown == list(PUBLIC) and len(shown) > 20
    assert not [name for name in shown if "._" in name]
