"""Priors: distributions fitted to the codes of an autoencoder."""

from .fitting import fit_prior as fit_prior
from .fitting import whitened as whitened
from .gaussian import Gaussian as Gaussian
from .mixture import Mixture as Mixture
