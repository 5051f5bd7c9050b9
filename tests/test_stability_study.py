import ast
import json
import pathlib

import pytest

pytestmark = pytest.mark.checkout

ROOT = pathlib.Path(__file__).resolve().parents[1]
STUDY = json.loads(
    (ROOT / "studies" / "stability" / "detectors.json").read_text("utf-8")
)
PAGE = json.loads((ROOT / "book" / "stability.ipynb").read_text("utf-8"))
WARNS_BELOW = {"collapse", "vanish", "posterior", "ring"}


def stated(name):
    """The dictionary `name` that the page spells out."""
    for cell in PAGE["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and f"{name} = {{" in source:
            for node in ast.parse(source).body:
                if isinstance(node, ast.Assign):
                    if ast.unparse(node.targets[0]) == name:
                        return node.value
    raise AssertionError(f"the page states no {name}")


def test_the_study_has_20_seeds_of_every_failure_on_the_page():
    made = {key.id for key in stated("gallery").keys}
    assert set(STUDY["values"]) == made | {"ring"}
    assert len(set(STUDY["seeds"])) == 20
    for values in STUDY["values"].values():
        assert len(values["failed"]) == len(values["mended"]) == 20


def test_the_page_states_the_thresholds_of_the_study():
    gallery = stated("gallery")
    for key, case in zip(gallery.keys, gallery.values, strict=True):
        threshold = ast.literal_eval(case.elts[2])
        assert STUDY["values"][key.id]["threshold"] == threshold


def test_the_page_states_what_the_study_found():
    study = ast.literal_eval(stated("study"))
    assert set(study) == set(STUDY["values"])
    for name, (missed, false_alarms, failed, mended) in study.items():
        values = STUDY["values"][name]
        sign = 1 if name in WARNS_BELOW else -1
        limit = sign * values["threshold"]
        loud = sum(sign * v < limit for v in values["failed"])
        silent = sum(sign * v >= limit for v in values["mended"])
        assert (missed, false_alarms) == (20 - loud, 20 - silent), name
        assert failed == (min(values["failed"]), max(values["failed"]))
        assert mended == (min(values["mended"]), max(values["mended"]))


def test_the_bands_of_the_page_hold_the_study_and_not_the_threshold():
    bands = ast.literal_eval(stated("bands"))
    assert set(bands) == set(STUDY["values"]) - {"ring"}
    for name, pair in bands.items():
        values = STUDY["values"][name]
        sign = 1 if name in WARNS_BELOW else -1
        limit = sign * values["threshold"]
        for state, (low, high) in zip(("failed", "mended"), pair, strict=True):
            assert low <= min(values[state]) <= max(values[state]) <= high
        assert all(sign * end <= limit for end in pair[0]), name
        assert all(sign * end >= limit for end in pair[1]), name
