"""Holding a network still while gradients pass through it."""

from keras import ops


def held(network, training=True):
    r"""Return `network` as a function whose weights get no gradient.

    $$\mathrm{held}(D)(x) = D(x;\, \mathrm{sg}(\theta_D))$$

    Gradients flow through it to its input. In L_G = adv(held(D)(G(z))) the
    discriminator judges, and only the generator learns.

    Args:
        network: a built Keras network.
        training: whether dropout and batch statistics work as in training.

    Returns:
        A function from the network's input to its output.

    Example:
    >>> import keras
    >>> import aegan_lib as ag
    >>> network = ag.networks.discriminator((2,), seed=1)
    >>> x = keras.ops.ones((3, 2))
    >>> bool(keras.ops.all(held(network)(x) == network(x, training=True)))
    True

    References:
        Surrogate losses by stopped gradients: Foerster et al., 2018,
        arXiv:1802.05098.
    """
    weights = [ops.stop_gradient(v.value) for v in network.trainable_variables]
    # A nested scope sees only the values that it is given.
    rest = [v.value for v in network.non_trainable_variables]
    call = network.stateless_call
    return lambda x: call(weights, rest, x, training=training)[0]
