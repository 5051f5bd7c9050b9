"""What pages say in words of their twenty runs, from the runs themselves."""

import numpy as np
import pytest
from test_studies import prose

import aegan_lib as ag

pytestmark = pytest.mark.checkout

WORDS = {4: "four", 7: "seven", 13: "thirteen", 20: "all twenty"}


def runs(page):
    """Name -> the number of each run, `(20,)`."""
    return {k: np.array(v) for k, v in ag.bands.load(page).numbers.items()}


def count(holds):
    """How many of the twenty runs, as the pages write it."""
    assert len(holds) == 20
    return WORDS.get(sum(holds), str(sum(holds)))


def between(values, form=".0f", middle=" to "):
    return f"{min(values):{form}}{middle}{max(values):{form}}"


def assert_says(page, *sentences):
    text = prose(page)
    missing = [sentence for sentence in sentences if sentence not in text]
    assert not missing, missing


def test_combined_says_what_became_of_the_ring():
    found = runs("combined")
    gan, game, anchored = (found[k] for k in ("GAN", "λ = 0", "λ = 10"))
    far = between(found["normal distance"], ".1f", " and ")
    shares = [
        between(100 * v, middle=m)
        for v, m in ((gan, " and "), (game, " and "), (anchored, " to "))
    ]
    kept = found["drift"] > 10
    rest = between(found["drift"][~kept], ".1f")
    assert_says(
        "combined",
        f"its distance was between {far}.",
        f"In {count(gan > game)} of the twenty runs the plain GAN was ahead; "
        f"its runs lie between {shares[0]} %, those of the game between "
        f"{shares[1]} %.",
        f"behind both in {count(anchored < np.minimum(gan, game))}, with "
        f"{shares[2]} %.",
        f"In {count(kept)} of the twenty runs it was more than 10",
        f"In the {WORDS[sum(~kept)]} others the term did not keep them "
        f"either, {rest}.",
    )


def test_combined_says_which_choice_was_ahead():
    found = runs("combined")
    fid = {k[5:]: v for k, v in found.items() if k.startswith("FID, ")}
    games = ("warm start", "both start", "learned codes", "refiner")
    games = {k: fid[k] for k in (*games, "kept alive")}
    best = np.min(list(games.values()), axis=0)
    worst = np.max(list(games.values()), axis=0)
    warm, both, prior = (
        fid[k] for k in ("warm start", "both start", "prior alone")
    )
    mixture = fid["mixture alone"]
    assert (mixture > fid["GAN"]).all()  # "never one as low as"
    assert (fid["learned codes"] > fid["reconstructions"]).all()
    assert_says(
        "combined",
        f"ahead of every other game in {count(fid['GAN'] < best)} runs",
        f"The refiner was last in {count(fid['refiner'] == worst)}:",
        "better than the prior alone in "
        f"{count(fid['learned codes'] < prior)} of twenty",
        f"worse than the warm start alone in {count(both > warm)} runs, "
        f"better in {count(both < warm)}.",
        f"better than its prior in {count(fid['kept alive'] < prior)}, "
        f"without the term in {count(warm < prior)}.",
        "a lower FID than the warm start in "
        f"{count(mixture < warm)} of the twenty runs",
    )


def test_combined_says_what_a_stage_with_a_discriminator_gains():
    found = runs("combined")
    gain = 100 * (1 - found["stage, FID"])
    gains = gain > 0
    assert np.abs(found["stage, error"] - 1).max() < 0.03
    assert_says(
        "combined",
        f"lowered the FID of the reconstructions by {between(gain[gains])} % "
        f"in {count(gains)} of the twenty runs",
        "changed by less than 3 % in all.",
    )


def test_vae_says_how_far_its_runs_got():
    found = runs("vae")
    near = found["noise ratio"] < 1.5
    rest = [f"{v:.1f}" for v in sorted(found["noise ratio"][~near])]
    lines = []
    for label in ("1/16", "1", "4"):
        rate, kept, apart = (
            found[f"{k} {label}"] for k in ("rate", "kept", "apart")
        )
        cells = between(rate), between(100 * kept), between(apart, ".1f")
        lines.append(f"| {' | '.join([label, *cells])} |")
    assert max(found["kept 784"]) <= 0.001 and max(found["apart 784"]) < 0.006
    lines.append(
        f"| 784 | {between(found['rate 784'], '.2f')} | "
        "at most 0.1 | below 0.006 |"
    )
    assert_says(
        "vae",
        f"below 1.5 in {count(near)} of 20 runs; in the others it was "
        f"{', '.join(rest[:-1])} and {rest[-1]}.",
        *lines,
    )


def test_losses_says_that_least_squares_was_behind():
    found = runs("losses")
    slow = found["MMD, least_squares"]
    names = "non_saturating minimax hinge wasserstein energy_margin "
    names += "relativistic relativistic_average"
    others = [found[f"MMD, {name}"] for name in names.split()]
    assert (slow > np.max(others, axis=0)).all()
    assert_says("losses", "least squares was behind the seven in all of them")


def test_evaluation_says_that_other_statistics_are_not_better_ones():
    found = runs("evaluation")
    moved = found["moving statistics"] - found["recalibrated"]
    assert_says(
        "evaluation",
        f"moves as far in {count(np.abs(moved) > 5)} of 20 runs, and falls in "
        f"{sum(moved > 0)}:",
    )
