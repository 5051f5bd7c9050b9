"""Images from a folder: listed once, decoded only when asked for."""

import numpy as np
import pytest
from PIL import Image

import aegan_lib as ag
from aegan_lib.data import folders


@pytest.fixture
def folder(tmp_path):
    """Twenty grey images of two classes; image i is all of shade 10 · i."""
    for i in range(20):
        place = tmp_path / ("cats" if i % 2 else "dogs")
        place.mkdir(exist_ok=True)
        shade = Image.new("L", (40, 30), 10 * i)
        shade.save(place / f"{i:02d}.png")
    return tmp_path


def shades(x):
    return np.rint((x.reshape(len(x), -1).mean(1) + 1) * 127.5).astype(int)


def test_files_are_listed_in_sorted_order_with_their_labels(folder):
    data = ag.data.image_folder(folder)
    assert data.names == ("cats", "dogs") and data.sha256 is None
    assert data.labels.tolist() == [0] * 10 + [1] * 10
    expected = [10 * i for i in (*range(1, 20, 2), *range(0, 20, 2))]
    assert shades(data.x[:]).tolist() == expected
    assert repr(data).endswith("x=(20, 28, 28, 1) float32, classes=2)")


def test_x_looks_like_an_array(folder):
    x = ag.data.image_folder(folder, size=(10, 12), channels=3).x
    assert len(x) == 20 and x.shape == (20, 10, 12, 3)
    assert x.ndim == 4 and x.dtype == np.float32
    whole = x[:]
    assert whole.shape == x.shape and whole.dtype == np.float32
    np.testing.assert_array_equal(x[3], whole[3])
    np.testing.assert_array_equal(x[-1], whole[-1])
    np.testing.assert_array_equal(x[np.int64(5)], whole[5])
    np.testing.assert_array_equal(x[2:9:3], whole[2:9:3])
    chosen = np.array([7, 0, 7])
    np.testing.assert_array_equal(x[chosen], whole[chosen])
    np.testing.assert_array_equal(x[[7, 0, 7]], whole[chosen])
    mask = np.arange(20) % 3 == 0
    np.testing.assert_array_equal(x[mask], whole[mask])
    assert x[[]].shape == (0, 10, 12, 3)
    with pytest.raises(IndexError):
        x[20]


def test_only_the_files_asked_for_are_decoded(folder, monkeypatch):
    opened = []

    def count(path, shape):
        opened.append(path)
        return decode(path, shape)

    decode = folders.decode
    monkeypatch.setattr(folders, "decode", count)
    x = ag.data.image_folder(folder).x
    assert opened == []
    x[4:8]
    assert [path[-6:] for path in opened] == [
        "09.png",
        "11.png",
        "13.png",
        "15.png",
    ]
    x[np.array([0, 1, 2])]
    assert len(opened) == 7
    assert not any(
        isinstance(v, np.ndarray) and v.dtype == "float32"
        for v in vars(x).values()
    )  # nothing is kept


def test_splits_are_stratified_disjoint_and_the_same_every_time(folder):
    parts = [
        ag.data.image_folder(folder, split)
        for split in ("train", "test", "features")
    ]
    assert [len(part.x) for part in parts] == [16, 2, 2]
    assert [np.bincount(part.labels).tolist() for part in parts] == [
        [8, 8],
        [1, 1],
        [1, 1],
    ]
    paths = [path for part in parts for path in part.x.paths]
    assert len(set(paths)) == 20
    again = ag.data.image_folder(folder, "train").x.paths
    assert again.tolist() == parts[0].x.paths.tolist()


def test_a_flat_folder_is_one_class_and_hidden_names_are_passed_over(tmp_path):
    Image.new("RGB", (5, 5)).save(tmp_path / "a.JPG", "jpeg")
    Image.new("RGB", (5, 5)).save(tmp_path / ".b.png")
    (tmp_path / ".thumbnails").mkdir()
    Image.new("RGB", (5, 5)).save(tmp_path / ".thumbnails" / "c.png")
    (tmp_path / "notes.txt").write_text("no image")
    data = ag.data.image_folder(tmp_path)
    assert len(data.x) == 1 and data.names == (tmp_path.name,)


