"""MNIST and two sets of its kind: from a folder, or downloaded once."""

import os
import pathlib
import urllib.request
from typing import NamedTuple

import numpy as np

from aegan_lib._checks import check_choice
from aegan_lib.data import idx
from aegan_lib.data.record import SPLITS, check_count, deal, make_record


class Official(NamedTuple):
    """What is known of a published set; `sums` are sha256 of `.gz` files."""

    names: tuple
    mirrors: tuple
    sums: dict


def official(names, mirrors, *sums):
    """Return the facts, with the four sums under the files' names."""
    files = [f"{part}-{kind}.gz" for part in idx.PARTS for kind in idx.KINDS]
    return Official(tuple(names), mirrors, dict(zip(files, sums, strict=True)))


OFFICIAL = {
    "mnist": official(
        "0123456789",
        (
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
        ),
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    ),
    "fashion_mnist": official(
        "t-shirt trousers pullover dress coat "
        "sandal shirt sneaker bag boot".split(),
        (
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        ),
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    ),
    "kmnist": official(
        "o ki su tsu na ha ma ya re wo".split(),
        ("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
        "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
        "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
        "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
        "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
    ),
}


def load_official(name, split="train", n=None):
    """Load MNIST, Fashion-MNIST or KMNIST.

    The files are looked for in the folder `<name>` of the environment
    variable `AEGAN_DATA_DIR`: the four IDX files (`.gz` as published, which
    are checked by sha256, or unpacked) or `<name>.npz` with `x_train`,
    `y_train`, `x_test`, `y_test`. Where there are none, the published files
    are downloaded once to `~/.cache/aegan_lib`.

    `test` is the published test set. `features` is every sixth training
    image, `train` the rest. If only the published test set is there, it is
    dealt 5 : 3 : 2 into `train`, `test` and `features`, and a line says so.

    Args:
        name: `"mnist"`, `"fashion_mnist"` or `"kmnist"`.
        split: `"train"`, `"test"` or `"features"`.
        n: only the first `n`.

    Returns:
        `Record`, `x` of shape `(n, 28, 28, 1)` in [−1, 1].

    Raises:
        FileNotFoundError: says which file to put where.
        ValueError: a truncated or altered file; an unknown split.

    Example:
    >>> import aegan_lib as ag
    >>> ag.data.load("mnist", split="train")  # doctest: +SKIP
    Record('mnist', split='train', x=(50000, 28, 28, 1) float32, classes=10)

    References:
        LeCun et al. (1998), Gradient-based learning applied to document
            recognition.
        Xiao et al. (2017), arXiv:1708.07747 (`fashion_mnist`).
        Clanuwat et al. (2018), arXiv:1812.01718 (`kmnist`).
    """
    check_choice(split, "split", name, SPLITS)
    folder, sums = find_folder(name), OFFICIAL[name].sums
    parts = [part for part in idx.PARTS if idx.is_there(folder, name, part)]
    source = f"{name} as published"
    if parts == ["t10k"]:
        images, labels, how = idx.read_part(folder, name, "t10k", sums)
        shares = {"train": 5, "test": 3, "features": 2}
        chosen = deal(labels, shares)[split]
        dealt = " / ".join(f"{len(labels) * s // 10:,}" for s in (5, 3, 2))
        source = f"{name}, t10k files only, dealt {dealt.replace(',', ' ')}"
        print(f"{source} into train, test and features.")
    else:
        part = "t10k" if split == "test" else "train"
        images, labels, how = idx.read_part(folder, name, part, sums)
        chosen = np.arange(len(labels))
        if part == "train":
            chosen = deal(labels, {"train": 5, "features": 1})[split]
    chosen = chosen[: check_count(n, len(chosen), name)]
    return make_record(
        images[chosen, :, :, None] / np.float32(127.5) - 1,
        labels[chosen],
        OFFICIAL[name].names,
        name,
        split,
        f"{source} ({how})",
    )


# === which folder ===


def find_folder(name):
    """Return the folder with files of the set; download if there is none."""
    root = os.environ.get("AEGAN_DATA_DIR")
    own = pathlib.Path(root).expanduser() / name if root else None
    if own and any(idx.is_there(own, name, part) for part in idx.PARTS):
        return own
    root = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    cache = pathlib.Path(root) / "aegan_lib" / name
    for file in OFFICIAL[name].sums:
        if not (cache / file).exists():
            download(name, file, cache, own)
    return cache


def download(name, file, cache, own):
    """Fetch one published file into the cache, or say what to do instead."""
    troubles = []
    for mirror in OFFICIAL[name].mirrors:
        try:
            with urllib.request.urlopen(mirror + file, timeout=20) as answer:
                data = answer.read()
            idx.check_sum(file, data, OFFICIAL[name].sums)
        except (OSError, ValueError) as trouble:
            troubles.append(f"{mirror}: {trouble}")
            continue
        cache.mkdir(parents=True, exist_ok=True)
        beside = cache / f"{file}.{os.getpid()}"
        beside.write_bytes(data)
        beside.replace(cache / file)
        return
    place = own or f"a folder {name!r} and set AEGAN_DATA_DIR to its parent"
    raise FileNotFoundError(
        f"`{name}` is not on this machine and {file} could not be downloaded "
        f"({'; '.join(troubles)}). Put {', '.join(OFFICIAL[name].sums)}, or "
        f"{name}.npz, into {place}."
    )
