"""The study of the article's claim: its arms, its statistics, its numbers."""

import json
import pathlib
import sys

import numpy as np
import pytest
from keras import ops
from test_studies import prose as prose_of
from test_studies import stated

import aegan_lib as ag

STUDY = pathlib.Path(__file__).parents[1] / "studies" / "autoencoder_helps"
pytestmark = pytest.mark.checkout
WIDTH = 16
SETTINGS = {"rate": 1e-3, "decay_steps": 10, "reconstruction_weight": 2.0}


@pytest.fixture(autouse=True)
def study_on_path(monkeypatch):
    """The study's files import each other by their plain names."""
    monkeypatch.syspath_prepend(str(STUDY))
    yield
    for name in ("arms", "cells", "paired", "analyse"):
        sys.modules.pop(name, None)


@pytest.fixture
def coder():
    import arms

    return ag.Autoencoder((8, 8, 1), arms.LATENTS, width=WIDTH, seed=1)


@pytest.fixture
def images():
    return np.random.default_rng(1).uniform(-1, 1, (200, 8, 8, 1))


def test_whitening_changes_the_codes_and_not_the_reconstructions(coder, images):
    import arms

    before = coder.reconstruct(images)
    arms.whiten(coder, images)
    codes = coder.encode(images)
    np.testing.assert_allclose(coder.reconstruct(images), before, atol=1e-4)
    np.testing.assert_allclose(codes.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(np.cov(codes.T), np.eye(16), atol=2e-2)


def test_a_scrambled_network_has_the_same_weights_elsewhere(coder):
    import arms

    before = coder.decoder.get_weights()
    arms.scramble(coder.decoder, 1)
    for old, new in zip(before, coder.decoder.get_weights(), strict=True):
        np.testing.assert_array_equal(np.sort(old, None), np.sort(new, None))
    assert not np.array_equal(before[0], coder.decoder.get_weights()[0])


def test_arms_of_a_seed_share_discriminator_and_noise(coder):
    import arms

    one, other = (
        arms.make_game(arm, SETTINGS, coder, 3) for arm in ("neither", "both")
    )
    for a, b in zip(
        one.discriminator.get_weights(),
        other.discriminator.get_weights(),
        strict=True,
    ):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(
        one.draw_latent(4, 1), other.draw_latent(4, 1)
    )
    assert sorted(one.players) == ["discriminator", "generator"]
    assert sorted(other.players) == ["discriminator", "encoder", "generator"]


def test_the_placebo_asks_for_the_next_image(coder, images):
    import arms

    x = ops.convert_to_tensor(images[:6], "float32")
    key = ("encoder", "generator")
    found = {}
    for arm in ("both", "placebo"):
        game = arms.make_game(arm, SETTINGS, coder, 3)
        term = game.loss_terms(x, training=False)[key]["reconstruction"]
        found[arm] = ops.convert_to_numpy(term)
    made = coder.reconstruct(images[:6])
    for arm, wanted in (
        ("both", images[:6]),
        ("placebo", np.roll(images[:6], 1, axis=0)),
    ):
        error = 2.0 * ((made - wanted) ** 2).mean(axis=(1, 2, 3))
        np.testing.assert_allclose(found[arm], error, rtol=1e-4)


def test_work_of_a_step_by_hand(coder):
    import arms

    # Generator: dense 16 · 2 · 2 · 32; 4 places · 16 · 32 · 16; 16 places ·
    # 16 · 16 · 1. Encoder: 16 places · 16 · 1 · 16; 4 places · 16 · 16 · 32;
    # dense 128 · 32 and 32 · 16. The discriminator has the default width, 32.
    draw = 2048 + 32768 + 4096
    encode = 4096 + 32768 + 4096 + 512
    judge = 16 * 16 * 32 + 4 * 16 * 32 * 64 + 256 * 64 + 64
    game = arms.make_game("neither", SETTINGS, coder, 1)
    assert arms.step_work(game) == 64 * (3 * draw + 11 * judge)
    game = arms.make_game("both", SETTINGS, coder, 1)
    more = 3 * (draw + encode)
    assert arms.step_work(game) == 64 * (3 * draw + 11 * judge + more)
    assert arms.step_work(coder) == 64 * more


def test_sign_flips_by_hand():
    import paired

    # Of the 8 flips of three equal signs only all + and all − reach the mean.
    assert paired.sign_flip([1.0, 2.0, 3.0]) == 0.25
    assert paired.sign_flip([1.0, -1.0]) == 1.0
    many = paired.sign_flip(np.full(30, 1.0))
    assert many == pytest.approx(1e-5)  # the identity alone, of 100 000


def test_holm_by_hand():
    import paired

    found = paired.holm({"a": 0.01, "b": 0.04, "c": 0.03})
    assert found == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})


