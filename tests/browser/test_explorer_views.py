"""The explorer's views: what a reader moves, and the pixels that follow."""

import explorer_pages
import keras
import numpy as np
import pytest
from explorer_pages import PAGES, codes, record, row, vae
from random_networks import with_exported_weights

from aegan_lib.explorer import static
from aegan_lib.explorer.export import export

pytestmark = [pytest.mark.checkout, pytest.mark.browser]

LATENT = """() => [...document.querySelectorAll(
  ".ag-sliders input[type=range]")].map((x) => x.valueAsNumber)"""
# From a copy: Chromium warns of a canvas that is read again and again.
PIXELS = """(canvas) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return [...data].filter((_, i) => i % 4 === 0);
}"""
SETTLE = """() => new Promise((resolve) => {
  let left = 30;
  const wait = () => (left-- ? requestAnimationFrame(wait) : resolve());
  wait();
})"""


class Opened:
    """One page with one explorer."""

    def __init__(self, watched):
        self.watched, self.page = watched, watched.page
        self.page.locator(".ag-explorer").first.wait_for()
        self.settle()

    def settle(self):
        self.page.evaluate(SETTLE)
        assert self.watched.errors == [] and self.watched.away == []

    def z(self):
        """z as the sliders have it, in full precision."""
        self.settle()
        return np.array(self.page.evaluate(LATENT))

    def image(self, selector, which=0):
        """Grey values of a canvas, (8, 8)."""
        self.settle()
        canvas = self.page.locator(selector).nth(which)
        return np.array(canvas.evaluate(PIXELS)).reshape(8, 8)

    def text(self, view):
        self.settle()
        return self.page.locator(f".ag-{view} .ag-readout").inner_text()


@pytest.fixture
def show(watch, tmp_path):
    def shown(name, fragment="", **options):
        path = tmp_path / f"{name}.html"
        if not path.exists():
            PAGES[name]().to_html(path)
        address = path.as_uri()
        return Opened(watch(address + fragment, address, **options))

    return shown


def grey(model, z):
    """Keras's decoding with the float16 weights of the page, as pixels."""
    decoder = getattr(model, "decoder", model)
    chunks = []
    spec = export(decoder, chunks)
    rounded = with_exported_weights(decoder, spec, np.concatenate(chunks))
    x = keras.ops.convert_to_numpy(rounded(np.atleast_2d(z)))
    return np.round(127.5 * (x[0, ..., 0] + 1))


def assert_same(found, wanted):
    assert np.ptp(wanted) > 30, "the image is too plain to tell"
    assert np.abs(found - wanted).max() <= 1  # one step of rounding


# ---- map
def press(opened, x, y, which=0):
    """Press the map at shares (x, y) of its sides; return that place."""
    box = opened.page.locator(".ag-plane").nth(which).bounding_box()
    spot = box["x"] + x * box["width"], box["y"] + y * box["height"]
    opened.page.mouse.click(*spot)
    return opened.z()


def frame(points, margin=0.06):
    """Left, top and side of the square that the map shows."""
    low, high = points.min(axis=0), points.max(axis=0)
    side = (high - low).max() * (1 + 2 * margin)
    middle = (low + high) / 2
    return middle[0] - side / 2, middle[1] + side / 2, side


def test_a_press_on_the_map_moves_z_and_the_pixels(show):
    opened = show("map")
    before = opened.image(".ag-map .ag-picture")
    z = press(opened, 0.75, 0.25)
    left, top, side = frame(codes())
    wanted = [left + 0.75 * side, top - 0.25 * side]
    np.testing.assert_allclose(z, wanted, atol=0.02 * side)
    after = opened.image(".ag-map .ag-picture")
    assert np.abs(after - before).max() > 30
    assert_same(after, grey(vae(), z))
    nearest = np.linalg.norm(codes() - z, axis=1).argmin()
    name = record().names[record().labels[nearest]]
    assert f"one of class {name}" in opened.text("map")


def test_dragging_goes_on_and_stops(show):
    opened = show("map")
    box = opened.page.locator(".ag-plane").bounding_box()
    x, y = box["x"] + 50, box["y"] + 50
    mouse = opened.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 900, y + 90)  # beyond the map: kept at its side
    left, _, side = frame(codes())
    assert opened.z()[0] == pytest.approx(left + side, rel=0.02)
    mouse.up()
    stopped = opened.z()
    mouse.move(x, y)
    np.testing.assert_array_equal(opened.z(), stopped)


