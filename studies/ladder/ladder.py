"""The ladder: from the configuration that tutorials copy to our defaults.

    python studies/ladder/ladder.py time               # TensorFlow, 2 cores
    python studies/ladder/ladder.py run --workers 2
    python studies/ladder/ladder.py table              # what the page states

One changed setting a rung; each rung keeps those before it. Five seeds, 60 s
of training on two cores (as many steps as `time` found to fit), all of
`train`, judged on `test` by FID after 5 to 60 s: with moving averages of the
statistics, with those of the judged batches, and with averaged weights.
Results: `plan.json`, `ladder.json`.
"""

import argparse
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent / "defaults"))
import trial  # noqa: E402

BATCH = 64  # the default of `fit`, which the search cannot tell from 32
SEEDS, SECONDS = (1, 2, 3, 4, 5), (5, 10, 15, 20, 30, 45, 60)
PUBLISHED = {
    "family": "tutorial",
    "batch_size": 256,
    "generator_rate": 1e-4,
    "discriminator_rate": 1e-4,
    "beta_1": 0.9,
    "beta_2": 0.999,
    "decay_steps": None,
    "loss": "non_saturating",
    "r1_weight": 0.0,
    "r1_part": 1.0,
    "shift": False,
    "dropout": 0.3,
    "batch_norm": True,
}


# What the page shows: a rung, and how its weights are judged. Two of these
# steps train nothing; they judge the weights of a rung in another way.
STEPS = {
    "as published": ("as published", "moving"),
    "rate 1e-3": ("rate 1e-3", "moving"),
    "no momentum": ("no momentum", "moving"),
    "recalibrated statistics": ("no momentum", "last"),
    "smaller batches": ("smaller batches", "last"),
    "averaged weights": ("smaller batches", "0.995"),
    "small networks": ("small networks", "0.995"),
    "gradient penalty": ("gradient penalty", "0.995"),
    "no batch normalisation": ("no batch normalisation", "0.995"),
    "rates of the search": ("rates of the search", "0.995"),
}


def ladder(results, look=-1):
    """Step of the page -> FID of each seed, two digits, after a look."""
    made = {}
    for name, (rung, key) in STEPS.items():
        own = sorted(
            (r for r in results if r["name"] == rung), key=lambda r: r["seed"]
        )
        found = [r["looks"][look]["fid"][key] for r in own]
        made[name] = [float(f"{value:.2g}") for value in found]
    return made


def curves(results):
    """Step of the page -> geometric mean of FID over seeds, after each look."""
    import numpy as np

    looks = [ladder(results, look) for look in range(len(SECONDS))]
    return {
        name: [
            float(f"{np.exp(np.mean(np.log(look[name]))):.2g}")
            for look in looks
        ]
        for name in STEPS
    }


def load():
    return json.loads((HERE / "ladder.json").read_text())


def rungs():
    """Name -> settings."""
    best = json.loads((trial.HERE / "chosen.json").read_text())[0]
    sizes = ("generator_width", "discriminator_width", "dense", "leaky")
    rate = ("generator_rate", "discriminator_rate")
    last = (*rate, "decay_steps", "beta_2", "loss", "shift", "r1_part")
    changes = {
        "as published": {},
        "rate 1e-3": dict.fromkeys(rate, 1e-3),
        "no momentum": {"beta_1": 0.0},
        "smaller batches": {"batch_size": BATCH},
        "small networks": {"family": "ours"} | {k: best[k] for k in sizes},
        "gradient penalty": {"r1_weight": best["r1_weight"]},
        "no batch normalisation": {"batch_norm": best["batch_norm"]},
        "rates of the search": {k: best[k] for k in last},
    }
    settings, made = dict(PUBLISHED), {}
    for name, change in changes.items():
        settings = settings | change
        made[name] = settings
    return made


def write_plan():
    from aegan_lib._files import write_json

    plan = {}
    for name, settings in rungs().items():
        plan[name] = settings | {"ms": trial.time_step(settings)}
        print(name, plan[name]["ms"], flush=True)
    write_json(plan, HERE / "plan.json")


def run(workers, seeds):
    plan = json.loads((HERE / "plan.json").read_text())
    stored = HERE / "ladder.json"
    known = json.loads(stored.read_text()) if stored.exists() else []
    there = {(k["name"], k["seed"]) for k in known}
    tasks = [
        {
            "name": name,
            "settings": settings,
            "seed": seed,
            "seconds": list(SECONDS),
            "judge": "test",
        }
        for seed in seeds
        for name, settings in plan.items()
        if (name, seed) not in there
    ]
    path = trial.out_folder(HERE) / "ladder.json"
    trial.run_tasks(tasks, workers, path, known)


if __name__ == "__main__":
    sys.path[:0] = trial.PATHS
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["time", "run", "table"])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    options = parser.parse_args()
    if options.what == "table":
        print("ladder =", json.dumps(ladder(load()), indent=4))
        print("ladder_curves =", json.dumps(curves(load())))
    elif options.what == "time":
        write_plan()
    else:
        run(options.workers, options.seeds)
