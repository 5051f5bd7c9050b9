"""The explorer's pure functions, in the browser, against hand values."""

import functools

import numpy as np
import pytest

from aegan_lib.explorer.module import FILES, SHARED, module

pytestmark = [pytest.mark.checkout, pytest.mark.browser]

PLAIN = "(v) => ArrayBuffer.isView(v) ? Array.from(v) : v"


@pytest.fixture(scope="module")
def js(chromium):
    """Evaluate an expression that uses the functions of the files."""
    source = module(*SHARED, *FILES).partition("export default")[0]
    page = chromium.new_page()
    yield functools.partial(evaluate, page, source)
    page.close()


def evaluate(page, source, expression, **values):
    names = ", ".join(values)
    code = f"(values) => {{ const {{{names}}} = values; {source}\n"
    return page.evaluate(f"{code}return ({PLAIN})({expression}); }}", values)


def test_the_straight_line_halves_orthogonal_codes(js):
    # (1, 0) and (0, 1): the middle is (½, ½), of length 1/√2.
    assert js("linear([1, 0], [0, 1], 0.5)") == [0.5, 0.5]
    length = js("codeLength(linear([1, 0], [0, 1], 0.5))")
    assert length == pytest.approx(0.5**0.5)


def test_the_great_circle_keeps_the_length(js):
    # 30° of the way to 90°: (cos 30°, sin 30°)
    middle = js("spherical([2, 0], [0, 2], 1 / 3)")
    assert middle == pytest.approx([3**0.5, 1.0])


@pytest.mark.parametrize("way", ["linear", "spherical"])
@pytest.mark.parametrize("t, end", [(0, [3, -1, 2]), (1, [0.5, 4, 0])])
def test_both_ways_start_and_end_at_their_points(js, way, t, end):
    got = js(f"{way}([3, -1, 2], [0.5, 4, 0], {t})")
    assert got == pytest.approx(end)


@pytest.mark.parametrize("b", [[2.0, 4.0], [-1.0, -2.0], [0.0, 0.0]])
def test_without_one_circle_the_line_is_taken(js, b):
    got = js("spherical([1, 2], b, 0.25)", b=b)
    assert got == pytest.approx(0.75 * np.array([1, 2]) + 0.25 * np.array(b))


def test_the_circle_agrees_with_numpy_in_sixteen_dimensions(js):
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, 16))
    # Restated by turning in the plane of a and b: x cos(tω) + y sin(tω) for
    # the unit vectors, lengths mixed as sines.
    unit = a / np.linalg.norm(a)
    rest = b - b @ unit * unit
    omega = np.arctan2(np.linalg.norm(rest), b @ unit)
    wanted = (np.sin(0.7 * omega) * a + np.sin(0.3 * omega) * b) / np.sin(omega)
    got = js("spherical(a, b, 0.3)", a=a.tolist(), b=b.tolist())
    assert got == pytest.approx(wanted)


def test_a_path_has_its_ends_and_equal_steps(js):
    got = js("codesAlong(linear, [0, 0], [4, 8], 5)")
    assert got == [[0, 0], [1, 2], [2, 4], [3, 6], [4, 8]]


def test_directions_add_their_vectors(js):
    given = [{"vector": [1, 0, 2]}, {"vector": [0, -1, 1]}]
    got = js("shifted([1, 1, 1], given, [2, -3])", given=given)
    assert got == [3, 4, 2]


def test_a_move_on_the_map_leaves_what_the_map_hides(js):
    plane = {"mean": [1, 1, 1], "axes": [[1, 0, 0], [0, 0.6, 0.8]]}
    z = [2, 3, 4]  # above (1, 0.6 · 2 + 0.8 · 3) = (1, 3.6)
    assert js("ontoPlane(z, plane)", z=z, plane=plane) == pytest.approx(
        [1, 3.6]
    )
    moved = js("movedOnPlane(z, plane, [0, -1])", z=z, plane=plane)
    assert js("ontoPlane(z, plane)", z=moved, plane=plane) == pytest.approx(
        [0, -1]
    )
    hidden = np.array([0, -0.8, 0.6])  # orthogonal to both axes
    assert hidden @ moved == pytest.approx(hidden @ z)


def test_the_frame_is_square_and_holds_all_points(js):
    # x from 0 to 4, y from 1 to 3: side 4, middle (2, 2), half 4 · 0.6
    frame = js("frameAround([0, 1, 4, 3], 0.1)")
    assert [frame[k] for k in ("left", "right", "bottom", "top")] == (
        pytest.approx([-0.4, 4.4, -0.4, 4.4])
    )