def test_rates_and_reach_by_hand():
    import paired

    # 1 − 0.025^(1 / 30)
    assert paired.upper_rate(0, 30) == pytest.approx(0.1157, abs=1e-4)
    assert paired.upper_rate(30, 30) == 1.0
    # (1.95996 + 0.84162) / √30
    assert paired.detectable(1.0, 30) == pytest.approx(0.51150, abs=1e-4)


def test_intervals_hold_the_mean_about_as_often_as_they_say():
    import paired

    rng = np.random.default_rng(1)
    held = 0
    for i in range(200):
        _, low, high = paired.interval(rng.normal(0.3, 1.0, 30), seed=i)
        held += low <= 0.3 <= high
    assert 176 <= held <= 197  # 0.93 · 200 ± 3.3 standard deviations


def test_every_cell_has_a_file_of_its_own():
    import cells

    some = [*cells.main(), *cells.first_round(), *cells.pilot()]
    assert len({cells.path(c) for c in some}) == len(some)
    core = [c for c in cells.main(["core"]) if c["arm"] == "both"]
    assert len(core) == 2 * 5 * 30
    assert {c["seed"] for c in core} == set(range(1, 31))


def invent(folder, part, name, arm, rate, seed, fid, least=0.9, work=1.0):
    from cells import SHORT

    look = {"finite": True, "fid_own": fid, "least_share": least}
    look |= {f"fid_{k}": fid for k in ("other", "random")}
    keys = ("recall", "coverage", "precision", "density", "copying")
    look |= dict.fromkeys((*keys, "kid_own"), 0.5)
    cell = {"part": part, "set": name, "arm": arm, "rate": rate, "seed": seed}
    looks = [look | {"work": w} for w in (SHORT, 1.0) if w <= work]
    path = folder / part / name / f"{arm}-{rate}-{seed}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(cell | {"looks": looks}))


def test_a_known_effect_is_found(tmp_path):
    import analyse

    rng = np.random.default_rng(1)
    for seed in range(1, 31):
        block = np.exp(rng.normal(0, 0.5))  # what a seed shares
        for arm, factor in (("neither", 1.0), ("both", 0.7)):
            fid = block * factor * np.exp(rng.normal(0, 0.05))
            for rate in analyse.RATES:
                bad = arm == "neither" and rate == 10.0
                work = 1.0 if rate == 1.0 else analyse.SHORT
                seen = 50.0 if bad else fid
                least = 0.1 if bad and seed % 2 else 0.9
                args = ("mnist", arm, rate, seed, seen, least, work)
                invent(tmp_path, "core", *args)
        if seed <= 10:
            args = ("mnist", "autoencoder", 1.0, seed, 9.0)
            invent(tmp_path, "beside", *args)
    results = analyse.Results(tmp_path)
    found = analyse.quality(results, "mnist")["H1"]
    assert found["n"] == 30
    assert found["low"] < 0.7 < found["high"]
    assert found["verdict"] == "different"
    assert found["p"] < 1e-3
    found = analyse.stability(results, "mnist")
    assert found["limit"] == 9.0
    assert found["H2"]["mean"] == -1.0
    line = found["table"]["neither"]["10"]
    assert line == {"failed": 30, "n": 30, "upper": 1.0, "fid": 50.0}
    assert found["table"]["both"]["10"]["failed"] == 0


