import inspect
import itertools
import subprocess
import sys

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

import aegan_lib as ag

points = np.random.default_rng(1).normal(size=(50, 2))
images = np.linspace(-1, 1, 10 * 28 * 28).reshape(10, 28, 28, 1)
seeds = np.random.default_rng(3).normal(size=(3, 20)) + 5.0
labels = np.arange(50) % 10
line = np.linspace(-3, 3, 61)
bell = np.exp(-(line**2) / 2) / np.sqrt(2 * np.pi)
PLOTS = {  # every function that draws: one call of it
    "among_runs": lambda: ag.figures.among_runs(
        {"spread": 0.7, "generator": np.ones(60)}, ag.bands.load("gans")
    ),
    "bars": lambda: ag.figures.bars({"1": 0.2, "2": 0.8}, "Mode", "Share", 0.5),
    "curve_panels": lambda: ag.figures.curve_panels(
        {f"run {i}": {"real": y, "other": 2 * y} for i, y in enumerate(seeds)},
        "Step",
        "Loss",
        columns=2,
    ),
    "curves": lambda: ag.figures.curves({"fake": seeds}, "Step", "Loss"),
    "densities": lambda: ag.figures.densities({"real": bell}, line),
    "diagram": lambda: ag.figures.diagram(["x > [E] > z", "ε > (p) > z"]),
    "histogram": lambda: ag.figures.histogram({"real": points}, "Value"),
    "image_grid": lambda: ag.figures.image_grid(images),
    "image_rows": lambda: ag.figures.image_rows({"real": images}),
    "latent_map": lambda: ag.figures.latent_map(points, labels),
    "matrix_panels": lambda: ag.figures.matrix_panels(
        {name: points[:3] for name in "abc"}, "xyz", "uv", "Read", "Moved"
    ),
    "phase_portraits": lambda: ag.figures.phase_portraits(
        {
            "a": (lambda x: -x, {"one": points[:9]}),
            "b": (lambda x: x, {"two": points[:9], "one": 2 * points[:9]}),
        }
    ),
    "scatter": lambda: ag.figures.scatter(real=points, fake=points),
    "scatter_panels": lambda: ag.figures.scatter_panels(
        {"a": {"real": points}, "b": {"fake": 3 * points}}
    ),
    "score_map": lambda: ag.figures.score_map(lambda x: x[:, 0], "Logit"),
    "vector_field": lambda: ag.figures.vector_field(lambda x: -x, path=points),
}


def test_every_function_is_in_the_table():
    drawn = {n for n, f in vars(ag.figures).items() if inspect.isfunction(f)}
    assert drawn - {"axes"} == set(PLOTS)


@pytest.mark.parametrize("name", PLOTS)
def test_a_figure_is_light_untitled_and_closed(name):
    before = dict(matplotlib.rcParams)
    figure = PLOTS[name]()
    assert figure.get_figwidth() in (3.0, 6.0) and figure.dpi == 120
    assert to_hex(figure.get_facecolor(), keep_alpha=True) == "#ffffffff"
    assert figure.get_suptitle() == ""
    assert [panel.get_title() for panel in figure.axes] == [""] * len(
        figure.axes
    )
    assert plt.get_fignums() == []
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(
    "name", sorted({*PLOTS} - {"diagram", "image_grid", "image_rows"})
)
def test_axes_are_labelled_and_open(name):
    panels = PLOTS[name]().axes
    panel = panels[0]
    assert any(p.get_xlabel() for p in panels)
    assert panel.get_ylabel() or panel.texts  # or its name above
    assert not panel.spines["top"].get_visible()
    assert not panel.spines["right"].get_visible()


def test_the_library_is_imported_where_matplotlib_is_absent():
    # Keras itself imports it where it can, so looking is not enough.
    program = "import sys; sys.modules['matplotlib'] = None; import aegan_lib"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_role_has_its_colour():
    panel = ag.figures.scatter(real=points, fake=points).axes[0]
    real, fake = panel.collections
    assert to_hex(real.get_facecolor()[0]) == ag.figures.REAL.lower()
    assert to_hex(fake.get_edgecolor()[0]) == ag.figures.FAKE.lower()


