import base64
import copy
import io

import nbformat
import numpy as np
import page_rules
import pytest
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from notebooks import WIDGETS
from page_rules import CHAPTERS, ROOT, Page, notebooks
from PIL import Image

pytestmark = pytest.mark.checkout


# --- The rules themselves ---------------------------------------------------
def image():
    stored = io.BytesIO()
    Image.linear_gradient("L").convert("P").save(stored, "PNG")
    png = base64.b64encode(stored.getvalue()).decode()
    return new_output("display_data", data={"image/png": png})


def code(text, *outputs, **metadata):
    outputs = list(outputs)
    return new_code_cell(text, metadata=metadata, outputs=outputs)


def result(text):
    return new_output("execute_result", data={"text/plain": text})


def exercise(number, title, *cells):
    label = f"ex-trial-{number}"
    start = f"```{{exercise-start}} {title}\n:label: {label}\n```\nDo it."
    solve = f"```{{solution-start}} {label}\n:class: dropdown\n```\nSo:"
    return [
        new_markdown_cell(f"{start}\n```{{exercise-end}}\n```\n\n{solve}"),
        *cells,
        new_markdown_cell("```{solution-end}\n```"),
    ]


BOX = """# Trial page

```{admonition} Before you start
:class: objectives

**You will** see. **You need** eyes. **Time** 5 minutes.
```"""
FORMULA = """## Formula

$$
a = b
$$ (eq-trial-sum)

```{implemented} eq-trial-sum
aegan_lib.GAN
tests/test_page_rules.py::test_the_good_page_keeps_every_rule
```

As in {footcite:t}`goodfellow2014`."""
SETUP = """import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
import keras

keras.utils.set_random_seed(1)"""
CAPTION = "The loss falls. Read it from left to right."
ALT = "Line plot of the loss against the step: " + 20 * "it falls "


def good_page():
    figure = {"caption": CAPTION, "name": "fig-trial-loss"}
    about = {"image": {"alt": ALT}, "figure": figure}
    points = result("2 of 2 points: well done")
    cells = [
        new_markdown_cell(BOX),
        new_markdown_cell("We begin."),
        code(SETUP),
        new_markdown_cell(FORMULA),
        code('plot(xlabel="Step")', image(), mystnb=about),
        *exercise(1, "★ predict"),
        *exercise(2, "★★ tweak"),
        *exercise(3, "★★★ implement", code("ag.exercises.check(1)", points)),
        *exercise(4, "★★★★ derive"),
        new_markdown_cell("```{footbibliography}\n```"),
    ]
    book = notebooks.with_setup(nbformat.v4.new_notebook(cells=cells))
    number = 0
    for cell in book.cells:
        if cell.cell_type == "code":
            number += 1
            cell.execution_count = number
    return notebooks.normal(book)


@pytest.mark.parametrize("rule", CHAPTERS, ids=lambda rule: rule.__name__)
def test_the_good_page_keeps_every_rule(rule):
    assert list(rule(Page("trial", good_page()))) == []


def swap(old, new):
    """Replace text in every cell of the good page that has it."""

    def spoil(book):
        hits = [cell for cell in book.cells if old in cell.source]
        assert hits, f"the good page has no {old!r}"
        for cell in hits:
            cell.source = cell.source.replace(old, new)

    return spoil


def add(cell):
    def spoil(book):
        book.cells += [new_markdown_cell("Then:"), copy.deepcopy(cell)]

    return spoil


def look(**changes):
    def spoil(book):
        book.cells[5].metadata.mystnb.update(changes)

    return spoil


def on(index, **values):
    def spoil(book):
        book.cells[index].update(copy.deepcopy(values))

    return spoil


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


