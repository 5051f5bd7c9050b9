"""How far the chosen defaults can be trusted: ten seeds, and wrong rates.

    KERAS_BACKEND=jax python studies/defaults/robust.py run --workers 15

The chosen settings (`chosen.json`) for 60 s of training on two cores, all of
`train`, judged on `test` by FID: ten seeds, and five with both learning rates
three times too high and three times too low. Results: `robust.json`.
"""

import json
import os
import sys

import trial

RATES = {"chosen": 1.0, "three times too high": 3.0, "too low": 1 / 3}


def all_tasks():
    best = json.loads((trial.HERE / "chosen.json").read_text())[0]
    for name, factor in RATES.items():
        settings = dict(best)
        for rate in ("generator_rate", "discriminator_rate"):
            settings[rate] = factor * best[rate]
        for seed in range(11, 21 if factor == 1.0 else 16):
            yield {
                "name": name,
                "settings": settings,
                "seed": seed,
                "seconds": [15, 30, 60],
                "judge": "test",
            }


if __name__ == "__main__":
    sys.path[:0] = trial.PATHS
    os.environ.setdefault("KERAS_BACKEND", "jax")
    workers = int(sys.argv[sys.argv.index("--workers") + 1])
    path = trial.out_folder(trial.HERE) / "robust.json"
    trial.run_tasks(list(all_tasks()), workers, path)
