"""Sessions in which a person calls images real or fake, and their file."""

import json
import pathlib
from typing import NamedTuple

import numpy as np

from .._checks import refusal
from .._files import write_json

FORMAT, VERSION = "aegan real-or-fake", 1


class Session(NamedTuple):
    """Trials of one rater; the arrays have one entry a trial.

    Args:
        rater: who judged.
        shown_real: boolean `(n,)`, whether the image was real.
        called_real: boolean `(n,)`, what the rater called it.
        seconds: float `(n,)`, ≥ 0; NaN where no time was taken.
        model: where the fakes come from.
        data: where the reals come from.

    Example:
    >>> shown, called = np.array([True, False]), np.array([True, True])
    >>> Session("Ada", shown, called, np.array([0.8, np.nan])).rater
    'Ada'

    References:
        The format is our own.
    """

    rater: str
    shown_real: np.ndarray
    called_real: np.ndarray
    seconds: np.ndarray
    model: str = ""
    data: str = ""


def save_session(session, path):
    """Write a session as plain JSON: written beside, then renamed.

    `{"format": …, "version": 1, "rater": …, "model": …, "data": …,
    "trials": [{"real": true, "called_real": false, "seconds": 0.8}, …]}`;
    no time is `null`.

    Args:
        session: `Session`.
        path: file; what was there is replaced.

    Raises:
        ValueError: if the arrays differ in length, answers are not boolean,
            or a time is negative or infinite.

    Example:
    >>> import tempfile
    >>> yes = np.array([True, False])
    >>> session = Session("Ada", yes, ~yes, seconds=np.array([0.8, np.nan]))
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "session.json"
    >>> save_session(session, path)
    >>> load_session(path).rater
    'Ada'

    References:
        The format is our own.
    """
    shown, called, seconds = check_session(session, "save_session")
    trials = [
        {"real": bool(r), "called_real": bool(c), "seconds": _or_none(s)}
        for r, c, s in zip(shown, called, seconds, strict=True)
    ]
    head = {"format": FORMAT, "version": VERSION, "rater": session.rater}
    head |= {"model": session.model, "data": session.data}
    write_json({**head, "trials": trials}, path)


def load_session(path):
    """Read a session that `save_session` or a browser has written.

    Args:
        path: JSON file; `model`, `data` and `seconds` may be absent.

    Returns:
        `Session`.

    Raises:
        ValueError: if the file is truncated, something else, of another
            version, or a trial is not as it should be.

    Example:
    >>> import tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "session.json"
    >>> trial = {"real": True, "called_real": False, "seconds": 0.8}
    >>> head = {"format": FORMAT, "version": VERSION, "rater": "Ada"}
    >>> _ = path.write_text(json.dumps({**head, "trials": [trial]}))
    >>> load_session(path).called_real
    array([False])

    References:
        The format is our own.
    """

    try:
        stored = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    except ValueError as why:
        wanted, got = "a whole session in JSON", f"{path}: {why}"
        raise refusal("path", "load_session", wanted, got) from None
    return read_session(stored, path)


def read_session(stored, place):
    """The session in what a file held; `place` is named in errors.

    Raises:
        ValueError: as `load_session`.
    """

    def refuse(expected, got):
        return refusal("path", "load_session", expected, f"{place}: {got}")

    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise refuse(f"a session, format {FORMAT!r}", "something else")
    if stored.get("version") != VERSION:
        raise refuse(f"version {VERSION}", stored.get("version"))
    names = [stored.get(key, "") for key in ("model", "data")]
    if not all(isinstance(v, str) for v in (stored.get("rater"), *names)):
        raise refuse("one with strings for rater, model, data", "another type")
    trials = stored.get("trials")
    if not isinstance(trials, list):
        raise refuse("one with a list of trials", type(trials).__name__)
    for number, trial in enumerate(trials):
        if not _is_trial(trial):
            wanted = "of trials with real, called_real (true or false), seconds"
            raise refuse(wanted, f"trial {number}: {trial}")
    seconds = [trial.get("seconds") for trial in trials]
    return Session(
        stored["rater"],
        np.array([trial["real"] for trial in trials], bool),
        np.array([trial["called_real"] for trial in trials], bool),
        np.array([np.nan if s is None else s for s in seconds], "float64"),
        *names,
    )


def check_session(session, owner):
    """Return the three arrays, or raise unless they fit together.

    Raises:
        ValueError: if they differ in length, answers are not boolean, or a
            time is negative or infinite.
    """
    shown, called = np.asarray(session[1]), np.asarray(session[2])
    seconds = np.asarray(session[3], "float64")
    shapes = [v.shape for v in (shown, called, seconds)]
    if shown.ndim != 1 or len(set(shapes)) > 1:
        wanted = "three arrays of one length, one entry a trial"
        raise refusal("session", owner, wanted, shapes)
    if shown.dtype != bool or called.dtype != bool:
        got = f"{shown.dtype} and {called.dtype}"
        raise refusal("session", owner, "of boolean answers", got)
    if (seconds < 0).any() or np.isinf(seconds).any():
        wanted = "with seconds ≥ 0, or NaN where there are none"
        raise refusal("session", owner, wanted, seconds)
    return shown, called, seconds


def _or_none(seconds):
    return None if np.isnan(seconds) else float(seconds)


def _is_trial(trial):
    """Whether a trial from a file has what it needs, of the right types."""
    if not isinstance(trial, dict):
        return False
    answers = [trial.get(key) for key in ("real", "called_real")]
    seconds = trial.get("seconds")
    timed = seconds is None or (
        type(seconds) in (int, float) and 0 <= seconds < np.inf
    )
    return timed and all(isinstance(answer, bool) for answer in answers)
