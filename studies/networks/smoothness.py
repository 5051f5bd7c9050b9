"""Path length of the four shipped kinds of generator, over five trainings.

    python studies/networks/smoothness.py 1 2 3 4 5

Trains each kind as `make.py` does, with these seeds, and measures
`ag.metrics.path_length` on 400 pairs of latents, the same for all. The sha256
of the weights tells whether a training came out again. One that is in
`smoothness.json` is not repeated.
"""

import json
import pathlib
import sys
import tempfile

from make import HERE, MODELS

import aegan_lib as ag
from aegan_lib import shipped
from aegan_lib._files import write_json

PATH = HERE / "smoothness.json"


def results():
    """Model -> seed, as text -> its path length, detour and sha256."""
    return json.loads(PATH.read_text()) if PATH.exists() else {}


def main(seeds):
    x = ag.data.load("glyphs", split="train").x
    test = ag.data.load("glyphs", split="test", n=1000)
    features = ag.metrics.load_features(test)
    for seed in seeds:
        for name, train in MODELS.items():
            if str(seed) in results().get(name, {}):
                continue
            generator = train(x, seed)
            found = ag.metrics.path_length(generator, features, n=400, seed=1)
            row = {
                part: round(getattr(found, part).value, 3)
                for part in ("length", "detour")
            }
            with tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, "weights.npz")
                row["sha256"] = shipped.write_weights(generator, file)
            print(name, seed, row, flush=True)
            known = results()
            known.setdefault(name, {})[str(seed)] = row
            write_json(known, PATH)


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]])
