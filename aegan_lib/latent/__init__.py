"""The latent space: priors, paths, directions, and the way back to codes."""

from .directions import fit_directions as fit_directions
from .gaussian import Gaussian as Gaussian
from .gaussian import fit_prior as fit_prior
from .inversion import invert as invert
from .paths import interpolate as interpolate
