"""The curves of `quality.py`: their table and their figure."""

import json

import common
import numpy as np

ARMS = {  # name: label
    "gan": "GAN",
    "pretrained": "Pretrained",
    "vae": "VAE",
    "torch": "GAN in PyTorch",
    "tuned": "tutorial, tuned",
    "published": "tutorial, as published",
}
LOOKS = {  # ours in one colour, the tutorial's in another, PyTorch alone
    "gan": ("#D55E00", "-"),
    "pretrained": ("#D55E00", "--"),
    "vae": ("#D55E00", ":"),
    "torch": ("#56B4E9", "-"),
    "tuned": ("#7F7F7F", "-"),
    "published": ("#7F7F7F", "--"),
}
PEER, TARGET = "tuned", 3.0


def load(folder, seeds):
    """Cards by arm, in the order of seeds; arms that are incomplete fail."""
    return {
        arm: [
            json.loads((folder / f"{arm}_{seed}.json").read_text("utf-8"))
            for seed in seeds
        ]
        for arm in ARMS
    }


def summarise(cards):
    """For each arm: its end, and what it needs to the tuned one's end."""
    from aegan_lib.metrics.intervals import over_seeds

    targets = [card["curve"][-1]["fid"] for card in cards[PEER]]
    rows = {}
    for arm, own in cards.items():
        row = {"label": ARMS[arm]}
        for measure in ("fid", "kid"):
            ends = over_seeds([card["curve"][-1][measure] for card in own])
            row[measure] = common.mean_line(ends)
        for axis in ("seconds", "multiply_adds"):
            row[axis] = compare(own, cards[PEER], targets, axis)
        rows[arm] = row
    return {
        "target": TARGET,
        "seeds": [card["seed"] for card in cards[PEER]],
        "budget": cards[PEER][0]["budget"],
        "floor": common.significant(
            np.mean([c["metrics"]["fid"]["floor"] for c in cards[PEER]])
        ),
        "arms": rows,
    }


def compare(own, peer, targets, axis):
    """What both need to the targets, a seed each, and the peer's over ours."""
    need = [
        [
            common.time_to(card["curve"], target, axis)
            for card, target in zip(side, targets, strict=True)
        ]
        for side in (own, peer)
    ]
    there = [n for n in need[0] if n is not None]
    found = {"need": need[0], "reached": len(there)}
    if len(there) == len(own):
        ratios = [b / a for a, b in zip(*need, strict=True)]
        found["less"] = common.geometric(ratios)
    return found


def draw(cards):
    """FID of all arms against seconds: mean and range over seeds."""
    from aegan_lib import figures

    end = min(c["curve"][-1]["seconds"] for own in cards.values() for c in own)
    grid = np.geomspace(4, end, 60)
    lines = {
        ARMS[arm]: [
            np.exp(
                np.interp(
                    grid,
                    [p["seconds"] for p in card["curve"]],
                    [np.log(p["fid"]) for p in card["curve"]],
                    left=np.nan,
                )
            )
            for card in own
        ]
        for arm, own in cards.items()
    }
    figure = figures.curves(lines, "Seconds of training", "FID", grid, "log")
    (panel,) = figure.axes
    for line, band, text, (colour, dashes) in zip(
        panel.lines, panel.collections, panel.texts, LOOKS.values(), strict=True
    ):
        line.set(color=colour, linestyle=dashes)
        band.set(color=colour, linewidth=0)
        text.set(color=colour)
    panel.set_xscale("log")
    marks = [m for m in (5, 10, 20, 45, 90, 180) if m <= 1.01 * end]
    panel.set_xticks(marks, [str(m) for m in marks])
    low, high = panel.get_ylim()
    levels = [v for v in (0.1, 0.3, 1, 3, 10, 30, 100) if low < v < high]
    panel.set_yticks(levels, [f"{v:g}" for v in levels])
    panel.minorticks_off()
    return figure
