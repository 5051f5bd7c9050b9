import numpy as np
import pytest

from aegan_lib.explorer import PhasePortrait


def test_it_says_what_it_shows():
    portrait = PhasePortrait("hinge", rule="alternating", step=0.25)
    text = "Phase portrait: hinge loss, remedy none, alternating steps of 0.25"
    assert repr(portrait) == text


def test_nodes_average_over_standard_normal_noise():
    portrait = PhasePortrait()
    nodes, chance = np.array(portrait.nodes), np.array(portrait.chance)
    moments = [chance @ nodes**k for k in range(7)]
    # E of 1, e, e², …: 1, 0, 1, 0, 3, 0, 15
    np.testing.assert_allclose(moments, [1, 0, 1, 0, 3, 0, 15], atol=1e-9)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"loss": "hinged"}, "`loss` of `PhasePortrait` .* 'hinge'"),
        ({"remedy": "R1"}, "`remedy` .* 'r1'"),
        ({"rule": "both"}, "`rule` .* 'simultaneous'"),
        ({"weight": 5.0}, r"`weight` .* \[0, 4\]. Got 5.0"),
        ({"step": 0.0}, r"`step` .* \[0.01, 1\]"),
        ({"momentum": 1.0}, r"`momentum` .* \[-0.9, 0.9\]"),
        ({"num_steps": 5}, "`num_steps` .* integer ≥ 10"),
        ({"num_steps": 5000}, "`num_steps` .* integer ≤ 3000"),
        ({"start": (0.0, 3.0)}, r"`start` .* two numbers in \[-2, 2\]"),
    ],
)
def test_bad_arguments_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        PhasePortrait(**change)


def test_an_attribute_is_checked_as_the_argument_is():
    portrait = PhasePortrait()
    with pytest.raises(ValueError, match="`start`"):
        portrait.start = [1.0]
    portrait.start = [0.5, 0.5]
    assert portrait.start == [0.5, 0.5]