def test_a_role_has_its_marker():
    panel = ag.figures.scatter(real=points, fake=points).axes[0]
    circle, cross = (c.get_paths()[0] for c in panel.collections)
    assert len(circle) > 20 and len(cross) == 4


def test_panels_share_square_limits_around_all_points():
    left, right = PLOTS["scatter_panels"]().axes
    assert left.get_xlim() == left.get_ylim() == right.get_xlim()
    low, high = left.get_xlim()
    assert low < 3 * points.min() and 3 * points.max() < high
    assert left.get_aspect() == 1.0


def test_a_grid_of_panels_is_labelled_at_its_outer_side():
    panels = {str(i): {"real": points} for i in range(5)}
    parts = ag.figures.scatter_panels(panels, columns=2).axes
    assert [bool(part.get_ylabel()) for part in parts] == [1, 0, 1, 0, 1, 0]
    assert [bool(part.get_xlabel()) for part in parts] == [0, 0, 0, 1, 1, 0]
    assert [part.axison for part in parts] == [True] * 5 + [False]
    assert len({part.get_xlim() for part in parts[:5]}) == 1


def test_a_line_has_one_look_in_all_panels():
    first, second, *_ = PLOTS["curve_panels"]().axes
    for a, b in zip(first.lines, second.lines, strict=True):
        assert a.get_color() == b.get_color()
    assert to_hex(first.lines[0].get_color()) == ag.figures.REAL.lower()


def test_names_of_panels_do_not_overlap():
    names = [f"{i} epochs: 8 modes, 100 % high quality" for i in range(4)]
    figure = ag.figures.scatter_panels({n: {"real": points} for n in names})
    figure.draw_without_rendering()
    boxes = [panel.texts[0].get_window_extent() for panel in figure.axes]
    for left, right in itertools.pairwise(boxes):
        assert left.x1 < right.x0


def test_given_limits_are_kept():
    panel = ag.figures.scatter(real=points, limits=(-9, 9)).axes[0]
    assert panel.get_xlim() == panel.get_ylim() == (-9, 9)


def test_an_unknown_role_is_refused():
    with pytest.raises(ValueError, match="`role` of `figures`.*'green'"):
        ag.figures.scatter(green=points)


def test_points_that_are_not_in_the_plane_are_refused():
    with pytest.raises(ValueError, match=r"`fake` .*\(n, 2\).*\(50, 3\)"):
        ag.figures.scatter(fake=np.zeros((50, 3)))


def test_an_unknown_width_is_refused():
    with pytest.raises(ValueError, match="`width` .*'wide', 'half'.*'full'"):
        ag.figures.axes(width="full")


def shown(figure):
    return np.asarray(figure.axes[0].images[0].get_array())


def test_a_grid_shows_the_first_images_in_order():
    picture = shown(ag.figures.image_grid(images, columns=4))
    assert picture.shape == (3 * 30 - 2, 4 * 30 - 2)
    np.testing.assert_allclose(picture[:28, 30:58], images[1, ..., 0] / 2 + 0.5)
    np.testing.assert_allclose(picture[30:58, :28], images[4, ..., 0] / 2 + 0.5)
    assert (picture[60:, 60:] == 1.0).all()  # nothing after the tenth


def test_colour_images_keep_their_channels():
    picture = shown(ag.figures.image_grid(np.zeros((2, 8, 6, 3)), columns=2))
    assert picture.shape == (8, 13, 3)


def test_rows_are_named_and_cut_to_the_columns():
    figure = ag.figures.image_rows({"a": images, "b": images[:1]}, columns=2)
    names = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    assert names == ["a", "b"]
    assert shown(figure).shape == (58, 58)


