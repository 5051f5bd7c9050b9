"""The latent space: priors, paths, directions, and the way back to codes."""

from .directions import fit_directions as fit_directions
from .inversion import invert as invert
from .paths import interpolate as interpolate
from .priors import Gaussian as Gaussian
from .priors import fit_prior as fit_prior
