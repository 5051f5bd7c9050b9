"""Step time: our fused step against steps written by hand.

    python benchmarks/steps.py            # about 8 minutes on two cores

The same networks (the defaults for images and for points), the same batches
of 64 in memory, the same Adam, losses, and average of the generator; no
penalty. Ours is the compiled function of `Game.fit` with the library's
defaults. The peers: TensorFlow with two tapes, a Keras model with its own
`train_step`, eager PyTorch; each with its switches, of which the fastest
counts. All run in turn, a short burst each; a ratio is that of one round.

Also: `Game.fit` beside its own compiled function, our switches side by side,
and the share of the machine's rate in a matrix product that a step reaches.
Writes `steps.json` and `steps.svg`. Needs `.venv-torch` beside `.venv`.
"""

import argparse
import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import bursts
import common
import numpy as np
import worker

STEPS = {"images": 10, "points": 400}  # of a burst: a third of a second
FUSED = {"images": (1, 5, 20), "points": (1, 5, 20)}
PEERS = {
    "TensorFlow, two tapes": [
        {"kind": "two_tapes", "jit": jit, "steps_per_call": fused}
        for jit in (False, True)
        for fused in (1, 20)
    ],
    "Keras, own train_step": [
        {"kind": "example", "jit": jit, "steps_per_call": fused}
        for jit in (False, True)
        for fused in (1, 20)
    ],
    "PyTorch, eager": [
        {"kind": "torch", "channels_last": order} for order in (False, True)
    ],
}
OURS, FIT, PRODUCT = {"kind": "ours"}, {"kind": "fit"}, {"kind": "product"}


def switches(game):
    """Our arms: with and without XLA, 1, 5 and 20 steps a call."""
    return [
        {"kind": "ours", "jit": jit, "steps_per_call": fused}
        for jit in (False, True)
        for fused in FUSED[game]
    ]


def measure(game, rounds, root=None, peers=PEERS, table=True):
    """Times of all arms of one game, and what follows from them."""
    variants = [arm for group in peers.values() for arm in group]
    arms = [OURS, *variants, FIT, PRODUCT]
    arms += switches(game) if table else []
    arms = [
        {"kind": arm["kind"], "game": game}
        | {k: v for k, v in arm.items() if k != "kind"}
        for arm in arms
    ]
    print(f"{game}: {len(arms)} arms", flush=True)
    times = bursts.interleave(arms, STEPS[game], rounds, root)
    return summarise(game, times, peers, table)


def summarise(game, times, peers=PEERS, table=True):
    """Ratios of paired times, and the share of the product's rate."""
    ours = times["ours"]
    found = {"milliseconds": {}, "peers": {}}
    for name, values in times.items():
        if name != "product":
            ms = 1e3 * np.median(values)
            found["milliseconds"][name] = common.significant(ms)
    for peer, group in peers.items():
        names = [bursts.name_of(arm) for arm in group]
        best = min(names, key=lambda name: np.median(times[name]))
        ratio = common.ratio(ours, times[best])
        found["peers"][peer] = {"fastest": best, "ratio": ratio}
    found["fit"] = common.ratio(times["fit"], ours)
    if table:
        found["switches"] = {
            bursts.name_of(arm): common.ratio(times[bursts.name_of(arm)], ours)
            for arm in switches(game)
        }
    return found | {"work": share(game, times)}


def share(game, times):
    """The counted work of a step over what the machine's product does."""
    made = worker.make_game(game)
    work = worker.BATCH * common.step_multiply_adds(made)
    rate = max(times["product"])
    return {
        "multiply_adds": work,
        "passes": "3 of the generator, 7 of the discriminator",
        "product_rate": common.significant(rate),
        "share": {
            name: common.significant(work / np.median(values) / rate, 3)
            for name, values in times.items()
            if name != "product"
        },
    }


def draw(results):
    """Milliseconds of a step of ours and of the fastest of each peer."""
    from aegan_lib import figures

    figure, panels = figures.axes(columns=len(results), height=1.9)
    for panel, (game, found) in zip(panels, results.items(), strict=True):
        rows = {"ours": found["milliseconds"]["ours"]}
        for peer, line in found["peers"].items():
            rows[peer] = found["milliseconds"][line["fastest"]]
        colours = [figures.FAKE] + ["#7F7F7F"] * (len(rows) - 1)
        bars = panel.barh([*rows], [*rows.values()], 0.65, color=colours)
        panel.bar_label(bars, fmt="%.3g", padding=3, fontsize=8)
        panel.margins(x=0.15)
        panel.invert_yaxis()
        panel.set(xlabel=f"{game}: milliseconds a step")
        if panel is not panels[0]:
            panel.set_yticklabels([])
    return figure


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--environments", help="folder of .venv-torch")
    options = parser.parse_args()
    from aegan_lib._files import write_json

    results = {
        game: measure(game, options.rounds, options.environments)
        for game in STEPS
    }
    content = {"machine": common.machine(), "rounds": options.rounds}
    torch = bursts.version_of("torch", options.environments)
    content["machine"]["versions"] |= torch
    content |= {"batch_size": worker.BATCH, "games": results}
    write_json(content, common.HERE / "steps.json")
    common.save_figure(draw(results), "steps.svg")


if __name__ == "__main__":
    main()
