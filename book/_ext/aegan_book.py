"""What this book adds to Sphinx: generated pages, formula links, MathJax."""

import ast
import importlib
import importlib.util
import os
import pathlib

import api
import formulas
from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.fileutil import copy_asset

from aegan_lib.explorer.static import VARIABLE

ROOT = pathlib.Path(__file__).resolve().parents[2]
MATHJAX = (  # what pages with formulas may ask for, of 24 MB
    "tex-chtml.js",
    "output/chtml/fonts",
    "input/tex/extensions",
    "a11y",
    "sre/mathmaps/base.json",
    "sre/mathmaps/en.json",
)


class Implemented(SphinxDirective):
    """Margin note: the function that is a formula, and its test.

    ```{implemented} eq-vae-kl
    aegan_lib.losses.gaussian_kl
    tests/test_divergence.py::test_gaussian_kl_hand_value
    ```
    """

    required_arguments = 1  # label of the equation
    has_content = True

    def run(self):
        code, test = (line.strip() for line in self.content)
        try:
            return [self.note(public_path(code), test)]
        except (AttributeError, OSError, ValueError) as reason:
            raise self.error(f"implemented {code}: {reason}") from reason

    def note(self, code, test):
        note = nodes.sidebar(classes=["margin", "implemented"])
        note += self.line(code, test)
        return note

    def line(self, code, test):
        line = nodes.paragraph()
        if self.arguments:
            line += nodes.Text("Formula ")
            line += self.reference("eq", "math", self.arguments[0])
            line += nodes.Text(" in code: ")
        else:
            line += nodes.Text("In code: ")
        line += self.reference("obj", "py", code)
        line += nodes.Text(", tested by ")
        line += self.test(test)
        return line

    def reference(self, kind, domain, target):
        """A link inside the book; Sphinx complains when it leads nowhere."""
        name = target.rpartition(".")[2]
        link = addnodes.pending_xref(
            refdomain=domain,
            reftype=kind,
            reftarget=target,
            refdoc=self.env.docname,
            refexplicit=False,
            refwarn=True,
        )
        link += nodes.literal(text=name)
        self.set_source_info(link)
        return link

    def test(self, where):
        """A link to the line of the test in the repository."""
        path, _, name = where.partition("::")
        theme = self.config.html_theme_options
        address = f"{theme['repository_url']}/blob/{theme['repository_branch']}"
        line = test_line(ROOT / path, name)
        link = nodes.reference(refuri=f"{address}/{path}#L{line}")
        link += nodes.literal(text=name)
        return link


class ImplementedLine(Implemented):
    """The same in the text, for the page `formulas`; the label is optional."""

    required_arguments, optional_arguments = 0, 1

    def note(self, code, test):
        return self.line(code, test)


def public_path(dotted):
    """Where the api page lists what `dotted` names, by any of its paths."""
    head, *rest = dotted.split(".")
    value = importlib.import_module(head)
    for name in rest:
        value = getattr(value, name)
    listed = api.public(head)
    for path, other in listed.items():
        if other is value:
            return path
    owner = dotted.rpartition(".")[0]
    return f"{public_path(owner)}.{rest[-1]}" if owner != head else dotted


def test_line(path, name):
    """Line of the function `name` in the file of tests at `path`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node.lineno
    raise ValueError(f"{path.name} has no test called {name}.")


def write_pages(app):
    """Write book/api.md and book/formulas.md when their text has changed."""
    for name, text in {"api": api.page(), "formulas": formulas.page()}.items():
        target = pathlib.Path(app.srcdir, "book", f"{name}.md")
        if not target.exists() or target.read_text() != text:
            target.write_text(text)


def copy_mathjax(app, failure):
    """Copy MathJax out of its package, whose name is no identifier."""
    if failure or app.builder.format != "html":
        return
    package = importlib.util.find_spec("sphinx-mathjax-offline")
    source = pathlib.Path(package.origin).parent / "static" / "mathjax"
    for name in MATHJAX:
        target = pathlib.Path(app.outdir, "_static", "mathjax", name)
        folder = target if (source / name).is_dir() else target.parent
        copy_asset(source / name, folder)


def setup(app):
    """Called by Sphinx."""
    os.environ[VARIABLE] = "1"  # the kernels that run the pages inherit it
    write_pages(app)
    app.add_directive("implemented", Implemented)
    app.add_directive("implemented-line", ImplementedLine)
    app.connect("build-finished", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
