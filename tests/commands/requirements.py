"""Print what the library and its tests require, as pyproject.toml says."""

import argparse
import pathlib
import re
import tomllib

ROOT = pathlib.Path(__file__).parents[2]


def name(requirement):
    """The normalised name in a requirement such as `Keras[x]>=3`."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement).group()
    return re.sub(r"[-_.]+", "-", found).lower()


def requirements(*extras):
    """The dependencies of the library and of these extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    return project["dependencies"] + sum((optional[e] for e in extras), [])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", nargs="*", default=[])
    left_out = parser.parse_args().without
    wanted = [r for r in requirements("test") if name(r) not in left_out]
    print("\n".join(wanted))


if __name__ == "__main__":
    main()
