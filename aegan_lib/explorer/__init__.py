"""Widgets that need no kernel: the model runs in the reader's browser."""

import importlib

# Public name -> its module, loaded when asked for: anywidget is not imported
# with the library.
HOMES = {"Explorer": "widget"}


def __getattr__(name):
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = importlib.import_module(f".{HOMES[name]}", __name__)
    return getattr(home, name)