def test_arrow_keys_move_by_a_fiftieth_and_faster_with_shift(show):
    opened = show("map")
    opened.page.locator(".ag-plane").focus()
    side = frame(codes())[2]
    for keys, wanted in (
        (["ArrowRight"], [1, 0]),
        (["ArrowUp", "ArrowUp"], [1, 2]),
        (["Shift+ArrowLeft"], [-4, 2]),
        (["ArrowDown"], [-4, 1]),
    ):
        for key in keys:
            opened.page.keyboard.press(key)
        z = opened.z()
        np.testing.assert_allclose(z, np.array(wanted) * side / 50, atol=1e-6)


def test_a_finger_moves_the_point(chromium, tmp_path):
    path = tmp_path / "map.html"
    PAGES["map"]().to_html(path)
    context = chromium.new_context(has_touch=True)
    page = context.new_page()
    page.goto(path.as_uri())
    box = page.locator(".ag-plane").bounding_box()
    page.touchscreen.tap(box["x"] + 30, box["y"] + 40)
    page.evaluate(SETTLE)
    assert np.all(np.array(page.evaluate(LATENT)) * [-1, 1] > 0.5)
    context.close()


def test_the_legend_leads_to_the_middle_of_a_class(show):
    opened = show("map")
    opened.page.get_by_role("button", name="Go to class B").click()
    own = codes()[record().labels == 1]
    middle = np.linalg.norm(own - own.mean(axis=0), axis=1).argmin()
    np.testing.assert_allclose(opened.z(), own[middle], atol=1e-5)


def test_classes_are_told_apart_without_colour(show):
    opened = show("map")
    marks = opened.page.locator(".ag-plane text.ag-marks")
    counts = np.bincount(record().labels)
    wanted = [name * n for name, n in zip("ABC", counts, strict=True)]
    assert marks.all_text_contents() == wanted
    shapes = show("compare").page.locator(".ag-legend path.ag-marks")
    drawn = [shapes.nth(i).get_attribute("d") for i in range(3)]
    assert len(set(drawn)) == 3


def test_a_map_of_three_latents_leaves_the_third_direction(show):
    opened = show("plane")
    before = opened.z()
    z = press(opened, 0.3, 0.6)
    axes = np.array(PAGES["plane"]().networks[0]["chart"]["axes"])
    hidden = np.cross(*axes)
    assert hidden @ z == pytest.approx(hidden @ before, abs=1e-5)
    assert np.abs(axes @ (z - before)).min() > 0.1
    assert_same(opened.image(".ag-map .ag-picture"), grey(vae(3), z))


def test_the_atlas_is_what_the_decoder_draws_at_each_place(show):
    opened = show("map")
    opened.page.get_by_label("Images on the map").check()
    canvas = opened.page.locator(".ag-atlas")
    opened.page.wait_for_timeout(500)
    pixels = np.array(canvas.evaluate(PIXELS)).reshape(14 * 8, 14 * 8)
    left, top, side = frame(codes())
    for r, c in ((0, 0), (3, 11), (13, 6)):
        z = [left + (c + 0.5) * side / 14, top - (r + 0.5) * side / 14]
        cell = pixels[8 * r : 8 * r + 8, 8 * c : 8 * c + 8]
        assert_same(cell, grey(vae(), z))


# ---- path
def slider(opened, name):
    return opened.page.get_by_role("slider", name=name, exact=True)


def start_path(opened):
    """Put the ends at two codes of ours."""
    ends = np.array([[1.0, 0.0, 0.5], [0.0, 2.0, -0.5]])
    for end, name in zip(ends, ("Start here", "End here"), strict=True):
        for i, value in enumerate(end):
            slider(opened, f"z{i + 1}").fill(str(value))
        opened.settle()
        opened.page.get_by_role("button", name=name).click()
        opened.settle()
    return ends


