"""Widgets that need no kernel: the model runs in the reader's browser."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded when asked for: anywidget is slow to import
    from .widget import Explorer as Explorer

HOMES = {"Explorer": "widget"}  # public name -> its module


def __getattr__(name):
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f".{HOMES[name]}", __name__), name)
