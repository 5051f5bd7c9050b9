"""`make bench`: all benchmarks in order, and the tables of README.md.

    python benchmarks/run.py

Says how long it takes. Broken off, it goes on where it was: what is done of
this round stands in `.make/bench.json`, finished runs of `quality.py` in
`curves/`. When all is done, the next call begins a new round.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time

import bursts
import common
import quality

MINUTES = {  # on two cores
    "steps.py": 10,
    "start.py": 4,
    "browser.py": 1,
    "quality.py": 60 * len(quality.SEEDS) // 5 + 5,
}
ALONE = ("start.py", "browser.py")  # no peers in other environments
NOTES = common.HERE.parent / ".make" / "bench.json"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--environments", help="folder of .venv-torch")
    options = parser.parse_args()
    done = json.loads(NOTES.read_text()) if NOTES.exists() else []
    if not NOTES.exists():  # a new round
        shutil.rmtree(common.HERE / "curves", ignore_errors=True)
        NOTES.parent.mkdir(exist_ok=True)
        NOTES.write_text("[]")
    left = {name: m for name, m in MINUTES.items() if name not in done}
    print(f"About {sum(left.values())} minutes: {', '.join(left)}", flush=True)
    for name in left:
        started = time.perf_counter()
        command = [sys.executable, str(common.HERE / name)]
        if options.environments and name not in ALONE:
            command += ["--environments", options.environments]
        variables = bursts.environment("tensorflow")
        subprocess.run(command, env=os.environ | variables, check=True)
        done.append(name)
        NOTES.write_text(json.dumps(done))
        minutes = (time.perf_counter() - started) / 60
        print(f"{name}: {minutes:.1f} minutes", flush=True)
    command = [sys.executable, str(common.HERE / "report.py"), "--write"]
    subprocess.run(command, check=True)
    NOTES.unlink()


if __name__ == "__main__":
    main()
