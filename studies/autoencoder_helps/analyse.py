"""What the study found: from the JSON of its runs to `summary.json`.

    python studies/autoencoder_helps/analyse.py

Every number that the chapter states is computed here. Parts that are not run
yet, or not wholly, are reported with the seeds that are there.
"""

import itertools
import json

import cells
import numpy as np
import paired

SUMMARY = cells.HERE / "summary.json"
SETS, RATES = cells.MAIN["sets"], cells.MAIN["rates"]
SHORT = cells.SHORT
LOOKS = cells.PLAN["work"]["looks"]
LOW, HIGH = 0.9, 1.11  # between them ratios count as practically equal


def digits(value, n=3):
    return float(f"{value:.{n}g}")


class Results:
    """The runs that are there, by what they are."""

    def __init__(self, folder=cells.RESULTS):
        self.runs = {}
        for path in sorted(folder.glob("*/*/*.json")):
            run = json.loads(path.read_text())
            key = run["part"], run["set"], run["arm"], run["rate"]
            self.runs.setdefault(key, {})[run["seed"]] = run

    def looks(self, part, name, arm, rate=1.0, work=1.0):
        """Seed -> what was seen after `work`; `None` for a run that ended
        before, which only one that was not finite does."""
        made = {}
        for seed, run in self.runs.get((part, name, arm, rate), {}).items():
            seen = [k for k in run["looks"] if k["work"] == work]
            good = seen and seen[0]["finite"]
            made[seed] = seen[0] if good else None
        return made


def log_ratios(ours, others, key="fid_own"):
    """Log of `key`, ours over others', of each seed that both finished."""
    both = [
        seed for seed in ours if ours[seed] and others.get(seed) is not None
    ]
    return np.array(
        [np.log(ours[s][key] / others[s][key]) for s in sorted(both)]
    )


def ratio(values):
    """Geometric mean ratio, its interval, p, and the verdict."""
    if len(values) < 2:
        return None
    mean, low, high = np.exp(paired.interval(values))
    verdict = "undecided"
    if low > 1 or high < 1:
        verdict = "different"
    elif low >= LOW and high <= HIGH:
        verdict = "practically equal"
    return {
        "n": len(values),
        "ratio": digits(mean),
        "low": digits(low),
        "high": digits(high),
        "p": digits(paired.sign_flip(values)),
        "sd": digits(np.std(values, ddof=1)),
        "verdict": verdict,
    }


def difference(values):
    """Mean difference, its interval and p."""
    if len(values) < 2:
        return None
    mean, low, high = (digits(v) for v in paired.interval(values))
    p = digits(paired.sign_flip(values))
    return {"n": len(values), "mean": mean, "low": low, "high": high, "p": p}


def reference(results, name, work=SHORT):
    """FID beyond which a run has failed: median of the autoencoder's."""
    seen = results.looks("beside", name, "autoencoder", work=work)
    found = [look["fid_own"] for look in seen.values() if look]
    return digits(np.median(found)) if found else None


def failed(look, limit):
    """Has a run failed, by the protocol's definition?"""
    least = cells.PLAN["failure"]["least_share"]
    return (
        look is None or look["least_share"] < least or (look["fid_own"] > limit)
    )


def failures(results, name, limit):
    """Arm -> rate -> {seed: failed}, after the work of `SHORT`."""
    return {
        arm: {
            rate: {
                seed: failed(look, limit)
                for seed, look in results.looks(
                    "core", name, arm, rate, SHORT
                ).items()
            }
            for rate in RATES
        }
        for arm in ("neither", "both")
    }


def failed_rates(found):
    """Seed -> number of failed rates, where all five are there."""
    seeds = set.intersection(*(set(found[rate]) for rate in RATES))
    return {s: sum(found[rate][s] for rate in RATES) for s in sorted(seeds)}


def stability(results, name):
    """H2 and its table, over the seeds that have all rates in both arms."""
    limit = reference(results, name)
    if limit is None:
        return None
    found = failures(results, name, limit)
    counts = {arm: failed_rates(found[arm]) for arm in found}
    seeds = sorted(set(counts["neither"]) & set(counts["both"]))
    if not seeds:
        return None
    gaps = [counts["both"][s] - counts["neither"][s] for s in seeds]
    table = {}
    for arm, rate in itertools.product(found, RATES):
        looks = results.looks("core", name, arm, rate, SHORT)
        logs = [np.log(looks[s]["fid_own"]) for s in seeds if looks[s]]
        bad = sum(found[arm][rate][s] for s in seeds)
        table.setdefault(arm, {})[f"{rate:.3g}"] = {
            "failed": bad,
            "n": len(seeds),
            "upper": digits(paired.upper_rate(bad, len(seeds)), 2),
            "fid": digits(np.exp(np.mean(logs))) if logs else None,
        }
    return {"limit": limit, "H2": difference(gaps), "table": table}


