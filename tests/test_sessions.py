import json
import os

import numpy as np
import pytest

from aegan_lib.metrics import Session, load_session, save_session

SESSION = Session(
    "Zoë",
    np.array([True, False, True]),
    np.array([False, False, True]),
    np.array([0.8, np.nan, 2.5]),
    "GAN",
    "glyphs",
)


def test_round_trip(tmp_path):
    path = tmp_path / "session.json"
    save_session(SESSION, path)
    again = load_session(str(path))
    for value, wanted in zip(again, SESSION, strict=True):
        np.testing.assert_array_equal(value, wanted)
    assert again.shown_real.dtype == again.called_real.dtype == bool
    assert os.listdir(tmp_path) == ["session.json"]  # nothing left beside it


def test_file_is_plain_json(tmp_path):
    path = tmp_path / "session.json"
    save_session(SESSION, path)
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert stored == {
        "format": "aegan real-or-fake",
        "version": 1,
        "rater": "Zoë",
        "model": "GAN",
        "data": "glyphs",
        "trials": [
            {"real": True, "called_real": False, "seconds": 0.8},
            {"real": False, "called_real": False, "seconds": None},
            {"real": True, "called_real": True, "seconds": 2.5},
        ],
    }


def test_a_failed_write_leaves_the_last_whole_file(tmp_path, monkeypatch):
    path = tmp_path / "session.json"
    save_session(SESSION, path)
    before = path.read_bytes()

    def killed(source, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        save_session(SESSION._replace(rater="Bob"), path)
    assert path.read_bytes() == before


def test_no_trials_and_no_times(tmp_path):
    path = tmp_path / "session.json"
    head = {"format": "aegan real-or-fake", "version": 1, "rater": "Ada"}
    path.write_text(json.dumps({**head, "trials": []}))
    assert load_session(path).shown_real.shape == (0,)
    trial = {"real": True, "called_real": True}
    path.write_text(json.dumps({**head, "trials": [trial]}))
    session = load_session(path)
    assert np.isnan(session.seconds).all() and session.model == ""


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"seconds": np.zeros(2)}, "three arrays of one length"),
        ({"shown_real": np.array([True])}, "three arrays of one length"),
        ({"called_real": np.array([0, 1, 1])}, "boolean answers. Got bool and"),
        ({"seconds": np.array([0, -1.0, 1])}, "seconds ≥ 0, or NaN"),
        ({"seconds": np.array([0, np.inf, 1])}, "seconds ≥ 0, or NaN"),
    ],
)
def test_bad_sessions_are_not_written(tmp_path, changes, message):
    with pytest.raises(ValueError, match=message):
        save_session(SESSION._replace(**changes), tmp_path / "session.json")
    assert os.listdir(tmp_path) == []


def test_truncated_files_are_refused(tmp_path):
    path = tmp_path / "session.json"
    save_session(SESSION, path)
    whole = path.read_bytes()
    for length in range(0, len(whole.rstrip()), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(ValueError, match="a whole session in JSON"):
            load_session(path)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"format": "other"}, "format 'aegan real-or-fake'. Got .*json: some"),
        ({"version": 2}, "must be version 1. Got .*: 2 instead"),
        ({"rater": None}, "strings for rater, model, data"),
        ({"data": 3}, "strings for rater, model, data"),
        ({"trials": {"real": []}}, "a list of trials. Got .*: dict"),
        ({"trials": [{"real": True}]}, "trial 0: {'real': True} instead"),
        ({"trials": [[True, False]]}, "trial 0:"),
        ({"trials": [{"real": 1, "called_real": 0}]}, "trial 0:"),
        (
            {"trials": [{"real": True, "called_real": True, "seconds": "1"}]},
            "trial 0:",
        ),
        (
            {"trials": [{"real": True, "called_real": True, "seconds": -1}]},
            "trial 0:",
        ),
    ],
)
def test_other_files_are_refused(tmp_path, changes, message):
    path = tmp_path / "session.json"
    save_session(SESSION, path)
    stored = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**stored, **changes}))
    with pytest.raises(ValueError, match=message):
        load_session(path)


def test_json_that_is_no_object_is_refused(tmp_path):
    path = tmp_path / "session.json"
    path.write_text("[1, 2]")
    with pytest.raises(ValueError, match="must be a session, format"):
        load_session(path)
