"""Write the hash of files and folders, only if it differs from the last."""

import argparse
import hashlib
import pathlib

# Made while building or running; no input of anything.
MADE = ("__pycache__", ".ipynb_checkpoints", "api.md", "formulas.md")


def files(paths):
    """Every file in `paths` and in the folders among them, in one order."""
    for path in map(pathlib.Path, paths):
        inside = path.rglob("*") if path.is_dir() else [path]
        for file in sorted(inside):
            if file.is_file() and not set(file.parts) & set(MADE):
                yield file


def key(paths, text=""):
    """A hash of names and contents."""
    total = hashlib.sha256(text.encode())
    for file in files(paths):
        total.update(file.as_posix().encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest() + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=pathlib.Path)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--text", default="")
    given = parser.parse_intermixed_args()
    new = key(given.paths, given.text)
    if not given.target.exists() or given.target.read_text() != new:
        given.target.write_text(new)


if __name__ == "__main__":
    main()
