"""Gradient penalties, and the one backend-specific function they need."""

import keras
from keras import ops

from .._checks import check_same_shape, refusal
from .scores import per_sample


def input_gradient(f, x):
    r"""Gradient of the summed scores with respect to the input.

    $$\nabla_x \sum_i f(x)_i$$

    It can be differentiated again, with respect to the weights in `f`. This
    is the only backend-specific code of the library. If `f` treats samples
    independently, row i is the gradient of score i.

    Args:
        f: function from `(batch, …)` to scores.
        x: tensor `(batch, …)`.

    Returns:
        A tensor of the shape of `x`.

    Raises:
        NotImplementedError: on a backend other than TensorFlow, JAX, PyTorch.

    Example:
    >>> from keras import ops
    >>> x = ops.array([[1.0, 2.0]])
    >>> [float(g) for g in input_gradient(lambda v: v**2, x)[0]]
    [2.0, 4.0]

    References:
        Drucker & Le Cun, 1992, doi:10.1109/72.165600 (double backpropagation).
    """
    match keras.backend.backend():
        case "tensorflow":
            import tensorflow as tf

            with tf.GradientTape() as tape:
                tape.watch(x)
                total = ops.sum(f(x))
            return tape.gradient(total, x)
        case "jax":
            import jax

            return jax.grad(lambda v: ops.sum(f(v)))(x)
        case "torch":
            import torch

            with torch.enable_grad():
                x = x.detach().requires_grad_(True)
                total = ops.sum(f(x))
                return torch.autograd.grad(total, x, create_graph=True)[0]
        case other:
            raise NotImplementedError(
                f"`input_gradient` needs TensorFlow, JAX or PyTorch. "
                f"Got the backend {other!r} instead."
            )


def _sum_per_sample(values):
    return ops.sum(ops.reshape(values, (ops.shape(values)[0], -1)), axis=-1)


def r1(discriminator, x):
    r"""R1: squared gradient of the discriminator at real samples.

    $$\lVert \nabla_x D(x) \rVert^2$$

    The usual penalty is $\tfrac{\gamma}{2}$ times its mean; the factor
    $\gamma / 2$ is not in here. It makes training of a GAN converge locally.
    The ½ is that of Mescheder et al., of StyleGAN and of `r1_weight` here;
    programs without it reach the same penalty with half the weight.

    Args:
        discriminator: function from samples to scores.
        x: real samples `(batch, …)`.

    Returns:
        One value per sample, `(batch,)`.

    Example:
    >>> from keras import ops
    >>> score = lambda x: 3.0 * x[:, 0] + 4.0 * x[:, 1]
    >>> float(r1(score, ops.zeros((1, 2)))[0])  # 3² + 4²
    25.0

    References:
        Mescheder et al., 2018, arXiv:1801.04406.
    """
    return _sum_per_sample(ops.square(input_gradient(discriminator, x)))


def r2(discriminator, x_fake):
    r"""R2: squared gradient of the discriminator at generated samples.

    $$\lVert \nabla_x D(G(z)) \rVert^2$$

    The companion of `r1`, with the same ½ left to the caller. It is a term
    of the discriminator alone: hand over `stop_gradient(x_fake)`.

    Args:
        discriminator: function from samples to scores.
        x_fake: generated samples `(batch, …)`.

    Returns:
        One value per sample, `(batch,)`.

    Example:
    >>> from keras import ops
    >>> score = lambda x: 3.0 * x[:, 0] + 4.0 * x[:, 1]
    >>> float(r2(score, ops.zeros((1, 2)))[0])  # 3² + 4²
    25.0

    References:
        Mescheder et al., 2018, arXiv:1801.04406; with R1: Huang et al., 2024,
        arXiv:2501.05441.
    """
    return r1(discriminator, x_fake)


def gradient_penalty(discriminator, x, x_fake, alpha, target=1.0):
    r"""Penalty of WGAN-GP: slopes of 1 between real and generated samples.

    $$(\lVert \nabla D(\hat x) \rVert - 1)^2,
      \qquad \hat x = \alpha\, x + (1 - \alpha)\, G(z)$$

    The usual weight is 10, without a ½. At a gradient of 0 the norm has no
    derivative; its root is taken so that the penalty's derivative is 0 there
    and not NaN.

    Args:
        discriminator: function from samples to scores.
        x: real samples `(batch, …)`.
        x_fake: generated samples of the same shape; hand over
            `stop_gradient(x_fake)`.
        alpha: α, uniform in [0, 1], *one for each example*, `(batch,)`.
        target: the slope that is aimed at; 0 gives a zero-centred penalty.

    Returns:
        One value per sample, `(batch,)`.

    Raises:
        ValueError: if `x_fake` or `alpha` has another shape.

    Example:
    >>> from keras import ops
    >>> score = lambda x: 3.0 * x[:, 0] + 4.0 * x[:, 1]
    >>> x, alpha = ops.zeros((1, 2)), ops.array([0.5])
    >>> float(gradient_penalty(score, x, x + 1.0, alpha)[0])  # (5 − 1)²
    16.0

    References:
        Gulrajani et al., 2017, algorithm 1, arXiv:1704.00028.
    """
    check_same_shape(x, x_fake, ("x", "x_fake"), "gradient_penalty")
    given, known = alpha.shape, x.shape[0]
    if len(given) != 1 or (given[0] != known and None not in (*given, known)):
        wanted = f"one number for each example, shape ({known},)"
        got = f"shape {tuple(given)}"
        raise refusal("alpha", "gradient_penalty", wanted, got)
    alpha = ops.reshape(alpha, (-1,) + (1,) * (len(x.shape) - 1))
    mixed = alpha * x + (1.0 - alpha) * x_fake
    square = _sum_per_sample(ops.square(input_gradient(discriminator, mixed)))
    return ops.square(_safe_root(square) - target)


def _safe_root(square):
    """The square root, with derivative 0 instead of infinity at 0."""
    positive = square > 0
    root = ops.sqrt(ops.where(positive, square, 1.0))
    return ops.where(positive, root, 0.0)


def r1_finite_difference(discriminator, x, noise, sigma=0.05, score=None):
    r"""R1 without a second derivative, from one noisy look.

    $$\frac{(D(x) - D(x + \sigma \epsilon))^2}{\sigma^2},
      \qquad \epsilon \sim \mathcal N(0, I)$$

    Half the cost of `r1` or less, but biased and noisy: for a quadratic D
    with gradient g and Hessian H its mean is
    $\lVert g \rVert^2 + \sigma^2 (\mathrm{tr}^2 H)/4
    + \sigma^2 \lVert H \rVert_F^2 / 2$, and for a linear D a single draw has
    a relative standard deviation of √2.

    Args:
        discriminator: function from samples to scores.
        x: real samples `(batch, …)`.
        noise: standard normal ε of the shape of `x`.
        sigma: step, > 0, in units of the data.
        score: `discriminator(x)` if it is known already.

    Returns:
        One value per sample, `(batch,)`.

    Example:
    >>> from keras import ops
    >>> score = lambda x: 3.0 * x[:, 0]
    >>> x, noise = ops.zeros((1, 2)), ops.ones((1, 2))
    >>> round(float(r1_finite_difference(score, x, noise)[0]), 4)  # 3² · 1²
    9.0

    References:
        Lin et al., 2025, arXiv:2501.08316.
    """
    if score is None:
        score = discriminator(x)
    moved = discriminator(x + sigma * noise)
    return ops.square((per_sample(score) - per_sample(moved)) / sigma)
