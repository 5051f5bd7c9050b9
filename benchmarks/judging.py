"""When and how the runs of `quality.py` are judged."""

import time

import common

import aegan_lib as ag
from aegan_lib.metrics.card_lines import entry
from aegan_lib.metrics.frechet import Moments, frechet_distance
from aegan_lib.metrics.intervals import jackknife
from aegan_lib.metrics.judges import load_features
from aegan_lib.metrics.kernel import kernel_distance, kernel_interval

LOOKS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 150, 180)  # seconds
N = 3000  # images of each side


class Judge:
    """FID and KID of images against the digits of `test`."""

    def __init__(self, n=N):
        self.record = ag.data.load("mnist", split="test", n=n)
        self.features = load_features(self.record, "classifier")
        self.n, self.real = n, self.features(self.record.x)
        self.moments = Moments(self.real)

    def __call__(self, images):
        found = self.features(images)
        fid = frechet_distance(self.moments, Moments(found))
        kid = kernel_distance(self.real, found)
        return {"fid": common.significant(fid), "kid": common.significant(kid)}

    def lines(self, images, floor):
        """Lines of a card, with intervals, and what real images give."""
        fake, least = self.features(images), self(floor)
        fid = jackknife(frechet_distance, self.real, fake)
        kid = kernel_interval(self.real, fake)
        return {
            "fid": entry(fid, floor=least["fid"]),
            "kid": entry(kid, floor=least["kid"]),
        }


class Watch:
    """A clock of training that stands still while it looks."""

    def __init__(self, judge, seconds):
        looks = [look for look in LOOKS if look < seconds]
        self.due, self.judge = iter([*looks, seconds]), judge
        self.seconds, self.curve, self.before = seconds, [], 0
        self.next, self.ended, self.started = next(self.due), False, None

    def start(self):
        self.started = time.perf_counter()

    def passed(self):
        return time.perf_counter() - self.started

    def count_before(self, multiply_adds):
        """Count work that was done before the training that is watched."""
        self.before += multiply_adds

    def __call__(self, generate, updates, work):
        """Look if it is time to.

        Args:
            generate: function without arguments to `n` images.
            updates: function without arguments to the steps made.
            work: multiply-adds of these steps, function of their number.
        """
        now = self.passed()
        if now < self.next or self.ended:
            return
        made = updates()
        now = self.passed()  # the last step has ended
        point = {"seconds": round(now, 2), "updates": made}
        point["multiply_adds"] = int(self.before + work(made))
        point |= self.judge(generate())
        self.curve.append(point)
        print(point, flush=True)
        self.ended = now >= self.seconds
        while self.next <= now and not self.ended:
            self.next = next(self.due)
        self.started += self.passed() - now
