"""Real sets: IDX and npz read, checked, dealt; and what to do offline."""

import gzip
import hashlib
import io
import os
import pathlib
import re
import struct

import numpy as np
import pytest

import aegan_lib as ag
from aegan_lib.data import downloads, idx


def idx_bytes(array):
    """An array of bytes as an IDX file."""
    head = struct.pack(f">4B{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
    return head + array.tobytes()


def make_part(count, seed):
    rng = np.random.default_rng(seed)
    images = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
    return images, (np.arange(count) % 10).astype(np.uint8)


TRAIN, T10K = make_part(120, 1), make_part(100, 2)


def files_of(part, arrays):
    """Name → packed bytes of the two files of a part."""
    return {
        f"{part}-{kind}.gz": gzip.compress(idx_bytes(array), mtime=0)
        for kind, array in zip(idx.KINDS, arrays, strict=True)
    }


FILES = files_of("train", TRAIN) | files_of("t10k", T10K)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty data folder, an empty cache, no network, our own sums."""
    monkeypatch.setenv("AEGAN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    sums = {n: hashlib.sha256(data).hexdigest() for n, data in FILES.items()}
    nowhere = (tmp_path / "nowhere").as_uri() + "/"
    facts = downloads.OFFICIAL["mnist"]
    facts = facts._replace(sums=sums, mirrors=(nowhere,))
    monkeypatch.setitem(downloads.OFFICIAL, "mnist", facts)
    (tmp_path / "data" / "mnist").mkdir(parents=True)
    return tmp_path / "data" / "mnist"


def put(folder, files):
    for name, data in files.items():
        (folder / name).write_bytes(data)


def unpacked(files):
    return {n[:-3]: gzip.decompress(data) for n, data in files.items()}


def as_images(array):
    return array[..., None].astype("float64") / 127.5 - 1


def test_all_files_test_is_t10k_and_features_come_out_of_train(folder, capsys):
    put(folder, FILES)
    test = ag.data.load("mnist", "test")
    np.testing.assert_allclose(test.x, as_images(T10K[0]), atol=1e-6)
    np.testing.assert_array_equal(test.labels, T10K[1])
    train = ag.data.load("mnist", "train")
    features = ag.data.load("mnist", "features")
    assert np.bincount(train.labels).tolist() == [10] * 10
    assert np.bincount(features.labels).tolist() == [2] * 10
    both = np.concatenate([train.x, features.x])
    assert {i.tobytes() for i in both} == {
        i.astype("f4").tobytes()
        for i in TRAIN[0][..., None] / np.float32(127.5) - 1
    }
    assert train.source == "mnist as published (sha256 checked)"
    assert capsys.readouterr().out == ""


def test_t10k_alone_is_dealt_and_one_line_says_so(folder, capsys):
    put(folder, files_of("t10k", T10K))
    parts = {s: ag.data.load("mnist", s) for s in ("train", "test", "features")}
    assert [len(part.x) for part in parts.values()] == [50, 30, 20]
    for part in parts.values():
        assert np.ptp(np.bincount(part.labels)) == 0
        assert "t10k files only, dealt 50 / 30 / 20" in part.source
    everything = np.concatenate([part.x for part in parts.values()])
    assert len({image.tobytes() for image in everything}) == 100
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3 and len(set(lines)) == 1  # one for each call
    assert "dealt 50 / 30 / 20 into train, test and features." in lines[0]


@pytest.mark.parametrize("form", ["idx", "npz", "npz with channel"])
def test_other_forms_give_the_same_images_and_are_not_called_checked(
    folder, form
):
    put(folder, FILES)
    packed = ag.data.load("mnist", "train")
    for file in folder.iterdir():
        file.unlink()
    if form == "idx":
        put(folder, unpacked(FILES))
    else:
        channel = ... if form == "npz" else (..., None)
        np.savez(
            folder / "mnist.npz",
            x_train=TRAIN[0][channel],
            y_train=TRAIN[1],
            x_test=T10K[0][channel],
            y_test=T10K[1],
        )
    other = ag.data.load("mnist", "train")
    assert other.sha256 == packed.sha256
    np.testing.assert_array_equal(other.labels, packed.labels)
    assert other.source == "mnist as published (not checked)"


def test_a_split_that_is_there_loads_without_the_other(folder):
    put(folder, unpacked(files_of("train", TRAIN)))
    assert len(ag.data.load("mnist", "train").x) == 100
    with pytest.raises(
        FileNotFoundError, match=r"needs t10k-images-idx3-ubyte.gz for this"
    ):
        ag.data.load("mnist", "test")


def test_labels_missing_beside_images_are_named(folder):
    put(folder, FILES)
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    assert len(ag.data.load("mnist", "test").x) == 100
    message = f"train-labels-idx1-ubyte.gz .* into {re.escape(str(folder))}"
    with pytest.raises(FileNotFoundError, match=message):
        ag.data.load("mnist", "train")


def test_npz_without_the_training_arrays(folder):
    np.savez(folder / "mnist.npz", x_test=T10K[0], y_test=T10K[1])
    assert len(ag.data.load("mnist", "train").x) == 50  # dealt
    np.savez(folder / "mnist.npz", x_test=T10K[0])
    with pytest.raises(FileNotFoundError, match="mnist.npz lacks x_test or y_"):
        ag.data.load("mnist", "test")


def test_first_n_and_no_more_than_there_are(folder):
    put(folder, FILES)
    assert len(ag.data.load("mnist", "test", n=7).x) == 7
    with pytest.raises(ValueError, match="at most 100. Got 101"):
        ag.data.load("mnist", "test", n=101)
    with pytest.raises(ValueError, match="one of 'train', 'test', 'features'"):
        ag.data.load("mnist", "validation")


# === damage ===


def flip(data):
    """One bit of the last byte but eight, inside the packed values."""
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]


@pytest.mark.parametrize("damage", [flip, lambda data: data[:-100]])
def test_damaged_packed_file_is_refused(folder, damage):
    put(folder, FILES)
    name = "t10k-images-idx3-ubyte.gz"
    (folder / name).write_bytes(damage(FILES[name]))
    with pytest.raises(ValueError, match=f"{name} is truncated or altered"):
        ag.data.load("mnist", "test")
    assert len(ag.data.load("mnist", "train").x) == 100


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:10],
        lambda data: data[:3],
        lambda data: b"",
        lambda data: b"\0\0\x0d" + data[3:],  # floats instead of bytes
    ],
)
def test_damaged_unpacked_file_is_refused(folder, damage):
    files = unpacked(FILES)
    name = "t10k-images-idx3-ubyte"
    put(folder, files | {name: damage(files[name])})
    with pytest.raises(ValueError, match=f"{name} is truncated or no IDX"):
        ag.data.load("mnist", "test")


@pytest.mark.parametrize("keep", [10, 5_000])
def test_truncated_npz_is_refused(folder, keep):
    buffer = io.BytesIO()
    np.savez(buffer, x_test=T10K[0], y_test=T10K[1])
    (folder / "mnist.npz").write_bytes(buffer.getvalue()[:keep])
    with pytest.raises(ValueError, match="mnist.npz is truncated or altered"):
        ag.data.load("mnist", "test")


def test_altered_npz_is_refused(folder):
    np.savez_compressed(folder / "mnist.npz", x_test=T10K[0], y_test=T10K[1])
    data = bytearray((folder / "mnist.npz").read_bytes())
    data[1000] ^= 255
    (folder / "mnist.npz").write_bytes(data)
    with pytest.raises(ValueError, match="mnist.npz is truncated or altered"):
        ag.data.load("mnist", "test")


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (T10K[0][:9], T10K[1], r"as many labels .* \(9, 28, 28\) and \(100,\)"),
        (T10K[0], T10K[1] + 1, "labels in 0 … 9"),
        (T10K[0], T10K[1].astype(int) - 1, "labels in 0 … 9"),
        (T10K[0][:0], T10K[1][:0], "labels in 0 … 9"),
        (T10K[0] / 255.0, T10K[1], "bytes 0 … 255 .* Got float64 and uint8"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(folder, x, y, message):
    np.savez(folder / "mnist.npz", x_test=x, y_test=y)
    with pytest.raises(ValueError, match=message):
        ag.data.load("mnist", "test")


# === downloading ===


def test_offline_error_says_which_file_to_put_where(folder):
    message = (
        "`mnist` is not on this machine and train-images-idx3-ubyte.gz could "
        "not be downloaded .* Put train-images-idx3-ubyte.gz, .*"
        f"or mnist.npz, into {re.escape(str(folder))}"
    )
    with pytest.raises(FileNotFoundError, match=message):
        ag.data.load("mnist")


def test_offline_error_without_a_data_folder_names_the_variable(
    folder, monkeypatch
):
    monkeypatch.delenv("AEGAN_DATA_DIR")
    message = "into a folder 'mnist' and set AEGAN_DATA_DIR to its parent"
    with pytest.raises(FileNotFoundError, match=message):
        ag.data.load("mnist")


def test_downloaded_once_from_the_mirror_that_has_the_right_files(
    folder, tmp_path, monkeypatch
):
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.mkdir()
    good.mkdir()
    put(bad, {name: flip(data) for name, data in FILES.items()})
    put(good, FILES)
    mirrors = tuple(place.as_uri() + "/" for place in (bad, good))
    facts = downloads.OFFICIAL["mnist"]._replace(mirrors=mirrors)
    monkeypatch.setitem(downloads.OFFICIAL, "mnist", facts)
    first = ag.data.load("mnist", "features")
    cache = tmp_path / "cache" / "aegan_lib" / "mnist"
    assert sorted(file.name for file in cache.iterdir()) == sorted(FILES)
    for file in good.iterdir():
        file.unlink()
    assert ag.data.load("mnist", "features").sha256 == first.sha256


def test_a_mirror_with_altered_files_only_is_refused(
    folder, tmp_path, monkeypatch
):
    put(tmp_path, {name: flip(data) for name, data in FILES.items()})
    facts = downloads.OFFICIAL["mnist"]
    facts = facts._replace(mirrors=(tmp_path.as_uri() + "/",))
    monkeypatch.setitem(downloads.OFFICIAL, "mnist", facts)
    with pytest.raises(FileNotFoundError, match="truncated or altered"):
        ag.data.load("mnist")
    assert not (tmp_path / "cache" / "aegan_lib" / "mnist").exists()


def test_facts_are_complete():
    for facts in downloads.OFFICIAL.values():
        assert len(facts.names) == 10 and len(facts.sums) == 4
        assert len(set(facts.sums.values())) == 4
        assert all(re.fullmatch("[0-9a-f]{64}", s) for s in facts.sums.values())
        assert all(mirror.endswith("/") for mirror in facts.mirrors)


# === the real digits ===


def deal_by_hand(labels):
    """The dealing that all figures on real digits use, restated."""
    order = np.random.default_rng(20240229).permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    deal = np.arange(len(labels)) % 10
    parts = {
        "train": order[deal < 5],
        "test": order[(deal >= 5) & (deal < 8)],
        "features": order[deal >= 8],
    }
    return {
        name: np.sort(i)[np.random.default_rng(1).permutation(len(i))]
        for name, i in parts.items()
    }


@pytest.mark.real_data
def test_real_t10k_digits_are_dealt_as_always(monkeypatch, tmp_path):
    here = pathlib.Path(os.environ["AEGAN_DATA_DIR"]) / "mnist"
    for kind in idx.KINDS:  # only these, even if there are others
        name = f"t10k-{kind}.gz"
        (tmp_path / "mnist").mkdir(exist_ok=True)
        (tmp_path / "mnist" / name).write_bytes((here / name).read_bytes())
    monkeypatch.setenv("AEGAN_DATA_DIR", str(tmp_path))
    data = gzip.decompress((here / "t10k-images-idx3-ubyte.gz").read_bytes())
    images = np.frombuffer(data[16:], np.uint8).reshape(-1, 28, 28, 1)
    data = gzip.decompress((here / "t10k-labels-idx1-ubyte.gz").read_bytes())
    labels = np.frombuffer(data[8:], np.uint8)
    for split, chosen in deal_by_hand(labels).items():
        record = ag.data.load("mnist", split)
        expected = images[chosen] / np.float32(127.5) - 1
        np.testing.assert_array_equal(record.x, expected)
        np.testing.assert_array_equal(record.labels, labels[chosen])
        assert "dealt 5 000 / 3 000 / 2 000 (sha256 checked)" in record.source
