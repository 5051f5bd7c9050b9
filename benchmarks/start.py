"""Import and start: what a user waits for before the first step is done.

    python benchmarks/start.py            # about 4 minutes on two cores

In fresh processes, in turn: seconds of `import keras`; of `import aegan_lib`
after it, which is what the library adds; and, with the default GAN on images,
from calling `fit` to the end of the first step, and of the ten steps after.
Medians with 95 % intervals over processes. Writes `start.json`, `start.svg`.
"""

import argparse
import json
import subprocess
import sys

import bursts
import common

PROCESSES = 15  # of each kind
TARGETS = {"aegan_lib": 0.3, "first_step": 10.0}  # seconds
BARE = """
import json, time
start = time.perf_counter()
import keras
print("@" + json.dumps({"keras": time.perf_counter() - start}))
"""
IMPORT = """
import json, time
start = time.perf_counter()
import keras
middle = time.perf_counter()
import aegan_lib
end = time.perf_counter()
print("@" + json.dumps({"keras": middle - start, "aegan_lib": end - middle}))
"""
FIT = """
import json, time
import aegan_lib as ag
import keras
import numpy as np
x = np.random.default_rng(1).uniform(-1, 1, (704, 28, 28, 1))
game = ag.GAN(x.shape[1:], seed=1)
started = time.perf_counter()
game.compile()
marks = [time.perf_counter()]
watch = keras.callbacks.LambdaCallback(
    on_train_batch_end=lambda batch, logs: marks.append(time.perf_counter())
)
game.fit(x.astype("float32"), verbose=0, callbacks=[watch])
found = {
    "compile": marks[0] - started,
    "first_step": marks[1] - marks[0],
    "later_step": (marks[-1] - marks[1]) / (len(marks) - 2),
}
print("@" + json.dumps(found))
"""
PROGRAMS = {"bare": BARE, "import": IMPORT, "fit": FIT}


def run(program):
    """Run a program in a fresh process; return what it measured."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=bursts.environment("tensorflow") | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"A process failed:\n{done.stderr}")
    lines = [n for n in done.stdout.splitlines() if n.startswith("@")]
    return json.loads(lines[-1][1:])


def measure(processes=PROCESSES, programs=PROGRAMS):
    """Seconds of everything, by program and part: one a process."""
    times = {}
    for program in programs.values():
        run(program)  # files come into the memory of the system
    for i in range(processes):
        for name, program in programs.items():
            for part, seconds in run(program).items():
                times.setdefault(f"{name}: {part}", []).append(seconds)
        print(f"  {i + 1} of {processes}", flush=True)
    return times


def summarise(times):
    """Medians with intervals; shares are of one process, or one round."""
    found = {name: common.median(v) for name, v in times.items()}
    keras = times["import: keras"]
    shares = {
        "aegan_lib beside keras": common.ratio(
            times["import: aegan_lib"], keras
        ),
        "first step beside keras": common.ratio(
            times["fit: first_step"], keras
        ),
    }
    return {"seconds": found, "ratios": shares, "targets": TARGETS}


def draw(found):
    """Seconds of each part, its interval, and the targets."""
    from aegan_lib import figures

    rows = {
        "import keras": ("import: keras", None),
        "import aegan_lib, after it": (
            "import: aegan_lib",
            TARGETS["aegan_lib"],
        ),
        "compile": ("fit: compile", None),
        "fit, to the first step's end": (
            "fit: first_step",
            TARGETS["first_step"],
        ),
    }
    figure, (panel,) = figures.axes(height=1.7)
    for i, (name, target) in enumerate(rows.values()):
        line = found["seconds"][name]
        reach = [
            [line["median"] - line["low"]],
            [line["high"] - line["median"]],
        ]
        colour = "#7F7F7F" if name.endswith("keras") else figures.FAKE
        panel.barh(i, line["median"], 0.6, color=colour, xerr=reach)
        if target:
            panel.plot([target] * 2, [i - 0.4, i + 0.4], "--", color="black")
    panel.set_yticks(range(len(rows)), rows)
    panel.invert_yaxis()
    panel.set(xlabel="Seconds; dashed: target")
    return figure


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--processes", type=int, default=PROCESSES)
    options = parser.parse_args()
    found = summarise(measure(options.processes))
    content = {"machine": common.machine(), **found}
    from aegan_lib._files import write_json

    write_json(content, common.HERE / "start.json")
    common.save_figure(draw(found), "start.svg")


if __name__ == "__main__":
    main()