def test_range_and_colour(tmp_path):
    Image.new("RGB", (4, 4), (0, 255, 51)).save(tmp_path / "a.png")
    colour = ag.data.image_folder(tmp_path, size=2, channels=3).x[0]
    # 51 / 127.5 − 1 = −0.6.
    np.testing.assert_allclose(colour[0, 0], [-1, 1, -0.6], atol=1e-6)
    # Grey is 0.587 · 255 + 0.114 · 51 = 155.5, rounded to 155 or 156.
    grey = ag.data.image_folder(tmp_path, size=2).x[0][0, 0]
    assert abs((grey + 1) * 127.5 - 155.5) <= 0.5


def test_other_proportions_are_cropped_in_the_middle(tmp_path):
    wide = np.zeros((10, 30), np.uint8)
    wide[:, 10:20] = 255
    Image.fromarray(wide).save(tmp_path / "a.png")
    image = ag.data.image_folder(tmp_path, size=10).x[0]
    np.testing.assert_array_equal(image, 1.0)


def test_height_comes_before_width(tmp_path):
    left = np.zeros((8, 16), np.uint8)
    left[:, :8] = 255
    Image.fromarray(left).save(tmp_path / "a.png")
    image = ag.data.image_folder(tmp_path, size=(4, 8)).x[0]
    np.testing.assert_array_equal(image[:, :3], 1.0)
    np.testing.assert_array_equal(image[:, 5:], -1.0)


def test_transparent_parts_are_white_and_16_bits_are_scaled(tmp_path):
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "a.png")
    deep = np.full((4, 4), 128 * 256, np.uint16)
    Image.fromarray(deep).save(tmp_path / "b.png")
    Image.new("P", (4, 4)).save(tmp_path / "c.gif")
    x = ag.data.image_folder(tmp_path, size=4).x
    np.testing.assert_array_equal(x[0], 1.0)
    # 128 · 256 of 65 535 is 128 of 255.
    np.testing.assert_allclose(x[1], 128 / 127.5 - 1, atol=1e-6)
    np.testing.assert_array_equal(x[2], -1.0)


@pytest.mark.parametrize("keep", [0, 20, 60])
def test_a_damaged_file_is_named_when_it_is_read(folder, keep):
    path = folder / "cats" / "03.png"
    path.write_bytes(path.read_bytes()[:keep])
    x = ag.data.image_folder(folder).x
    assert x[:1].shape == (1, 28, 28, 1)
    with pytest.raises(ValueError, match="03.png cannot be decoded .* Remove"):
        x[:4]


def test_no_folder_and_no_images(tmp_path):
    with pytest.raises(FileNotFoundError, match="none is no folder"):
        ag.data.image_folder(tmp_path / "none")
    (tmp_path / "readme.txt").write_text("no image")
    with pytest.raises(FileNotFoundError, match="no image in .* end in .png,"):
        ag.data.image_folder(tmp_path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"split": "valid"}, "one of 'all', 'train', 'test', 'features'"),
        ({"size": 0}, "`size` of `image_folder` must be an integer ≥ 1"),
        ({"size": (1, 2, 3)}, r"pixels or \(height, width\)"),
        ({"channels": 2}, "`channels` of `image_folder` must be 1 or 3"),
    ],
)
def test_bad_options_are_refused(folder, options, message):
    with pytest.raises(ValueError, match=message):
        ag.data.image_folder(folder, **options)


def test_a_split_without_images_is_refused(tmp_path):
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    with pytest.raises(ValueError, match="images in it. Got 'test' of 1 im"):
        ag.data.image_folder(tmp_path, "test")
