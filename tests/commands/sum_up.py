"""Add up the results of several pytest runs and print one closing line.

Usage: sum_up.py JUNIT.xml ... ; fails if one failed, is missing or is empty.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def counts(path):
    """What one run counted: passed, failed, errors, skipped, seconds."""
    suite = ElementTree.parse(path).getroot().find("testsuite")
    number = {k: int(suite.get(k)) for k in ("failures", "errors", "skipped")}
    number["passed"] = int(suite.get("tests")) - sum(number.values())
    return number, float(suite.get("time"))


def main():
    total, seconds, bad = {}, 0.0, []
    for path in map(pathlib.Path, sys.argv[1:]):
        if not path.exists():
            bad.append(f"{path.stem} did not run")
            continue
        number, time = counts(path)
        seconds += time
        if not number["passed"]:
            bad.append(f"{path.stem} passed no test")
        for kind, n in number.items():
            total[kind] = total.get(kind, 0) + n
    words = (
        ("failures", "failed"),
        ("passed", "passed"),
        ("skipped", "skipped"),
        ("errors", "errors"),
    )
    parts = [f"{total[k]} {word}" for k, word in words if total.get(k)]
    line = f" {', '.join(parts + bad) or 'no tests ran'} in {seconds:.2f}s "
    print(line.center(80, "="))
    return bool(bad or total.get("failures") or total.get("errors"))


if __name__ == "__main__":
    sys.exit(main())
