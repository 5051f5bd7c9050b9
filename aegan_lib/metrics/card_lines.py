"""Which metrics fit which samples: the lines of a run card."""

import numpy as np

from .copies import copying
from .factors import NAMES, SHAPE, factor_distances
from .frechet import frechet_distance
from .images import ssim
from .intervals import jackknife
from .judges import random_features
from .kernel import kernel_distance, kernel_interval
from .manifold import (
    density_coverage,
    manifold_intervals,
    precision_recall,
)
from .modes import class_coverage, mode_coverage


def entry(found, n=None, floor=None):
    """Return one line of a card.

    Args:
        found: an `Interval`, or a number without one.
        n: number of samples behind the number.
        floor: what as many real samples give, or `None`.

    Returns:
        Dict `value`, `n`, `low`, `high`, `floor`.

    Example:
    >>> entry(8, n=2500)["low"] is None
    True
    """
    low = high = None
    value = found
    if hasattr(found, "low"):
        value, low, high, n = found
    return {"value": value, "n": n, "low": low, "high": high, "floor": floor}


def judge_points(reference, fake, floor):
    """Return the metrics of points, see `evaluate`.

    Args:
        reference: `Record` of n points.
        fake: points `(n, d)`.
        floor: as many other real points, or `None`.

    Returns:
        Dict name → line.

    Example:
    >>> import aegan_lib as ag
    >>> moons = ag.data.load("moons", split="test", n=100)
    >>> sorted(judge_points(moons, moons.x, None))
    ['coverage', 'density', 'kid', 'precision', 'recall']
    """
    from scipy.stats import chi2

    metrics = {"kid": kernel_interval(reference.x, fake)}
    metrics |= manifold_intervals(reference.x, fake)
    metrics = _with_floors(metrics, reference.x, floor)
    if reference.modes is None:
        return metrics
    k, d = reference.modes.shape

    def cover(x):
        return mode_coverage(x, reference.modes, reference.mode_std)

    found, n = cover(fake), len(fake)
    good = jackknife(lambda x: cover(x).high_quality, fake)
    spread = found.spread[np.isfinite(found.spread)]
    spread = float(spread.mean()) if len(spread) else float("nan")
    return metrics | {
        "modes": entry(found.found, n, k),
        "high_quality": entry(good, floor=float(chi2.cdf(9, d))),
        "reverse_kl": entry(found.reverse_kl, n, (k - 1) / (2 * n)),
        "spread": entry(spread, n, 1.0),
    }


def judge_images(reference, fake, floor, features, trained, reconstruct):
    """Return the metrics of images, see `evaluate`.

    Args:
        reference: `Record` of n images.
        fake: images of the same shape.
        floor: as many other real images, or `None`.
        features: `Features` to judge by; random ones join them.
        trained: the training images, or `None`.
        reconstruct: function from images to their reconstructions, or `None`.

    Returns:
        Dict name → line.

    Example:
    >>> import aegan_lib as ag
    >>> test = ag.data.load("digits", split="test", n=60)
    >>> judge = ag.metrics.load_features(test, "random")
    >>> sorted(judge_images(test, test.x, None, judge, None, None))[:3]
    ['coverage', 'density', 'fid']
    """
    seen = [
        None if x is None else features(x) for x in (reference.x, fake, floor)
    ]
    metrics = _distances(*seen) | _with_floors(
        manifold_intervals(*seen[:2]), seen[0], seen[2]
    )
    if features.head is not None:
        shape = features.network.input_shape[1:]
        other = random_features(shape, stacked=features.stacked)
        again = [
            None if x is None else other(x) for x in (reference.x, fake, floor)
        ]
        for name, line in _distances(*again).items():
            metrics[f"{name}_random"] = line
        metrics |= _classes(features, *seen)
    if set(NAMES) <= set(reference.factors) and fake.shape[1:] == SHAPE:
        for name, found in factor_distances(fake, reference, floor).items():
            line = entry(found.distance, floor=found.floor)
            metrics[f"factor_{name}"] = line | {"error": found.error}
    if trained is not None:
        near = copying(fake, reference.x, trained)
        metrics["copying"] = entry(near, floor=1.0)
    if reconstruct is not None:
        made = reconstruct(reference.x)
        error = ((made - reference.x) ** 2).mean(axis=(1, 2, 3))
        alike = ssim(reference.x, made)
        metrics["reconstruction_error"] = entry(jackknife(np.mean, error))
        metrics["ssim"] = entry(jackknife(np.mean, alike))
    return metrics


def _distances(real, fake, floor):
    metrics = {
        "fid": jackknife(frechet_distance, real, fake),
        "kid": kernel_interval(real, fake),
    }
    return _with_floors(metrics, real, floor)


def _with_floors(metrics, real, floor):
    """Lines of `metrics`, each beside what `floor` gives."""
    known = {}
    if floor is not None and "fid" in metrics:
        known["fid"] = frechet_distance(real, floor)
    if floor is not None and "kid" in metrics:
        known["kid"] = kernel_distance(real, floor)
    if floor is not None and "recall" in metrics:
        known |= precision_recall(real, floor)._asdict()
        known |= density_coverage(real, floor)._asdict()
    return {k: entry(v, floor=known.get(k)) for k, v in metrics.items()}


def _classes(features, real, fake, floor):
    """Modes of a stacked set; distance of the shares of ten classes else."""
    k = len(features.head[1])
    real, fake = features.classify(real), features.classify(fake)
    if features.stacked:
        found = class_coverage(fake, k**3)
        return {
            "modes": entry(found.found, len(fake), k**3),
            "reverse_kl": entry(found.reverse_kl, len(fake), found.floor),
        }

    def distance(a, b):
        shares = [np.bincount(c, minlength=k) / len(c) for c in (a, b)]
        return 0.5 * float(np.abs(shares[0] - shares[1]).sum())

    known = None if floor is None else distance(real, features.classify(floor))
    return {
        "class_distance": entry(jackknife(distance, real, fake), floor=known)
    }