BAD = {  # rule: deliberately bad pages
    "one_title": [
        swap("## Formula", "# Formula"),
        swap("# Trial page", "# What is a page?"),
        swap("# Trial page", "Trial page"),
    ],
    "objectives": [
        swap("You will", "We will"),
        swap("You need", "We need"),
        swap("5 minutes", "a while"),
        swap(":class: objectives", ":class: note"),
    ],
    "colab_cell": [
        lambda book: book.cells.pop(1),
        lambda book: book.cells.insert(2, book.cells.pop(1)),
        swap("--no-deps", ""),
    ],
    "setup_cell": [
        swap("set_random_seed(1)", "set_random_seed(seed)"),
        swap("keras.utils.set_random_seed(1)", ""),
        swap("os.environ.setdefault", "print"),
    ],
    "short_cells": [
        add(code("x = 1\n" * 16)),
        add(code("x = 1\n" * 26, tags=["hide-input"])),
        lambda book: [
            cell.update(source=cell.source + 9 * "\nx = 1")
            for cell in book.cells
            if cell.cell_type == "code"
        ],
    ],
    "sentences_between_code": [
        lambda book: book.cells.pop(4),
        on(4, source=" "),
    ],
    "plain_code": [
        add(code(text))
        for text in (
            "plt.figure(figsize=(1, 2))",
            "ax.set_title('x')",
            "figure.suptitle('x')",
            "plt.title('x')",
            "%pip install x",
            "!ls",
            "sys.path.insert(0, '..')",
            "keras.utils.get_file('x')",
            "f('https://example.org')",
            "import datetime",
            "time.time()",
        )
    ],
    "axis_labels": [swap('xlabel="Step"', 'xlabel="step"')],
    "self_contained_functions": [
        add(code("def f(x):\n    return [y + y_true for y in x]")),
        add(code("class A:\n    def f(self):\n        return model")),
        add(code("def f():\n    def g():\n        return x_all\n    return g")),
    ],
    "figures": [
        on(5, metadata={}),
        look(image={"alt": "Line plot of the loss."}),
        look(image={"alt": 70 * "word "}),
        look(image={"alt": "Image of " + ALT}),
        look(figure=None),
        look(figure={"caption": ALT, "name": "fig-trial-loss"}),
        look(figure={"caption": 41 * "word ", "name": "fig-trial-loss"}),
        look(figure={"caption": CAPTION, "name": "fig-other-loss"}),
        on(5, outputs=[]),
        lambda book: book.cells.append(book.cells[5]),
        lambda book: book.cells.insert(11, book.cells.pop(5)),
    ],
    "stored_outputs": [
        on(3, execution_count=None),
        on(3, execution_count=7),
        lambda book: [cell.update(outputs=[]) for cell in book.cells],
        add(code("...", tags=["skip-execution"])),
    ],
    "clean_outputs": [
        on(5, outputs=[stream("Warning", "stderr")]),
        on(5, outputs=[new_output("error", ename="ValueError", evalue="no")]),
        on(5, outputs=[stream("see /home/me/model.keras")]),
        on(5, outputs=[result("<Thing at 0x7f3a2b1c>")]),
    ],
    "normal_form": [
        lambda book: book.metadata.update(widgets={}),
        lambda book: book.metadata.kernelspec.update(name="aegan-book"),
        on(3, metadata={"execution": {"start": 1}}),
        on(3, id="mine"),
        on(5, outputs=[new_output("display_data", data={WIDGETS: {}})]),
    ],
    "small": [on(5, outputs=[stream("x" * 500_000)])],
    "exercises": [
        swap("★★ tweak", "★ tweak"),
        swap("★★ tweak", "★ predict"),
        swap(":label: ex-trial-4", ":label: ex-other-4"),
        swap("{solution-start} ex-trial-2", "{solution-start} ex-trial-9"),
        swap(":class: dropdown\n", ""),
        swap("{exercise-end}", "{note}"),
        swap("★★★★ derive", "derive"),
    ],
    "checked_solutions": [
        on(11, outputs=[]),
        on(11, source="print(1)"),
        on(11, outputs=[result("1 of 2 points: the sign is off")]),
    ],
    "formula_links": [
        swap("{implemented}", "{margin}"),
        swap("(eq-trial-sum)", "(sum)"),
        swap("(eq-trial-sum)", "(eq-trial-sum)\n\n$$\nx\n$$ (eq-trial-b)"),
        swap("implemented} eq-trial-sum", "implemented} eq-trial-other"),
        swap("aegan_lib.GAN", "aegan_lib.NoSuchName"),
        swap("::test_the_good", "::test_the_bad"),
        swap("tests/test_page_rules.py", "tests/test_nothing.py"),
    ],
    "citations": [
        swap("goodfellow2014", "nobody1900"),
        swap("{footbibliography}", "{note}"),
        swap("We begin.", "We begin.[^1]"),
    ],
    "plain_words": [swap("We begin.", "We simply begin.")],
}


