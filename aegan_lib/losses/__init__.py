"""Loss functions: one value per sample; the game takes the mean."""

from .adversarial import Adversarial as Adversarial
from .adversarial import minimax as minimax
from .adversarial import non_saturating as non_saturating
from .divergence import gaussian_kl as gaussian_kl
from .divergence import gaussian_nll as gaussian_nll
from .penalties import input_gradient as input_gradient
from .penalties import r1 as r1
from .penalties import r1_finite_difference as r1_finite_difference
from .reconstruction import absolute_error as absolute_error
from .reconstruction import squared_error as squared_error
