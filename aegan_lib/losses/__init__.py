"""Loss functions: one value per sample; the game takes the mean."""

from .adversarial import energy_margin as energy_margin
from .adversarial import hinge as hinge
from .adversarial import least_squares as least_squares
from .adversarial import minimax as minimax
from .adversarial import non_saturating as non_saturating
from .adversarial import relativistic as relativistic
from .adversarial import relativistic_average as relativistic_average
from .adversarial import wasserstein as wasserstein
from .discrepancy import mmd as mmd
from .divergence import gaussian_kl as gaussian_kl
from .divergence import gaussian_nll as gaussian_nll
from .penalties import gradient_penalty as gradient_penalty
from .penalties import input_gradient as input_gradient
from .penalties import r1 as r1
from .penalties import r1_finite_difference as r1_finite_difference
from .penalties import r2 as r2
from .reconstruction import absolute_error as absolute_error
from .reconstruction import bernoulli_nll as bernoulli_nll
from .reconstruction import feature_matching as feature_matching
from .reconstruction import squared_error as squared_error
from .scores import Adversarial as Adversarial
from .similarity import ssim_error as ssim_error
