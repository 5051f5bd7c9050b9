"""What the benchmarks share: ratios, time to quality, counted work, facts."""

import importlib.metadata
import json
import math
import os
import pathlib
import platform

import numpy as np

HERE = pathlib.Path(__file__).parent
PACKAGES = ("keras", "tensorflow", "jax", "torch", "numpy")
FEWEST = 6  # with fewer, no two order statistics are 95 % apart


def median(values):
    """Median with a 95 % interval that assumes no distribution.

    The interval runs between the order statistics that enclose the median
    with probability 0.95 or more (binomial).

    Returns:
        Dict `median`, `low`, `high`, `n`.
    """
    values = np.sort(np.asarray(values, float))
    n = len(values)
    if n < FEWEST:
        raise ValueError(
            f"`median` needs {FEWEST} values for an interval. Got {n} instead."
        )
    from scipy.stats import binom

    outside = max(k for k in range(n // 2) if binom.cdf(k, n, 0.5) <= 0.025)
    found = np.median(values), values[outside], values[n - 1 - outside]
    middle, low, high = (significant(v) for v in found)
    return {"median": middle, "low": low, "high": high, "n": n}


def ratio(ours, peer):
    """`median` of ours over the peer's, pair by pair: one pair a round."""
    pairs = zip(ours, peer, strict=True)
    return median([a / b for a, b in pairs])


def time_to(curve, target, axis="seconds", measure="fid"):
    """Where a curve first reaches `target`, interpolated on log `measure`.

    Args:
        curve: points, dicts in the order of training.
        target: the value to reach, > 0; lower is better.
        axis: what is asked for: `"seconds"`, `"multiply_adds"`, ….
        measure: name of the quality.

    Returns:
        Float, or `None` if the curve never gets there. A curve that is there
        at its first point gives that point: an upper bound.
    """
    before = None
    for point in curve:
        if point[measure] <= target:
            if before is None:
                return significant(point[axis])
            high, low = math.log(before[measure]), math.log(point[measure])
            part = (high - math.log(target)) / (high - low)
            between = part * (point[axis] - before[axis])
            return significant(before[axis] + between)
        before = point
    return None


def geometric(ratios):
    """Geometric mean of ratios, one a seed, with its 95 % interval.

    Returns:
        Dict `mean`, `low`, `high`, `n`.
    """
    from aegan_lib.metrics.intervals import over_seeds

    found = over_seeds(np.log(ratios))
    mean, low, high = np.exp(found[:3])
    return mean_line(found._replace(value=mean, low=low, high=high))


def mean_line(found):
    """An `Interval` as a dict `mean`, `low`, `high`, `n`, rounded."""
    mean, low, high = (significant(v) for v in found[:3])
    return {"mean": mean, "low": low, "high": high, "n": found.n}


def step_multiply_adds(game):
    """Multiply-adds of one sample's share of a training step.

    A pass is one multiplication with the weights: forward, backward to the
    inputs, backward to the weights. Autoencoders: 3 passes of each network.
    Generator and discriminator: 3 of G; 7 of D (D(x) takes 3, D(G(z)) takes
    3, and 1 leads back to G); one noisy look of R1 takes 3 more of D. The
    look may be at a part of the batch: `game.choice["r1_part"]`.
    """
    from aegan_lib.work import multiply_adds

    if not hasattr(game, "discriminator"):
        return 3 * (multiply_adds(game.encoder) + multiply_adds(game.decoder))
    if game.r1_weight and game.r1 == "exact":
        raise ValueError(
            "`step_multiply_adds` counts R1 by finite differences. Got a game "
            "with exact R1 instead."
        )
    part = getattr(game, "choice", {}).get("r1_part", 1.0)
    judging = 7 + (3 * part if game.r1_weight else 0)
    made = 3 * multiply_adds(game.generator)
    return int(made + judging * multiply_adds(game.discriminator))


def rate_of(optimizer):
    """The learning rate of a Keras optimiser, as a function of the step."""
    config = optimizer.get_config()["learning_rate"]
    if not isinstance(config, dict):
        return lambda step: config
    if config["class_name"] != "InverseTimeDecay":
        raise ValueError(f"`rate_of` does not know {config['class_name']}.")
    config = config["config"]
    start, fall = config["initial_learning_rate"], config["decay_rate"]
    return lambda step: start / (1 + fall * step / config["decay_steps"])


def significant(number, digits=4):
    """`number` rounded to so many digits that count."""
    return float(f"{float(number):.{digits}g}")


def machine():
    """Processor, cores, system and versions of what is installed."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": versions,
    }


def _processor():
    path = pathlib.Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def product_rate(size=2048, repeats=5, dtype="float32"):
    """Multiply-adds a second of a large matrix product, on this backend."""
    import time

    from keras import ops

    a = ops.ones((size, size), dtype)
    fastest = math.inf
    for _ in range(repeats):
        started = time.perf_counter()
        product = ops.matmul(a, a)
        float(ops.convert_to_numpy(ops.cast(product[0, 0], "float32")))
        fastest = min(fastest, time.perf_counter() - started)
    return size**3 / fastest


def read(name):
    """The results in `name`, or `None` if there are none."""
    path = HERE / name
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def save_figure(figure, name):
    """Write an SVG that is the same whenever the numbers are."""
    import matplotlib

    with matplotlib.rc_context({"svg.hashsalt": "benchmark"}):
        figure.savefig(HERE / name, metadata={"Date": None})
