"""Runs the study: two processes of one thread each, a file a run, resumable.

    AEGAN_DATA_DIR=folder python studies/autoencoder_helps/run.py what

`what`: `tune`, then `pilot`, then `main` (or parts of it: `core single
light controls vae penalty long`); `left` says what is left and how long it
takes. What is there is not run again. Needs MNIST's files. `make studies` runs
all of it, then `analyse.py`: seven to eighteen hours on two cores.
"""

import argparse
import gc
import json
import multiprocessing
import os
import pathlib
import sys
import time

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE))
import cells  # noqa: E402

SECONDS = 75  # of one core, for 1e12 multiply-adds
RUNS = 25  # of one process, before a new one frees its memory


def settings_of(cell):
    if "setting" in cell:
        found = cells.settings()[cell["setting"]]
    else:
        name = cell.get("like", cell["arm"])
        found = json.loads(cells.TUNED.read_text())[cell["set"]][name]
    return found | {"rate": cell["rate"] * found["rate"]}


class Run:
    """One cell: trains in pieces, looks between them.

    Args:
        cell: see `cells`.
    """

    def __init__(self, cell):
        import arms
        import judge

        self.cell, self.arms, self.judge = cell, arms, judge
        self.half = cell.get("half", False)
        self.x = judge.records(cell["set"], self.half)[0]
        self.spent, self.steps = 0.0, {}

    def fit(self, model, work):
        """Train until `work` is spent, in epochs that can stop early."""
        cost = self.arms.step_work(model)
        steps = int((work - self.spent) / cost)
        self.spent += steps * cost
        owner = type(model).__name__
        self.steps[owner] = self.steps.get(owner, 0) + steps
        while steps > 0:
            now = min(steps, 250)
            model.fit(
                self.x,
                batch_size=self.arms.BATCH,
                steps_per_epoch=now,
                verbose=0,
            )
            steps -= now

    def start(self):
        """Return the model, and what draws its samples."""
        import aegan_lib as ag

        arm, seed = self.cell["arm"], self.cell["seed"]
        shape, size = self.x.shape[1:], self.arms.LATENTS
        kind = ag.VAE if arm == "vae" else ag.Autoencoder
        first = kind(shape, latent_dim=size, seed=seed)
        first.compile()
        if arm in ("vae", "autoencoder"):
            return first
        settings = settings_of(self.cell)
        if self.arms.ARMS[arm][0]:
            first_unit = cells.PLAN["work"]["unit"]  # as in the tuning
            self.fit(first, settings["pretraining"] * first_unit)
            self.arms.whiten(first, self.x)
        weight = self.cell.get("r1_weight")
        return self.arms.make_game(arm, settings, first, seed, weight)

    def draw(self, model, n):
        import aegan_lib as ag

        if isinstance(model, ag.Autoencoder):
            prior = ag.latent.fit_prior(model, self.x)
            return model.decode(prior.sample(n, self.cell["seed"]))
        return model.generate(n, self.cell["seed"])

    def look(self, model, part):
        name = self.cell["set"]
        n = len(self.judge.records(name, self.half)[1].x)
        fake = self.draw(model, n)
        if part in (cells.SHORT, self.cell["work"]):
            wholly = part >= 1.0
            return self.judge.judge(name, fake, self.half, wholly)
        return self.judge.glance(name, fake, self.half)

    def looks(self):
        model, made = self.start(), []
        unit = cells.unit(self.cell)
        looks = cells.PLAN["work"]["looks"]
        parts = [p for p in looks if p < self.cell["work"]]
        for part in [*parts, self.cell["work"]]:
            if part * unit <= self.spent:
                continue  # still in pre-training
            try:
                self.fit(model, part * unit)
                found = self.look(model, part)
            except FloatingPointError as error:
                made.append({"work": part, "finite": False, "why": str(error)})
                break
            made.append({"work": part, **found})
            if not found["finite"]:
                break
        return made


def run(cell):
    """Run a cell and write its result."""
    import keras

    import aegan_lib as ag
    from aegan_lib._files import write_json

    started = time.perf_counter()
    one = Run(cell)
    looks = one.looks()
    result = cell | {
        "protocol": cells.sha256(cells.PROTOCOL),
        "tuned": None if "setting" in cell else cells.sha256(cells.TUNED),
        "steps": one.steps,
        "looks": looks,
        "seconds": round(time.perf_counter() - started, 1),
        "backend": keras.backend.backend(),
        "versions": {"keras": keras.__version__, "aegan_lib": ag.__version__},
    }
    cells.path(cell).parent.mkdir(parents=True, exist_ok=True)
    write_json(result, cells.path(cell))
    keras.backend.clear_session()
    gc.collect()


def worker(core, todo, lock, taken):
    """Run cells from `todo` that nobody has taken, up to `RUNS` of them."""
    if hasattr(os, "sched_setaffinity"):  # Linux
        os.sched_setaffinity(0, {core})
    for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"):
        os.environ[name] = "1"
    os.environ["TF_NUM_INTEROP_THREADS"] = "1"
    for _ in range(RUNS):
        with lock:
            place = taken.value
            taken.value += 1
        if place >= len(todo):
            return
        started = time.perf_counter()
        run(todo[place])
        took = time.perf_counter() - started
        done, last = place + 1, cells.path(todo[place])
        name = f"{last.parent.parent.name}/{last.parent.name}/{last.stem}"
        print(f"{done}/{len(todo)} {name} {took:.0f} s", flush=True)


def missing(some):
    return [c for c in some if not cells.path(c).exists()]


def run_all(some, cores=(0, 1)):
    """Run what is missing of some cells, a process a core."""
    todo = missing(some)
    print(f"{len(todo)} of {len(some)} runs, {hours(todo):.1f} h", flush=True)
    context = multiprocessing.get_context("spawn")
    lock, taken = context.Lock(), context.Value("i", 0)

    def start(core):
        made = context.Process(target=worker, args=(core, todo, lock, taken))
        made.start()
        return made

    workers = {core: start(core) for core in cores}
    while workers:
        time.sleep(0.5)
        for core, process in list(workers.items()):
            if process.is_alive():
                continue
            if process.exitcode:
                raise SystemExit(f"A process ended with {process.exitcode}.")
            workers.pop(core)
            if taken.value < len(todo):
                workers[core] = start(core)


def hours(some, cores=2):
    work = sum(c["work"] * cells.unit(c) for c in some)
    return SECONDS * work / 1e12 / cores / 3600


def tell_left():
    """Print what is left of the main parts, and how long it takes."""
    parts = {part: missing(cells.main([part])) for part in cells.PARTS}
    for part, some in (parts | {"all": sum(parts.values(), [])}).items():
        print(f"{part}: {len(some)} runs left, {hours(some):.1f} h")


def tune(cores):
    from aegan_lib._files import write_json

    run_all(cells.first_round(), cores)
    run_all(cells.second_round(), cores)
    write_json(cells.choose(), cells.TUNED)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    ways = ["tune", "pilot", "main", "left", *cells.PARTS]
    parser.add_argument("what", nargs="+", choices=ways)
    parser.add_argument("--cores", type=int, nargs="+", default=[0, 1])
    options = parser.parse_args()
    if "left" in options.what or "main" in options.what:
        tell_left()
    if "tune" in options.what:
        tune(options.cores)
    if "pilot" in options.what:
        run_all(cells.pilot(), options.cores)
    parts = [p for p in cells.PARTS if p in options.what]
    if parts or "main" in options.what:
        run_all(cells.main(parts or cells.PARTS), options.cores)
