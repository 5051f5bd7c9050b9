"""The real-or-fake session: its statistics, its course, its file."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from test_pages import SITE

import aegan_lib as ag
from aegan_lib.explorer.session import RealOrFake
from aegan_lib.metrics import Session, load_session, sensitivity

pytestmark = [pytest.mark.checkout, pytest.mark.browser]
FILES = ("controls", "pixels", "signal", "session")

WHITE, BLACK = np.ones((6, 4, 4, 1)), -np.ones((6, 4, 4, 1))


def test_the_normal_quantile(functions):
    from scipy.special import ndtri

    p = np.concatenate(
        [np.logspace(-7, -1, 30), np.linspace(0.1, 1 - 1e-7, 30)]
    )
    found = functions.evaluate("(p) => p.map(normalQuantile)", p.tolist())
    np.testing.assert_allclose(found, ndtri(p), atol=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_the_statistics_are_those_of_the_library(functions, seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 120))
    shown = np.arange(n) < max(1, n // 3)  # more fakes than reals
    called = rng.random(n) < rng.random()
    session = Session("Ada", shown, called, np.full(n, np.nan))
    trials = [
        {"real": bool(r), "called_real": bool(c)}
        for r, c in zip(shown, called, strict=True)
    ]
    found = functions.evaluate("sensitivityOf", trials)
    wanted = sensitivity([session])._asdict()
    for name, value in found.items():
        assert value == pytest.approx(wanted[name], abs=1e-9), name
    assert set(wanted) - set(found) == {"raters"}


def test_the_order_mixes_as_many_reals_as_fakes(functions):
    call = "([seed, counts]) => sessionOrder(counts, 20, randomFrom(seed))"
    orders = []
    for seed in range(20):
        order = np.array(functions.evaluate(call, [seed, [30, 12]]))
        assert len(set(order)) == 20
        assert (order < 30).sum() == 10
        assert order.min() >= 0 and order.max() < 42
        orders.append(order)
    assert len({tuple(order) for order in orders}) == 20
    again = functions.evaluate(call, [3, [30, 12]])
    np.testing.assert_array_equal(again, orders[3])
    # All places and all images are used.
    reals_first = np.mean([order[:10] < 30 for order in orders])
    assert 0.35 < reals_first < 0.65
    assert len(set(np.concatenate(orders))) == 42


# ---- the page
@pytest.fixture
def open_page(watch, tmp_path):
    """Function: a session as a page of its own, opened from the disk."""

    def opened(widget, copies=1, **options):
        path = tmp_path / "session.html"
        widget.to_html(path)
        if copies > 1:
            text, part = path.read_text(), widget._part()
            path.write_text(text.replace("</main>", f"{part}</main>"))
        watched = watch(path.as_uri(), **options)
        watched.page.get_by_role("button", name="Start").first.wait_for()
        return watched

    return opened


def session(**options):
    options = {"num_trials": 8, "seconds": 0, "seed": 1} | options
    return RealOrFake(WHITE, BLACK, model="black", data="white", **options)


def grey(page):
    """Grey level of the image on the screen."""
    picture = page.locator("canvas").first.screenshot()
    pixels = np.asarray(Image.open(io.BytesIO(picture)))
    return pixels[len(pixels) // 2, len(pixels) // 2, 0]


def judge(page, wrong=()):
    """Answer by the keys, right but for the trials `wrong`, as one sees it."""
    for i in range(8):
        page.get_by_text(f"Image {i + 1} of 8").wait_for()
        white = grey(page) == 255
        page.keyboard.press("r" if white != (i in wrong) else "f")


def test_a_session_by_the_keyboard_alone(open_page, tmp_path):
    watched = open_page(session())
    page = watched.page
    page.keyboard.press("Tab")
    page.keyboard.type("Ada Löve")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    judge(page, wrong=(2, 5))
    text = page.locator("[aria-live=polite]")
    page.get_by_text("Right 6 of 8 times").wait_for()
    page.keyboard.press("Tab")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "real-or-fake-Ada-Löve.json"
    saved.value.save_as(tmp_path / "saved.json")
    stored = load_session(tmp_path / "saved.json")
    assert (stored.rater, stored.model, stored.data) == (
        "Ada Löve",
        "black",
        "white",
    )
    assert stored.shown_real.sum() == 4
    assert (stored.shown_real != stored.called_real).nonzero()[0].tolist() == [
        2,
        5,
    ]
    assert (stored.seconds >= 0).all()
    found = sensitivity([stored])
    for value in (found.d_prime, found.low, found.high):
        assert f"{abs(value):.2f}" in text.text_content()
    assert watched.errors == [] and watched.away == []


def test_the_file_is_the_one_that_the_library_writes(open_page, tmp_path):
    page = open_page(session()).page
    page.get_by_role("button", name="Start").click()
    judge(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save session").click()
    saved.value.save_as(tmp_path / "saved.json")
    stored = load_session(tmp_path / "saved.json")
    assert stored.rater == "anonymous"
    ag.metrics.save_session(stored, tmp_path / "again.json")
    files = [tmp_path / name for name in ("saved.json", "again.json")]
    first, second = (json.loads(path.read_text()) for path in files)
    assert first == second


def test_an_image_is_covered_when_its_time_is_over(open_page):
    page = open_page(session(seconds=0.2)).page
    page.get_by_role("button", name="Start").click()
    assert page.get_by_text("Image 1 of 8").count() == 1
    page.get_by_text("time over").wait_for()
    assert grey(page) == 128
    page.keyboard.press("r")  # it still counts, and the next one is shown
    page.get_by_text("Image 2 of 8").wait_for()


def test_mistakes_are_shown_and_a_second_session_starts(open_page):
    page = open_page(session()).page
    page.get_by_role("button", name="Start").click()
    judge(page, wrong=range(8))
    page.get_by_text("Right 0 of 8 times").wait_for()
    rows = page.locator(".ag-mistakes")
    assert [rows.nth(i).locator("canvas").count() for i in (0, 1)] == [4, 4]
    page.get_by_role("button", name="Once more").click()
    judge(page)
    page.get_by_text("Right 8 of 8 times").wait_for()
    assert rows.nth(0).text_content().endswith("none")


def test_other_keys_answer_nothing(open_page):
    page = open_page(session()).page
    page.get_by_role("button", name="Start").click()
    for key in ("x", "Control+c", "Shift", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.get_by_text("Image 1 of 8").count() == 1
    page.get_by_role("button", name="Fake (F)").click()
    assert page.get_by_text("Image 2 of 8").count() == 1


def test_two_sessions_do_not_meet(open_page):
    watched = open_page(session(), copies=2)
    page = watched.page
    starts = page.get_by_role("button", name="Start")
    starts.nth(1).wait_for()
    starts.nth(0).click()
    page.keyboard.press("r")
    assert page.get_by_text("Image 2 of 8").count() == 1
    assert starts.count() == 1  # of the second, which still waits
    assert watched.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_on_a_phone(open_page, scheme):
    page = open_page(session(), width=360, scheme=scheme).page
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) <= 360
    page.get_by_role("button", name="Start").click()
    assert page.evaluate(width) <= 360
    judge(page, wrong=range(8))
    assert page.evaluate(width) <= 360


def test_it_starts_in_the_book(watch, serve):
    assert SITE.is_dir(), "there are no built pages: run `make book`"
    origin = serve(SITE)
    watched = watch(f"{origin}book/evaluation.html", origin)
    page = watched.page
    page.get_by_role("button", name="Start").click()
    page.get_by_text("Image 1 of 40").wait_for()
    page.keyboard.press("r")
    page.get_by_text("Image 2 of 40").wait_for()
    assert watched.errors == [] and watched.away == []