@pytest.mark.parametrize("way", ["straight line", "along the sphere"])
def test_a_path_is_walked_and_shown_in_frames(show, way):
    opened = show("path")
    start, end = start_path(opened)
    opened.page.get_by_label("Follow the").select_option(way)
    slider(opened, "Place").fill("0.25")
    lengths = np.linalg.norm(start) * np.linalg.norm(end)
    omega = np.arccos(start @ end / lengths)

    def at(t):
        a, b = 1 - t, t
        if way == "along the sphere":
            a, b = np.sin([a * omega, b * omega]) / np.sin(omega)
        return a * start + b * end

    np.testing.assert_allclose(opened.z(), at(0.25), atol=1e-6)
    assert "25 % of the way" in opened.text("path")
    assert f"length {np.linalg.norm(at(0.25)):.2f}" in opened.text("path")
    assert_same(opened.image(".ag-beside .ag-picture"), grey(vae(3), at(0.25)))
    strip = f".ag-strip[aria-label*='{way}'] .ag-picture"
    for k in range(9):
        assert_same(opened.image(strip, k), grey(vae(3), at(k / 8)))


def test_a_path_plays_pauses_and_swaps(show):
    opened = show("path")
    start, end = start_path(opened)
    slider(opened, "Place").fill("0")
    opened.page.get_by_role("button", name="Play").click()
    opened.page.get_by_role("button", name="Pause").click()
    stopped = opened.z()
    np.testing.assert_array_equal(opened.z(), stopped)
    slider(opened, "Place").fill("0.9")
    opened.page.get_by_role("button", name="Play").click()
    opened.page.get_by_role("button", name="Play").wait_for(timeout=9000)
    np.testing.assert_allclose(opened.z(), end, atol=1e-6)
    opened.page.get_by_role("button", name="Swap ends").click()
    slider(opened, "Place").fill("1")
    np.testing.assert_allclose(opened.z(), start, atol=1e-6)


def test_a_press_on_a_frame_goes_there(show):
    opened = show("path")
    start, end = start_path(opened)
    box = opened.page.locator(".ag-strip").first.bounding_box()
    y = box["y"] + box["height"] / 2
    opened.page.mouse.click(box["x"] + box["width"] * 4.5 / 9, y)
    np.testing.assert_allclose(opened.z(), (start + end) / 2, atol=0.03)


def test_the_plot_of_lengths_says_its_numbers(show):
    opened = show("path")
    start, end = start_path(opened)
    opened.settle()
    said = opened.page.locator(".ag-lengths").get_attribute("aria-label")
    t = np.linspace(0, 1, 41)[:, None]
    least = np.linalg.norm((1 - t) * start + t * end, axis=1).min()
    assert f"Straight line: at least {least:.2f}" in said


# ---- directions
def test_directions_add_up_and_go_back(show):
    opened = show("directions")
    base = opened.z()
    slant, weight = map(np.array, explorer_pages.DIRECTIONS.values())
    slider(opened, "slant").fill("2")
    slider(opened, "weight").fill("-1")
    z = opened.z()
    np.testing.assert_allclose(z, base + 2 * slant - weight, atol=1e-6)
    assert opened.text("directions") == "slant +2.00 std, weight −1.00 std."
    before, after = (f".ag-pair figure:nth-child({k}) canvas" for k in (1, 2))
    assert_same(opened.image(after), grey(vae(3), z))
    assert_same(opened.image(before), grey(vae(3), base))
    ends = ".ag-factors .ag-slider:first-child canvas"
    assert_same(opened.image(ends, 0), grey(vae(3), base - 3 * slant))
    assert_same(opened.image(ends, 1), grey(vae(3), base + 3 * slant))
    opened.page.get_by_role("button", name="Back to zero").click()
    np.testing.assert_allclose(opened.z(), base, atol=1e-6)
    assert slider(opened, "slant").input_value() == "0"


def test_a_move_elsewhere_is_a_new_start_for_directions(show):
    opened = show("directions")
    slider(opened, "slant").fill("1")
    slider(opened, "z3").fill("0.75")
    z = opened.z()
    assert slider(opened, "slant").input_value() == "0"
    slider(opened, "slant").fill("1")
    slant = np.array(explorer_pages.DIRECTIONS["slant"])
    np.testing.assert_allclose(opened.z(), z + slant, atol=1e-6)


