"""What to watch while a game trains, and how to lose nothing.

Keras's own callbacks work too; `keras.callbacks.CSVLogger("terms.csv")`
writes every term of every epoch to a file.
"""

from .backup import Backup as Backup
from .watching import SampleGrid as SampleGrid
from .watching import TermCurves as TermCurves