def test_no_difference_is_called_so_only_if_the_interval_says_it():
    import analyse

    rng = np.random.default_rng(1)
    close = analyse.ratio(rng.normal(0, 0.05, 30))
    assert close["verdict"] == "practically equal"
    wide = analyse.ratio(rng.normal(0, 1.0, 30))
    assert wide["verdict"] == "undecided"


def stored():
    return sorted(STUDY.glob("results/*/*/*.json"))


@pytest.mark.parametrize("path", stored(), ids=lambda p: "/".join(p.parts[-3:]))
def test_every_result_is_of_the_committed_protocol(path):
    import cells

    run = json.loads(path.read_text())
    assert run["protocol"] == cells.sha256(cells.PROTOCOL)
    if "setting" not in run:
        assert run["tuned"] == cells.sha256(cells.TUNED)
    assert cells.path(run) == path
    assert run["looks"]


def test_the_summary_follows_from_the_results():
    import analyse

    if not analyse.SUMMARY.exists():
        pytest.skip("no run of the study is there yet")
    stored = json.loads(analyse.SUMMARY.read_text())
    fresh = json.loads(json.dumps(analyse.summarise(analyse.Results())))
    assert stored == fresh


def prose():
    return prose_of("does-it-help")


def tuned_fids(name):
    """Arm -> FIDs of the twelve settings after the first round."""
    import cells

    found = {arm: [] for arm in cells.ARMS}
    for cell in cells.first_round():
        if cell["set"] == name:
            found[cell["arm"]].append(float(f"{cells.final_fid(cell):.2g}"))
    return found


@pytest.mark.parametrize("name", ["digits", "glyphs"])
def test_the_page_states_the_first_round_of_the_tuning(name):
    import paired

    found = tuned_fids({"digits": "mnist"}.get(name, name))
    text = {
        arm: [float(v) for v in s.split()]
        for arm, s in stated("does-it-help", name).items()
    }
    assert text == found
    logs = np.log(found["both"]) - np.log(found["neither"])
    mean, low, high = np.exp(paired.interval(logs))
    assert f"of {mean:.2f} ({low:.2f} to {high:.2f})" in prose()
    assert f"{(logs > 0).sum()} of 12" in prose()
    for arm, fids in found.items():
        assert f"{min(fids):g}" in prose(), arm


def test_the_page_states_the_twenty_runs_behind_its_bands():
    values = ag.bands.load("does-it-help").numbers
    early, late = values["both, early"], values["both, late"]
    assert (early < 1).all() and (late > 1).all() and len(late) == 20
    halves = [values[k] / values["neither"] for k in ("warm", "term")]
    for found in (early, late, *halves):
        assert f"{min(found):.2f} to {max(found):.2f} times" in prose()
    spread = np.log(late).std(ddof=1)
    assert 1 / 7 < 2.8 * spread / np.sqrt(30) < 1 / 5  # "a sixth or so"


def test_the_page_states_the_spread_without_the_one_high_rate():
    import cells

    rates = [setting["rate"] for setting in cells.settings()]
    fids = tuned_fids("glyphs")
    spread = {
        arm: np.std(np.delete(np.log(v), np.argmax(rates)), ddof=1)
        for arm, v in fids.items()
    }
    text = "without it their spread is 0.08, and that of the plain GAN 0.32"
    assert text in prose()
    for arm, wanted in (("warm", 0.08), ("both", 0.08), ("neither", 0.32)):
        assert round(spread[arm], 2) == wanted