# ---- draw
def test_an_example_is_encoded_and_decoded(show):
    opened = show("draw")
    assert "Draw with a finger" in opened.text("draw")
    opened.page.get_by_role("button", name="Encode example 3").click()
    wanted = vae(3).encode(record().x[2:3])[0]
    z = opened.z()
    np.testing.assert_allclose(z, wanted, atol=0.02)  # rounded to float16
    seen, back = (f".ag-steps figure:nth-child({k}) canvas" for k in (2, 3))
    pixels = np.round(127.5 * (record().x[2, ..., 0] + 1))
    assert_same(opened.image(seen), pixels)
    assert_same(opened.image(back), grey(vae(3), z))
    assert "z is the encoder's code" in opened.text("draw")
    slider(opened, "z1").fill("0.5")
    assert "z has moved on" in opened.text("draw")


def draw(opened, *spots):
    box = opened.page.locator(".ag-pad").bounding_box()
    mouse = opened.page.mouse
    for k, (x, y) in enumerate(spots):
        at = box["x"] + x * box["width"], box["y"] + y * box["height"]
        mouse.move(*at, steps=4)
        if k == 0:
            mouse.down()
    mouse.up()
    opened.settle()


def test_strokes_reach_the_encoder(show):
    opened = show("draw")
    seen = ".ag-steps figure:nth-child(2) canvas"
    assert (opened.image(seen) == 0).all()
    opened.page.get_by_label("Centre and scale").uncheck()
    draw(opened, (0.25, 0.3), (0.75, 0.3))  # a bar in the third row of eight
    image = opened.image(seen)
    assert image[2, 2:6].min() > 100 and (image[5:] == 0).all()
    first = opened.z()
    wanted = vae(3).encode((image / 127.5 - 1)[None, ..., None])[0]
    np.testing.assert_allclose(first, wanted, atol=0.03)
    draw(opened, (0.5, 0.3), (0.5, 0.9))
    assert np.abs(opened.z() - first).max() > 1e-3
    opened.page.get_by_role("button", name="Undo stroke").click()
    np.testing.assert_allclose(opened.z(), first)
    opened.page.get_by_label("Centre and scale").check()
    centred = opened.image(seen)
    np.testing.assert_array_equal(centred, centred[::-1])
    opened.page.get_by_role("button", name="Clear").click()
    opened.settle()
    assert set(opened.page.locator(".ag-pad").evaluate(PIXELS)) == {0}


# ---- several models
def test_each_model_has_its_own_map_and_point(show):
    opened = show("compare")
    shown = ".ag-side .ag-picture"
    first = opened.image(shown, 0)
    press(opened, 0.8, 0.3, which=1)
    np.testing.assert_array_equal(opened.image(shown, 0), first)
    left, top, side = frame(codes() / 2)
    own = [left + 0.8 * side, top - 0.3 * side]
    assert np.abs(opened.image(shown, 1) - grey(vae(seed=5), own)).mean() < 4
    z = press(opened, 0.4, 0.6, which=0)
    assert_same(opened.image(shown, 0), grey(vae(), z))
    opened.page.get_by_label("Give both the same z").check()
    assert_same(opened.image(shown, 1), grey(vae(seed=5), z))
    linked = z
    z = press(opened, 0.2, 0.5, which=1)
    assert np.abs(z - linked).max() > 0.1  # moved by the other's map
    assert_same(opened.image(shown, 0), grey(vae(), z))
    assert_same(opened.image(shown, 1), grey(vae(seed=5), z))
    assert opened.text("compare").count("nearest code") == 2


def test_the_dial_shows_one_point_under_each_model(show):
    opened = show("dial")
    slider(opened, "z1").fill("-1.5")
    z = opened.z()
    for k, model in enumerate(row().values()):
        assert_same(opened.image(".ag-dial-row canvas", k), grey(model, z))
    large = ".ag-sides > canvas"
    assert_same(opened.image(f".ag-dial {large}"), grey(row()["0 %"], z))
    slider(opened, "Model").focus()
    opened.page.keyboard.press("ArrowRight")
    assert_same(opened.image(f".ag-dial {large}"), grey(row()["50 %"], z))
    assert opened.text("dial").startswith("50 %: neighbouring pixels differ")
    opened.page.locator(".ag-dial-row figure").nth(2).click()
    assert opened.text("dial").startswith("100 %")
    opened.page.get_by_role("button", name="Another point").click()
    assert np.abs(opened.z() - z).max() > 0.01


