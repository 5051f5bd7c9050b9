"""Autoencoders, GANs and their combination, as Keras models.

How the data flow: a data set gives samples x; an encoder gives codes
z_enc = E(x); a generator (a decoder is the same) gives samples from latents,
x_fake = G(z), and reconstructions x_rec = G(E(x)); a discriminator gives a
logit D(x). A `Game` holds some of these networks as players and writes each
player's loss as named terms. Keras trains it.
"""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from . import _keras as _keras
from . import bands as bands
from . import callbacks as callbacks
from . import cards as cards
from . import data as data
from . import exercises as exercises
from . import explorer as explorer
from . import figures as figures
from . import hybrids as hybrids
from . import latent as latent
from . import losses as losses
from . import metrics as metrics
from . import networks as networks
from . import runs as runs
from . import shipped as shipped
from . import tables as tables
from . import testing as testing
from . import work as work
from .autoencoders import VAE as VAE
from .autoencoders import Autoencoder as Autoencoder
from .game import Game as Game
from .gans import GAN as GAN
from .held import held as held

if _TYPE_CHECKING:  # loaded when asked for, see `explorer`
    from .explorer.widget import Explorer as Explorer

__version__ = "0.1.0"


def __getattr__(name):
    if name == "Explorer":
        return explorer.Explorer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
