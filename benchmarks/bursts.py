"""Short bursts of several programs in turn, never two at once.

Two programs that are timed one after the other also see another machine: it
warms up, others use it. So all arms run in long-lived processes, a burst each
a round, in a new order each round; a ratio is that of one round.
"""

import collections
import json
import os
import pathlib
import subprocess
import sys
import time

import numpy as np

HERE = pathlib.Path(__file__).parent
ENVIRONMENTS = {
    "tensorflow": ".venv",
    "torch": ".venv-torch",
    "jax": ".venv-jax",
}


def python_of(backend, root=None):
    """The interpreter of a backend: this one, or that in `root/.venv-…`."""
    if os.environ.get("KERAS_BACKEND", "tensorflow") == backend:
        return sys.executable
    root = pathlib.Path(root or HERE.parent)
    path = root / ENVIRONMENTS[backend] / "bin" / "python"
    if not path.exists():
        raise FileNotFoundError(
            f"{path} is missing: the Python with {backend}. Make it with "
            f"`make {ENVIRONMENTS[backend]}/.installed`."
        )
    return str(path)


def environment(backend):
    """Variables of a process with this backend and this checkout."""
    found = os.environ | {"KERAS_BACKEND": backend}
    return found | {"PYTHONPATH": f"{HERE.parent}{os.pathsep}{HERE}"}


def version_of(backend, root=None):
    """What is installed of a backend in its environment: `{name: version}`."""
    program = (
        "import importlib.metadata, sys\n"
        "print(importlib.metadata.version(sys.argv[1]))"
    )
    command = [python_of(backend, root), "-c", program, backend]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {backend: done.stdout.strip()}


class Worker:
    """A `worker.py` in a process of its own."""

    def __init__(self, backend, root=None, threads=None):
        command = [python_of(backend, root), str(HERE / "worker.py")]
        command += ["--threads", str(threads or os.cpu_count())]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(backend),
        )

    def ask(self, arm, steps):
        """Run a burst of `steps` of an arm; return seconds a step."""
        print(json.dumps({**arm, "steps": steps}), file=self.process.stdin)
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("@"):
                return json.loads(line[1:])
        raise RuntimeError(f"The worker ended on {arm}: see above.")

    def stop(self):
        """Let the process end."""
        self.process.stdin.close()
        self.process.wait()


def name_of(arm):
    """A readable name of an arm: kind and switches."""
    return " ".join(
        [arm["kind"]]
        + [f"{k}={v}" for k, v in arm.items() if k not in ("game", "kind")]
    )


def interleave(arms, steps, rounds, root=None, threads=None):
    """Time all arms in turn.

    Args:
        arms: dicts as `worker.py` takes; those of kind `torch` run in the
            environment of PyTorch.
        steps: steps of a burst.
        rounds: bursts of each arm.
        root: folder of the environments; default this checkout.
        threads: of each program; default all cores.

    Returns:
        Dict from the name of an arm to `rounds` values.
    """
    backends = {
        name_of(arm): "torch" if arm["kind"] == "torch" else "tensorflow"
        for arm in arms
    }
    workers = {
        b: Worker(b, root, threads) for b in sorted(set(backends.values()))
    }
    times, rng = collections.defaultdict(list), np.random.default_rng(1)
    try:
        for arm in arms:
            started = time.perf_counter()
            workers[backends[name_of(arm)]].ask(arm, steps)
            taken = time.perf_counter() - started
            print(f"  {name_of(arm)}: ready in {taken:.1f} s", flush=True)
        for _ in range(rounds):
            for i in rng.permutation(len(arms)):
                name = name_of(arms[i])
                taken = workers[backends[name]].ask(arms[i], steps)
                times[name].append(taken)
    finally:
        for worker in workers.values():
            worker.stop()
    return {name_of(arm): times[name_of(arm)] for arm in arms}
