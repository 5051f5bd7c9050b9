"""The cells of the study: what is run, in which order, where it is kept."""

import hashlib
import itertools
import json
import pathlib
import tomllib

import numpy as np

HERE = pathlib.Path(__file__).parent
PROTOCOL = HERE / "protocol.toml"
TUNED = HERE / "tuned.json"
RESULTS = HERE / "results"
DEVIATIONS = HERE / "deviations.toml"
PLAN = tomllib.loads(PROTOCOL.read_text())
CHANGED = tomllib.loads(DEVIATIONS.read_text())
SHORT = CHANGED["work"]["short"]  # work of a run that asks for stability
TUNING, MAIN = PLAN["tuning"], PLAN["main"]
ARMS = ("neither", "warm", "term", "both")
PARTS = ("core", "single", "light", "controls", "vae", "penalty", "long")


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def cell(part, name, arm, seed, work=1.0, rate=1.0, **more):
    """One run, as a dict; `path` says where its result is.

    `like`: the arm whose tuned settings it takes, if not its own.
    """
    own = {"part": part, "set": name, "arm": arm, "seed": seed}
    return own | {"work": work, "rate": rate} | more


def path(cell):
    words = [cell["arm"], f"rate{cell['rate']:.3g}", f"seed{cell['seed']}"]
    if "setting" in cell:
        words.append(f"setting{cell['setting']}")
    return RESULTS / cell["part"] / cell["set"] / ("-".join(words) + ".json")


def unit(cell):
    """Multiply-adds in which the work of a run counts: B.

    The tuning ran with a B twice as large; see `deviations.toml`.
    """
    plan = PLAN if "setting" in cell else CHANGED
    return plan["work"]["unit"]


def settings():
    """The twelve settings of the tuning; the library's own is the first."""
    rng = np.random.default_rng(TUNING["seed_of_settings"])

    def between(low, high):
        value = np.exp(rng.uniform(np.log(low), np.log(high)))
        return float(f"{value:.3g}")

    made = [
        {
            "rate": 5.5e-3,
            "decay_steps": 1000,
            "reconstruction_weight": 1.0,
            "pretraining": 0.05,
        }
    ]
    while len(made) < TUNING["settings"]:
        made.append(
            {
                "rate": between(*TUNING["rate"]),
                "decay_steps": int(rng.choice(TUNING["decay_steps"])),
                "reconstruction_weight": between(
                    *TUNING["reconstruction_weight"]
                ),
                "pretraining": float(rng.choice(TUNING["pretraining"])),
            }
        )
    return made


def first_round():
    every = range(TUNING["settings"])
    seed = TUNING["seeds"][0]
    return [
        cell("tuning1", name, arm, seed, 0.25, setting=i, half=True)
        for i, name, arm in itertools.product(every, MAIN["sets"], ARMS)
    ]


def second_round():
    """The best of the first round, which must be there, at the new B."""
    made = []
    for name, arm in itertools.product(MAIN["sets"], ARMS):
        ranked = sorted(
            (final_fid(c), c["setting"])
            for c in first_round()
            if c["set"] == name and c["arm"] == arm
        )
        for _, i in ranked[: TUNING["finalists"]]:
            seed = TUNING["seeds"][1]
            made.append(
                cell("tuning2", name, arm, seed, 0.5, setting=i, half=True)
            )
    return made


def choose():
    """Set -> arm -> the frozen settings."""
    found = {name: {} for name in MAIN["sets"]}
    best = {}
    for c in second_round():
        key, fid = (c["set"], c["arm"]), final_fid(c)
        if fid < best.get(key, (np.inf,))[0]:
            best[key] = fid, c["setting"]
    for (name, arm), (_, i) in best.items():
        found[name][arm] = settings()[i]
    return found


def final_fid(cell):
    """FID after the work of a cell that was run; infinite if it has failed.

    Half of the second round has run on, for twice the work.
    """
    looks = [k for k in load(cell)["looks"] if k["work"] == cell["work"]]
    return looks[0]["fid_own"] if looks and looks[0]["finite"] else np.inf


def load(cell):
    return json.loads(path(cell).read_text())


def pilot():
    return [
        cell("pilot", "mnist", arm, seed, SHORT, half=True)
        for seed in PLAN["pilot"]["seeds"]
        for arm in ("neither", "both")
    ]


def main(parts=PARTS):
    """All main cells: part by part, seed by seed, arms in random order."""
    made = []
    for part in parts:
        for seed in range(1, MAIN["seeds"] + 1):
            block = list(BLOCKS[part](seed))
            rng = np.random.default_rng((seed, PARTS.index(part)))
            made += [block[i] for i in rng.permutation(len(block))]
    return made


def core(seed):
    """What H1 and H2 need. The run of B holds the shorter one."""
    for name, arm in itertools.product(MAIN["sets"], ("neither", "both")):
        for rate in MAIN["rates"]:
            work = 1.0 if rate == 1.0 else SHORT
            yield cell("core", name, arm, seed, work, rate)
    if seed <= MAIN["seeds_beside"]:
        for name in MAIN["sets"]:
            yield cell("beside", name, "autoencoder", seed)


def single(seed):
    if seed <= MAIN["seeds_of_single_arms"]:
        for name, arm in itertools.product(MAIN["sets"], ("warm", "term")):
            yield cell("single", name, arm, seed)


def light(seed):
    """The method with the settings of `warm`; see `deviations.toml`."""
    if seed <= MAIN["seeds_of_controls"]:
        for name in MAIN["sets"]:
            yield cell("light", name, "both", seed, like="warm")


def controls(seed):
    if seed <= MAIN["seeds_of_controls"]:
        for arm, like in (("placebo", "both"), ("scrambled", "warm")):
            yield cell("controls", "mnist", arm, seed, like=like)


def vae(seed):
    if seed <= MAIN["seeds_beside"]:
        for name in MAIN["sets"]:
            yield cell("beside", name, "vae", seed)


def penalty(seed):
    for arm in ("neither", "both"):
        weight = MAIN["other_penalty"]
        yield cell("penalty", "mnist", arm, seed, r1_weight=weight)


def long(seed):
    if seed <= MAIN["seeds_of_long"]:
        for arm in ("neither", "both"):
            yield cell("long", "mnist", arm, seed, MAIN["long"])


BLOCKS = {
    "core": core,
    "single": single,
    "light": light,
    "controls": controls,
    "vae": vae,
    "penalty": penalty,
    "long": long,
}
