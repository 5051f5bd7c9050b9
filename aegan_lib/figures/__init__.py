"""Figures in one look: colour and marker mean a role, everywhere.

Every function returns a Matplotlib figure, ready to be the last line of a
cell. Widths are "wide" (6 in) and "half" (3 in). Figures carry no title:
the caption is the title. Matplotlib is imported when the first is drawn.
"""

from .densities import densities as densities
from .diagrams import diagram as diagram
from .fields import phase_portraits as phase_portraits
from .fields import vector_field as vector_field
from .images import image_grid as image_grid
from .images import image_rows as image_rows
from .lines import among_runs as among_runs
from .lines import bars as bars
from .lines import curve_panels as curve_panels
from .lines import curves as curves
from .lines import histogram as histogram
from .matrices import matrix_panels as matrix_panels
from .planes import latent_map as latent_map
from .planes import scatter as scatter
from .planes import scatter_panels as scatter_panels
from .planes import score_map as score_map
from .style import FAKE as FAKE
from .style import LATENT as LATENT
from .style import REAL as REAL
from .style import RECONSTRUCTION as RECONSTRUCTION
from .style import TRUTH as TRUTH
from .style import axes as axes
