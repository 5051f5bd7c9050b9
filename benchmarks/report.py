"""The tables of README.md, made from the stored results.

python benchmarks/report.py            # prints them
python benchmarks/report.py --write    # and puts them into README.md
"""

import argparse
import sys

import common

BEGIN = "<!-- made by report.py from here -->"
END = "<!-- to here -->"
README = common.HERE / "README.md"


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def span(line, digits=3):
    """A median or mean with its interval, as text."""
    middle = line["median"] if "median" in line else line["mean"]
    low, high = (f"{line[k]:.{digits}g}" for k in ("low", "high"))
    return f"{middle:.{digits}g} [{low}, {high}]"


def machine(found):
    """The machine of a result, as text."""
    facts = found["machine"]
    versions = ", ".join(f"{k} {v}" for k, v in facts["versions"].items())
    return (
        f"Machine: {facts['processor']}, {facts['cores']} cores, "
        f"{facts['system']}; Python {facts['python']}, {versions}."
    )


def steps(found):
    """Step time: ours against each peer, and our switches."""
    rows, switches = [], []
    for game, of in found["games"].items():
        share = of["work"]["share"]
        ms = of["milliseconds"]
        row = [game, "ours", f"{ms['ours']:.3g}", "1", f"{share['ours']:.0%}"]
        rows.append(row)
        for peer, line in of["peers"].items():
            name = line["fastest"]
            which = f"{peer} ({' '.join(name.split()[1:])})"
            row = [game, which, f"{ms[name]:.3g}", span(line["ratio"])]
            rows.append([*row, f"{share[name]:.0%}"])
        row = [game, "`Game.fit`", f"{ms['fit']:.3g}", span(of["fit"])]
        rows.append([*row, f"{share['fit']:.0%}"])
        for name, line in of["switches"].items():
            jit, fused = (part.split("=")[1] for part in name.split()[1:])
            row = [game, "on" if jit == "True" else "off", fused]
            switches.append([*row, f"{ms[name]:.3g}", span(line)])
    head = ["network", "step", "ms", "ratio", "of the product's rate"]
    more = ["network", "`jit_compile`", "`steps_per_execution`"]
    passes = of["work"]["passes"]
    return "\n\n".join(
        [
            "## Time of a step",
            "Target: ours over the fastest peer ≤ 1. The ratio is ours over "
            f"the peer's, median of {found['rounds']} rounds with a 95 % "
            "interval; below 1 ours is faster. That of `Game.fit` is over its "
            "own compiled function. The share is counted work (passes: "
            f"{passes}) over a float32 matrix product in the same run.",
            "Two tapes share one pass of the generated batch through the "
            "discriminator. Ours makes one for each player, so that one sum "
            "gives both gradients on every backend; with generator and "
            "discriminator of equal cost g that is 11 g instead of 10 g.",
            table(head, rows),
            "![Milliseconds of a step, ours and peers](steps.svg)",
            "Our switches, over our defaults:",
            table([*more, "ms", "ratio"], switches),
            machine(found),
        ]
    )


def start(found):
    """Import and start."""
    labels = {
        "import: keras": "`import keras`",
        "import: aegan_lib": "`import aegan_lib` after it",
        "fit: compile": "`compile()`",
        "fit: first_step": "`fit` to the end of the first step",
        "fit: later_step": "a later step",
    }
    targets = {
        "import: aegan_lib": found["targets"]["aegan_lib"],
        "fit: first_step": found["targets"]["first_step"],
    }
    rows = [
        [label, span(found["seconds"][name]), targets.get(name, "")]
        for name, label in labels.items()
    ]
    n = found["seconds"]["import: keras"]["n"]
    return "\n\n".join(
        [
            "## Import and start",
            f"Seconds, medians of {n} fresh processes with 95 % intervals.",
            table(["what", "seconds", "target ≤"], rows),
            "![Seconds of import and start](start.svg)",
            machine(found),
        ]
    )


def quality(found):
    """Time to quality."""
    rows, n = [], len(found["seeds"])
    for arm in found["arms"].values():
        row = [arm["label"], span(arm["fid"]), span(arm["kid"])]
        for axis in ("seconds", "multiply_adds"):
            of = arm[axis]
            if "less" in of:
                row.append(span(of["less"]))
            else:
                row.append(f"reached by {of['reached']} of {n}")
        rows.append(row)
    head = ["arm", "FID at the end", "KID at the end"]
    head += ["times less time", "times less work"]
    return "\n\n".join(
        [
            "## Time to a quality",
            f"MNIST, {found['budget']:.0f} s of training, {n} seeds, "
            f"{found['processes']} runs at a time. FID and KID of 3 000 "
            "images; means over seeds with 95 % intervals. Real images have "
            f"FID {found['floor']:.2g}. The last columns: how many times less "
            "time, or counted multiply-adds, than the tuned tutorial an arm "
            "needs to what that reaches at its end (geometric mean over seeds"
            f"). Target for `GAN`: ≥ {found['target']:g} times less time.",
            table(head, rows),
            "![FID against seconds of training](quality.svg)",
            machine(found),
        ]
    )


def browser(found):
    """Decoding in the browser."""
    rows = [
        [name, of["kilobytes"], span(of["browser"]), span(of["keras"])]
        + [span(of["ratio"]), f"{1000 / of['browser']['median']:.0f}"]
        for name, of in found["rows"].items()
    ]
    head = ["network", "kB", "browser, ms", "Keras, ms", "ratio", "a second"]
    n = next(iter(found["rows"].values()))["ratio"]["n"]
    return "\n\n".join(
        [
            "## In the browser",
            "One sample through a network, by the explorer in headless "
            f"Chromium {found['chromium']} and by Keras, called eagerly: "
            f"medians of {n} rounds with 95 % intervals. Target: "
            f"≥ {found['target']} decodings a second.",
            table(head, rows),
            machine(found),
        ]
    )


def gpu():
    """Images a second on accelerators: all results that are there."""
    parts = []
    for path in sorted(common.HERE.glob("gpu_*.json")):
        found = common.read(path.name)
        rows = [
            [row["dtype"], row["batch_size"]]
            + [
                f"{row[k]:.3g} ({row[f'{k} share']:.1%})"
                for k in ("fit", "step", "plain")
            ]
            for row in found["rows"]
        ]
        head = ["type", "batch", "`Game.fit`", "its step", "by hand"]
        text = f"{found['device']}, {found['backend']}. Images a second, and "
        text += "the share of the rate of a matrix product of that type."
        parts.append(f"{text}\n\n{table(head, rows)}\n\n{machine(found)}")
    return "\n\n".join(["## On accelerators", *(parts or ["Not measured."])])


def report():
    """All tables."""
    parts = []
    for make in (steps, start, browser, quality):
        found = common.read(f"{make.__name__}.json")
        if found is None:
            parts.append(f"## {make.__name__}\n\nNot measured.")
        else:
            parts.append(make(found))
    return "\n\n".join([*parts, gpu()])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    text = report()
    if parser.parse_args().write:
        old = README.read_text("utf-8")
        if BEGIN not in old or END not in old:
            sys.exit(f"{README} lacks the marks between which tables stand.")
        before, after = old.split(BEGIN)[0], old.split(END)[1]
        new = f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"
        README.write_text(new, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
