"""The phase portrait: its formulas against the losses, then the page."""

import functools
import itertools

import keras
import numpy as np
import pytest
from test_pages import SITE

import aegan_lib as ag
from aegan_lib.explorer.portrait import LOSSES, REMEDIES, RULES, PhasePortrait

pytestmark = [pytest.mark.checkout, pytest.mark.browser]
FILES = ("controls", "dirac", "plane", "portrait")

WEIGHT = 0.7
LINE = np.array([-1.9, -1.1, -0.3, 0.0, 0.4, 1.3, 1.8])
GRID = np.stack(np.meshgrid(LINE, LINE), -1).reshape(-1, 2)
NODES, CHANCE = np.polynomial.hermite_e.hermegauss(20)
GAME = {
    "weight": WEIGHT,
    "nodes": NODES.tolist(),
    "chance": (CHANCE / CHANCE.sum()).tolist(),
}


def pair_of(loss):
    """The library's pair, with the targets ±1 for least squares."""
    pair = getattr(ag.losses, loss)
    if loss != "least_squares":
        return pair
    aimed = functools.partial(pair.discriminator, fake_target=-1.0)
    return pair._replace(discriminator=aimed)


def gradients(loss, remedy):
    """Minus the gradients of both players on GRID, by the library."""
    ops, pair = keras.ops, pair_of(loss)
    theta, psi = (ops.convert_to_tensor(v, "float32") for v in GRID.T)
    noise, chance = [(0.0, 0.0)], [1.0]
    if remedy == "noise":  # of a real and of a generated sample, independent
        noise = list(itertools.product(WEIGHT**0.5 * NODES, repeat=2))
        share = CHANCE / CHANCE.sum()
        chance = [a * b for a, b in itertools.product(share, repeat=2)]

    def average(of_scores, theta, psi):
        parts = [
            p * of_scores(psi * n, psi * (theta + m))
            for p, (n, m) in zip(chance, noise, strict=True)
        ]
        return functools.reduce(ops.add, parts)

    def discriminator(psi):
        value = average(pair.discriminator, theta, psi)
        x, x_fake = ops.zeros((len(GRID), 1)), ops.reshape(theta, (-1, 1))

        def score(x):
            return psi * x[:, 0]

        if remedy == "r1":
            value = value + WEIGHT / 2 * ag.losses.r1(score, x)
        if remedy == "gradient_penalty":
            alpha = ops.full((len(GRID),), 0.5)
            penalty = ag.losses.gradient_penalty(score, x, x_fake, alpha)
            value = value + WEIGHT / 2 * penalty
        return value

    def generator(theta):
        return average(lambda a, b: pair.generator(b, a), theta, psi)

    wanted = [
        ag.losses.input_gradient(generator, theta),
        ag.losses.input_gradient(discriminator, psi),
    ]
    return -np.stack([ops.convert_to_numpy(v) for v in wanted], -1)


@pytest.mark.parametrize("remedy", REMEDIES)
@pytest.mark.parametrize("loss", LOSSES)
def test_the_field_is_the_gradient_of_the_library(functions, loss, remedy):
    call = "([game, grid]) => grid.map(diracField(game))"
    game = {**GAME, "loss": loss, "remedy": remedy}
    found = np.array(functions.evaluate(call, [game, GRID.tolist()]))
    wanted = gradients(loss, remedy)
    # With noise, RpGAN's difference is averaged here over two samples and
    # there over one of twice the variance: two quadratures, no rounding.
    two = (loss, remedy) == ("relativistic", "noise")
    np.testing.assert_allclose(found, wanted, atol=2e-4 if two else 2e-5)
    assert np.abs(wanted).max() > 0.5


def largest_root(*coefficients):
    return np.abs(np.roots(coefficients)).max()


