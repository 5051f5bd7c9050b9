"""Widgets that need no kernel: the model runs in the reader's browser."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded when asked for: anywidget is slow to import
    from .portrait import PhasePortrait as PhasePortrait
    from .session import RealOrFake as RealOrFake
    from .widget import Explorer as Explorer

HOMES = {  # public name -> its module
    "Explorer": "widget",
    "PhasePortrait": "portrait",
    "RealOrFake": "session",
}


def __getattr__(name):
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f".{HOMES[name]}", __name__), name)
