"""The pure functions of the benchmarks, and their tables."""

import json
import math
import pathlib
import sys

import keras
import numpy as np
import pytest

import aegan_lib as ag

pytestmark = pytest.mark.checkout

FOLDER = pathlib.Path(__file__).parents[1] / "benchmarks"
sys.path.append(str(FOLDER))
import check  # noqa: E402  (found by the line above)
import common  # noqa: E402
import curves  # noqa: E402
import quality  # noqa: E402
import report  # noqa: E402


def curve(*pairs):
    return [
        {"seconds": s, "multiply_adds": 10 * s, "fid": fid} for s, fid in pairs
    ]


def test_median_of_ratios_and_its_order_statistics():
    # 20 pairs: P(B ≤ 5) = 0.0207 for B ~ binomial(20, ½), P(B ≤ 6) = 0.0577,
    # so the interval runs from the 6th to the 15th of the sorted ratios
    ours = np.arange(1.0, 21.0)
    found = common.ratio(ours, np.ones(20))
    assert found == {"median": 10.5, "low": 6.0, "high": 15.0, "n": 20}


def test_a_ratio_is_of_one_round():
    rounds = np.array([1.0, 5.0, 2.0, 9.0, 1.5, 3.0])  # the machine's pace
    assert common.ratio(2 * rounds, rounds)["high"] == 2.0


def test_too_few_rounds_have_no_interval():
    with pytest.raises(ValueError, match="6 values.*Got 5"):
        common.ratio([1.0] * 5, [1.0] * 5)


def test_time_to_is_interpolated_on_the_logarithm():
    found = common.time_to(curve((10, 8.0), (20, 2.0)), 4.0)
    assert found == pytest.approx(15.0)  # 4 is the geometric mean of 8 and 2
    found = common.time_to(curve((10, 8.0), (20, 2.0)), 4.0, "multiply_adds")
    assert found == pytest.approx(150.0)


def test_time_to_is_the_first_crossing():
    up_again = curve((1, 16.0), (2, 4.0), (3, 9.0), (4, 1.0))
    assert common.time_to(up_again, 8.0) == pytest.approx(1.5)


def test_time_to_what_is_never_or_at_once_reached():
    assert common.time_to(curve((1, 9.0), (2, 8.0)), 4.0) is None
    assert common.time_to(curve((1, 3.0), (2, 2.0)), 4.0) == 1


def test_geometric_mean_and_interval():
    found = common.geometric([2.0, 8.0])
    half = 12.706 * math.log(4) / math.sqrt(2) / math.sqrt(2)  # t, s, √n
    assert found["mean"] == 4.0
    assert found["high"] == pytest.approx(4 * math.exp(half), rel=0.01)


def test_work_of_a_step_counts_passes():
    game = ag.GAN(shape=(8, 8, 1), latent_dim=3, width=2, seed=1)
    g, d = map(ag.work.multiply_adds, (game.generator, game.discriminator))
    assert common.step_multiply_adds(game) == 3 * g + 10 * d
    game.r1_weight = 0.0
    assert common.step_multiply_adds(game) == 3 * g + 7 * d
    game.r1_weight, game.choice = 1.0, {"r1_part": 0.25}
    assert common.step_multiply_adds(game) == int(3 * g + 7.75 * d)
    coder = ag.VAE(shape=(8, 8, 1), latent_dim=3, width=2, seed=1)
    e, d = map(ag.work.multiply_adds, (coder.encoder, coder.decoder))
    assert common.step_multiply_adds(coder) == 3 * (e + d)


def test_work_of_exact_r1_is_not_guessed():
    game = ag.GAN(shape=(2,), width=4, seed=1)
    with pytest.raises(ValueError, match="exact R1"):
        common.step_multiply_adds(game)


def test_what_each_arm_needs_to_the_end_of_the_tuned_tutorial():
    slow = [{"curve": curve((10, 16.0), (20, 4.0))} for _ in range(2)]
    fast = [{"curve": curve((5, 4.0), (20, 1.0))} for _ in range(2)]
    never = [{"curve": curve((5, 9.0), (20, 8.0))} for _ in range(2)]
    found = curves.compare(fast, slow, [4.0, 4.0], "seconds")
    assert found["need"] == [5, 5] and found["less"]["mean"] == 4.0
    found = curves.compare(never, slow, [4.0, 4.0], "seconds")
    assert found == {"need": [None, None], "reached": 0}


def test_runs_that_are_there_are_not_planned_again(tmp_path):
    runs = quality.plan(tmp_path, 180, seeds=(1, 2))
    assert len(runs) == 12 and {run[1] for run in runs[:6]} == {1}
    runs[0][2].write_text(json.dumps({"budget": 180}))
    runs[1][2].write_text(json.dumps({"budget": 3}))  # a trial: made again
    assert quality.plan(tmp_path, 180, seeds=(1, 2)) == runs[1:]


def test_the_check_fails_where_a_ratio_is_worse():
    lines, fine = check.verdicts({"a": (1.0, 1.2), "b": (1.0, 0.7)}, 1.25)
    assert fine and "as stored" in lines[0] and "better" in lines[1]
    lines, fine = check.verdicts({"a": (1.0, 1.3)}, 1.25)
    assert not fine and "WORSE" in lines[0]


def test_the_readme_shows_what_is_stored():
    text = report.README.read_text("utf-8")
    made = text.split(report.BEGIN)[1].split(report.END)[0].strip()
    assert made == report.report().strip()


def test_rates_of_the_peers_are_those_of_keras():
    adam = ag.GAN(shape=(2,), seed=1).default_optimizers()["generator"]
    rate = common.rate_of(adam)
    assert rate(0) == pytest.approx(4e-3)
    assert rate(4000) == pytest.approx(2e-3)  # 1 / (1 + 4000 / 4000)
    assert common.rate_of(keras.optimizers.Adam(0.5))(7) == 0.5
    fall = keras.optimizers.schedules.CosineDecay(1.0, 9)
    with pytest.raises(ValueError, match="CosineDecay"):
        common.rate_of(keras.optimizers.Adam(fall))
