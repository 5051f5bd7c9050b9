"""Three images in the channels of one: as many modes as there are triples."""

import numpy as np

from aegan_lib._checks import check_integer, refusal
from aegan_lib.data.loading import load
from aegan_lib.data.record import make_record


def stacked(name, split="train", n=None, seed=0, **options):
    """Put three grey images into the red, green and blue of one.

    With ten classes there are 1 000 modes, the number of which a generator
    finds can be counted by a classifier. The label is the three classes
    read as one number; every mode is equally frequent, to within one image.

    Args:
        name: a set of grey images, e.g. `"glyphs"`; see `load`.
        split: a split of that set; its images come from that split only.
        n: number of images; default as many as the split has.
        seed: integer, of the choice of triples.
        **options: further options of that set.

    Returns:
        `Record`, `x` of shape `(n, height, width, 3)` in [−1, 1]. The
        factors `red`, `green`, `blue` are indices into that set's split.

    Raises:
        ValueError: a set without grey images.

    Example:
    >>> import aegan_lib as ag
    >>> three = ag.data.stacked("digits", split="test", n=2000)
    >>> three.x.shape, len(three.names), three.names[7]
    ((2000, 8, 8, 3), 1000, '007')

    References:
        Metz et al. (2016), Unrolled GANs, arXiv:1611.02163.
    """
    base = load(name, split, **options)
    if base.x.ndim != 4 or base.x.shape[-1] != 1:
        shape = f"x of shape {base.x.shape}"
        raise refusal("name", "stacked", "a set of grey images", shape)
    n = check_integer(len(base.x) if n is None else n, "n", "stacked")
    seed = check_integer(seed, "seed", "stacked", least=0)
    rng = np.random.default_rng([seed, 3])
    classes = len(base.names)
    labels = rng.permutation(n) % classes**3
    order = np.argsort(base.labels, kind="stable")
    count = np.bincount(base.labels, minlength=classes)
    first = np.cumsum(count) - count
    index = {}
    for power, colour in ((2, "red"), (1, "green"), (0, "blue")):
        digit = labels // classes**power % classes
        index[colour] = order[first[digit] + rng.integers(0, count[digit])]
    names = np.array(base.names, dtype=object)
    x = np.stack([base.x[i, ..., 0] for i in index.values()], -1)
    return make_record(
        x,
        labels,
        [a + b + c for a in names for b in names for c in names],
        f"stacked {name}",
        split,
        f"three of {base.source}, seed {seed}",
        factors=index,
    )
