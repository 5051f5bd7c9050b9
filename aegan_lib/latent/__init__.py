"""The latent space: priors, paths, directions, and the way back to codes."""

from .directions import fit_directions as fit_directions
from .fitting import fit_prior as fit_prior
from .fitting import whitened as whitened
from .gaussian import Gaussian as Gaussian
from .inversion import invert as invert
from .mixture import Mixture as Mixture
from .paths import interpolate as interpolate
