"""A GAN's step in TensorFlow as it is commonly written, twice.

`two_tapes`: a `tf.function` with two gradient tapes, as in TensorFlow's
DCGAN tutorial. `Example`: a `keras.Model` whose `train_step` is overridden,
as in the DCGAN example of keras.io. Neither has a penalty. Both can keep the
average of the generator's weights that our games keep.
"""

import keras
import tensorflow as tf


def real_loss(real):
    return tf.reduce_mean(tf.nn.softplus(-real))


def fake_loss(fake):
    return tf.reduce_mean(tf.nn.softplus(fake))


def move_average(averaged, network, decay, updates):
    """Move averaged weights a little towards those that are trained."""
    updates = tf.cast(updates, "float32")
    decay = tf.minimum(decay, (1 + updates) / (10 + updates))
    for mean, weight in zip(averaged.variables, network.variables, strict=True):
        if weight.trainable:
            mean.assign(decay * mean + (1 - decay) * weight)


def two_tapes(
    generator, discriminator, optimizers, latent_dim, average=None, jit=False
):
    """Return the compiled step: a batch -> both losses.

    Args:
        generator: network from latents to samples.
        discriminator: network from samples to logits.
        optimizers: dict with `generator` and `discriminator`.
        latent_dim: size of z.
        average: `(averaged network, decay)`, or `None`.
        jit: whether XLA compiles it.
    """
    weights_g = generator.trainable_variables
    weights_d = discriminator.trainable_variables
    optimizers["generator"].build(weights_g)
    optimizers["discriminator"].build(weights_d)

    @tf.function(jit_compile=jit)
    def step(x):
        z = tf.random.normal((tf.shape(x)[0], latent_dim))
        with tf.GradientTape() as tape_g, tf.GradientTape() as tape_d:
            x_fake = generator(z, training=True)
            real = discriminator(x, training=True)
            fake = discriminator(x_fake, training=True)
            loss_g = real_loss(fake)
            loss_d = real_loss(real) + fake_loss(fake)
        gradients_g = tape_g.gradient(loss_g, weights_g)
        gradients_d = tape_d.gradient(loss_d, weights_d)
        if average:
            updates = optimizers["generator"].iterations
            move_average(average[0], generator, average[1], updates)
        optimizers["generator"].apply(gradients_g, weights_g)
        optimizers["discriminator"].apply(gradients_d, weights_d)
        return loss_d, loss_g

    return step


class Example(keras.Model):
    """Alternating steps on batches of real and generated samples together."""

    def __init__(self, generator, discriminator, latent_dim, average=None):
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.latent_dim, self.average = latent_dim, average
        self.noise = keras.random.SeedGenerator(1)

    def compile(self, optimizers, **kwargs):
        super().compile(**kwargs)
        self.opt_g, self.opt_d = (
            optimizers["generator"],
            optimizers["discriminator"],
        )
        self.opt_g.build(self.generator.trainable_variables)
        self.opt_d.build(self.discriminator.trainable_variables)
        self.loss_fn = keras.losses.BinaryCrossentropy(from_logits=True)
        self.tracked = [keras.metrics.Mean(n) for n in ("d_loss", "g_loss")]

    @property
    def metrics(self):
        return self.tracked

    def call(self, x):
        return x

    def train_step(self, data):
        x = data[0] if isinstance(data, tuple) else data
        n = tf.shape(x)[0]
        z = keras.random.normal((n, self.latent_dim), seed=self.noise)
        both = tf.concat([self.generator(z, training=True), x], axis=0)
        labels = tf.concat([tf.zeros((n, 1)), tf.ones((n, 1))], axis=0)
        with tf.GradientTape() as tape:
            scores = self.discriminator(both, training=True)
            loss_d = self.loss_fn(labels, scores)
        weights = self.discriminator.trainable_variables
        self.opt_d.apply(tape.gradient(loss_d, weights), weights)
        z = keras.random.normal((n, self.latent_dim), seed=self.noise)
        with tf.GradientTape() as tape:
            x_fake = self.generator(z, training=True)
            scores = self.discriminator(x_fake, training=True)
            loss_g = self.loss_fn(tf.ones((n, 1)), scores)
        weights = self.generator.trainable_variables
        self.opt_g.apply(tape.gradient(loss_g, weights), weights)
        if self.average:
            averaged, decay = self.average
            updates = self.opt_g.iterations
            move_average(averaged, self.generator, decay, updates)
        for metric, loss in zip(self.tracked, (loss_d, loss_g), strict=True):
            metric.update_state(loss)
        return {metric.name: metric.result() for metric in self.tracked}
