"""The real-or-fake session, judged in the page itself."""

import numpy as np
import traitlets as t

from .._checks import check_data, check_integer, check_number, refusal
from ..metrics.sessions import read_session
from .host import Widget
from .module import module, style


class RealOrFake(Widget):
    """Show images one by one, and measure how well a person tells.

    Half of the images are real, in random order, none twice. Each is shown
    for a limited time, and judged by buttons or by the keys R and F. At the
    end stand d′ with its interval, as `metrics.sensitivity` computes them,
    and a button that saves the session in the form that
    `metrics.load_session` reads. In a notebook `sessions` holds all that
    came to their end.

    Args:
        real: images `(n, height, width, channels)` in [−1, 1].
        fake: images of the same shape. They are stored in 8 bits, both
            alike.
        num_trials: even integer ≥ 2; half of it is needed of each kind.
        seconds: how long an image is shown, ≥ 0; 0 for without limit.
        model: where the fakes come from.
        data: where the reals come from.
        seed: integer ≥ 0 for the same order each time the page is opened.

    Raises:
        ValueError: if images do not fit, or are too few.

    Example:
    >>> import aegan_lib as ag
    >>> real = ag.data.load("glyphs", split="test").x[:4]
    >>> ag.explorer.RealOrFake(real, -real, num_trials=8)
    Real or fake: 8 images of 28 × 28 pixels, 1 s each

    References:
        Limited time: Zhou et al., 2019, arXiv:1904.01121. d′: Green and
        Swets, 1966, Signal Detection Theory.
    """

    _esm = module("controls", "pixels", "signal", "session")
    _css = style("session")

    images = t.Bytes().tag(sync=True)  # the reals, then the fakes
    shape = t.List(t.Int()).tag(sync=True)
    counts = t.List(t.Int()).tag(sync=True)
    num_trials = t.Int().tag(sync=True)
    seconds = t.Float().tag(sync=True)
    model = t.Unicode().tag(sync=True)
    data = t.Unicode().tag(sync=True)
    seed = t.Int(None, allow_none=True).tag(sync=True)
    finished = t.List(t.Dict()).tag(sync=True)

    def __init__(
        self,
        real,
        fake,
        *,
        num_trials=20,
        seconds=1.0,
        model="",
        data="",
        seed=None,
    ):
        real, fake = np.asarray(real), np.asarray(fake)
        num_trials = _even(num_trials)
        for name, images in (("real", real), ("fake", fake)):
            _check_images(name, images, real.shape[1:], num_trials // 2)
        both = np.concatenate([real, fake])
        if seed is not None:
            seed = check_integer(seed, "seed", "RealOrFake", 0)
        super().__init__(
            images=np.uint8(np.round(127.5 * (both.clip(-1, 1) + 1))).tobytes(),
            shape=list(real.shape[1:]),
            counts=[len(real), len(fake)],
            num_trials=num_trials,
            seconds=check_number(seconds, "seconds", "RealOrFake"),
            model=model,
            data=data,
            seed=seed,
        )

    @property
    def sessions(self):
        """Sessions that came to their end, a list of `metrics.Session`."""
        return [read_session(stored, "the page") for stored in self.finished]

    def __repr__(self):
        height, width, _ = self.shape
        size = f"{self.num_trials} images of {height} × {width} pixels"
        time = f"{self.seconds:g} s each" if self.seconds else "no time limit"
        return f"Real or fake: {size}, {time}"


def _even(num_trials):
    owner = "RealOrFake"
    if check_integer(num_trials, "num_trials", owner, 2) % 2:
        wanted = "even: half of the images are real"
        raise refusal("num_trials", owner, wanted, num_trials)
    return int(num_trials)


def _check_images(name, images, shape, needed):
    """Raise unless there are enough images of one shape, in [−1, 1]."""
    if images.ndim != 4:
        wanted = "images (n, height, width, channels)"
        raise refusal(name, "RealOrFake", wanted, f"shape {images.shape}")
    check_data(images, "RealOrFake", shape=shape)
    if len(images) < needed:
        wanted = f"{needed} images, half of `num_trials`"
        raise refusal(name, "RealOrFake", wanted, len(images))
