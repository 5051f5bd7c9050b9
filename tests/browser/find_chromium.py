"""Find a Chromium for the browser tests, or install one.

`find()` returns its path. `python find_chromium.py --install` installs one
if none is there: Playwright's own, else Debian's package when run as root.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
# For root, for closed networks and for machines without a screen.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
ADVICE = (
    "The tests of the built pages need Chromium, and none was found or could "
    "be installed. Do one of these: install your system's `chromium` or "
    "`google-chrome`; run `.venv/bin/playwright install chromium` where its "
    "server is reachable; or set CHROMIUM=/path/to/a/chromium."
)


def starts(path):
    """Whether the file is a program that answers with its version."""
    try:
        command = [path, "--version", "--no-sandbox"]
        done = subprocess.run(command, capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def of_playwright():
    """Where Playwright's own Chromium is, or would be."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def find():
    """The path of a Chromium that starts, or `None`.

    `CHROMIUM` in the environment goes first, then PATH, then Playwright's.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        if not starts(named):
            raise SystemExit(f"CHROMIUM={named} does not start. {ADVICE}")
        return named
    for path in filter(None, map(shutil.which, NAMES)):
        if starts(path):
            return path
    path = of_playwright()
    return path if starts(path) else None


def attempts():
    """The commands that may install a Chromium on this machine."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    debian = root and shutil.which("apt-get")
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    yield command + ["--with-deps"] * bool(debian)
    if debian:
        yield ["apt-get", "update", "-q"]
        yield ["apt-get", "install", "-qy", "--no-install-recommends"] + [
            "chromium"
        ]


def install():
    """Try every way to install one; return its path or `None`."""
    for command in attempts():
        print("Looking for a browser:", " ".join(command), flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        try:
            subprocess.run(command, env=quiet, timeout=600)
        except (OSError, subprocess.TimeoutExpired) as error:
            print(error)
        if path := find():
            return path
    return None


def main():
    path = find()
    if not path and "--install" in sys.argv:
        path = install()
    if not path:
        raise SystemExit(ADVICE)
    print("Browser:", path)


if __name__ == "__main__":
    main()
