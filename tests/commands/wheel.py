"""Build the wheel, install it into an empty environment, run the tests there.

The environment lies outside the checkout and is removed afterwards. Arguments
are passed on to pytest. Doctests of the installed library run too.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).parents[2]
MADE = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")


def pip(python, *arguments):
    """Run pip, which prints errors only, in the environment of `python`."""
    command = [python, "-m", "pip", "--disable-pip-version-check", "-qq"]
    subprocess.run([*command, *arguments], check=True)


def copy_source(folder):
    """Copy what is built; building in the checkout would litter it."""
    shutil.copytree(ROOT / "aegan_lib", folder / "aegan_lib", ignore=MADE)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)


def build(folder):
    """Build the wheel; return its path and that of the copied source."""
    source = folder / "source"
    copy_source(source)
    options = ["--no-deps", "--no-build-isolation", "-w", str(folder)]
    pip(sys.executable, "wheel", *options, str(source))
    return next(folder.glob("*.whl")), source


def check_contents(wheel, source):
    """Refuse a wheel that lacks a file of the package."""
    files = [f for f in (source / "aegan_lib").rglob("*") if f.is_file()]
    wanted = {f.relative_to(source).as_posix() for f in files}
    lacking = wanted - set(zipfile.ZipFile(wheel).namelist())
    if lacking:
        sys.exit(f"{wheel.name} lacks {', '.join(sorted(lacking))}")


def install(wheel, folder):
    """Make an environment with the wheel and what it says it requires."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = str(folder / "bin/python")
    limits = os.environ.get("CONSTRAINTS", "constraints.txt")
    limits = ["-c", str(ROOT / limits)] if limits else []
    pip(python, "install", *limits, f"{wheel}[test]")
    return python


def main():
    with tempfile.TemporaryDirectory(prefix="aegan-") as folder:
        folder = pathlib.Path(folder).resolve()
        wheel, source = build(folder)
        check_contents(wheel, source)
        print(f"Installing {wheel.name} into an empty environment", flush=True)
        python = install(wheel, folder / "venv")
        shutil.rmtree(source)
        run = folder / "run"
        shutil.copytree(ROOT / "tests", run / "tests", ignore=MADE)
        shutil.copy(ROOT / "pyproject.toml", run)  # pytest's settings
        command = [python.replace("bin/python", "bin/pytest"), *sys.argv[1:]]
        command += ["-m", "not checkout", "tests"]
        command += ["--doctest-modules", "--pyargs", "aegan_lib"]
        wanted = os.environ | {"AEGAN_WHEEL": str(folder / "venv")}
        return subprocess.run(command, cwd=run, env=wanted).returncode


if __name__ == "__main__":
    sys.exit(main())