SETS = {"digits": "mnist", "glyphs": "glyphs"}
PAIR = ("neither", "both")


@pytest.fixture(scope="module")
def found():
    """Set, as the page calls it -> what the summary says of it."""
    summary = json.loads((STUDY / "summary.json").read_text())
    return {name: summary["sets"][key] for name, key in SETS.items()}


def spoken(line, digits, middle="ratio"):
    """A number and its interval, as the page writes them."""
    values = [f"{line[k]:.{digits}f}" for k in (middle, "low", "high")]
    return "{} ({} to {})".format(*values)


def signed(line):
    values = [f"{line[k]:+.2f}" for k in ("mean", "low", "high")]
    return "{} ({} to {})".format(*values).replace("-", "−")


def row(title, *values):
    return f"| {' | '.join([title, *values])} |"


def numbers(text):
    return [float(v) for v in text.split()]


def test_the_page_states_the_curves(found):
    for name, lines in stated("does-it-help", "study").items():
        for arm, text in lines.items():
            curve = found[name]["arms"][arm]["curve"]
            wanted = [np.nan if v is None else float(f"{v:.2g}") for v in curve]
            np.testing.assert_array_equal(numbers(text), wanted)


def test_the_page_states_the_quality(found):
    import analyse

    text = prose()
    for name, of in found.items():
        line = of["H1"]
        times = spoken(line, 1).replace(" (", " times (")
        assert times in text.split("## What is compared?")[0]
        assert f"{line['ratio']:.1f} times" in text.split("## Summary")[1]
        ours, others = (
            analyse.Results().looks("core", SETS[name], arm)
            for arm in ("both", "neither")
        )
        assert (analyse.log_ratios(ours, others) > 0).all()  # "every seed"
    sets = found.values()
    for title, values in {
        "FID of the plain GAN": [
            f"{of['arms']['neither']['fid']:.2f}" for of in sets
        ],
        "FID of the method": [
            f"{of['arms']['both']['fid']:.2f}" for of in sets
        ],
        "their ratio": [spoken(of["H1"], 2) for of in sets],
        "judged by the other set's classifier": [
            spoken(of["by_judge"]["other"], 2) for of in sets
        ],
        "judged by a network that was never trained": [
            spoken(of["by_judge"]["random"], 2) for of in sets
        ],
        "KID, method − plain GAN": [
            spoken(of["kid"], 3, "mean") for of in sets
        ],
    }.items():
        assert row(title, *values) in text


def test_the_page_states_that_nobody_copies(found):
    near = [
        f"{of['arms'][a]['copying']:.2f}" for of in found.values() for a in PAIR
    ]
    text = "lies {} (plain GAN) and {} times (`both`) as far from a sample as "
    text += "from a held-out digit, and {} and {} times on glyphs."
    assert text.format(*near) in prose()
    assert min(map(float, near)) > 1


def test_the_page_states_how_many_seeds_are_run(found):
    (n,) = {of["H1"]["n"] for of in found.values()}
    assert {of["stability"]["H2"]["n"] for of in found.values()} == {n}
    text = prose()
    assert n == 30 and "There are thirty seeds on each set" in text
    assert f"failed runs of {n} |" in text
    spreads = [f"{of['H1']['sd']:.2f}" for of in found.values()]
    assert (
        "The thirty have {} on digits and {} on glyphs.".format(*spreads)
        in text
    )


def test_the_page_states_the_four_tests():
    adjusted = json.loads((STUDY / "summary.json").read_text())["holm"]
    undecided = adjusted.pop("H2 mnist")
    assert set(adjusted.values()) == {4e-5}  # 4 / 100 000, the least
    text = prose()
    first = text.split("## What is compared?")[0]
    summary = text.split("## Summary")[1]
    assert "three have p = 0.00004 after Holm's correction" in first
    assert f"digits, has p = {undecided:.2g} and stays undecided." in first
    assert "that of stability on glyphs, end at p = 0.00004:" in text
    assert f"Stability on digits has p = {undecided:.2g}." in text
    assert "Thirty seeds, p = 0.00004 on each set." in summary


