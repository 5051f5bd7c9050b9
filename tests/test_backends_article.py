"""What the page `article` says of this backend is still what it does."""

import importlib.util
import json
import pathlib

import keras
import pytest

STUDY = pathlib.Path(__file__).resolve().parents[1] / "studies" / "article"
BACKEND = keras.backend.backend()

if not STUDY.is_dir():
    pytest.skip("a wheel comes without studies", allow_module_level=True)
# Keras's own: with nothing to train, with an optimiser of other weights.
pytestmark = pytest.mark.filterwarnings("ignore")


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


study = load(STUDY / "backends.py")
STORED = json.loads(study.FILE.read_text("utf-8"))[BACKEND]


def test_toggling_trainable_does_what_was_measured():
    found = study.toggled()
    assert found.keys() == STORED["toggled"].keys()
    for case, result in found.items():
        moved, stored = result.pop("moved", 0), dict(STORED["toggled"][case])
        assert moved == pytest.approx(stored.pop("moved", 0), rel=0.02), case
        assert result == stored, case


def test_a_second_model_around_a_frozen_one_does_what_was_measured():
    for name, result in study.joined().items():
        moved, stored = result.pop("moved", 0), dict(STORED["joined"][name])
        assert moved == pytest.approx(stored.pop("moved", 0), rel=0.02), name
        assert result == stored, name


@pytest.mark.parametrize("ending", study.ENDINGS)
def test_slopes_behind_a_sigmoid_are_those_that_were_measured(ending):
    stored = STORED["probabilities"][ending]
    for logit, (loss, slope) in stored.items():
        made = study.ENDINGS[ending]()
        found = study.slope(float(logit), 1, made, ending == "logits")
        assert found == pytest.approx([loss, slope], abs=2e-3), logit


def test_logits_keep_their_slope_on_every_backend():
    for loss, slope in STORED["probabilities"]["logits"].values():
        assert slope < -0.99 and loss > 4.99
