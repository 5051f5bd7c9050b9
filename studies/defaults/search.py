"""Search for the defaults of image GANs, and for those of the tutorial's.

    python studies/defaults/search.py time             # TensorFlow, 2 cores
    KERAS_BACKEND=jax python studies/defaults/search.py run --workers 14

`time` draws 96 choices for each family and measures the time of a training
step of each on this machine: `plan.json`. `run` gives every choice the number
of steps that fit into its budget there, in rounds: 72 choices for a third of
the budget, the best 18 for the whole with another seed, the best five with
three more seeds. The budget is 60 s for ours, 180 s for the tutorial's.
Trained on 3 500 of the digits of `train`, judged by FID on the other 1 500;
`test` is not touched. Each trial judges five averaged generators at once.
Results: `search.json`. Needs MNIST's files in AEGAN_DATA_DIR.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
HERE = pathlib.Path(__file__).parent
FAMILIES = {"ours": 60.0, "tutorial": 180.0}  # seconds of training
TRIALS, HALF, CHUNK = 96, 3500, 50
# How many choices, what share of the budget, which seeds.
ROUNDS = ((72, 1 / 3, (1,)), (18, 1.0, (2,)), (5, 1.0, (3, 4, 5)))


def draw_choices():
    """All choices, the same on every machine."""
    import numpy as np
    import space

    rng = np.random.default_rng(20240601)
    return {f: [space.choose(f, rng) for _ in range(TRIALS)] for f in FAMILIES}


def time_step(choice, repeats=20):
    """Median milliseconds of a training step on this machine."""
    import numpy as np
    import space
    import tensorflow as tf

    game = space.Trial(choice)
    game.compile()
    n = choice["batch_size"]
    x = np.random.default_rng(1).uniform(-1, 1, (4 * n, *space.SHAPE))
    x = x.astype("float32")
    game.fit(x, batch_size=n, verbose=0)
    batches = iter(tf.data.Dataset.from_tensors(x[:n]).repeat())
    taken = []
    while len(taken) < repeats + 2 and sum(taken) < 3:
        started = time.perf_counter()
        game.train_function(batches)
        taken.append(time.perf_counter() - started)
    return round(1e3 * float(np.median(taken[2:])), 3)


def write_plan():
    """Measure the steps of all choices; keep what is there already."""
    from aegan_lib._files import write_json

    path = HERE / "plan.json"
    known = json.loads(path.read_text()) if path.exists() else []
    times = [c.pop("ms") for c in known]
    times = {
        json.dumps(c, sort_keys=True): ms
        for c, ms in zip(known, times, strict=True)
    }
    plan = []
    for family, choices in draw_choices().items():
        alike = {}  # the time hangs on few of the tutorial's settings
        for choice in choices:
            own = choice["batch_size"], choice.get("dropout")
            own += (choice["r1_weight"] > 0 and choice["r1_part"],)
            key = json.dumps(choice, sort_keys=True)
            ms = times.get(key) or (family == "tutorial" and alike.get(own))
            ms = ms or time_step(choice)
            alike[own] = ms
            plan.append(choice | {"ms": ms})
            write_json(plan, path)
            print(len(plan), ms, flush=True)


def train(choice, num_steps, seed):
    """Train on JAX, one compiled loop; return FID by averages."""
    import jax
    import numpy as np
    import space
    from jax import numpy as jnp

    import aegan_lib as ag

    x = ag.data.load("mnist", split="train").x
    x, judged = x[:HALF], x[HALF:]
    game = space.Trial(choice, seed)
    game.compile()
    game.jax_state_sharding = None
    order = np.random.default_rng(seed)
    n = choice["batch_size"]
    passes = -(-num_steps * n // (HALF // n * n))
    index = [order.permutation(HALF)[: HALF // n * n] for _ in range(passes)]
    index = np.concatenate(index).reshape(-1, n)[:num_steps]
    index = index.reshape(-1, CHUNK, n)
    state = tuple(
        [v.value for v in group]
        for group in (
            game.trainable_variables,
            game.non_trainable_variables,
            game.optimizer.variables,
            game.metrics_variables,
        )
    )
    own = {id(v) for v in game.generator.trainable_variables}
    mine = [i for i, v in enumerate(game.trainable_variables) if id(v) in own]
    pixels = jnp.asarray(x)

    def step(carry, images):
        state, averages, count = carry
        _, state = game.train_step(state, (images,))
        for k, ema in enumerate(space.AVERAGES):
            decay = jnp.minimum(ema, (count + 1) / (count + 10))
            averages[k] = [
                decay * mean + (1 - decay) * state[0][i]
                for mean, i in zip(averages[k], mine, strict=True)
            ]
        return (state, averages, count + 1), None

    start = [[state[0][i] for i in mine] for _ in space.AVERAGES]
    loop = jax.jit(lambda carry, images: jax.lax.scan(step, carry, images)[0])
    carry = (state, start, jnp.zeros(()))
    for part in index:
        carry = loop(carry, pixels[part])
    state, averages, _ = carry
    rest = [v.value for v in game.generator.non_trainable_variables]

    @jax.jit
    def draw(weights, rest, key):
        z = jax.random.normal(key, (500, game.latent_dim))
        call = game.generator.stateless_call
        return call(weights, rest, z, training=choice["batch_norm"])[0]

    from aegan_lib.metrics.frechet import Moments, frechet_distance
    from aegan_lib.metrics.judges import load_features

    test = ag.data.load("mnist", split="train")
    features = load_features(test, "classifier")
    real = Moments(features(judged))
    found = {}
    for ema, weights in zip(space.AVERAGES, averages, strict=True):
        keys = jax.random.split(jax.random.PRNGKey(seed), 3)
        fake = np.concatenate(
            [np.asarray(draw(weights, rest, k)) for k in keys]
        )
        if not np.isfinite(fake).all():
            return {}
        found[str(ema)] = round(
            frechet_distance(real, Moments(features(fake))), 4
        )
    return found


def work(task):
    """One trial, in a worker."""
    sys.path[:0] = [str(HERE), str(HERE.parent.parent)]
    number, choice, seconds, seed = task
    started = time.perf_counter()
    num_steps = int(1e3 * seconds / choice["ms"] / CHUNK) * CHUNK
    fid = train(choice, num_steps, seed)
    taken = round(time.perf_counter() - started, 1)
    return {
        "choice": number,
        "seed": seed,
        "budget": round(seconds, 1),
        "steps": num_steps,
        "fid": fid,
        "took": taken,
    }


def score(trial):
    """The best of the averages; nothing finite counts as the worst."""
    return min(trial["fid"].values(), default=float("inf"))


def run(workers, deadline):
    """Run all rounds; what is not there by `deadline` seconds is left out."""
    from aegan_lib._files import write_json

    plan = json.loads((HERE / "plan.json").read_text())
    path = pathlib.Path(os.environ.get("OUT", HERE)) / "search.json"
    results, started = [], time.perf_counter()
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers) as pool:
        left = {f: 0 for f in FAMILIES}  # the next round
        open_tasks = {f: [] for f in FAMILIES}
        done = {f: [] for f in FAMILIES}
        while any(r < len(ROUNDS) for r in left.values()):
            for family, budget in FAMILIES.items():
                finished = [t for t in open_tasks[family] if t.ready()]
                for t in finished:
                    open_tasks[family].remove(t)
                    trial = {"family": family, "round": left[family]}
                    trial |= t.get()
                    done[family].append(trial)
                    results.append(trial)
                    write_json(results, path)
                    clock = round(time.perf_counter() - started)
                    print(clock, trial, flush=True)
                if open_tasks[family] or left[family] > len(ROUNDS):
                    continue
                if done[family]:
                    left[family] += 1
                if left[family] >= len(ROUNDS):
                    continue
                how_many, share, seeds = ROUNDS[left[family]]
                numbers = [
                    i for i, c in enumerate(plan) if c["family"] == family
                ][:how_many]
                if done[family]:
                    last = {t["choice"]: [] for t in done[family]}
                    for t in done[family]:
                        last[t["choice"]].append(score(t))
                    mean = {i: sum(v) / len(v) for i, v in last.items()}
                    numbers = sorted(mean, key=mean.get)[:how_many]
                done[family] = []
                open_tasks[family] = [
                    pool.apply_async(
                        work, ((i, plan[i], share * budget, seed),)
                    )
                    for seed in seeds
                    for i in numbers
                ]
            if time.perf_counter() - started > deadline:
                print("deadline", flush=True)
                pool.terminate()
                break
            time.sleep(0.2)


if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent.parent)]
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["time", "run"])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--deadline", type=float, default=1e9)
    options = parser.parse_args()
    if options.what == "time":
        os.environ["KERAS_BACKEND"] = "tensorflow"
        write_plan()
    else:
        os.environ.setdefault("KERAS_BACKEND", "jax")
        run(options.workers, options.deadline)
