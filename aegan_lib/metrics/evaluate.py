"""One call from a model to its run card."""

import time

import keras
import numpy as np

from .. import cards
from .._checks import check_choice, check_data, check_integer, refusal
from ..averaging import in_batches
from .card_lines import judge_images, judge_points
from .features import Features
from .intervals import GROUPS
from .judges import load_features

REFERENCES = ("test", "new_fonts")


def evaluate(
    model_or_images,
    reference,
    n=None,
    seed=0,
    features=None,
    *,
    train=None,
    any_split=False,
    name=None,
):
    """Judge generated samples by all that fits them; return a run card.

    Images: FID and KID in the features of a classifier and of a random
    network, precision, recall, density, coverage, distance of the class
    shares, copying of the training set; factors of glyphs; error and
    likeness of reconstructions if the model reconstructs; modes and reverse
    KL of stacked sets. Points: KID, precision, recall, density, coverage in
    their coordinates; modes, high quality, reverse KL, spread.

    Args:
        model_or_images: a model with `generate`; a Keras network from
            standard normal latents to samples; or an array of n samples.
        reference: a `Record` that neither the model nor the feature network
            has seen, as `ag.data.load(name, split="test")`.
        n: number of samples of each side, ≥ 40; default all of `reference`.
        seed: integer, of the samples.
        features: `None` for the classifier of that data set, `"random"`,
            a `Features`, or a Keras model from images to features.
        train: `Record` or array of the model's training data; default the
            `train` split of that set, where it has such images. Gives the
            floors, and the search for copies.
        any_split: judge against data that the model may have seen.
        name: what the card is called; default its class or own name.

    Returns:
        A run card, see `cards`: `card["metrics"]["fid"]` is a dict with
        `value`, `n`, `low`, `high` (95 % over images) and `floor` (what n
        real images give). `card["left_out"]` says why what is not there.

    Raises:
        ValueError: for a reference of training data, bad samples, or n
            beyond what there is.
        TypeError: for a model that cannot generate.

    Example:
    >>> import aegan_lib as ag
    >>> test = ag.data.load("ring", split="test")
    >>> card = evaluate(ag.data.load("ring").x[:500], test, n=500, name="real")
    >>> card["metrics"]["modes"]["value"]
    8

    References:
        Borji, 2022, Pros and cons of GAN evaluation measures,
        arXiv:2103.09396.
    """
    started = time.perf_counter()
    n = _check_reference(reference, n, any_split)
    real = np.asarray(reference.x[:n])
    fake = samples(model_or_images, n, seed, real.shape[1:])
    trained, left_out = _training_data(reference, train)
    floor = None
    if trained is not None and len(trained) >= n:
        rng = np.random.default_rng(seed)
        floor = trained[rng.permutation(len(trained))[:n]]
    elif trained is not None:
        left_out["floors"] = f"only {len(trained)} training samples"
    reference = reference._replace(
        x=real,
        labels=reference.labels[:n],
        factors={k: v[:n] for k, v in reference.factors.items()},
    )
    if real.ndim == 2:
        features, metrics = None, judge_points(reference, fake, floor)
    else:
        features = _features(features, reference)
        rebuild = getattr(model_or_images, "reconstruct", None)
        metrics = judge_images(
            reference, fake, floor, features, trained, rebuild
        )
    return cards.make_card(
        name=name or _name(model_or_images),
        model=model_or_images,
        seed=seed,
        reference=reference,
        features=features,
        seconds=time.perf_counter() - started,
        metrics=metrics,
        left_out=left_out,
    )


def samples(model_or_images, n, seed, shape):
    """Return `n` samples of a model, a network or an array, checked.

    Args:
        model_or_images: see `evaluate`.
        n: how many.
        seed: integer.
        shape: shape of one sample.

    Returns:
        Array `(n, *shape)`, float32.

    Raises:
        ValueError: for too few samples, or of another shape or range.
        TypeError: for what cannot generate.

    Example:
    >>> samples(np.zeros((5, 2)), 3, 0, (2,)).shape
    (3, 2)
    """
    owner = "evaluate"
    if hasattr(model_or_images, "generate"):
        made = model_or_images.generate(n, seed=seed)
    elif isinstance(model_or_images, keras.Model):
        size = model_or_images.input_shape
        if len(size) != 2:
            wanted = "a network from latents (batch, latent_dim)"
            raise refusal("model_or_images", owner, wanted, f"input {size}")
        z = keras.random.normal((n, size[1]), seed=seed)
        made = in_batches(model_or_images, z)
    elif hasattr(model_or_images, "shape"):
        made = np.asarray(model_or_images, "float32")
        if len(made) < n:
            fix = "Pass n=, and as many samples."
            wanted = f"at least n = {n} samples"
            raise refusal("model_or_images", owner, wanted, len(made), fix)
        made = made[:n]
    else:
        wanted = "a model with `generate`, a Keras network, or an array"
        got = type(model_or_images).__name__
        raise refusal("model_or_images", owner, wanted, got, error=TypeError)
    check_data(made, owner, shape)
    return made


def _check_reference(reference, n, any_split):
    owner = "evaluate"
    if not hasattr(reference, "split"):
        wanted = "a `Record`, as `ag.data.load(name, split='test')`"
        got = type(reference).__name__
        raise refusal("reference", owner, wanted, got, error=TypeError)
    if not any_split and reference.split not in REFERENCES:
        raise refusal(
            "reference",
            owner,
            "of a split that nobody has trained on",
            f"split {reference.split!r} of {reference.name!r}",
            "Load it with split='test', or pass any_split=True and say so.",
        )
    n = check_integer(
        len(reference.x) if n is None else n, "n", owner, 2 * GROUPS
    )
    if n > len(reference.x):
        wanted = f"at most the reference's {len(reference.x)}"
        raise refusal("n", owner, wanted, n)
    return n


def _training_data(reference, train):
    """Return the training samples, or `None` and why there are none."""
    if train is not None:
        return np.asarray(getattr(train, "x", train)), {}
    from ..data.loading import SETS, load

    reason = "no training data: pass train="
    if reference.name in SETS:
        known = load(reference.name, split="train")
        same = known.source == reference.source
        same &= known.x.shape[1:] == reference.x.shape[1:]
        if same and known.names == reference.names:
            return known.x, {}
        reason = f"the reference is not {known.name} as loaded by default"
    return None, {"floors": reason, "copying": reason}


def _features(features, reference):
    if features is None or isinstance(features, str):
        kind = check_choice(
            features or "classifier",
            "features",
            "evaluate",
            ("classifier", "random"),
        )
        return load_features(reference, kind)
    if isinstance(features, Features):
        return features
    return Features(features, getattr(features, "name", "own"))


def _name(model):
    """Class of a game, own name of a network."""
    if hasattr(model, "generate"):
        return type(model).__name__
    return getattr(model, "name", "samples")
