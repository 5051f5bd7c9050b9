"""Data sets as records: `load` by name, `stacked`, `image_folder`."""

from aegan_lib.data.folders import ImageFiles as ImageFiles
from aegan_lib.data.folders import image_folder as image_folder
from aegan_lib.data.loading import load as load
from aegan_lib.data.record import Record as Record
from aegan_lib.data.stacks import stacked as stacked
