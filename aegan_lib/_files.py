"""Files that are whole or not there."""

import json
import os
import pathlib


def write_json(content, path):
    """Write JSON beside `path` and rename it: never half a file.

    Raises:
        ValueError: for NaN or infinity, which JSON lacks.
    """
    text = json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False)
    write_text(text + "\n", path)


def write_text(text, path):
    """Write text beside `path` and rename it: never half a file."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
