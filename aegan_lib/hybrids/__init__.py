"""Autoencoders and GANs combined: one file a published method."""

from .first_stage import FirstStage as FirstStage
from .latent_gan import LatentGAN as LatentGAN
from .pretrained import Pretrained as Pretrained
from .refined import Refined as Refined
from .trunk import discriminator_from as discriminator_from
