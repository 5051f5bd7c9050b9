"""Repeat a page with five seeds: where the bands that it asserts come from.

    python book/bands/make.py combined
    python book/bands/make.py autoencoders glyphs mnist

Runs the page's own code, with `seed=k` in the place of every `seed=1`, and
keeps the dictionary `measured` that the page fills; on the default data set,
or on each of those named, and then one band holds for all. A band is the mean
± 4.6 standard deviations of the values, on a logit scale for shares (all
values between 0 and 1) and a log scale otherwise. With five seeds that is
provisional. The page states its bands in a dictionary `bands`, in full.
"""

import ast
import json
import os
import pathlib
import re
import sys

import numpy as np

HERE = pathlib.Path(__file__).parent
SEEDS = (1, 2, 3, 4, 5)
WIDTH = 4.6  # standard deviations


def code_of(page):
    """Source of each cell of a page that trains or measures."""
    notebook = json.loads((HERE.parent / f"{page}.ipynb").read_text("utf-8"))
    skipped = {"colab-setup", "exercise-stub", "raises-exception"}
    for cell in notebook["cells"]:
        tags = set(cell["metadata"].get("tags", []))
        if cell["cell_type"] == "code" and not tags & skipped:
            yield "".join(cell["source"])


class Unchecked(ast.NodeTransformer):
    """Takes assertions out of code: other seeds may break them."""

    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)


def without_checks(source):
    """The code of a cell without its assertions, compiled."""
    return compile(Unchecked().visit(ast.parse(source)), "page", "exec")


def measure(page, seed):
    """Run the page with one seed; return what it measured."""
    names = {"__name__": "page"}
    sources = list(code_of(page))
    last = max(i for i, s in enumerate(sources) if "measured" in s)
    for source in sources[: last + 1]:
        source = re.sub(r"\bseed=1\b", f"seed={seed}", source)
        exec(without_checks(source), names)
    return {name: float(value) for name, value in names["measured"].items()}


def band(values):
    """Lowest and highest value that a page accepts, to three digits."""
    values = np.asarray(values, "float64")
    share = values.max() < 1
    scaled = np.log(values / (1 - values)) if share else np.log(values)
    middle, spread = scaled.mean(), WIDTH * scaled.std(ddof=1)
    ends = np.exp([middle - spread, middle + spread])
    ends = ends / (1 + ends) if share else ends
    return [float(f"{end:.3g}") for end in ends]


def main(page, *data_names):
    """Measure `page` with every seed, on every set; write its JSON file."""
    runs = []
    for data_name in data_names or ("glyphs",):
        os.environ["AEGAN_DATA"] = data_name
        for seed in SEEDS:
            runs.append(measure(page, seed))
            shown = {name: round(v, 4) for name, v in runs[-1].items()}
            print(data_name, seed, shown, flush=True)
    values = {name: [run[name] for run in runs] for name in runs[0]}
    record = {
        "command": " ".join(["python book/bands/make.py", page, *data_names]),
        "provisional": f"{len(SEEDS)} seeds",
        "seeds": list(SEEDS) * max(len(data_names), 1),
        "values": values,
        "bands": {name: band(v) for name, v in values.items()},
    }
    text = json.dumps(record, indent=1) + "\n"
    (HERE / f"{page}.json").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
