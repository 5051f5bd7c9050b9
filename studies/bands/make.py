"""Repeat a chapter with twenty seeds: where its bands come from.

    python studies/bands/make.py gans
    python studies/bands/make.py gans vae --cores 1

Runs the page's own code on its default data, with `seed=k` in the place of
every `seed=1`, and keeps the dictionary `measured` that it fills: numbers, and
curves `(points,)`. Assertions do not stop these runs; what they found
broken is kept too. The numbers' bands are `ag.bands.band`. A run that is
there (`_build/bands`) is not made again unless the page's code has changed.
"""

import argparse
import ast
import contextlib
import hashlib
import io
import json
import multiprocessing
import os
import pathlib
import re
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
MADE = ROOT / "_build" / "bands"
SEEDS = range(1, 21)
DATA = "glyphs"
FILLS = re.compile(r"^\s*measured(\[[^]]*\] =|\.update| =| \|=)", re.M)
SKIPPED = {"colab-setup", "exercise-stub", "raises-exception"}


def code_of(page):
    """Source of the page's cells, up to the last that measures."""
    path = ROOT / "book" / f"{page}.ipynb"
    sources = []
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        tags = set(cell["metadata"].get("tags", []))
        source = "".join(cell["source"])
        compares = "ag.bands.load" in source  # with the runs made here
        if cell["cell_type"] == "code" and not tags & SKIPPED and not compares:
            sources.append(source)
    fills = [i for i, s in enumerate(sources) if FILLS.search(s)]
    return sources[: max(fills) + 1]


class Noted(ast.NodeTransformer):
    """Turns `assert test` into `note(test, "test")`."""

    def visit_Assert(self, node):
        text = ast.Constant(ast.unparse(node.test))
        call = ast.Call(ast.Name("note", ast.Load()), [node.test, text], [])
        changed = ast.copy_location(ast.Expr(call), node)
        return ast.fix_missing_locations(changed)


def noted(source):
    """The code of a cell that notes broken assertions, compiled."""
    return compile(Noted().visit(ast.parse(source)), "page", "exec")


def plain(value):
    """A measured number or curve, for JSON."""
    value = np.asarray(value, "float64")
    return [float(f"{v:.4g}") for v in value] if value.ndim else float(value)


def measure(page, seed):
    """Run the page with one seed; return what it measured and broke."""
    from aegan_lib import bands

    bands.check = lambda *args, **kwargs: None  # against what is made here
    broken = []

    def note(holds, text):
        if not holds:
            broken.append(text)

    names = {"__name__": "page", "note": note}
    for source in code_of(page):
        source = re.sub(r"\bseed=1\b", f"seed={seed}", source)
        exec(noted(source), names)
    measured = names.get("measured", {})
    values = {name: plain(value) for name, value in measured.items()}
    return {"seed": seed, "values": values, "broken": broken}


def place_of(page, seed):
    """File of a run: another one when the page's code has changed."""
    code = hashlib.sha256("\n".join(code_of(page)).encode()).hexdigest()
    return MADE / f"{page}-{code[:12]}-{seed}.json"


def worker(core, page, todo):
    """Run what is in the queue, on one core."""
    os.sched_setaffinity(0, {core})
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["AEGAN_DATA"] = DATA
    from aegan_lib._files import write_json

    while (seed := todo.get()) is not None:
        started = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):  # the page's own words
            found = measure(page, seed)
        write_json(found, place_of(page, seed))
        took = time.perf_counter() - started
        shown = {
            k: round(v, 4)
            for k, v in found["values"].items()
            if np.ndim(v) == 0
        }
        print(f"{page} {seed}: {took:.0f} s", shown, flush=True)
        for text in sorted(set(found["broken"])):
            print("  broken:", text, flush=True)


def run_all(page, cores):
    """Make the runs that are missing, a process a core."""
    context = multiprocessing.get_context("spawn")
    todo = context.Queue()
    for seed in SEEDS:
        if not place_of(page, seed).exists():
            todo.put(seed)
    workers = []
    for core in cores:
        todo.put(None)
        process = context.Process(target=worker, args=(core, page, todo))
        process.start()
        workers.append(process)
    for process in workers:
        process.join()
        if process.exitcode:
            raise SystemExit(f"A process ended with {process.exitcode}.")


def write(page):
    """Join the runs into the chapter's file, one line a run or number."""
    from aegan_lib import bands
    from aegan_lib._files import write_text

    runs = [json.loads(place_of(page, s).read_text("utf-8")) for s in SEEDS]
    values = {n: [r["values"][n] for r in runs] for n in runs[0]["values"]}
    broken = {}
    for run in runs:
        for text in sorted(set(run["broken"])):  # a loop breaks it often
            broken.setdefault(text, []).append(run["seed"])
    record = {
        "command": f"python studies/bands/make.py {page}",
        "data": DATA,
        "seeds": list(SEEDS),
        "broken": broken,
        "values": values,
    }
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    text = re.sub(r'(, |\{)(?="|\[)', "\\1\n", text).replace(", \n", ",\n")
    write_text(text + "\n", bands.HERE / f"{page}.json")
    for name, found in values.items():
        if np.ndim(found) == 1:
            print(page, name, bands.band(found), flush=True)
    for text, seeds in broken.items():
        print(page, "BROKEN", text, seeds, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("page", nargs="+")
    parser.add_argument("--cores", type=int, nargs="+", default=[0, 1])
    options = parser.parse_args()
    for page in options.page:
        run_all(page, options.cores)
        write(page)