@pytest.mark.parametrize("bad", [np.zeros((0, 8, 8, 1)), np.zeros((3, 8, 8))])
def test_what_is_no_image_is_refused(bad):
    with pytest.raises(ValueError, match="`images` of `figures` must be"):
        ag.figures.image_grid(bad)


def test_a_band_spans_the_seeds():
    panel = ag.figures.curves({"fake": seeds}, "Step", "Loss").axes[0]
    heights = panel.collections[0].get_paths()[0].vertices[:, 1]
    assert heights.min() == seeds.min() and heights.max() == seeds.max()
    np.testing.assert_allclose(panel.lines[0].get_ydata(), seeds.mean(axis=0))


def test_a_number_is_a_level_line_in_the_colour_of_its_role():
    lines = {"fake": seeds, "truth: log 4": 1.386}
    level = ag.figures.curves(lines, "Step", "Loss").axes[0].lines[1]
    np.testing.assert_array_equal(level.get_ydata(), np.full(20, 1.386))
    assert level.get_color() == ag.figures.TRUTH


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_names_at_the_ends_do_not_overlap(scale):
    lines = {f"line {i}": np.full(20, 1.0 + i / 1000) for i in range(4)}
    figure = ag.figures.curves(lines, "Step", "Loss", scale=scale)
    figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in figure.axes[0].texts]
    boxes.sort(key=lambda box: box.y0)
    for low, high in itertools.pairwise(boxes):
        assert low.y1 <= high.y0


def test_a_name_stands_beside_the_end_of_its_line():
    lines = {"low": [0.0, 1.0], "high": [0.0, 9.0], "truth": 0.0}
    panel = ag.figures.curves(lines, "Step", "Loss").axes[0]
    end = panel.transLimits.transform((2.0, 9.0))[1]
    assert panel.texts[1].xy[1] == pytest.approx(end)


def test_a_histogram_is_a_density_with_the_truth_over_it():
    figure = ag.figures.histogram(
        {"latent": points[:, 0]}, "Code", density=np.zeros_like
    )
    heights, edges, _ = figure.axes[0].patches[0].get_data()
    assert (heights * np.diff(edges)).sum() == pytest.approx(1.0)
    assert figure.axes[0].lines[0].get_color() == ag.figures.TRUTH


def below(**look):
    filled = {"real": bell, "fake": bell / 2}
    lines = {"network": seeds[:, :1] * line, "truth": -(line**2)}
    return ag.figures.densities(filled, line, lines, "Logit", **look).axes


def test_a_density_is_filled_and_named_at_its_top():
    upper, _ = below()
    real, fake = upper.lines
    assert real.get_color() == ag.figures.REAL
    assert fake.get_color() == ag.figures.FAKE
    area = upper.collections[0].get_paths()[0].vertices
    assert area[:, 1].max() == bell.max() and area[:, 1].min() == 0
    assert [t.get_text() for t in upper.texts] == ["real", "fake"]
    assert upper.texts[0].xy == (0.0, bell.max())
    assert upper.get_ylim()[0] == 0


def test_lines_below_densities_share_their_axis_and_their_look():
    upper, lower = below(limits=(-4, 4))
    assert upper.get_xlim() == lower.get_xlim() and not upper.get_xlabel()
    assert lower.get_ylabel() == "Logit" and lower.get_ylim() == (-4, 4)
    network, truth = lower.lines
    mean = seeds[:, 0].mean() * line
    np.testing.assert_allclose(network.get_ydata(), mean)
    assert truth.get_color() == ag.figures.TRUTH
    assert [t.get_text() for t in lower.texts] == ["network", "truth"]


def test_unseen_stretches_are_shaded_in_both_panels():
    plain, shaded = below(), below(unseen=abs(line) > 2)
    for before, panel in zip(plain, shaded, strict=True):
        assert len(panel.collections) == len(before.collections) + 1
        left, right = panel.collections[-1].get_paths()
        assert left.vertices[:, 0].max() == pytest.approx(-2.1)
        assert right.vertices[:, 0].min() == pytest.approx(2.1)
        assert set(right.vertices[:, 1]) == {0, 1}