def test_picture_and_plane_are_inverse_and_y_grows_upwards(js):
    frame = {"left": -1, "right": 3, "bottom": 0, "top": 4}
    assert js("toPicture([-1, 4], frame, 200)", frame=frame) == [0, 0]
    assert js("toPicture([3, 0], frame, 200)", frame=frame) == [200, 200]
    assert js("toPlace([50, 50], frame, 200)", frame=frame) == [0, 3]
    assert js("toPlace([-9, 900], frame, 200)", frame=frame) == [-1, 0]


def test_the_nearest_point_and_the_middle_of_a_class(js):
    points = [0, 0, 1, 0, 5, 0, 9, 9]
    near = js("nearestPoint(points, [1.5, 0])", points=points)
    assert near == {"index": 1, "distance": 0.5}
    # Class 0 has its mean at (2, 0), next to (1, 0); class 2 is empty.
    centres = js("classCentres(points, [0, 0, 0, 1], 3)", points=points)
    assert centres == [[1, 0], [9, 9], None]


def test_a_dot_covers_the_area_of_its_circle(js):
    ink = np.array(js("inkOf([[[6, 6]]], 12, 6, 16)"))
    assert ink.sum() == pytest.approx(np.pi * 9, rel=5e-3)
    assert ink.reshape(12, 12)[6, 6] == pytest.approx(1)


def test_a_straight_stroke_inks_its_pixels_by_area(js):
    # Down the middle of the column x = 3.5, two pixels wide: 2.5 to 4.5.
    ink = np.array(js("inkOf([[[3.5, -9], [3.5, 20]]], 8, 2)")).reshape(8, 8)
    assert ink[4] == pytest.approx([0, 0, 0.5, 1, 0.5, 0, 0, 0], abs=1e-6)


def test_means_over_blocks(js):
    raster = "Uint8Array.of(1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1)"
    assert js(f"areaMeans({raster}, 4, 2)") == [0.75, 0, 0, 1]


def test_a_drawing_goes_to_the_middle_at_the_size_of_the_data(js):
    # Ten by five in a corner becomes 20 by 10 around (14, 14).
    got = js("centred([[[0, 0], [10, 5]], [[0, 5]]], 28)")
    assert got[0][0] == pytest.approx([4, 9])
    assert got[0][1] == pytest.approx([24, 19])
    assert got[1][0] == pytest.approx([4, 19])
    assert js("centred([[[1, 2]]], 28)") == [[[14, 14]]]


def test_ink_becomes_an_image_in_every_channel(js):
    got = js("imageOfInk(Float32Array.of(0, 1, 0.25), 2)")
    assert got == [-1, -1, 1, 1, -0.5, -0.5]


def test_sharpness_is_the_mean_step_between_neighbours(js):
    # 2 × 2: |1 − 0| + |1 − 1| across, |1 − 0| + |1 − 1| … down, over four.
    image = "Float32Array.of(0, 1, 1, 1)"
    assert js(f"sharpness({image}, [2, 2, 1])") == pytest.approx(0.5)
    colour = "Float32Array.of(0, 5, 1, 5, 1, 5, 1, 5)"
    assert js(f"sharpness({colour}, [2, 2, 2])") == pytest.approx(0.25)
    assert js("meanDifference([1, -1], [0, 1])") == 1.5


def test_a_state_survives_the_address(js):
    state = {"z": [0.12345, -2], "way": "spherical", "t": 0, "none": None}
    fragment = js('fragmentOf("walk", state)', state=state)
    assert fragment == "#walk=z:0.123,-2;way:spherical;t:0"
    back = js('stateOf("walk", fragment)', fragment=fragment)
    assert back == {"z": ["0.123", "-2"], "way": ["spherical"], "t": ["0"]}
    assert js("numbersOf(words, 2)", words=back["z"]) == [0.123, -2]


@pytest.mark.parametrize("fragment", ["", "#walks=z:1", "#a-section"])
def test_other_fragments_are_left_alone(js, fragment):
    assert js('stateOf("walk", fragment)', fragment=fragment) is None


@pytest.mark.parametrize("words", [None, ["1"], ["1", ""], ["1", "x"]])
def test_bad_numbers_in_an_address_are_refused(js, words):
    assert js("numbersOf(words, 2)", words=words) is None
