"""Our GAN in plain JAX: layers, losses, Adam and averages written by hand.

The peer of `gpu.py`, made from a Keras game as `plain_torch` is: the same
layers and weights, one function from state and batch to state. A test
compares one step of both. Batch normalisation is not among its layers.
"""

import jax
import keras
import numpy as np
from common import rate_of
from jax import lax
from jax import numpy as jnp

SIGMA = 0.05  # step of the finite difference, as in `r1_finite_difference`
IMAGES = ("NHWC", "HWIO", "NHWC")
ACTIVATIONS = {"tanh": jnp.tanh, "relu": jax.nn.relu}


def translate(network):
    """Return the weights of `network`, a list a layer, and its function.

    The function takes such weights and the input, and computes in the type
    of the input.
    """
    weights = [
        [jnp.array(np.asarray(w)) for w in layer.get_weights()]
        for layer in network.layers
    ]
    steps = [_step(layer) for layer in network.layers]

    def apply(weights, x):
        for own, step in zip(weights, steps, strict=True):
            x = step([w.astype(x.dtype) for w in own], x)
        return x

    return weights, apply


def _step(layer):
    kind = getattr(getattr(layer, "activation", None), "__name__", "linear")
    after = ACTIVATIONS.get(kind, lambda x: x)
    match layer:
        case keras.layers.Dense():
            return lambda w, x: after(_biased(x @ w[0], w))
        case keras.layers.Conv2DTranspose():
            options = {"transpose_kernel": True, "dimension_numbers": IMAGES}
            return lambda w, x: after(
                _biased(
                    lax.conv_transpose(
                        x, w[0], layer.strides, "SAME", **options
                    ),
                    w,
                )
            )
        case keras.layers.Conv2D():
            options = {"dimension_numbers": IMAGES}
            return lambda w, x: after(
                _biased(
                    lax.conv_general_dilated(
                        x, w[0], layer.strides, "SAME", **options
                    ),
                    w,
                )
            )
        case keras.layers.Reshape():
            return lambda w, x: x.reshape(-1, *layer.target_shape)
        case keras.layers.Flatten():
            return lambda w, x: x.reshape(len(x), -1)
        case keras.layers.ReLU():
            return lambda w, x: jax.nn.relu(x)
        case keras.layers.LeakyReLU():
            slope = layer.negative_slope
            return lambda w, x: jax.nn.leaky_relu(x, slope)
    raise TypeError(
        "`translate` knows the layers of our default networks. "
        f"Got {type(layer).__name__} instead."
    )


def _biased(x, weights):
    return x + weights[1] if len(weights) > 1 else x


def plain_gan(game, dtype=jnp.float32):
    """Return the first state and the compiled step of a compiled game.

    The step takes state, batch and key and returns state and both losses; it
    may reuse the memory of the state. `noise=(z, of R1)` replaces the draws.
    """
    if game.get_config()["loss"] != "non_saturating":
        raise ValueError("`plain_gan` has the non-saturating loss only.")
    if game.r1_weight and game.r1 != "finite_difference":
        raise ValueError("`plain_gan` has R1 by finite differences only.")
    weights_g, generator = translate(game.generator)
    weights_d, discriminator = translate(game.discriminator)
    adams = game.optimizer._optimizer_map.by_player
    names, start = ("generator", "discriminator"), (weights_g, weights_d)
    zeros = jax.tree.map(jnp.zeros_like, start)
    state = {"weights": start, "averaged": jax.tree.map(jnp.copy, weights_g)}
    state |= {"m": zeros, "v": jax.tree.map(jnp.copy, zeros)}
    state["count"] = jnp.zeros((), jnp.float32)

    def loss_d(weights, x, x_fake, noise):
        real = discriminator(weights, x).astype(jnp.float32)
        fake = discriminator(weights, x_fake).astype(jnp.float32)
        loss = jax.nn.softplus(-real).mean() + jax.nn.softplus(fake).mean()
        if game.r1_weight:
            moved = discriminator(weights, x + SIGMA * noise)
            slope = (real - moved.astype(jnp.float32)) / SIGMA
            loss += 0.5 * game.r1_weight * jnp.square(slope).mean()
        return loss

    def loss_g(weights, judge, z):
        x_fake = generator(weights, z)
        fake = discriminator(judge, x_fake).astype(jnp.float32)
        return jax.nn.softplus(-fake).mean(), x_fake

    def step(state, x, key, noise=None):
        keys = jax.random.split(key)
        if noise is None:
            z = jax.random.normal(keys[0], (len(x), game.latent_dim), dtype)
            noise = z, jax.random.normal(keys[1], x.shape, dtype)
        z, moved_by = (part.astype(dtype) for part in noise)
        own, judge = state["weights"]
        gradient = jax.value_and_grad(loss_g, has_aux=True)
        (of_g, x_fake), grads_g = gradient(own, judge, z)
        x = x.astype(dtype)
        gradient = jax.value_and_grad(loss_d)
        of_d, grads_d = gradient(judge, x, x_fake, moved_by)
        made = _adam(state, (grads_g, grads_d), [adams[n] for n in names])
        count = state["count"]
        decay = jnp.minimum(game.ema, (1 + count) / (10 + count))
        averaged = jax.tree.map(
            lambda mean, w: decay * mean + (1 - decay) * w,
            state["averaged"],
            own,
        )
        made |= {"averaged": averaged, "count": count + 1}
        return made, (of_d, of_g)

    return state, jax.jit(step, donate_argnums=0)


def _adam(state, gradients, adams):
    """Adam as Keras writes it."""
    made, count = {"weights": [], "m": [], "v": []}, state["count"] + 1
    for i, adam in enumerate(adams):
        one, two = adam.beta_1, adam.beta_2
        m = jax.tree.map(
            lambda m, g, one=one: m + (g - m) * (1 - one),
            state["m"][i],
            gradients[i],
        )
        v = jax.tree.map(
            lambda v, g, two=two: v + (g * g - v) * (1 - two),
            state["v"][i],
            gradients[i],
        )
        rate = rate_of(adam)(state["count"])
        rate = rate * jnp.sqrt(1 - two**count) / (1 - one**count)
        weights = jax.tree.map(
            lambda w, m, v, rate=rate, e=adam.epsilon: (
                w - rate * m / (jnp.sqrt(v) + e)
            ),
            state["weights"][i],
            m,
            v,
        )
        for name, part in zip(made, (weights, m, v), strict=True):
            made[name].append(part)
    return {name: tuple(parts) for name, parts in made.items()}
