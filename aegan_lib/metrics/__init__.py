"""Measures of how well samples match the data."""

from .modes import mode_coverage as mode_coverage
