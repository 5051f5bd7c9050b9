"""The judges: what is measured of a set of generated images."""

import functools

import numpy as np

import aegan_lib as ag
from aegan_lib.metrics.copies import copying
from aegan_lib.metrics.frechet import Moments, frechet_distance
from aegan_lib.metrics.judges import load_features, random_features
from aegan_lib.metrics.kernel import kernel_distance
from aegan_lib.metrics.manifold import density_coverage, precision_recall


@functools.cache
def records(name, half):
    """Training images and the held-out record.

    `half`: the two halves of `train`, for tuning; else `train` and `test`.
    """
    train = ag.data.load(name, split="train")
    if not half:
        return train.x, ag.data.load(name, split="test")
    middle = len(train.x) // 2
    held = train._replace(x=train.x[middle:], labels=train.labels[middle:])
    return train.x[:middle], held


@functools.cache
def judges(name):
    """Three feature networks: a classifier of these images, a classifier of
    the other set's, and one that was never trained."""
    sets = [name, "mnist" if name == "glyphs" else "glyphs"]
    own, other = (
        load_features(ag.data.load(s, split="features", n=10)) for s in sets
    )
    return {"own": own, "other": other, "random": random_features((28, 28, 1))}


@functools.cache
def known(name, half):
    """Features and moments of the held-out images, by judge."""
    held = records(name, half)[1].x
    features = {k: judge(held) for k, judge in judges(name).items()}
    return features, {k: Moments(f) for k, f in features.items()}


def glance(name, fake, half=False):
    """FID by the classifier of these images alone, for curves."""
    if not np.isfinite(fake).all():
        return {"finite": False}
    moments = known(name, half)[1]["own"]
    found = frechet_distance(moments, Moments(judges(name)["own"](fake)))
    return {"finite": True, "fid_own": digits(found)}


def digits(value):
    return float(f"{float(value):.5g}")


def judge(name, fake, half=False, wholly=True):
    """All metrics of generated images: a dict.

    Args:
        name: `"glyphs"` or `"mnist"`.
        fake: images, as many as are held out.
        half: see `records`.
        wholly: also neighbours and copies, which take seconds.
    """
    if not np.isfinite(fake).all():
        return {"finite": False}
    real, moments = known(name, half)
    made = {"finite": True}
    seen = {k: network(fake) for k, network in judges(name).items()}
    for k, features in seen.items():
        made[f"fid_{k}"] = frechet_distance(moments[k], Moments(features))
        made[f"kid_{k}"] = kernel_distance(real[k], features)
    classes = judges(name)["own"].classify(seen["own"])
    shares = np.bincount(classes, minlength=10) / len(classes)
    made["least_share"] = 10 * shares.min()
    if wholly:
        made |= precision_recall(real["own"], seen["own"])._asdict()
        made |= density_coverage(real["own"], seen["own"])._asdict()
        train, held = records(name, half)
        made["copying"] = copying(fake, held.x, train).value
    return {k: v if isinstance(v, bool) else digits(v) for k, v in made.items()}
