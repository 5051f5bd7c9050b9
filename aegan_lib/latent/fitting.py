"""Fitting a distribution to codes, and codes to a distribution."""

import keras
import numpy as np

from .._checks import check_choice, check_integer, refusal
from ..autoencoders import Autoencoder
from ..averaging import copy_network
from .gaussian import Gaussian
from .mixture import Mixture

KINDS = ("gaussian", "standard", "mixture", "classes")


def fit_prior(model, x, kind="gaussian", labels=None, *, components=10, seed=0):
    r"""Fit a distribution to the codes that `model` gives to `x`.

    $$\mu = \overline{E(x)}, \qquad \Sigma = \mathrm{cov}\, E(x)$$

    A plain autoencoder says nothing on how its codes are distributed. After
    this, `prior.sample(n)` draws codes such as the decoder has seen.

    Args:
        model: an `Autoencoder` or `VAE` with `encode`.
        x: samples `(n, *shape)`, more of them than latents.
        kind: `"gaussian"`: one Gaussian with full covariance. `"mixture"`:
            several, by expectation maximisation. `"classes"`: one for the
            codes of each class. `"standard"`: N(0, I), nothing is fitted;
            for a `VAE`, whose divergence drew its codes there.
        labels: classes `(n,)` of `x`, for `"classes"`.
        components: number of Gaussians of `"mixture"`.
        seed: integer ≥ 0, where the mixture's search starts.

    Returns:
        A `Gaussian`, or a `Mixture` for `"mixture"` and `"classes"`, there
        in the order of the sorted labels.

    Raises:
        ValueError: for an unknown kind, too few samples, labels missing or
            not one a sample, or bad samples.
        TypeError: if `model` cannot encode.

    Example:
    >>> import aegan_lib as ag
    >>> import numpy as np
    >>> ae = ag.Autoencoder(shape=(2,), latent_dim=2, seed=1)
    >>> x = np.random.default_rng(1).normal(size=(50, 2)).astype("float32")
    >>> prior = fit_prior(ae, x)
    >>> bool(np.allclose(prior.mean, ae.encode(x).mean(axis=0), atol=1e-6))
    True
    >>> fit_prior(ae, x, "classes", labels=np.arange(50) % 3).components
    3

    References:
        Mariani et al., 2018 (BAGAN), arXiv:1803.09655; mixtures: Ghosh et
        al., 2020, arXiv:1903.12436.
    """
    check_choice(kind, "kind", "fit_prior", KINDS)
    codes = _codes(model, x, "fit_prior")
    if kind == "standard":
        return Gaussian(codes.shape[1])
    if kind == "mixture":
        return _fit_mixture(codes, components, seed)
    if kind == "classes":
        return _fit_classes(codes, labels)
    return Gaussian(codes.shape[1]).fit(codes)


def _codes(model, x, owner):
    if not hasattr(model, "encode"):
        wanted = "a model with `encode`, such as an `Autoencoder`"
        got = type(model).__name__
        raise refusal("model", owner, wanted, got, error=TypeError)
    return model.encode(x)


def _fit_classes(codes, labels):
    if labels is None or np.shape(labels) != (len(codes),):
        got = None if labels is None else f"shape {np.shape(labels)}"
        wanted = f"{len(codes)} classes, one a sample"
        raise refusal("labels", "fit_prior", wanted, got)
    d = codes.shape[1]
    names, counts = np.unique(labels, return_counts=True)
    parts = [Gaussian(d).fit(codes[labels == name]) for name in names]
    return Mixture(d, len(parts)).take(parts, counts)


def _fit_mixture(codes, components, seed):
    from sklearn.mixture import GaussianMixture

    k = check_integer(components, "components", "fit_prior")
    seed = check_integer(seed, "seed", "fit_prior", 0)
    n, d = codes.shape
    if n <= k * d:
        wanted = f"more than components · latent_dim = {k * d} samples"
        raise refusal("x", "fit_prior", wanted, f"{n} samples")
    found = GaussianMixture(k, max_iter=500, random_state=seed)
    found.fit(codes.astype("float64"))
    parts = [Gaussian(d) for _ in range(k)]
    moments = zip(parts, found.means_, found.covariances_, strict=True)
    for part, mean, covariance in moments:
        part.set_moments(mean, covariance)
    return Mixture(d, k).take(parts, found.weights_)


def whitened(model, x):
    r"""Return an autoencoder like `model` with codes of covariance I.

    $$\tilde E(x) = L^{-1} (E(x) - \mu), \qquad
      \tilde G(\epsilon) = G(\mu + L \epsilon)$$

    Both maps are dense layers, one behind the encoder, one before the
    decoder. All reconstructions stay; a standard normal now has the mean and
    the covariance of the codes. Against a fitted `Gaussian`, which rests,
    there is one difference: these layers learn with their networks.

    Args:
        model: an `Autoencoder` or `VAE`; of a VAE's encoder the means count.
        x: samples `(n, *shape)`, more of them than latents.

    Returns:
        An `Autoencoder` with copies of the networks.

    Raises:
        ValueError: for too few samples, or bad samples.
        TypeError: if `model` cannot encode.

    Example:
    >>> import aegan_lib as ag
    >>> ae = ag.Autoencoder(shape=(2,), latent_dim=2, seed=1)
    >>> x = np.random.default_rng(1).normal(size=(50, 2)).astype("float32")
    >>> np.cov(whitened(ae, x).encode(x), rowvar=False).round(3) + 0.0
    array([[1., 0.],
           [0., 1.]])

    References:
        Kessy et al., 2018, Optimal whitening, arXiv:1512.00809.
    """
    codes = _codes(model, x, "whitened")
    d = codes.shape[1]
    prior = Gaussian(d).fit(codes)
    mean = keras.ops.convert_to_numpy(prior.mean.value)
    factor = keras.ops.convert_to_numpy(prior.factor.value)
    inverse = np.linalg.pinv(factor, rcond=1e-6, hermitian=True)
    outputs = model.encoder.output_shape[-1]
    whiten = np.zeros((outputs, d))
    whiten[:d] = inverse  # of a VAE's encoder, rows of log-variances stay 0
    encoder, decoder = map(copy_network, (model.encoder, model.decoder))
    behind = _linear(outputs, whiten, -inverse @ mean)
    before = _linear(d, factor, mean)
    return Autoencoder(
        seed=model.seed,
        encoder=keras.Sequential(
            [keras.Input(model.shape), encoder, behind], name="encoder"
        ),
        decoder=keras.Sequential(
            [keras.Input((d,)), before, decoder], name="decoder"
        ),
    )


def _linear(inputs, kernel, bias):
    """A dense layer with these weights."""
    layer = keras.layers.Dense(len(bias))
    layer.build((None, inputs))
    layer.set_weights([kernel, bias])
    return layer