def wanted_factor(rule, omega, kappa, h, beta):
    """Characteristic polynomials, derived by hand from the recursions."""
    roots = np.roots([1.0, kappa, omega**2]).astype(complex)
    if rule == "extragradient":
        return np.abs(1 + h * roots + (h * roots) ** 2).max()
    if rule == "optimistic":
        both = [largest_root(1, -1 - 2 * h * v, h * v) for v in roots]
        return max(both)
    if rule == "simultaneous":
        both = [largest_root(1, -1 - beta - h * v, beta) for v in roots]
        return max(both)
    momentum = np.array([1.0, -1 - beta, beta])
    damped = momentum + np.array([0.0, h * kappa, 0.0])
    coupling = np.array([0.0, (h * omega) ** 2, 0.0, 0.0, 0.0])
    return largest_root(*(np.polymul(momentum, damped) + coupling))


@pytest.mark.parametrize("rule", RULES)
def test_the_factor_of_a_step_is_that_of_the_polynomial(functions, rule):
    call = "(a) => stepFactor(...a)"
    for omega, kappa in ((0.5, 0.0), (1.0, 0.5), (0.8, 2.5)):
        jacobian = [[0.0, omega], [-omega, -kappa]]
        for h, beta in ((0.1, 0.0), (0.3, 0.5), (0.05, -0.5)):
            if rule not in ("simultaneous", "alternating"):
                beta = 0.0
            found = functions.evaluate(call, [jacobian, rule, h, beta])
            wanted = wanted_factor(rule, omega, kappa, h, beta)
            # numpy's roots near a double root are good to 1e-8
            assert found == pytest.approx(wanted, abs=1e-7)


def test_eigenvalues_at_the_goal(functions):
    call = "(game) => eigenvalues(jacobianAtGoal(diracField(game)))"
    # λ = −κ/2 ± √(κ²/4 − ω²): R1 has κ = γ, noise σ²(a″ + b″)
    game = {**GAME, "loss": "least_squares", "remedy": "noise"}
    ((real, imaginary), _) = functions.evaluate(call, game)
    assert (real, imaginary) == pytest.approx((-0.7, 0.51**0.5), abs=1e-6)
    game = {**GAME, "loss": "minimax", "remedy": "r1", "weight": 2.0}
    values = np.array(functions.evaluate(call, game))
    np.testing.assert_allclose(values[:, 1], 0.0)
    roots = [-1 + 0.75**0.5, -1 - 0.75**0.5]
    np.testing.assert_allclose(values[:, 0], roots, atol=1e-6)


@pytest.mark.parametrize("loss", ["non_saturating", "least_squares"])
def test_simultaneous_steps_end_on_the_predicted_circle(functions, loss):
    call = """(game) => {
      const steps = { h: 0.1, momentum: 0, steps: 3000 };
      const f = diracField(game);
      const end = pathEnd(diracPath(f, "simultaneous", [1, 0], steps));
      return [circleRadius(game, "simultaneous", 0.1, 0), end];
    }"""
    game = {**GAME, "loss": loss, "remedy": "none"}
    radius, end = functions.evaluate(call, game)
    assert radius == pytest.approx(0.2**0.5, rel=1e-4)  # √(2h)
    assert end["end"] == "stays"
    assert end["radius"] == pytest.approx(radius, rel=0.02)


@pytest.mark.parametrize(
    "rule, remedy, momentum, end",
    [
        ("simultaneous", "none", 0, "out"),
        ("alternating", "none", 0, "stays"),
        ("alternating", "none", 0.5, "out"),
        ("alternating", "none", -0.5, "in"),
        ("extragradient", "none", 0, "in"),
        ("optimistic", "none", 0, "in"),
        ("simultaneous", "r1", 0, "in"),
        ("simultaneous", "gradient_penalty", 0, "stays"),
    ],
)
def test_the_course_of_the_wasserstein_game(
    functions, rule, remedy, momentum, end
):
    call = """([game, rule, momentum]) => {
      const steps = { h: 0.1, momentum, steps: 3000 };
      return pathEnd(diracPath(diracField(game), rule, [1, 0], steps)).end;
    }"""
    game = {**GAME, "loss": "wasserstein", "remedy": remedy}
    assert functions.evaluate(call, [game, rule, momentum]) == end


# ---- the page
@pytest.fixture
def open_page(watch, tmp_path):
    """Function: a portrait as a page of its own, opened from the disk."""

    def opened(portrait, copies=1, **options):
        path = tmp_path / "portrait.html"
        portrait.to_html(path)
        if copies > 1:
            text, part = path.read_text(), portrait._part()
            path.write_text(text.replace("</main>", f"{part}</main>"))
        watched = watch(path.as_uri(), **options)
        watched.page.wait_for_selector(".ag-path[points]")
        return watched

    return opened