def test_the_page_states_the_failures(found):
    text, summary = prose(), prose().split("## Summary")[1]
    for name, of in found.items():
        for arm, title in zip(PAIR, ("plain GAN", "`both`"), strict=True):
            table = of["stability"]["table"][arm]
            counts = [line["failed"] for line in table.values()]
            assert row(f"{name}, {title}", *map(str, counts)) in text
            each = f"{sum(counts) / of['stability']['H2']['n']:.1f}"
            assert each in text.split("## What is compared?")[0]
            fids = numbers(stated("does-it-help", "stable")[name][arm])
            wanted = [float(f"{line['fid']:.2g}") for line in table.values()]
            assert fids == wanted
            assert each in summary
        limit = stated("does-it-help", "stable")[name]["limit"]
        assert limit == f"{of['stability']['limit']:.2g}"
        assert signed(of["stability"]["H2"]) in text
    tables = {name: of["stability"]["table"] for name, of in found.items()}
    failed = {
        (name, arm): [line["failed"] for line in table[arm].values()]
        for name, table in tables.items()
        for arm in PAIR
    }
    # "with all thirty seeds", "with 29", "with four", "with one"
    assert failed["glyphs", "neither"] == [30, 0, 0, 29, 30]
    assert failed["glyphs", "both"] == [0, 0, 0, 0, 30]
    assert failed["digits", "neither"] == [0, 0, 0, 0, 30]
    assert failed["digits", "both"] == [1, 0, 0, 4, 30]
    upper = tables["digits"]["neither"]["1"]["upper"]
    assert upper == 0.12 and "a rate of up to 11.6 %" in text


def test_the_page_states_the_tuned_rates():
    import cells

    tuned = json.loads(cells.TUNED.read_text())
    for name, rates in stated("does-it-help", "tuned").items():
        for arm, rate in rates.items():
            assert rate == tuned[SETS[name]][arm]["rate"]
    rates = stated("does-it-help", "tuned")["glyphs"]
    assert rates["both"] < rates["neither"] / 2  # "less than half"


def test_the_page_states_the_second_round():
    import cells

    pretraining = {}
    for arm in cells.ARMS:
        shown = []
        for name in SETS.values():
            ranked = sorted(
                (cells.final_fid(c), c["setting"])
                for c in cells.second_round()
                if (c["set"], c["arm"]) == (name, arm)
            )
            shown.append(", ".join(f"{fid:.2g}" for fid, _ in ranked))
            settings = cells.settings()
            pretraining[arm, name] = [
                settings[i]["pretraining"] for _, i in ranked
            ]
        assert row(f"`{arm}`", *shown) in prose()
    for name in SETS.values():
        # "the shortest pre-training; the others have ten times as much"
        assert pretraining["warm", name] == [0.01, 0.1, 0.1]
        assert min(pretraining["both", name]) >= 0.05


def test_the_page_states_the_three_kinds_of_randomness(found):
    pairs = [(of, arm) for of in found.values() for arm in PAIR]
    for title, key in {
        "diversity: recall": "recall",
        "diversity: coverage": "coverage",
        "diversity: rarest class, of its share": "least_share",
        "seeds: standard deviation of log FID": "sd_log_fid",
    }.items():
        values = [f"{of['arms'][arm][key]:.2f}" for of, arm in pairs]
        assert row(title, *values) in prose()
    for title, rate in {
        "settings: FID at a third of the tuned rate, over that at it": "0.333",
        "settings: FID at three times the tuned rate": "3",
    }.items():
        values = [of["sensitivity"][arm][rate]["ratio"] for of, arm in pairs]
        assert row(title, *(f"{v:.1f}" for v in values)) in prose()
    for of in found.values():  # "costs the method less than the plain GAN"
        loss = {arm: of["sensitivity"][arm] for arm in PAIR}
        for rate in ("0.1", "0.333", "3", "10"):
            method, plain = (loss[arm][rate]["ratio"] for arm in PAIR[::-1])
            assert method < plain


