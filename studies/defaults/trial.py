"""One trial: a choice of settings, trained for some steps and judged.

`time_step` measures a step with TensorFlow, on the machine that the budget is
meant for. `train` trains: on JAX all steps in compiled loops, and so well on
a GPU; on another backend by `fit`. `run_tasks` runs many trials in several
processes.
"""

import multiprocessing
import os
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).parent
CHUNK = 10  # steps compiled into one loop
PATHS = [str(HERE), str(HERE.parents[1] / "benchmarks"), str(HERE.parents[1])]


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


class Training:
    """A game on JAX, its state and several averages of its generator.

    Args:
        choice: dict, see `space`.
        x: images.
        seed: of initial weights, noise and order.
    """

    def __init__(self, choice, x, seed):
        import jax
        import numpy as np
        import space
        from jax import numpy as jnp

        self.game = game = space.Trial(choice, seed)
        game.compile()
        self.n, self.steps, self.size = choice["batch_size"], 0, len(x)
        self.pixels, self.rng = jnp.asarray(x), np.random.default_rng(seed)
        self.order = np.empty(0, int)
        own = {id(v) for v in game.generator.trainable_variables}
        mine = [
            i for i, v in enumerate(game.trainable_variables) if id(v) in own
        ]
        self.mine, self.emas = mine, space.AVERAGES
        groups = (
            game.trainable_variables,
            game.non_trainable_variables,
            game.optimizer.variables,
            game.metrics_variables,
        )
        state = tuple([v.value for v in group] for group in groups)
        start = [[state[0][i] for i in mine] for _ in self.emas]
        self.carry = state, start, jnp.zeros(())

        def step(carry, images):
            state, averages, count = carry
            _, state = game.train_step(state, (images,))
            for k, ema in enumerate(self.emas):
                decay = jnp.minimum(ema, (count + 1) / (count + 10))
                averages[k] = [
                    decay * mean + (1 - decay) * state[0][i]
                    for mean, i in zip(averages[k], mine, strict=True)
                ]
            return (state, averages, count + 1), None

        self.loop = jax.jit(lambda c, images: jax.lax.scan(step, c, images)[0])
        call = game.generator.stateless_call

        def draw(weights, rest, key, training):
            z = jax.random.normal(key, (500, game.latent_dim))
            return call(weights, rest, z, training=training)[0]

        self.draw = jax.jit(draw, static_argnums=3)

    def go_to(self, steps):
        """Train until `steps` steps are made; whole chunks."""
        import numpy as np

        while self.steps + CHUNK <= steps:
            while len(self.order) < CHUNK * self.n:
                kept = self.size // self.n * self.n  # full batches only
                more = self.rng.permutation(self.size)[:kept]
                self.order = np.concatenate([self.order, more])
            at, self.order = (
                self.order[: CHUNK * self.n],
                self.order[CHUNK * self.n :],
            )
            at = at.reshape(CHUNK, self.n)
            self.carry = self.loop(self.carry, self.pixels[at])
            self.steps += CHUNK

    def samples(self, n, seed):
        """Images by name of what drew them: each average with statistics of
        its own batches; the last weights with those and with moving ones."""
        import jax
        import numpy as np

        state, averages, _ = self.carry
        named = {str(e): w for e, w in zip(self.emas, averages, strict=True)}
        last = [state[0][i] for i in self.mine]
        inside = {id(v) for v in self.game.generator.non_trainable_variables}
        variables = self.game.non_trainable_variables
        rest = [
            value
            for v, value in zip(variables, state[1], strict=True)
            if id(v) in inside
        ]
        normal = bool(self.game.choice["batch_norm"])
        ways = {k: (w, normal) for k, w in named.items()}
        ways["last"] = (last, normal)
        if normal:
            ways["moving"] = (last, False)
        made = {}
        for name, (weights, training) in ways.items():
            keys = jax.random.split(jax.random.PRNGKey(seed), -(-n // 500))
            drawn = [self.draw(weights, rest, k, training) for k in keys]
            made[name] = np.concatenate([np.asarray(d) for d in drawn])[:n]
        return made


class Fitting:
    """As `Training`, by `fit`, with one average.

    Args:
        choice: dict, see `space`.
        x: images.
        seed: of initial weights, noise and order.
    """

    def __init__(self, choice, x, seed):
        import space

        self.game, self.x, self.steps = space.Trial(choice, seed), x, 0
        self.game.compile()

    def go_to(self, steps):
        """Train until `steps` steps are made."""
        n = self.game.choice["batch_size"]
        options = {"steps_per_epoch": steps - self.steps, "verbose": 0}
        self.game.fit(self.x, batch_size=n, **options)
        self.steps = steps

    def samples(self, n, seed):
        """Images by name of what drew them, see `Training.samples`."""
        from aegan_lib import averaging

        game = self.game
        z = game.draw_latent(n, seed)
        made = {str(game.ema): game.generate(n, seed)}
        last = averaging.copy_network(game.generator)
        if game.choice["batch_norm"]:
            made["moving"] = averaging.in_batches(last, z)
            averaging.recalibrate(last, game.draw_latent, game.seed)
        return made | {"last": averaging.in_batches(last, z)}


def train(choice, looks, seed, judge, half=3500):
    """FID after each of `looks` steps: a list of dicts, by what drew.

    `judge` "train": trained on the first `half` images of `train`, judged on
    the others. "test": trained on all of `train`, judged on `test`.
    """
    import keras
    import numpy as np

    import aegan_lib as ag
    from aegan_lib.metrics.frechet import Moments, frechet_distance
    from aegan_lib.metrics.judges import load_features

    record = ag.data.load("mnist", split="train")
    x, held_out = record.x[:half], record.x[half:]
    if judge == "test":
        x, held_out = record.x, ag.data.load("mnist", split="test").x
    features = load_features(record, "classifier")
    real = Moments(features(held_out))
    way = Training if keras.backend.backend() == "jax" else Fitting
    training, found = way(choice, x, seed), []
    for look in looks:
        training.go_to(look)
        fid = {}
        for name, fake in training.samples(len(held_out), seed).items():
            if np.isfinite(fake).all():
                distance = frechet_distance(real, Moments(features(fake)))
                fid[name] = round(distance, 4)
        found.append({"steps": training.steps, "fid": fid})
    return found


def work(task):
    """One trial, in a worker: the task with its looks."""
    sys.path[:0] = PATHS
    started = time.perf_counter()
    choice = task.pop("settings")
    steps = [int(1e3 * s / choice["ms"]) for s in task["seconds"]]
    looks = train(choice, steps, task["seed"], task["judge"])
    taken = round(time.perf_counter() - started, 1)
    return task | {"looks": looks, "took": taken}


def run_tasks(tasks, workers, path, known=()):
    """Run all tasks; each result is in the file at `path` at once."""
    from aegan_lib._files import write_json

    results, started = list(known), time.perf_counter()
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers) as pool:
        for result in pool.imap_unordered(work, tasks):
            results.append(result)
            write_json(results, path)
            last = result["looks"][-1]
            clock = round(time.perf_counter() - started)
            print(clock, len(results), result["name"], last, flush=True)
    return results


def out_folder(default):
    """Where results go: `$OUT` where it is set."""
    return pathlib.Path(os.environ.get("OUT", default))