MOVED = """([i, old]) => {
  const line = document.querySelectorAll(".ag-path")[i];
  return line.getAttribute("points") !== old;
}"""


def line(page, i=0):
    return page.locator(".ag-path").nth(i).get_attribute("points")


def moved(page, act, i=0):
    """Act, wait for another path, and return it."""
    old = line(page, i)
    act()
    page.wait_for_function(MOVED, arg=[i, old])
    return line(page, i)


def test_every_control_changes_the_page_by_the_keyboard_alone(open_page):
    watched = open_page(PhasePortrait(remedy="r1"))
    page, names = watched.page, []
    for _ in range(9):
        page.keyboard.press("Tab")
        name = "document.activeElement.labels[0].textContent"
        names.append(page.evaluate(name))
        key = "ArrowDown" if page.locator("select:focus").count() else "Home"
        moved(page, lambda key=key: page.keyboard.press(key))
        if names[-1].startswith("Order"):  # extragradient has no momentum
            page.keyboard.press("ArrowUp")
    starts = ("Loss", "Remedy", "Weight", "Order", "Step size", "Momentum")
    starts += ("Number of steps", "Start θ", "Start ψ")
    for name, start in zip(names, starts, strict=True):
        assert name.startswith(start)
    assert watched.errors == [] and watched.away == []


def test_the_pointer_sets_the_start(open_page):
    watched = open_page(PhasePortrait())
    page = watched.page
    box = page.locator(".ag-frame").bounding_box()
    right, up = box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 4
    moved(page, lambda: page.mouse.click(right, up))
    starts = page.locator("input[type=range]")
    values = [float(starts.nth(i).input_value()) for i in (4, 5)]
    assert values == pytest.approx([1.0, 1.0], abs=0.02)
    page.mouse.move(right, up)
    page.mouse.down()
    moved(page, lambda: page.mouse.move(box["x"] - 50, up))  # held inside
    page.mouse.up()
    assert float(starts.nth(4).input_value()) == -2.0


def test_the_words_say_what_the_eigenvalues_say(open_page):
    portrait = PhasePortrait("wasserstein", remedy="r1", weight=0.5)
    page = open_page(portrait).page
    text = page.locator("[aria-live=polite]")
    assert "−0.250 ± 0.968i" in text.text_content()
    assert "0.9798: it converges" in text.text_content()  # √0.96
    page.get_by_label("Remedy").select_option(label="none")
    page.get_by_text("1.0050: it spirals out.").wait_for()  # √1.01
    page.get_by_label("Loss").select_option(label="non saturating")
    page.get_by_text("up to a circle of radius 0.45").wait_for()  # √0.2
    page.get_by_label("Order of").select_option(label="alternating")
    page.get_by_text("neutral, the second order decides").wait_for()
    page.get_by_label("Remedy").select_option(label="WGAN-GP")
    page.get_by_text("no Jacobian").wait_for()


def test_two_portraits_do_not_meet(open_page):
    watched = open_page(PhasePortrait(), copies=2)
    page = watched.page
    page.locator(".ag-path").nth(1).wait_for()
    old = line(page, 1)
    moved(page, lambda: page.locator("select").nth(0).select_option(index=3))
    assert line(page, 1) == old
    assert page.evaluate("document.querySelectorAll('[id]').length") == 4
    assert watched.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_on_a_phone(open_page, scheme):
    page = open_page(PhasePortrait(), width=360, scheme=scheme).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for part in page.locator("select, input, .ag-plane").all():
        box = part.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 360
        assert box["width"] > 40


def test_it_moves_in_the_book(watch, serve):
    assert SITE.is_dir(), "there are no built pages: run `make book`"
    origin = serve(SITE)
    watched = watch(f"{origin}book/stability.html", origin)
    page = watched.page
    page.locator(".ag-path[points]").wait_for()
    page.get_by_label("Momentum").focus()
    moved(page, lambda: page.keyboard.press("ArrowRight"))
    assert watched.errors == [] and watched.away == []
