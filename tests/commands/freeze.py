"""Write the exact versions that an environment holds, without addresses.

Usage: freeze.py ENVIRONMENT FILE [FILE WHOSE LINES ARE LEFT OUT]
"""

import pathlib
import re
import subprocess
import sys

HEAD = "# Written by `make constraints`. Do not edit by hand.\n"
# Only GPU builds of PyTorch bring these; none is needed for the tests.
LEFT_OUT = re.compile(r"(pip|aegan_lib|nvidia-.*|cuda-.*|triton)==")


def versions(environment):
    """Lines `name==version`, sorted, without local labels such as +cpu."""
    command = [f"{environment}/bin/python", "-m", "pip", "list"]
    command += ["--format=freeze", "--disable-pip-version-check"]
    lines = subprocess.check_output(command, text=True).splitlines()
    lines = [re.sub(r"\+.*", "", line) for line in lines]
    return sorted(
        (line for line in lines if not LEFT_OUT.match(line)), key=str.lower
    )


def main():
    environment, target, *others = sys.argv[1:]
    known = [pathlib.Path(f).read_text().splitlines() for f in others]
    lines = [v for v in versions(environment) if v not in sum(known, [])]
    pathlib.Path(target).write_text(HEAD + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
