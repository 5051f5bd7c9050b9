"""Time to quality: FID and KID against seconds of training, six arms.

    AEGAN_DATA_DIR=folder python benchmarks/quality.py   # about 60 minutes

MNIST's `train` split trains, its `test` split judges: FID and KID in the
features of the library's classifier, 3 000 images of each side. Five seeds
of 180 s of training an arm, the seed outermost; compiling and pre-training
count, looking does not. Two runs at a time, one core each, all alike.

Arms: our `GAN`, `VAE` and `Pretrained` with bare defaults; the networks of
TensorFlow's DCGAN tutorial, as published and tuned; ours in plain PyTorch.
Question: how long does each take to what the tuned tutorial reaches at its
end? Runs lie in `curves/`, a card each, and are not made again; delete the
folder to begin anew. Writes `quality.json` and `quality.svg`.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import bursts
import common
import curves

SEEDS, SECONDS = (1, 2, 3, 4, 5), 180
JUDGING = 45  # seconds of a run that are not training, as measured
LIMITS = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def plan(folder, seconds, seeds=SEEDS, arms=curves.ARMS):
    """Runs that are not there yet, `(arm, seed, path)`, seed outermost."""
    runs = []
    for seed in seeds:
        names = list(arms)
        turned = names[seed % len(names) :] + names[: seed % len(names)]
        for arm in turned:
            path = folder / f"{arm}_{seed}.json"
            if path.exists():
                if json.loads(path.read_text())["budget"] == seconds:
                    continue
            runs.append((arm, seed, path))
    return runs


def start(run, seconds, slot, slots, root=None):
    """Start a run, on a core of its own if there are several slots."""
    arm, seed, path = run
    backend = "torch" if arm == "torch" else "tensorflow"
    variables = bursts.environment(backend)
    command = [bursts.python_of(backend, root)]
    command += [str(common.HERE / "quality_run.py"), arm, str(seed)]
    command += ["--seconds", str(seconds), "--out", str(path)]
    if slots > 1:
        variables |= {name: "1" for name in (*LIMITS, "OPENBLAS_NUM_THREADS")}
        cores = (
            sorted(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else []
        )
        if shutil.which("taskset") and cores:
            core = str(cores[slot % len(cores)])
            command = ["taskset", "-c", core, *command]
    path.parent.mkdir(parents=True, exist_ok=True)
    log = open(path.with_suffix(".log"), "w")
    return subprocess.Popen(command, env=variables, stdout=log, stderr=log)


def run_all(runs, seconds, slots, root=None):
    """Run all, `slots` at a time; return those that failed."""
    each = (seconds + JUDGING) / slots / 60
    print(f"{len(runs)} runs, about {each * len(runs):.0f} min", flush=True)
    waiting, running, failed = list(runs), {}, []
    began, done = time.perf_counter(), 0
    while waiting or running:
        for slot in range(slots):
            if slot not in running and waiting:
                run = waiting.pop(0)
                process = start(run, seconds, slot, slots, root)
                running[slot] = run, process
        for slot, (run, process) in list(running.items()):
            if process.poll() is None:
                continue
            del running[slot]
            done += 1
            if process.returncode:
                failed.append(run)
                print(f"FAILED: see {run[2].with_suffix('.log')}", flush=True)
            else:
                run[2].with_suffix(".log").unlink()
            left = (time.perf_counter() - began) / done * (len(runs) - done)
            print(
                f"{run[0]} {run[1]}: {done} of {len(runs)}, {left / 60:.0f} "
                "min to go",
                flush=True,
            )
        time.sleep(0.2)
    return failed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--processes", type=int, default=2, help="at a time")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--folder", type=pathlib.Path, default=common.HERE)
    parser.add_argument("--environments", help="folder of .venv-torch")
    options = parser.parse_args()
    folder = options.folder / "curves"
    runs = plan(folder, options.seconds, options.seeds)
    root, slots = options.environments, options.processes
    if run_all(runs, options.seconds, slots, root):
        sys.exit("Some runs failed; the others are kept. Run it again.")
    from aegan_lib._files import write_json

    cards = curves.load(folder, options.seeds)
    content = {
        "machine": cards[curves.PEER][0]["machine"],
        **curves.summarise(cards),
    }
    content["processes"] = slots
    write_json(content, options.folder / "quality.json")
    common.save_figure(curves.draw(cards), options.folder / "quality.svg")


if __name__ == "__main__":
    main()