def arm_lines(results, name):
    """Arm -> what its runs of B gave: curves, diversity, variation."""
    made = {}
    places = {"neither": "core", "both": "core", "warm": "single"}
    places |= {"term": "single", "autoencoder": "beside", "vae": "beside"}
    for arm, part in places.items():
        end = results.looks(part, name, arm)
        logs = np.log([v["fid_own"] for v in end.values() if v])
        if len(logs) < 2:
            continue
        curve = []
        for work in LOOKS:
            seen = results.looks(part, name, arm, work=work).values()
            known = [np.log(v["fid_own"]) for v in seen if v]
            whole = len(known) == len(end)
            curve.append(digits(np.exp(np.mean(known))) if whole else None)
        keys = ("recall", "coverage", "precision", "density", "copying")
        keys = (*keys, "least_share", "kid_own")
        mean = {
            k: digits(np.mean([v[k] for v in end.values() if v])) for k in keys
        }
        made[arm] = mean | {
            "n": len(logs),
            "fid": digits(np.exp(logs.mean())),
            "worst": digits(np.exp(logs.max())),
            "sd_log_fid": digits(logs.std(ddof=1)),
            "curve": curve,
        }
    return made


def sensitivity(results, name):
    """Arm -> rate -> FID over that at the tuned rate, after `SHORT`."""
    made = {}
    for arm in ("neither", "both"):
        tuned = results.looks("core", name, arm, 1.0, SHORT)
        made[arm] = {
            f"{rate:.3g}": ratio(
                log_ratios(results.looks("core", name, arm, rate, SHORT), tuned)
            )
            for rate in RATES
            if rate != 1.0
        }
    return made


def quality(results, name):
    """H1, by each judge and at each look, and KID beside it."""
    ours, others = (
        {w: results.looks("core", name, arm, work=w) for w in LOOKS}
        for arm in ("both", "neither")
    )
    end = ours[1.0], others[1.0]
    kid = [
        end[0][s]["kid_own"] - end[1][s]["kid_own"]
        for s in sorted(set(end[0]) & set(end[1]))
        if end[0][s] and end[1][s]
    ]
    return {
        "H1": ratio(log_ratios(*end)),
        "kid": difference(kid),
        "by_judge": {
            judge: ratio(log_ratios(*end, f"fid_{judge}"))
            for judge in ("own", "other", "random")
        },
        "by_work": {
            str(w): ratio(log_ratios(ours[w], others[w])) for w in LOOKS
        },
    }


def contrasts(results, name):
    """The single arms and the controls against what they change."""
    pairs = {
        "warm / neither": (("single", "warm"), ("core", "neither")),
        "term / neither": (("single", "term"), ("core", "neither")),
        "both / warm": (("core", "both"), ("single", "warm")),
        "both / term": (("core", "both"), ("single", "term")),
        "light / neither": (("light", "both"), ("core", "neither")),
        "light / both": (("light", "both"), ("core", "both")),
        "placebo / both": (("controls", "placebo"), ("core", "both")),
        "placebo / warm": (("controls", "placebo"), ("single", "warm")),
        "scrambled / warm": (("controls", "scrambled"), ("single", "warm")),
        "scrambled / neither": (
            ("controls", "scrambled"),
            ("core", "neither"),
        ),
        "both / neither, no penalty": (
            ("penalty", "both"),
            ("penalty", "neither"),
        ),
    }
    made = {}
    for title, ((part, arm), (other_part, other)) in pairs.items():
        ours = results.looks(part, name, arm)
        made[title] = ratio(
            log_ratios(ours, results.looks(other_part, name, other))
        )
    long = [
        results.looks("long", name, a, work=4.0) for a in ("both", "neither")
    ]
    made["both / neither, 4 B"] = ratio(log_ratios(*long))
    return {k: v for k, v in made.items() if v}


def pilot(results):
    """Spread of the pilot's paired differences, and what 30 seeds detect."""
    ours, others = (
        results.looks("pilot", "mnist", arm, work=SHORT)
        for arm in ("both", "neither")
    )
    values = log_ratios(ours, others)
    if len(values) < 2:
        return None
    spread = float(np.std(values, ddof=1))
    least = paired.detectable(spread, cells.MAIN["seeds"])
    return {
        "n": len(values),
        "ratio": digits(np.exp(values.mean())),
        "sd": digits(spread),
        "detectable_ratio": digits(np.exp(least)),
    }


def summarise(results):
    """All of it, as it is written to `summary.json`."""
    sets = {
        name: quality(results, name)
        | {
            "stability": stability(results, name),
            "arms": arm_lines(results, name),
            "sensitivity": sensitivity(results, name),
            "contrasts": contrasts(results, name),
        }
        for name in SETS
    }
    tests = {}
    for name, found in sets.items():
        tests[f"H1 {name}"] = found["H1"]
        tests[f"H2 {name}"] = (found["stability"] or {}).get("H2")
    # The protocol tests once, when all seeds are there.
    whole = all(t and t["n"] == cells.MAIN["seeds"] for t in tests.values())
    tests = {k: t["p"] for k, t in tests.items()} if whole else {}
    adjusted = {k: digits(p) for k, p in paired.holm(tests).items()}
    return {
        "protocol": cells.sha256(cells.PROTOCOL),
        "tuned": json.loads(cells.TUNED.read_text()),
        "seeds": cells.MAIN["seeds"],
        "holm": adjusted,
        "pilot": pilot(results),
        "sets": sets,
    }


if __name__ == "__main__":
    from aegan_lib._files import write_json

    write_json(summarise(Results()), SUMMARY)
    print(f"Written: {SUMMARY.name}")
