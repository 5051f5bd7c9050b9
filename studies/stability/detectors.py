"""Each detector of the page `stability` on 20 seeds, failing and mended.

    python studies/stability/detectors.py                  all of them
    python studies/stability/detectors.py collapse swing   some of them

Takes the functions that make the failures, their arguments and thresholds
from the page itself: functions of a page read nothing but their arguments.
Writes detectors.json beside this file, a failure as soon as it is there.
About 12 minutes on one core.
"""

import ast
import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["AEGAN_QUIET"] = "1"

HERE = pathlib.Path(__file__).parent
PAGE = HERE.parents[1] / "book" / "stability.ipynb"
TARGET = HERE / "detectors.json"
SEEDS = tuple(range(5, 25))  # thresholds were set on seeds 1 to 4
RING = {"ring": ((0.0,), (0.1,), 7)}  # weights of R1; fewer than 7 modes
DIGITS = 4  # significant ones


def page_names():
    """What the page imports and defines, and its dictionary `gallery`."""
    notebook = json.loads(PAGE.read_text("utf-8"))
    kept = []
    for cell in notebook["cells"]:
        tags = set(cell["metadata"].get("tags", []))
        if cell["cell_type"] == "code" and "colab-setup" not in tags:
            for node in ast.parse("".join(cell["source"])).body:
                definition = isinstance(
                    node, ast.Import | ast.ImportFrom | ast.FunctionDef
                )
                wanted = isinstance(node, ast.Assign) and (
                    ast.unparse(node.targets[0]) == "gallery"
                )
                kept += [node] if definition or wanted else []
    names = {"__name__": "page"}
    exec(compile(ast.Module(kept, []), "page", "exec"), names)
    return names


def main(*chosen):
    """Measure the failures `chosen`, or all, and add them to the JSON."""
    names = page_names()
    cases = {f.__name__: case for f, case in names["gallery"].items()} | RING
    stored = json.loads(TARGET.read_text("utf-8")) if TARGET.exists() else {}
    values = stored.get("values", {})
    for name in chosen or cases:
        failure, (bad, good, threshold) = names[name], cases[name]
        found = {"threshold": threshold}
        for state, arguments in (("failed", bad), ("mended", good)):
            runs = [float(failure(seed, *arguments)[0]) for seed in SEEDS]
            found[state] = [float(f"{run:.{DIGITS}g}") for run in runs]
            print(name, state, found[state], flush=True)
        values[name] = found
        record = {
            "command": "python studies/stability/detectors.py",
            "seeds": list(SEEDS),
            "values": {key: values[key] for key in cases if key in values},
        }
        TARGET.write_text(json.dumps(record) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