def test_the_page_states_the_pilot():
    pilot = json.loads((STUDY / "summary.json").read_text())["pilot"]
    assert pilot["n"] == 6
    text = "over six seeds the logarithm of the ratio has a standard "
    text += f"deviation of {pilot['sd']:.2f}, with which thirty seeds find a "
    assert f"{text}ratio of {pilot['detectable_ratio']:.2f}." in prose()


def test_the_page_states_what_a_small_dose_does(found):
    parts = [
        f"times {spoken(of['contrasts']['light / neither'], 2)} on {name}"
        for name, of in found.items()
    ]
    (n,) = {of["contrasts"]["light / neither"]["n"] for of in found.values()}
    text = f"Over {n} seeds its FID at the end is that of the plain GAN "
    assert f"{text}{' and '.join(parts)}." in prose()
    values = [of["contrasts"]["light / neither"] for of in found.values()]
    short = " and ".join(f"{line['ratio']:.2f}" for line in values)
    first = prose().split("## What is compared?")[0]
    assert f"loses less: {short} times, with {n} seeds." in first
    for of in found.values():  # "a part of the loss, and the smaller one"
        light = np.log(of["contrasts"]["light / neither"]["ratio"])
        assert 0.5 < light / np.log(of["H1"]["ratio"]) < 1


def test_the_page_states_what_each_half_costs(found):
    import analyse

    text, results = prose(), analyse.Results()
    halves = {arm: f"{arm} / neither" for arm in ("warm", "term")}
    (n,) = {
        of["contrasts"][key]["n"]
        for of in found.values()
        for key in halves.values()
    }
    assert f"the first {n} of fifteen seeds, exploratory." in text
    summary = text.split("## Summary")[1]
    assert f"so it seems from the first {n} of fifteen seeds." in summary
    tuned = json.loads((STUDY / "tuned.json").read_text())["mnist"]
    for key in ("rate", "decay_steps"):  # "on digits, learning rates"
        assert tuned["warm"][key] == tuned["neither"][key]
    for title, key in {
        "`warm`": "warm / neither",
        "`term`": "term / neither",
        "`both`, the smaller dose": "light / neither",
    }.items():
        lines = [of["contrasts"][key] for of in found.values()]
        assert row(title, *(spoken(line, 2) for line in lines)) in text
    assert (
        row("`both`", *(spoken(of["H1"], 2) for of in found.values())) in text
    )
    falls, terms = [], []
    for name, of in found.items():
        ratios = {
            arm: of["contrasts"][key]["ratio"] for arm, key in halves.items()
        }
        assert ratios["warm"] > ratios["term"] > 1
        middle, end = of["arms"]["neither"]["curve"][3:]
        falls.append(middle / end)
        steps = {
            arm: results.runs["single", SETS[name], arm, 1.0][1]["steps"]
            for arm in halves
        }
        assert steps["term"] == {"Pretrained": 881}
        assert steps["warm"] == {"Autoencoder": 59, "Pretrained": 1225}
        price = {
            arm: falls[-1] ** np.log2(1250 / made["Pretrained"])
            for arm, made in steps.items()
        }
        terms.append(price["term"])
        assert 0.8 < ratios["term"] / price["term"] < 1.25  # "about what"
        assert price["warm"] < 1.05 < ratios["warm"] / 1.5
        if name == "digits":
            assert f"a factor of {price['warm']:.2f} by the same rule" in text
    assert (
        "by a factor of {:.1f} on digits and {:.1f} on glyphs.".format(*falls)
        in text
    )
    assert "a plain GAN has {:.1f} and {:.1f} times".format(*terms) in text
