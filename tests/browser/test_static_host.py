"""The explorer in a page without a kernel: controls, pixels, keyboard."""

import base64
import io

import keras
import numpy as np
import pytest
from PIL import Image

import aegan_lib as ag
from aegan_lib.explorer import static

pytestmark = [pytest.mark.checkout, pytest.mark.browser]

START = [0.5, -1.0, 0.25]
PICTURE = "(canvas) => canvas.toDataURL().split(',')[1]"
VALUES = "(inputs) => inputs.map((input) => input.valueAsNumber)"


@pytest.fixture(scope="module")
def decoder():
    network = ag.networks.generator((8, 8, 1), 3, width=4, seed=1)
    for weight in network.weights:  # as it travels
        weight.assign(keras.ops.cast(weight, "float16"))
    return network


@pytest.fixture(scope="module")
def folder(decoder, tmp_path_factory):
    """One page with one explorer, one with three of two kinds."""
    folder = tmp_path_factory.mktemp("explorers")
    first = ag.Explorer(decoder, z=START, views=["sliders"])
    first.to_html(folder / "one.html")
    points = ag.networks.generator((2,), 2, width=8, seed=1)
    second = ag.Explorer(points, views=["sliders"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(static.VARIABLE, "1")
        shown = [first, second, first]
        parts = [w._repr_mimebundle_()["text/html"] for w in shown]
    text = static.page("\n".join(parts), "Three")
    (folder / "three.html").write_text(text, "utf-8")
    return folder


@pytest.fixture(params=["http", "file"])
def visit(request, folder, serve, watch):
    """Open a page of `folder`, over http and from the disk."""
    if request.param == "http":
        origin = serve(folder)
        return lambda name, **how: watch(f"{origin}{name}", origin, **how)
    return lambda name, **how: watch((folder / name).as_uri(), "file://", **how)


class Instance:
    """One explorer of a page, by its number."""

    def __init__(self, page, number=0):
        self.root = page.locator(".ag-explorer").nth(number)
        self.root.wait_for()
        self.sliders = self.root.locator("input[type=range]")
        self.page = page

    def settle(self):
        """Wait for the frame that shows what was done."""
        self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def pixels(self):
        self.settle()
        png = self.root.locator("canvas").first.evaluate(PICTURE)
        picture = Image.open(io.BytesIO(base64.b64decode(png)))
        return np.asarray(picture.convert("RGB"))[..., 0].ravel().astype(int)

    def z(self):
        self.settle()
        return np.array(self.sliders.evaluate_all(VALUES))

    def button(self, name):
        return self.root.get_by_role("button", name=name)


def as_bytes(decoder, z):
    image = keras.ops.convert_to_numpy(decoder(np.float32([z])))[0]
    return np.clip(127.5 * (image.ravel() + 1), 0, 255)


def assert_decoded(explorer, decoder):
    wanted = as_bytes(decoder, explorer.z())
    assert np.abs(explorer.pixels() - wanted).max() <= 0.51


def test_it_opens_and_shows_what_keras_decodes(visit, decoder):
    opened = visit("one.html")
    explorer = Instance(opened.page)
    np.testing.assert_allclose(explorer.z(), START)
    assert_decoded(explorer, decoder)
    assert opened.errors == [] and opened.away == []


def test_each_slider_moves_pixels_to_what_keras_decodes(visit, decoder):
    opened = visit("one.html")
    explorer = Instance(opened.page)
    for i in range(3):
        before = explorer.pixels()
        explorer.sliders.nth(i).fill("2")
        assert explorer.z()[i] == 2
        assert np.any(explorer.pixels() != before)
        assert_decoded(explorer, decoder)
    text = explorer.root.locator("[aria-live=polite]").first.inner_text()
    assert "length 3.46" in text  # √12
    assert opened.errors == []


def test_random_and_reset_leave_what_is_locked(visit, decoder):
    explorer = Instance(visit("one.html").page)
    explorer.root.get_by_label("Lock z2").check()
    explorer.button("Random").click()
    assert_decoded(explorer, decoder)
    moved = explorer.z() != START
    assert moved.tolist() == [True, False, True]
    assert explorer.sliders.nth(1).is_disabled()
    explorer.button("Reset").click()
    assert_decoded(explorer, decoder)
    np.testing.assert_allclose(explorer.z(), START)


def test_it_works_by_keyboard_alone(visit, decoder):
    page = visit("one.html").page
    explorer = Instance(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "range"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert explorer.z()[0] == 3
    assert_decoded(explorer, decoder)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert explorer.root.get_by_label("Lock z1").is_checked()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Random":
            break
    page.keyboard.press("Enter")
    assert_decoded(explorer, decoder)
    assert explorer.z()[0] == 3 and np.all(explorer.z()[1:] != START[1:])


def test_instances_on_one_page_do_not_meet(visit, decoder):
    opened = visit("three.html")
    explorers = [Instance(opened.page, i) for i in range(3)]
    before = [e.pixels() for e in explorers]
    explorers[0].sliders.nth(0).fill("-2")
    assert np.any(explorers[0].pixels() != before[0])
    for explorer, old in zip(explorers[1:], before[1:], strict=True):
        np.testing.assert_array_equal(explorer.pixels(), old)
    explorers[1].sliders.nth(1).fill("1")
    assert np.any(explorers[1].pixels() != before[1])
    np.testing.assert_array_equal(explorers[2].pixels(), before[2])
    assert_decoded(explorers[0], decoder)
    assert opened.errors == [] and opened.away == []


def test_every_control_has_a_name(visit):
    page = visit("three.html").page
    Instance(page, 2)
    for control in page.locator("input, button, select, canvas").all():
        name = control.evaluate("""(x) => x.getAttribute("aria-label")
          ?? x.labels?.[0]?.textContent ?? x.textContent""")
        assert name.strip(), control


def test_a_phone_needs_no_scrolling_sideways(visit):
    page = visit("three.html", width=360).page
    Instance(page, 2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_dark_mode_is_dark_and_readable(visit):
    page = visit("one.html", scheme="dark").page
    root = Instance(page).root
    style = root.evaluate("""(x) => [getComputedStyle(x).backgroundColor,
      getComputedStyle(x).color]""")
    ground, ink = (np.mean([int(v) for v in s[4:-1].split(",")]) for s in style)
    assert ground < 60 and ink > 200