# ---- address
def test_a_view_is_linked_by_its_address(show):
    opened = show("address")
    assert "#" not in opened.page.url
    start_path_2d = [("z1", "0.5"), ("z2", "-1.25")]
    for name, value in start_path_2d:
        slider(opened, name).fill(value)
    opened.page.wait_for_function('location.hash.startsWith("#walk=")')
    fragment = opened.page.evaluate("location.hash")
    assert "z:0.5,-1.25" in fragment
    again = show("address", fragment)
    np.testing.assert_allclose(again.z(), [0.5, -1.25], atol=1e-3)
    again.page.evaluate('location.hash = "#walk=z:1,1"')
    np.testing.assert_allclose(again.z(), [1, 1])


def test_the_link_is_given(show):
    opened = show("address")
    opened.page.get_by_role("button", name="Copy a link").click()
    said = opened.page.locator("[role=status]")
    opened.page.wait_for_function(
        "document.querySelector('.ag-said').innerText"
    )
    assert said.inner_text() in ("Copied.", "The page's address is the link.")
    assert opened.page.url.endswith("#walk=z:0,0")


def test_a_path_is_linked_too(show):
    fragment = "#walk=z:0,0;from:1,0;to:0,2;way:1;t:0.5"
    opened = show("address", fragment)
    assert "50 % of the way, along the sphere" in opened.text("path")
    assert "the ends have 1.00 and 2.00" in opened.text("path")


@pytest.mark.parametrize(
    "fragment",
    ["#a-section", "#walk=z:1", "#walk=z:nan,1;t:9;dial:77", "#walk="],
)
def test_what_an_address_says_wrongly_is_left_out(show, fragment):
    opened = show("address", fragment)
    np.testing.assert_array_equal(opened.z(), [0, 0])


def test_without_a_name_the_address_is_left_alone(show):
    opened = show("map")
    press(opened, 0.2, 0.2)
    opened.page.wait_for_timeout(600)
    assert "#" not in opened.page.url


# ---- all views
def test_two_instances_do_not_meet(watch, tmp_path):
    parts = [PAGES["map"]()._part(), PAGES["map"]()._part()]
    path = tmp_path / "two.html"
    path.write_text(static.page("\n".join(parts), "two"))
    opened = Opened(watch(path.as_uri()))
    opened.page.locator(".ag-explorer").nth(1).wait_for()
    shown = ".ag-map .ag-picture"
    second = opened.image(shown, 1)
    press(opened, 0.7, 0.7)
    assert np.abs(opened.image(shown, 0) - second).max() > 30
    np.testing.assert_array_equal(opened.image(shown, 1), second)


@pytest.mark.parametrize("name", PAGES)
def test_a_keyboard_reaches_every_control(show, name):
    page = show(name).page
    wanted = page.locator(
        ".ag-explorer :is(button, input, select, [tabindex='0'])"
    ).count()
    page.evaluate("window.met = new Set()")
    for _ in range(wanted):
        page.keyboard.press("Tab")
        page.evaluate("window.met.add(document.activeElement)")
    seen = page.evaluate(
        "[...window.met].filter((x) => x.closest('.ag-explorer')).length"
    )
    assert seen == wanted


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_needs_no_scrolling_sideways(show, name):
    page = show(name, width=360).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    sides = page.evaluate(
        """[...document.querySelectorAll(".ag-explorer *")]
        .map((x) => x.getBoundingClientRect().right)"""
    )
    assert max(sides) <= 360


@pytest.mark.parametrize("name", PAGES)
def test_every_view_speaks(show, name):
    page = show(name).page
    views = page.locator(".ag-view")
    for k in range(views.count()):
        view = views.nth(k)
        assert view.locator("h4").inner_text()
        said = view.locator("[aria-live=polite]")
        assert said.count() == 1 and said.inner_text()
    names = page.evaluate(
        """[...document.querySelectorAll(".ag-explorer :is(button, input)")]
        .map((x) => x.getAttribute("aria-label") || x.innerText ||
          x.closest("label").innerText)"""
    )
    assert all(text.strip() for text in names)
