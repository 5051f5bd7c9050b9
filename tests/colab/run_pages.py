"""Run pages of the book as Colab would, in an environment with its versions.

Usage: run_pages.py ENVIRONMENT PAGE ...

The pages' own set-up cell installs the library: its commands are run as they
stand, but for the address, which becomes a copy of this checkout. Nothing but
Keras and the library may change by that. The pages then run elsewhere,
without the repository beside them. At last a browser moves the explorer.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import nbclient
import nbformat
import yaml

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests/commands"))
from drive_explorer import drive  # noqa: E402
from wheel import copy_source  # noqa: E402  (found by the line above)

MAY_CHANGE = {"keras", "aegan_lib"}
FORGET = ("KERAS_BACKEND", "PYTHONPATH", "PIP_CONSTRAINT")


def versions(python):
    """Name and version of everything that is installed."""
    command = [python, "-m", "pip", "list", "--format=freeze"]
    lines = subprocess.check_output(command, text=True).splitlines()
    return dict(line.split("==") for line in lines)


def start_afresh(python):
    """Take the environment back to what Colab brings."""
    pip = [python, "-m", "pip", "-qq", "--disable-pip-version-check"]
    subprocess.run([*pip, "uninstall", "-y", "aegan_lib"], check=True)
    files = ["-c", HERE / "constraints.txt", "-r", HERE / "requirements.txt"]
    subprocess.run([*pip, "install", *files], check=True)


def copy_repository(folder):
    """A repository that pip can install from, without a network."""
    folder.mkdir()
    copy_source(folder)
    git = ["git", "-c", "user.name=copy", "-c", "user.email=copy@localhost"]
    for words in ("init -q", "add -A", "commit -q -m copy"):
        subprocess.run([*git, *words.split()], cwd=folder, check=True)


def add_kernel(python, folder):
    """A kernel that, as in Colab, has NumPy and google.colab imported."""
    lines = "--IPKernelApp.exec_lines=import numpy, google.colab"
    argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"display_name": "Colab", "language": "python"}
    spec["argv"] = [*argv, lines]
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    spec["env"] = quiet | {"PYTHONPATH": str(HERE)}
    kernel = folder / "kernels/colab"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps(spec))
    os.environ["JUPYTER_PATH"] = str(folder)


def run(page, repository, folder):
    """Run one page; an error in a cell raises."""
    address = yaml.safe_load((ROOT / "_config.yml").read_text())
    address = address["repository"]["url"]
    book = nbformat.read(ROOT / f"book/{page}.ipynb", as_version=4)
    setups = [c for c in book.cells if "google.colab" in c.source]
    if len(setups) != 1 or address not in setups[0].source:
        sys.exit(f"{page}: not one set-up cell that installs from {address}")
    source = setups[0].source.replace(f"{address}.git", address)
    setups[0].source = source.replace(address, repository.as_uri())
    started = time.perf_counter()
    where = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(
        book, kernel_name="colab", timeout=600, resources=where
    ).execute()
    print(f"{page}: {time.perf_counter() - started:.0f} s", flush=True)


def main():
    environment, *pages = sys.argv[1:]
    python = str(pathlib.Path(environment).absolute() / "bin/python")
    for name in [*FORGET, *(n for n in os.environ if "AEGAN" in n)]:
        os.environ.pop(name, None)
    start_afresh(python)
    before = versions(python)
    with tempfile.TemporaryDirectory(prefix="aegan-colab-") as folder:
        folder = pathlib.Path(folder).resolve()
        copy_repository(folder / "repository")
        add_kernel(python, folder / "jupyter")
        (folder / "content").mkdir()
        for page in pages:
            run(page, folder / "repository", folder / "content")
        (folder / "explorer").mkdir()
        drive(python, folder / "explorer")
        print("explorer: page and kernel move each other", flush=True)
    after = versions(python)
    changed = {n for n in before | after if before.get(n) != after.get(n)}
    if changed != MAY_CHANGE:
        sys.exit(f"Only {MAY_CHANGE} may change. Changed: {changed}")
    print(f"{len(pages) + 1} passed with Colab's versions")


if __name__ == "__main__":
    main()
