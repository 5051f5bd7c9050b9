"""Metrics of generated samples."""

from .copies import copying as copying
from .evaluate import evaluate as evaluate
from .factors import factor_distances as factor_distances
from .features import Features as Features
from .features import load_features as load_features
from .features import train_features as train_features
from .frechet import Moments as Moments
from .frechet import frechet_distance as frechet_distance
from .human import sensitivity as sensitivity
from .human import simulate_sessions as simulate_sessions
from .images import ssim as ssim
from .intervals import jackknife as jackknife
from .intervals import over_seeds as over_seeds
from .kernel import kernel_distance as kernel_distance
from .kernel import kernel_interval as kernel_interval
from .manifold import density_coverage as density_coverage
from .manifold import precision_recall as precision_recall
from .modes import class_coverage as class_coverage
from .modes import mode_coverage as mode_coverage
from .neighbours import nearest_distance as nearest_distance
from .sessions import Session as Session
from .sessions import load_session as load_session
from .sessions import save_session as save_session
from .swap import swap_discriminators as swap_discriminators
from .two_sample import two_sample as two_sample
from .two_sample import two_sample_curve as two_sample_curve