def test_every_rule_has_a_bad_page():
    assert set(BAD) == {rule.__name__ for rule in CHAPTERS}


@pytest.mark.parametrize(
    "rule, spoil",
    [
        pytest.param(rule, spoil, id=f"{rule}-{i}")
        for rule, spoils in BAD.items()
        for i, spoil in enumerate(spoils)
    ],
)
def test_this_bad_page_is_refused(rule, spoil):
    book = good_page()
    spoil(book)
    assert list(getattr(page_rules, rule)(Page("trial", book))) != []


@pytest.mark.parametrize(
    "text",
    [
        "def f(x):\n    return [np.sqrt(y) for y in x]",
        "y = 1\nag.plot(lambda x: x + y)",
        "def f(x):\n    y = x\n    return lambda: y",
    ],
)
def test_functions_may_read_arguments_imports_and_names_of_their_own(text):
    book = good_page()
    add(code("import numpy as np\n" + text))(book)
    page = Page("trial", book)
    assert list(page_rules.self_contained_functions(page)) == []


def test_normal_form_keeps_what_readers_need():
    book = good_page()
    book.cells[5].outputs += [stream("a"), stream("b"), stream("c", "stderr")]
    again = notebooks.normal(book)
    assert [o.get("text") for o in again.cells[5].outputs] == [
        None,
        "ab",
        "c",
    ]
    assert again.cells[5].metadata.mystnb.image.alt == ALT
    assert again.cells[5].execution_count == 3
    assert notebooks.normal(again) == again


def test_pictures_are_stored_small_and_look_the_same():
    stored = io.BytesIO()
    grey = np.random.default_rng(1).integers(0, 256, (64, 64), "uint8")
    Image.fromarray(grey).convert("RGBA").save(stored, "PNG")
    png = base64.b64encode(stored.getvalue()).decode()
    book = good_page()
    book.cells[5].outputs[0].data["image/png"] = png
    again = notebooks.normal(book)
    small = again.cells[5].outputs[0].data["image/png"]
    assert len(small) < 0.9 * len(png)
    picture = Image.open(io.BytesIO(base64.b64decode(small)))
    np.testing.assert_array_equal(np.asarray(picture.convert("L")), grey)
    assert notebooks.normal(again) == again


def test_cells_of_one_text_have_different_ids():
    cells = [new_markdown_cell("Same.") for _ in range(3)]
    book = notebooks.normal(nbformat.v4.new_notebook(cells=cells))
    assert len({cell.id for cell in book.cells}) == 3


def test_check_names_a_page_that_is_not_in_the_stored_form(tmp_path, capsys):
    path = tmp_path / "trial.ipynb"
    nbformat.write(good_page(), path)
    assert notebooks.main(["--check", str(path)]) == 0
    bad = good_page()
    bad.cells[3].metadata["collapsed"] = True
    nbformat.write(bad, path)
    assert notebooks.main(["--check", str(path)]) == 1
    assert "trial.ipynb: not in the stored form" in capsys.readouterr().out


def test_the_cell_for_colab_touches_nothing_else():
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    text = notebooks.setup_source()
    assert "--no-deps" in text and "numpy" not in text
    assert "keras>=3.15,<3.16" in text
    assert config["repository"]["url"] in text
