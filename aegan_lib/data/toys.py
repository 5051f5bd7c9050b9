"""Points in the plane whose distribution is known, modes included."""

import numpy as np

from aegan_lib._checks import check_choice, check_integer
from aegan_lib.data.record import SPLITS, make_record

COUNTS = {"train": 10_000, "test": 10_000, "features": 2_000}


def draw_toy(name, split="train", n=None, seed=0):
    """Draw points from a distribution in the plane.

    Every set is shifted and scaled by constants of its *distribution*, so
    that the mean is 0 and the mean variance of the two coordinates is 1.
    Modes have equally many points, in random order.

    - `ring`: 8 Gaussians on a circle; radius to standard deviation 100 : 1.
    - `grid`: 25 Gaussians; spacing to standard deviation 2 : 0.05.
    - `gaussian`: one Gaussian with independent coordinates.
    - `ellipse`: one Gaussian whose coordinates correlate by 0.9.
    - `moons`: two half circles that reach into each other, noise 0.05.
    - `circles`: two circles about one centre, radii 1 and ½, noise 0.05.
    - `swiss_roll`: a spiral (t cos t, t sin t) of 1½ turns, noise 0.25.
    - `checkerboard`: uniform on the 8 dark squares of a 4 × 4 board.

    Args:
        name: one of the above.
        split: `"train"`, `"test"` or `"features"`, independent draws.
        n: number of points; default 10 000, 10 000, 2 000 (`ring`: 25 600
            to train on, which is 100 batches of 256).
        seed: integer; another seed gives another set of the same kind.

    Returns:
        `Record`, `x` of shape `(n, 2)`; `labels` is the index of the mode.
        `modes` `(k, 2)` and `mode_std` are known where modes are Gaussian;
        on curves `factors["angle"]` tells where (radians).

    Raises:
        ValueError: an unknown name or split, or `n` below 1.

    Example:
    >>> import aegan_lib as ag
    >>> ring = ag.data.load("ring")
    >>> print(ring.modes.shape, round(ring.mode_std, 4))
    (8, 2) 0.0141

    References:
        Metz et al. (2016), arXiv:1611.02163 (`ring`).
        Srivastava et al. (2017), VEEGAN, arXiv:1705.07761 (`ring`, `grid`).
    """
    check_choice(name, "name", "draw_toy", tuple(TOYS))
    check_choice(split, "split", name, SPLITS)
    usual = 25_600 if (name, split) == ("ring", "train") else COUNTS[split]
    n = check_integer(usual if n is None else n, "n", name)
    seed = check_integer(seed, "seed", name, least=0)
    rng = np.random.default_rng([seed, SPLITS.index(split)])
    toy = TOYS[name](rng.permutation(n), rng)
    scale = np.sqrt(toy["variance"])  # the mean one of the two coordinates
    known = {"factors": {k: toy[k] for k in ("angle",) if k in toy}}
    if "modes" in toy:
        known["modes"] = ((toy["modes"] - toy["mean"]) / scale).astype("f4")
        known["mode_std"] = float(toy["std"] / scale)
    return make_record(
        (toy["x"] - toy["mean"]) / scale,
        toy["labels"],
        [str(i) for i in range(toy["count"])],
        name,
        split,
        f"drawn by aegan_lib.data.toys, seed {seed}",
        **known,
    )


def gaussians(modes, std, turn, rng):
    """Return equally many points about each of the modes."""
    labels = turn % len(modes)
    return {
        "x": modes[labels] + std * rng.standard_normal((len(turn), 2)),
        "labels": labels,
        "count": len(modes),
        "mean": modes.mean(0),
        "variance": modes.var(0).mean() + std**2,
        "modes": modes,
        "std": std,
    }


def curves(x, angle, labels, mean, variance, rng, noise):
    """Return points on curves, given their mean and mean variance."""
    return {
        "x": x + noise * rng.standard_normal(x.shape),
        "labels": labels,
        "count": labels.max() + 1,
        "mean": np.array(mean),
        "variance": variance + noise**2,
        "angle": angle.astype("float32"),
    }


# === the distributions: `turn` is a permutation of 0 … n − 1 ===


def ring(turn, rng):
    angle = 2 * np.pi * np.arange(8) / 8
    modes = np.stack([np.cos(angle), np.sin(angle)], 1)
    return gaussians(modes, 0.01, turn, rng)


def grid(turn, rng):
    axis = np.arange(-4.0, 5.0, 2.0)
    modes = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    return gaussians(modes, 0.05, turn, rng)


def gaussian(turn, rng):
    return gaussians(np.zeros((1, 2)), 1.0, turn, rng)


def ellipse(turn, rng):
    root = np.linalg.cholesky([[1.0, 0.9], [0.9, 1.0]])
    return {
        "x": rng.standard_normal((len(turn), 2)) @ root.T,
        "labels": 0 * turn,
        "count": 1,
        "mean": np.zeros(2),
        "variance": 1.0,
    }


def moons(turn, rng):
    angle, lower = rng.uniform(0, np.pi, len(turn)), turn % 2
    x = np.stack([np.cos(angle), np.sin(angle)], 1)
    x = np.where(lower[:, None], [1, 0.5] - x, x)
    # Means of the arcs: (0, 2/π) and (1, ½ − 2/π); E cos² = E sin² = ½.
    height = 2 / np.pi
    across = 0.5 + 0.25
    along = 0.5 - height**2 + (height - 0.25) ** 2
    variance = (across + along) / 2
    return curves(x, angle, lower, (0.5, 0.25), variance, rng, 0.05)


def circles(turn, rng):
    angle, outer = rng.uniform(0, 2 * np.pi, len(turn)), turn % 2
    x = np.stack([np.cos(angle), np.sin(angle)], 1)
    x = np.where(outer[:, None], x, x / 2)
    variance = (1 + 0.25) / 2 / 2  # E r² / 2
    return curves(x, angle, outer, (0, 0), variance, rng, 0.05)


def swiss_roll(turn, rng):
    low, high = 1.5 * np.pi, 4.5 * np.pi
    t = rng.uniform(low, high, len(turn))
    x = np.stack([t * np.cos(t), t * np.sin(t)], 1)
    # ∫ t cos t = t sin t + cos t;  ∫ t sin t = sin t − t cos t.
    ends = np.array([high, low])
    sin, cos = np.sin(ends), np.cos(ends)
    below = np.stack([ends * sin + cos, sin - ends * cos])
    mean = (below[:, 0] - below[:, 1]) / (high - low)
    square = (high**3 - low**3) / 3 / (high - low)  # E t²
    variance = (square - mean @ mean) / 2
    return curves(x, t, 0 * turn, mean, variance, rng, 0.25)


def checkerboard(turn, rng):
    square = turn % 8
    row = square // 2
    column = 2 * (square % 2) + row % 2
    corner = np.stack([column, row], 1)
    return {
        "x": corner + rng.uniform(0, 1, (len(turn), 2)),
        "labels": square,
        "count": 8,
        "mean": np.array([2.0, 2.0]),
        "variance": 4**2 / 12,  # each coordinate is uniform on [0, 4]
    }


TOYS = {
    "ring": ring,
    "grid": grid,
    "gaussian": gaussian,
    "ellipse": ellipse,
    "moons": moons,
    "circles": circles,
    "swiss_roll": swiss_roll,
    "checkerboard": checkerboard,
}
