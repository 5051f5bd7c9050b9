"""`make bench-check`: are our ratios still those of the stored results?

    python benchmarks/check.py            # about 3 minutes on two cores

Short versions of `steps.py` and `start.py`. Only ratios within one run are
compared with the stored ones, never times: those are the machine's. A ratio
may be worse by the factor TOLERANCE before the check fails; one that is
better by as much is named, since what is stored is out of date then.
"""

import argparse
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import bursts
import common
import start
import steps

TOLERANCE = {"steps": 1.25, "start": 1.5}
ROUNDS = 9  # bursts of each arm, and fresh processes


def short_steps(stored, root=None):
    """Ratios of our step to the fastest arm of each peer, stored and new."""
    pairs = {}
    for game, old in stored["games"].items():
        peers = {
            peer: [
                arm
                for arm in steps.PEERS[peer]
                if bursts.name_of(arm) == line["fastest"]
            ]
            for peer, line in old["peers"].items()
        }
        new = steps.measure(game, ROUNDS, root, peers, table=False)
        for peer, line in old["peers"].items():
            found = new["peers"][peer]["ratio"]
            name = f"{game}: ours over {peer}"
            pairs[name] = line["ratio"]["median"], found["median"]
        pairs[f"{game}: fit over its step"] = (
            old["fit"]["median"],
            new["fit"]["median"],
        )
    return pairs


def short_start(stored):
    """Ratios of what we add to the import of Keras, stored and new."""
    new = start.summarise(start.measure(ROUNDS))["ratios"]
    return {
        name: (line["median"], new[name]["median"])
        for name, line in stored["ratios"].items()
    }


def verdicts(pairs, tolerance):
    """A line for each pair, and whether all are within the tolerance."""
    lines, fine = [], True
    for name, (old, new) in pairs.items():
        word = "as stored"
        if new > old * tolerance:
            word, fine = "WORSE", False
        elif new < old / tolerance:
            word = "better: run `make bench`"
        lines.append(f"{name}: {new:.3g}, stored {old:.3g}: {word}")
    return lines, fine


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--environments", help="folder of .venv-torch")
    options = parser.parse_args()
    stored = {name: common.read(f"{name}.json") for name in TOLERANCE}
    if missing := [name for name, found in stored.items() if found is None]:
        sys.exit(f"Nothing is stored for {missing}: run `make bench` first.")
    print("About 3 minutes.", flush=True)
    pairs = {
        "steps": short_steps(stored["steps"], options.environments),
        "start": short_start(stored["start"]),
    }
    every = []
    for name, tolerance in TOLERANCE.items():
        lines, fine = verdicts(pairs[name], tolerance)
        print(f"\n{name}, tolerance {tolerance}:", *lines, sep="\n  ")
        every.append(fine)
    if not all(every):
        sys.exit("\nFAILED: a ratio is worse than stored; see WORSE above.")


if __name__ == "__main__":
    main()
