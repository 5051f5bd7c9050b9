"""Checkers for the book's exercises: points and a message, offline."""

from . import article as article
from . import autoencoders as autoencoders
from . import combined as combined
from . import density_ratio as density_ratio
from . import does_it_help as does_it_help
from . import evaluation as evaluation
from . import gans as gans
from . import gans_on_images as gans_on_images
from . import generation as generation
from . import latent_space as latent_space
from . import losses as losses
from . import stability as stability
from . import vae as vae
from . import your_own as your_own
from .result import Result as Result
