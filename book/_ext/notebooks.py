"""Run the chapters and store them in one normal form.

    python book/_ext/notebooks.py                   every page of _toc.yml
    python book/_ext/notebooks.py book/gans.ipynb   one page
    python book/_ext/notebooks.py --no-run PAGE     only the stored form
    python book/_ext/notebooks.py --check           change nothing; complain

The second cell of every page is written from here: it installs the library
in Colab, and nowhere else.
"""

import argparse
import base64
import copy
import hashlib
import io
import os
import pathlib
import subprocess
import sys
import time
import tomllib

import nbformat
import yaml
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
KERNEL = "aegan-book"
SECONDS_PER_CELL = 240
SECONDS_PER_PAGE = 60
SETUP_METADATA = {
    "tags": ["colab-setup", "hide-cell"],
    "cellView": "form",
    "mystnb": {
        "code_prompt_show": "Only for Colab",
        "code_prompt_hide": "Only for Colab",
    },
}
SETUP = """\
# @title In Colab: install the library (does nothing elsewhere)
import sys

if "google.colab" in sys.modules:
    %pip install -q --no-deps "{keras}" "aegan_lib @ git+{address}"
"""
METADATA = {
    "kernelspec": {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python", "pygments_lexer": "ipython3"},
}
PNG = "image/png"
WIDGETS = "application/vnd.jupyter.widget-view+json"


def toc():
    """Names of all pages in their order, as in "book/gans"."""
    tree = yaml.safe_load((ROOT / "_toc.yml").read_text())
    chapters = [c["file"] for p in tree["parts"] for c in p["chapters"]]
    return [tree["root"], *chapters]


def pages():
    """Paths of all pages that are notebooks."""
    paths = [ROOT / f"{name}.ipynb" for name in toc()]
    return [path for path in paths if path.exists()]


def setup_source():
    """Text of the set-up cell: one for all pages."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [d for d in project["dependencies"] if d.startswith("keras")]
    (keras,) = [requirement.replace(" ", "") for requirement in wanted]
    address = config["repository"]["url"]
    return SETUP.format(keras=keras, address=address).rstrip("\n")


def normal(notebook):
    """Return a copy in the form that is stored.

    Keeps sources, tags, figure metadata, outputs and counts. Drops widget
    state, timestamps and whatever depends on the machine or the editor.
    """
    book = copy.deepcopy(notebook)
    book.nbformat, book.nbformat_minor = 4, 5
    book.metadata = nbformat.from_dict(METADATA)
    seen = set()
    for cell in book.cells:
        keep = ("tags", "mystnb", "cellView")
        cell.metadata = {
            k: cell.metadata[k] for k in keep if k in cell.metadata
        }
        cell.source = cell.source.rstrip()
        cell.id = _identity(cell, seen)
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.outputs = _normal_outputs(cell.outputs)
    return nbformat.from_dict(book)


def _identity(cell, seen):
    """An id that depends on what the cell says, not on when it was made."""
    text = f"{cell.cell_type}\n{cell.source}"
    number = 0
    while True:
        digest = hashlib.sha256(f"{number}{text}".encode()).hexdigest()[:8]
        if digest not in seen:
            seen.add(digest)
            return digest
        number += 1


def _normal_outputs(outputs):
    """Join streams of one name; drop widget views and output metadata."""
    kept = []
    for output in outputs:
        if output.output_type == "stream" and kept:
            last = kept[-1]
            if last.output_type == "stream" and last.name == output.name:
                last.text += output.text
                continue
        if "data" in output:
            output.data.pop(WIDGETS, None)
            output.metadata = {}
            if PNG in output.data:
                output.data[PNG] = _small(output.data[PNG])
        if output.get("data", True):
            kept.append(output)
    return kept


def _small(png):
    """The picture with a palette of 256 colours: half as large."""
    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    if picture.mode == "P":
        return png
    stored = io.BytesIO()
    palette = picture.convert("RGB").quantize(256)
    palette.save(stored, "PNG", optimize=True)
    return base64.b64encode(stored.getvalue()).decode()


def with_setup(notebook):
    """Return a copy whose second cell is the set-up cell, exactly once."""
    book = copy.deepcopy(notebook)
    found = [
        c for c in book.cells if "colab-setup" in c.metadata.get("tags", [])
    ]
    cell = found[0] if found else nbformat.v4.new_code_cell()
    cell.metadata = nbformat.from_dict(SETUP_METADATA)
    cell.source = setup_source()
    rest = [c for c in book.cells if c not in found]
    book.cells = [rest[0], cell, *rest[1:]]
    return book


def run(notebook):
    """Run a notebook in place with the book's kernel; return the seconds."""
    import nbclient

    started = time.perf_counter()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    where = {"metadata": {"path": str(ROOT / "book")}}
    nbclient.NotebookClient(
        notebook,
        kernel_name=KERNEL,
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        resources=where,
    ).execute()
    return time.perf_counter() - started


def main(arguments):
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pages", nargs="*", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--no-run", action="store_true")
    options = parser.parse_args(arguments)
    os.environ.pop("AEGAN_DATA", None)  # stored pages are on the default set
    bad = 0
    for path in options.pages or pages():
        if not options.check:
            ruff = [sys.executable, "-m", "ruff", "format", "--quiet", path]
            subprocess.run(ruff, check=True)
        before = nbformat.read(path, as_version=4)
        after = with_setup(before)
        if options.check:
            if normal(after) != before:
                bad += 1
                print(f"{path.name}: not in the stored form; make notebooks")
            continue
        seconds = 0.0 if options.no_run else run(after)
        nbformat.write(normal(after), path)
        size = path.stat().st_size / 1000
        slow = seconds > SECONDS_PER_PAGE
        note = f"  more than {SECONDS_PER_PAGE} s" if slow else ""
        print(f"{path.name}: {seconds:.0f} s, {size:.0f} kB{note}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
