"""The contracts of games and of losses, to run on those of your own."""

from .games import check_game as check_game
from .pairs import check_loss as check_loss
