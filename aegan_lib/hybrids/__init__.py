"""Autoencoders and GANs combined: one file a published method."""

from .pretrained import Pretrained as Pretrained
