"""From an image back to the code that a generator would make it from."""

import keras
import numpy as np
from keras import ops

from .._checks import check_data, check_integer, check_number, refusal
from ..losses.penalties import input_gradient
from ..losses.reconstruction import squared_error


def invert(
    generator,
    x,
    start=None,
    steps=200,
    learning_rate=0.05,
    noise_std=0.2,
):
    r"""Search the code of each sample by gradient descent.

    $$\hat z = \arg\min_z \; \frac{\lVert x - G(z) \rVert^2}{2 \sigma^2}
      + \frac{\lVert z \rVert^2}{2}$$

    This is the most probable code if z is standard normal and x is G(z)
    with Gaussian noise of standard deviation σ on each feature. Adam moves
    all codes at once and independently. An encoder answers in one step what
    this needs `steps` for; its answer is a good `start`.

    Args:
        generator: Keras network from `(batch, latent_dim)` to `(batch,
            *shape)`.
        x: samples `(n, *shape)`; images in [−1, 1].
        start: codes `(n, latent_dim)` to begin with; default zeros, the
            middle of the prior.
        steps: number of steps, integer ≥ 1.
        learning_rate: of Adam, > 0; falls to zero along a cosine.
        noise_std: σ > 0; small values trust x, large ones the prior.

    Returns:
        Codes, float32 `(n, latent_dim)`.

    Raises:
        ValueError: for samples of another shape, or arguments out of range.

    Example:
    >>> import aegan_lib as ag
    >>> gan = ag.shipped.generator("gan")
    >>> z = np.ones((1, 16), "float32")
    >>> x = keras.ops.convert_to_numpy(gan(z))
    >>> found = invert(gan, x, steps=100)
    >>> bool(np.abs(found - z).max() < np.abs(z).max())
    True

    References:
        Zhu et al., 2016, arXiv:1609.03552; Lipton & Tripathi, 2017,
        arXiv:1702.04782.
    """
    x = np.asarray(x, "float32")
    check_data(x, "invert", tuple(generator.output_shape[1:]))
    steps = check_integer(steps, "steps", "invert")
    check_number(learning_rate, "learning_rate", "invert", least=1e-9)
    check_number(noise_std, "noise_std", "invert", least=1e-6)
    size = generator.input_shape[-1]
    start = np.zeros((len(x), size)) if start is None else np.asarray(start)
    if start.shape != (len(x), size):
        wanted = f"one code a sample, of shape ({len(x)}, {size})"
        raise refusal("start", "invert", wanted, f"shape {start.shape}")
    z, target = keras.Variable(start, dtype="float32"), ops.array(x)

    def energy(codes):
        misfit = squared_error(target, generator(codes, training=False))
        prior = ops.sum(ops.square(codes), axis=-1)
        return misfit / (2 * noise_std**2) + prior / 2

    rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    optimizer = keras.optimizers.Adam(rate)
    for _ in range(steps):
        slope = ops.stop_gradient(input_gradient(energy, z.value))
        optimizer.apply([slope], [z])
    return ops.convert_to_numpy(z)
