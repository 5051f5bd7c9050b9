"""Search for the defaults of image GANs, and for those of the tutorial's.

    python studies/defaults/search.py time             # TensorFlow, 2 cores
    KERAS_BACKEND=jax python studies/defaults/search.py run --workers 15

`time` draws 96 choices for each family, and measures a training step of each
on this machine: `plan.json`; again after round 2, for round 3. `run` gives
every choice the number of steps that fit into its budget there, 60 s for ours
and 180 s for the tutorial's:

1. 72 choices of each family for a third of the budget, seed 1;
2. the best 18 for the whole budget, seed 2;
3. the best three, and neighbours of the best, seeds 3 and 4;
4. of ours, the best four with both learning rates three times too high and
   three times too low, seed 5.

All are trained on 3 500 of the digits of `train` and judged by FID on the
other 1 500; `test` is not touched. Every trial is judged with five averages
of the generator, and its best one counts. Results: `search.json`.
`chosen.json` has ours with the lowest geometric mean over rounds 3 and 4
(robust beats best), and the tutorial's best of round 3. Needs MNIST's files
in AEGAN_DATA_DIR. Ran on one H200 GPU.
"""

import argparse
import json
import os
import sys

import trial

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
FAMILIES = {"ours": 60.0, "tutorial": 180.0}  # seconds of training
TRIALS, FIRST, SECOND, THIRD, FOURTH = 96, 72, 18, 3, 4
PLAN = trial.HERE / "plan.json"
SAME_TIME = ("batch_size", "dropout", "dense", "batch_norm", "shift")
SAME_TIME += ("generator_width", "discriminator_width")  # not "leaky"


def draw_choices():
    """All choices, the same on every machine."""
    import numpy as np
    import space

    rng = np.random.default_rng(20240601)
    return [space.choose(f, rng) for f in FAMILIES for _ in range(TRIALS)]


def time_key(choice):
    """Settings that the time of a step hangs on."""
    part = choice["r1_weight"] > 0 and choice["r1_part"]
    own = [choice.get(name) for name in SAME_TIME]
    if choice["family"] == "tutorial":
        own = [choice["batch_size"], choice["dropout"]]
    return json.dumps([choice["family"], part, own])


def load_plan():
    return json.loads(PLAN.read_text()) if PLAN.exists() else []


def load_results():
    stored = trial.HERE / "search.json"
    return json.loads(stored.read_text()) if stored.exists() else []


def with_times(choices, measure=False):
    """Add the time of a step to choices, known or measured now."""
    from aegan_lib._files import write_json

    plan = load_plan()
    known = {time_key(c): c["ms"] for c in plan}
    timed = []
    for choice in choices:
        key = time_key(choice)
        if key not in known and measure:
            known[key] = trial.time_step(choice)
            plan.append(choice | {"ms": known[key]})
            write_json(plan, PLAN)
            print(len(plan), known[key], flush=True)
        timed.append(choice | {"ms": known[key]})
    return timed


def neighbours(best):
    """Choices that differ from the best in one respect each."""
    changes = [
        {"batch_size": 64 if best["batch_size"] != 64 else 32},
        {"r1_weight": 2 * best["r1_weight"] or 1.0},
        {"r1_weight": best["r1_weight"] / 2 or 0.3},
        {"decay_steps": 2 * (best["decay_steps"] or 2000)},
        {"beta_2": 0.99 if best["beta_2"] != 0.99 else 0.9},
    ]
    if best["family"] == "ours":
        changes += [{"r1_part": 0.25}, {"leaky": True}]
    else:
        changes += [{"dropout": 0.3}, {"shift": True}]
    near = [best | change for change in changes]
    return near + [at_rate(best, 0.5), at_rate(best, 2.0)]


def score(result):
    """The best of the averages; nothing finite counts as the worst."""
    fid = result["looks"][-1]["fid"]
    averages = [v for k, v in fid.items() if k not in ("last", "moving")]
    return min(averages, default=float("inf"))


def best_first(results, family, number):
    """Settings of a round, by mean score."""
    scores = {}
    for r in results:
        if (r["family"], r["round"]) == (family, number):
            key = json.dumps(r["choice"], sort_keys=True)
            scores.setdefault(key, []).append(score(r))
    mean = {k: sum(v) / len(v) for k, v in scores.items()}
    return [json.loads(k) for k in sorted(mean, key=mean.get)]


def at_rate(choice, factor):
    """A choice with both learning rates multiplied."""
    names = ("generator_rate", "discriminator_rate")
    return choice | {name: factor * choice[name] for name in names}


def robust_best(results):
    """Of ours, the lowest geometric mean of FID over rates 1/3, 1 and 3."""
    import numpy as np

    def mean_log(choice, number):
        found = [
            score(r)
            for r in results
            if r["round"] == number and r["choice"] == choice
        ]
        return np.mean(np.log(found))

    def over_rates(choice):
        wrong = [mean_log(at_rate(choice, f), 4) for f in (1 / 3, 3.0)]
        return np.mean([mean_log(choice, 3), *wrong])

    return min(best_first(results, "ours", 3)[:FOURTH], key=over_rates)


def tasks_of(choices, number, share, seeds):
    """One task for each choice and seed."""
    for seed in seeds:
        for settings in choices:
            choice = {k: v for k, v in settings.items() if k != "ms"}
            yield {
                "name": f"{choice['family']} {number}",
                "family": choice["family"],
                "round": number,
                "choice": choice,
                "settings": settings,
                "seed": seed,
                "seconds": [share * FAMILIES[choice["family"]]],
                "judge": "train",
            }


def run(workers):
    """Run all rounds; what is there already is not run again."""
    from aegan_lib._files import write_json

    folder, plan = trial.out_folder(trial.HERE), load_plan()
    results = load_results()
    for number in (1, 2, 3, 4):
        tasks = []
        for family in FAMILIES:
            if number == 1:
                first = [c for c in plan if c["family"] == family][:FIRST]
                tasks += tasks_of(first, 1, 1 / 3, (1,))
            elif number == 2:
                chosen = best_first(results, family, 1)[:SECOND]
                tasks += tasks_of(with_times(chosen), 2, 1.0, (2,))
            elif number == 3:
                chosen = best_first(results, family, 2)
                chosen = chosen[:THIRD] + neighbours(chosen[0])
                tasks += tasks_of(with_times(chosen), 3, 1.0, (3, 4))
            elif family == "ours":
                chosen = best_first(results, family, 3)[:FOURTH]
                wrong = [at_rate(c, f) for c in chosen for f in (1 / 3, 3.0)]
                tasks += tasks_of(with_times(wrong), 4, 1.0, (5,))
        there = [(r["round"], r["choice"], r["seed"]) for r in results]
        tasks = [
            t
            for t in tasks
            if (t["round"], t["choice"], t["seed"]) not in there
        ]
        tasks.sort(key=lambda t: t["settings"]["ms"])  # many steps first
        results = trial.run_tasks(
            tasks, workers, folder / "search.json", results
        )
    chosen = [robust_best(results), best_first(results, "tutorial", 3)[0]]
    write_json(with_times(chosen), folder / "chosen.json")


if __name__ == "__main__":
    sys.path[:0] = trial.PATHS
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["time", "run"])
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    if options.what == "time":
        os.environ["KERAS_BACKEND"] = "tensorflow"
        choices = draw_choices()
        for family in FAMILIES:  # once round 2 is there
            for best in best_first(load_results(), family, 2)[:1]:
                choices += neighbours(best)
        with_times(choices, measure=True)
    else:
        os.environ.setdefault("KERAS_BACKEND", "jax")
        run(options.workers)
