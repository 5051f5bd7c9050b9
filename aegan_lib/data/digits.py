"""The 1 797 handwritten digits that come with scikit-learn."""

from aegan_lib._checks import check_choice
from aegan_lib.data.record import SPLITS, check_count, deal, make_record


def load_digits(split="train", n=None):
    """Load real handwritten digits, 8 × 8, dealt 5 : 3 : 2 into the splits.

    Args:
        split: `"train"` (900), `"test"` (539) or `"features"` (358).
        n: only the first `n`.

    Returns:
        `Record`, `x` of shape `(n, 8, 8, 1)` in [−1, 1].

    Raises:
        ValueError: an unknown split, or more images than there are.

    Example:
    >>> import aegan_lib as ag
    >>> ag.data.load("digits", split="test").x.shape
    (539, 8, 8, 1)

    References:
        Alpaydin and Kaynak (1998), UCI Machine Learning Repository.
    """
    from sklearn import datasets

    check_choice(split, "split", "digits", SPLITS)
    data = datasets.load_digits()
    parts = deal(data.target, {"train": 5, "test": 3, "features": 2})
    part = parts[split][: check_count(n, len(parts[split]), "digits")]
    return make_record(
        data.images[part, :, :, None] / 8 - 1,  # ink is 0 … 16
        data.target[part],
        [str(name) for name in data.target_names],
        "digits",
        split,
        "scikit-learn, load_digits",
    )
