"""Data sets as records."""

from aegan_lib.data.loading import load as load
from aegan_lib.data.record import Record as Record
