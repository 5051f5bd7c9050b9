"""The ladder: from the configuration that tutorials copy to our defaults.

    python studies/ladder/ladder.py time               # TensorFlow, 2 cores
    KERAS_BACKEND=jax python studies/ladder/ladder.py run --workers 15

One changed setting a rung; each rung keeps those before it. Five seeds, 60 s
of training on two cores (as many steps as `time` found to fit), all of
`train`, judged on `test` by FID after 5 to 60 s: with moving averages of the
statistics, with those of the judged batches, and with averaged weights.
Results: `plan.json`, `ladder.json`.
"""

import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent / "defaults"))
import trial  # noqa: E402

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


def rungs():
    """Name -> settings."""
    best = json.loads((trial.HERE / "chosen.json").read_text())[0]
    sizes = ("generator_width", "discriminator_width", "dense")
    rate = ("generator_rate", "discriminator_rate")
    last = (*rate, "decay_steps", "beta_2", "loss", "shift", "r1_part")
    changes = {
        "as published": {},
        "rate 1e-3": dict.fromkeys(rate, 1e-3),
        "no momentum": {"beta_1": 0.0},
        "smaller batches": {"batch_size": best["batch_size"]},
        "small networks": {"family": "ours"} | {k: best[k] for k in sizes},
        "gradient penalty": {"r1_weight": best["r1_weight"]},
        "no batch normalisation": {"batch_norm": best["batch_norm"]},
        "falling rate": {k: best[k] for k in last},
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


def run(workers):
    plan = json.loads((HERE / "plan.json").read_text())
    tasks = [
        {
            "name": name,
            "settings": settings,
            "seed": seed,
            "seconds": list(SECONDS),
            "judge": "test",
        }
        for name, settings in plan.items()
        for seed in SEEDS
    ]
    trial.run_tasks(tasks, workers, trial.out_folder(HERE) / "ladder.json")


if __name__ == "__main__":
    sys.path[:0] = trial.PATHS
    if sys.argv[1] == "time":
        os.environ["KERAS_BACKEND"] = "tensorflow"
        write_plan()
    else:
        os.environ.setdefault("KERAS_BACKEND", "jax")
        run(int(sys.argv[sys.argv.index("--workers") + 1]))
