import numpy as np
import pytest
from scipy.stats import norm

import aegan_lib as ag

CHAPTERS = sorted(path.stem for path in ag.bands.HERE.glob("*.json"))


def test_a_band_reaches_as_far_as_tables_say():
    # two-sided tolerance factor for 20 values, 99.9 %, confidence 95 %:
    # 4.614 (Odeh and Owen, 1980); for all values the normal quantile
    assert ag.bands.reach(20) == pytest.approx(4.614, abs=0.01)
    assert ag.bands.reach(10**6) == pytest.approx(3.2905, abs=0.01)


def test_a_band_of_shares_is_symmetric_in_the_logit():
    low, high = ag.bands.band([0.4, 0.5, 0.6])
    # logits ∓0.4055 and 0, so their standard deviation is 0.4055
    reach = ag.bands.reach(3) * 0.4055
    assert low == pytest.approx(1 / (1 + np.exp(reach)), rel=0.01)
    assert low + high == pytest.approx(1, abs=0.01)


def test_a_band_of_sizes_is_symmetric_in_the_logarithm():
    low, high = ag.bands.band([2.0, 4.0, 8.0])  # standard deviation log 2
    factor = 2 ** ag.bands.reach(3)
    assert (low, high) == pytest.approx((4 / factor, 4 * factor), rel=0.01)


def test_a_band_holds_999_of_1000_further_values_with_confidence_95():
    rng = np.random.default_rng(1)
    bands = [ag.bands.band(np.exp(rng.normal(size=20))) for _ in range(1000)]
    held = np.diff(norm.cdf(np.log(bands)), axis=1)
    assert 0.93 < np.mean(held >= 0.999) < 0.97


@pytest.mark.parametrize("values", [[0.0, 1.0], [-1.0, 2.0]])
def test_a_band_refuses_numbers_that_have_no_logarithm(values):
    with pytest.raises(ValueError, match="must be positive"):
        ag.bands.band(values)


def test_an_unknown_chapter_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="`chapter`.*'gans'"):
        ag.bands.load("gams")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_all_runs_of_a_chapter_are_whole(chapter):
    runs = ag.bands.load(chapter)
    for values in (runs.numbers | runs.curves).values():
        assert len(values) in (5, 20)  # 5: provisional
        assert np.isfinite(values).all()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_of_the_runs_lies_in_the_band(chapter, capsys):
    numbers = ag.bands.load(chapter).numbers
    runs = list(zip(*numbers.values(), strict=True))
    for values in runs:
        ag.bands.check(chapter, dict(zip(numbers, values, strict=True)))
    found = capsys.readouterr().out.count("between")
    assert found == len(runs) * len(numbers)


def test_a_number_outside_of_its_band_is_named_with_the_other_runs():
    with pytest.raises(
        AssertionError, match="spread is 2; 20 other runs gave 0"
    ):
        ag.bands.check("gans", {"spread": 2.0})


def test_a_name_without_a_band_is_refused():
    with pytest.raises(ValueError, match="'spread'"):
        ag.bands.check("gans", {"width": 1.0}, "width")


def test_other_data_are_not_compared_and_that_is_said(capsys):
    ag.bands.check("gans", {"spread": 2.0}, data="mnist")
    assert capsys.readouterr().out == "spread: 2 (no band for mnist)\n"


def test_curves_are_passed_over(capsys):
    ag.bands.check("gans", {"generator": np.ones(60)})
    assert capsys.readouterr().out == ""


def test_the_figure_shows_this_run_among_the_others():
    runs = ag.bands.load("gans")
    mine = {"spread": 0.7, "generator": runs.curves["generator"][0] + 1}
    figure = ag.figures.among_runs(mine, runs)
    curves, strip = figure.axes
    assert len(curves.lines) == 21
    assert np.array_equal(curves.lines[-1].get_ydata(), mine["generator"])
    logits = np.log(runs.numbers["spread"] / (1 - runs.numbers["spread"]))
    own = (np.log(0.7 / 0.3) - logits.mean()) / logits.std(ddof=1)
    assert np.isclose(
        np.median(strip.lines[0].get_xdata()),
        np.median((logits - logits.mean()) / logits.std(ddof=1)),
    )
    assert strip.lines[-1].get_xdata() == pytest.approx([own])


def test_the_figure_refuses_names_that_the_runs_lack():
    with pytest.raises(ValueError, match="names among .*'spread'"):
        ag.figures.among_runs({"width": 1.0}, ag.bands.load("gans"))
