import re

import pytest
from page_rules import ROOT, aegan_book

import aegan_lib as ag

formulas = aegan_book.formulas

pytestmark = pytest.mark.checkout

GOOD = """Text.

$$
a = b + \\tfrac12
$$ (eq-trial-sum)

```{implemented} eq-trial-sum
aegan_lib.losses.r1
tests/test_penalties.py::test_r1_hand_value
```

$$ b = c $$ (derive-trial-step)

```{math}
:label: eq-trial-second
c = d
```

```{implemented} eq-trial-second
aegan_lib.losses.r2
tests/test_penalties.py::test_r2_hand_value
```
"""


def test_formulas_of_a_page_are_found_with_code_and_test():
    first, second = formulas.of_page("trial", GOOD)
    assert first == (
        "eq-trial-sum",
        "a = b + \\tfrac12",
        "aegan_lib.losses.r1",
        "tests/test_penalties.py::test_r1_hand_value",
    )
    assert second.tex == "c = d" and second.code == "aegan_lib.losses.r2"


@pytest.mark.parametrize("label", ["eq-trial-sum", "eq-trial-second"])
def test_a_formula_without_its_note_stops_the_build(label):
    bare = re.sub(rf"```{{implemented}} {label}.*?```", "", GOOD, flags=re.S)
    with pytest.raises(ValueError, match=f"trial: the formula {label} has no"):
        list(formulas.of_page("trial", bare))


def test_a_loss_without_a_hand_value_stops_the_build():
    tests = formulas.hand_values()
    assert len(list(formulas.of_losses(tests))) > 20
    del tests["hinge_discriminator"]
    text = r"losses\.hinge\.discriminator has no test of a hand value"
    with pytest.raises(ValueError, match=text):
        list(formulas.of_losses(tests))


def test_a_loss_without_a_formula_stops_the_build(monkeypatch):
    monkeypatch.setattr(ag.losses.mmd, "__doc__", "No formula.")
    with pytest.raises(ValueError, match=r"losses\.mmd has no formula"):
        list(formulas.of_losses())


def test_every_labelled_formula_of_the_book_is_on_the_page():
    # Found once more, without the patterns of the page's own module.
    text = formulas.page()
    labels = []
    for _, _, source in formulas.chapters():
        labels += re.findall(r"\((eq-[\w-]+)\) *$", source, re.M)
        labels += re.findall(r"^:label: (eq-[\w-]+)$", source, re.M)
    shown = re.findall(r"{implemented-line} (eq-\S+)$", text, re.M)
    assert len(labels) > 10 and set(shown) == set(labels)


def test_every_function_and_test_on_the_page_exists():
    entries = re.findall(
        r"(?m)^```{implemented-line}.*\n(\S+)\n(\S+)\n```$", formulas.page()
    )
    assert len(entries) == formulas.page().count("$$\n") // 2
    for code, test in entries:
        path, _, name = test.partition("::")
        assert aegan_book.public_path(code).startswith("aegan_lib.")
        assert aegan_book.test_line(ROOT / path, name) > 0
