"""Symptoms of a training that fails: one number for each way to fail."""

import numpy as np
from keras import ops

from .._checks import check_number, refusal
from ..losses.penalties import input_gradient


def generator_slope(pair, scores):
    r"""How much of the discriminator's gradient the generator's loss keeps.

    $$\frac1n \sum_j |\partial L_G / \partial D_j|$$

    For the minimax and the non-saturating loss it lies in [0, 1] and is ½
    where the discriminator is undecided. Near 0 the generator is not taught,
    whatever the discriminator knows: its gradient has vanished.

    Args:
        pair: `losses.Adversarial`.
        scores: the discriminator's scores of generated samples, `(n,)` or
            `(n, 1)`.

    Returns:
        Float ≥ 0.

    Raises:
        ValueError: for scores that are not finite.

    Example:
    >>> import aegan_lib as ag
    >>> sure = [-5.0, -5.0]  # "fake", both times
    >>> round(generator_slope(ag.losses.minimax, sure), 3)
    0.007
    >>> round(generator_slope(ag.losses.non_saturating, sure), 3)
    0.993

    References:
        Arjovsky & Bottou, 2017, arXiv:1701.04862.
    """
    scores = _finite(scores, "scores", "generator_slope")
    slopes = input_gradient(pair.generator, ops.array(scores, "float32"))
    return float(np.abs(ops.convert_to_numpy(slopes)).mean())


def sample_drift(looks, x):
    r"""How far the samples of fixed latents move from look to look.

    $$\frac1{T - 1} \sum_t \sqrt{\frac{\mathbb{E}_z \|y_{t+1} - y_t\|^2}
      {\mathrm{tr} \, \mathrm{Cov}(x)}}$$

    0 for a generator that stands still; √2 for one that draws each time anew
    from the distribution of the data. A game that goes round in circles has a
    large drift although no loss shows it.

    Args:
        looks: samples of the same latents at successive times, `(looks, n,
            …)`, at least two looks; `callbacks.SampleGrid` collects them.
        x: real samples `(m, …)`, which set the unit.

    Returns:
        Float ≥ 0.

    Raises:
        ValueError: for fewer than two looks, another shape than that of the
            data, or values that are not finite.

    Example:
    >>> x = np.array([[0.0, 0.0], [2.0, 2.0]])  # a variance of 1 + 1
    >>> sample_drift([x, x + 1.0, x], x)
    1.0

    References:
        Mescheder et al., 2018, on cycles of the game, arXiv:1801.04406.
    """
    looks, x = np.asarray(looks, "float64"), np.asarray(x, "float64")
    if looks.ndim != x.ndim + 1 or len(looks) < 2:
        wanted = f"two looks or more at samples of rank {x.ndim}"
        raise refusal("looks", "sample_drift", wanted, f"shape {looks.shape}")
    _finite(looks, "looks", "sample_drift")
    moved = np.square(np.diff(looks, axis=0)).reshape(len(looks) - 1, -1)
    variance = x.reshape(len(x), -1).var(axis=0).sum()
    return float(np.sqrt(moved.sum(axis=1) / looks.shape[1] / variance).mean())


def active_units(mean, threshold=0.01):
    r"""Number of latents that say anything about the sample.

    $$\#\{j : \mathrm{Var}_x(m_j(x)) > 0.01\}$$

    A latent whose mean is the same for all samples carries nothing; 0 active
    ones are a collapsed posterior.

    Args:
        mean: means of q(z|x) over a data set, `(n, latent_dim)`.
        threshold: least variance of an active latent.

    Returns:
        Integer in [0, latent_dim].

    Raises:
        ValueError: for means not `(n, latent_dim)`, or not finite.

    Example:
    >>> active_units([[1.0, 0.001], [-1.0, 0.0], [0.5, -0.001]])
    1

    References:
        Burda et al., 2016, section 5.2, arXiv:1509.00519.
    """
    mean = _finite(mean, "mean", "active_units")
    if mean.ndim != 2 or len(mean) < 2:
        wanted = "of shape (n, latent_dim), n ≥ 2"
        raise refusal("mean", "active_units", wanted, f"shape {mean.shape}")
    check_number(threshold, "threshold", "active_units")
    return int((mean.var(axis=0) > threshold).sum())


def checkerboard(images):
    r"""Share of the images' variance that repeats every second pixel.

    $$\frac{\sum_{u = h/2 \,\vee\, v = w/2} |\hat y_{uv}|^2}
      {\sum_{(u, v) \neq 0} |\hat y_{uv}|^2}$$

    ŷ is the discrete Fourier transform; the upper sum runs over the row and
    the column of period two. A checkerboard has 1, a smooth image almost 0,
    white noise (h + w − 1) / (h w − 1). Compare with real images.

    Args:
        images: `(n, height, width, channels)`, even sides.

    Returns:
        Float in [0, 1]; NaN for images of one value.

    Raises:
        ValueError: for another shape, odd sides, or values not finite.

    Example:
    >>> board = np.indices((8, 8)).sum(axis=0) % 2
    >>> round(checkerboard(board[None, :, :, None]), 6)
    1.0

    References:
        Odena et al., 2016, doi:10.23915/distill.00003; spectra of generated
        images: Durall et al., 2020, arXiv:2003.01826.
    """
    images = _finite(images, "images", "checkerboard")
    if images.ndim != 4 or images.shape[1] % 2 or images.shape[2] % 2:
        wanted = "of shape (n, height, width, channels) with even sides"
        raise refusal("images", "checkerboard", wanted, images.shape)
    _, h, w, _ = images.shape
    power = np.square(np.abs(np.fft.fft2(images, axes=(1, 2))))
    power = power.sum(axis=(0, 3))
    power[0, 0] = 0.0  # the mean brightness
    low = np.delete(np.delete(power, h // 2, 0), w // 2, 1).sum()
    total = power.sum()
    return float((total - low) / total) if total > 1e-12 else float("nan")


def discriminator_overfitting(train, held_out, fake):
    r"""Where held-out real samples stand between training and generated ones.

    $$r_v = \frac{\mathbb{E} D(x_{train}) - \mathbb{E} D(x_{held})}
      {\mathbb{E} D(x_{train}) - \mathbb{E} D(G(z))}$$

    0: real samples that the discriminator has not trained on look real to
    it. 1: they look as fake as generated ones; it knows its training set by
    heart.

    Args:
        train: scores of training samples, `(n,)` or `(n, 1)`.
        held_out: scores of real samples that were not trained on.
        fake: scores of generated samples.

    Returns:
        Float; NaN if the discriminator does not score training samples above
        generated ones.

    Raises:
        ValueError: for scores that are not finite.

    Example:
    >>> discriminator_overfitting([2.0, 2.0], [1.5], [-2.0, 0.0])
    0.16666666666666666

    References:
        Karras et al., 2020, equation 1, arXiv:2006.06676.
    """
    owner = "discriminator_overfitting"
    names = ("train", "held_out", "fake")
    scores = zip((train, held_out, fake), names, strict=True)
    top, middle, low = (_finite(s, name, owner).mean() for s, name in scores)
    return float((top - middle) / (top - low)) if top > low else float("nan")


def _finite(values, name, owner):
    """Return the values as float64 array, or raise if any is not finite."""
    values = np.asarray(values, "float64")
    if not values.size or not np.isfinite(values).all():
        bad = int((~np.isfinite(values)).sum())
        got = f"{bad} values that are not" if values.size else "none"
        raise refusal(name, owner, "finite", got)
    return values
