import numpy as np
import pytest

from aegan_lib.explorer import RealOrFake
from aegan_lib.metrics import sensitivity

RNG = np.random.default_rng(1)
REAL = RNG.uniform(-1, 1, (5, 8, 8, 3)).astype("float32")
FAKE = RNG.uniform(-1, 1, (4, 8, 8, 3)).astype("float32")


def test_images_arrive_in_eight_bits_the_reals_first():
    widget = RealOrFake(REAL, FAKE, num_trials=8)
    assert (widget.shape, widget.counts) == ([8, 8, 3], [5, 4])
    bytes_ = np.frombuffer(widget.images, "uint8").reshape(9, 8, 8, 3)
    both = np.concatenate([REAL, FAKE])
    np.testing.assert_allclose(
        bytes_ / 127.5 - 1, both, atol=0.5 / 127.5 + 1e-6
    )


def test_sessions_of_the_page_are_read_in_python():
    widget = RealOrFake(REAL, FAKE, num_trials=8)
    assert widget.sessions == []
    trials = [
        {"real": bool(i % 2), "called_real": bool(i % 2), "seconds": 0.5}
        for i in range(8)
    ]
    head = {"format": "aegan real-or-fake", "version": 1, "rater": "Ada"}
    widget.finished = [{**head, "trials": trials}]  # as the page sets it
    (session,) = widget.sessions
    assert session.rater == "Ada"
    assert sensitivity(widget.sessions).accuracy == 1.0


def test_what_it_prints_says_no_more_than_what_it_is():
    widget = RealOrFake(REAL, FAKE, num_trials=2, seconds=0)
    text = "Real or fake: 2 images of 8 × 8 pixels, no time limit"
    assert repr(widget) == text


@pytest.mark.parametrize(
    "change, message",
    [
        ({"num_trials": 7}, "`num_trials` .* even: .* Got 7"),
        ({"num_trials": 0}, "`num_trials` .* integer ≥ 2"),
        ({"num_trials": 10}, "`fake` .* 5 images, .* Got 4"),
        ({"seconds": -1}, "`seconds` .* ≥ 0. Got -1"),
        ({"seed": -1}, "`seed` .* integer ≥ 0"),
        ({"fake": FAKE[:, :4]}, r"of shape \(n, 8, 8, 3\)"),
        ({"fake": FAKE[..., 0]}, "`fake` .* images"),
        ({"real": 255 * REAL}, "Rescale images"),
    ],
)
def test_bad_arguments_are_refused(change, message):
    arguments = {"real": REAL, "fake": FAKE, "num_trials": 8} | change
    real, fake = arguments.pop("real"), arguments.pop("fake")
    with pytest.raises(ValueError, match=message):
        RealOrFake(real, fake, **arguments)
