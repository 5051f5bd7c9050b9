"""The page `formulas`: every formula, the function that is it, its test.

Written from the sources at build time. The pages give their labelled formulas
and the `{implemented}` notes beside them; the losses give the first displayed
formula of their docstrings, and their tests are found by name. A formula that
lacks its function or its test stops the build.
"""

import ast
import re
from typing import NamedTuple

import api
import nbformat
import notebooks

HEAD = """\
# Formulas

Which formula is which function, and which test would notice if they parted.
This page is generated from the chapters and from the library.

## In the chapters
"""
LIBRARY = """\
## In the library: losses

The formula at the head of each loss's documentation.
A hand value is computed on paper; its origin stands in the test.
"""
DISPLAYED = re.compile(r"(?ms)^\$\$ *\n?(.+?)\$\$ *\(((?:eq|derive)-\S+)\) *$")
DIRECTIVE = re.compile(
    r"(?ms)^```{math} *\n:label: ((?:eq|derive)-\S+)\n(.+?)^```"
)
NOTE = re.compile(r"(?m)^`{3,}{implemented} (\S+)\n(\S+)\n(\S+)$")


class Formula(NamedTuple):
    """One formula, where it is code and where it is tested."""

    label: str
    tex: str
    code: str
    test: str


def of_page(name, text):
    """The formulas of a page that are labelled `eq-…`, in their order.

    Raises:
        ValueError: for a formula without an `{implemented}` note.
    """
    found = {label: tex for tex, label in DISPLAYED.findall(text)}
    found |= {label: tex for label, tex in DIRECTIVE.findall(text)}
    notes = {}
    for label, code, test in NOTE.findall(text):
        notes.setdefault(label, []).append((code, test))
    order = sorted(found, key=lambda label: text.index(f"{label}"))
    for label in order:
        if label.startswith("derive-"):
            continue  # a step of a derivation, not implemented
        if label not in notes:
            raise ValueError(
                f"{name}: the formula {label} has no {{implemented}} note "
                "that names its function and its test."
            )
        for code, test in notes[label]:
            yield Formula(label, found[label].strip(), code, test)


def hand_values():
    """Name of a function -> where the test of its hand value stands."""
    found = {}
    for path in sorted((notebooks.ROOT / "tests").glob("test_*.py")):
        for node in ast.parse(path.read_text()).body:
            name = getattr(node, "name", "")
            if match := re.fullmatch(r"test_(\w+)_hand_value", name):
                found[match[1]] = f"tests/{path.name}::{name}"
    return found


def of_losses(tests=None):
    """The formulas of all public losses, in the order of the page `api`.

    Raises:
        ValueError: for a loss without a formula or without a hand value.
    """
    tests = hand_values() if tests is None else tests
    seen = set()
    for path, value in api.public().items():
        if not path.startswith("aegan_lib.losses."):
            continue
        for name, function in (api.fields(value) or {"": value}).items():
            if isinstance(function, type) or function in seen:
                continue
            seen.add(function)
            code = f"{path}.{name}".rstrip(".")
            tex = re.search(r"(?s)\$\$(.+?)\$\$", api.own(function))
            if not tex or function.__name__ not in tests:
                lacks = "test of a hand value" if tex else "formula"
                raise ValueError(f"{code} has no {lacks}.")
            test = tests[function.__name__]
            yield Formula("", tex[1].strip(), code, test)


def chapters():
    """Name -> title and text of every page that is a notebook."""
    for path in notebooks.pages():
        book = nbformat.read(path, as_version=4)
        texts = [c.source for c in book.cells if c.cell_type == "markdown"]
        title = texts[0].split("\n")[0].removeprefix("# ")
        yield path.stem, title, "\n\n".join(texts)


def page():
    """Text of the page."""
    parts = [HEAD]
    for name, title, text in chapters():
        if entries := [_entry(formula) for formula in of_page(name, text)]:
            parts += [f"### {title}\n\nFrom {{doc}}`{name}`.\n", *entries]
    parts.append(LIBRARY)
    for formula in of_losses():
        name = formula.code.removeprefix("aegan_lib.losses.")
        parts += [f"### `{name}`\n", _entry(formula)]
    return "\n".join(parts)


def _entry(formula):
    label = f" {formula.label}" if formula.label else ""
    note = f"```{{implemented-line}}{label}\n{formula.code}\n{formula.test}\n"
    return f"$$\n{formula.tex}\n$$\n\n{note}```\n"