def test_every_class_is_named_at_its_median():
    panel = ag.figures.latent_map(points, labels, names="abcdefghij").axes[0]
    assert "".join(t.get_text() for t in panel.texts) == "abcdefghij"
    middle = np.median(points[labels == 3], axis=0)
    np.testing.assert_allclose(panel.texts[3].get_position(), middle)


def test_a_score_of_either_sign_has_its_zero_contour():
    sides = ag.figures.score_map(lambda x: x[:, :1], "Logit", limits=(-1, 1))
    lines = [c for c in sides.axes[0].collections if not c.get_fill()]
    (zero,) = [c for c in lines if list(c.levels) == [0.0]]
    assert abs(zero.get_paths()[0].vertices[:, 0]).max() < 1e-9
    ones = ag.figures.score_map(lambda x: np.ones(len(x)), "Logit")
    assert len(ones.axes[0].collections) == 1


def test_a_path_begins_at_its_dot():
    panel = PLOTS["vector_field"]().axes[0]
    path, dot = panel.lines
    np.testing.assert_array_equal(path.get_xydata(), points)
    np.testing.assert_array_equal(dot.get_xydata(), points[:1])


def test_paths_of_one_name_look_alike_in_panels_of_the_same_limits():
    left, right = PLOTS["phase_portraits"]().axes
    path, names = left.lines[0], ["two", "one"]
    assert left.get_xlim() == left.get_ylim() == right.get_xlim()
    paths = [line for line in right.lines if line.get_label() in names]
    assert [line.get_label() for line in paths] == names
    assert paths[1].get_color() == path.get_color() != paths[0].get_color()
    np.testing.assert_array_equal(paths[1].get_xydata(), 2 * points[:9])


def test_every_panel_has_the_arrows_of_its_own_field():
    for panel, sign in zip(
        PLOTS["phase_portraits"]().axes, (-1, 1), strict=True
    ):
        arrows = panel.collections[0]
        x = np.column_stack([arrows.X, arrows.Y])
        np.testing.assert_allclose(arrows.U, sign * x[:, 0])
        np.testing.assert_allclose(arrows.V, sign * x[:, 1])


def test_a_figure_is_a_small_picture(tmp_path):
    for name, plot in PLOTS.items():
        plot().savefig(tmp_path / f"{name}.png")
        pixels = plt.imread(tmp_path / f"{name}.png")
        assert (pixels[..., 3] == 1.0).all(), f"{name} is transparent"
        assert (tmp_path / f"{name}.png").stat().st_size < 80_000, name


def test_a_diagram_says_what_learns_and_what_is_one_network():
    rows = ["x > [E] > z > (G) > x̃", "ε > > z > (G) > x̂"]
    panel = ag.figures.diagram(rows).axes[0]
    assert len(panel.patches) == 3  # boxes
    learning, resting = panel.patches[:2]
    assert learning.get_linestyle() in ("-", "solid")
    assert resting.get_linestyle() in ("--", "dashed")
    (link,) = panel.lines  # G stands in column 3 of both rows
    assert set(link.get_xdata()) == {3}
    named = {t.get_text(): t.get_color() for t in panel.texts if t.get_text()}
    assert named["x"] == ag.figures.REAL and named["x̂"] == ag.figures.FAKE
    assert named["z"] == ag.figures.LATENT
    arrows = [t for t in panel.texts if not t.get_text()]
    assert len(arrows) == 4 + 3


@pytest.mark.parametrize("rows", [[], ["x"]])
def test_a_diagram_without_an_arrow_is_refused(rows):
    with pytest.raises(ValueError, match="`rows` of `diagram` must be lines"):
        ag.figures.diagram(rows)
