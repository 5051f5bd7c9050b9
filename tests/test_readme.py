import operator
import pathlib
import re
import sys

import pytest

pytestmark = pytest.mark.checkout

ROOT = pathlib.Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
sys.path.append(str(ROOT / "book" / "_ext"))
import picture  # noqa: E402  (found by the line above)


def program(language):
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", README)


def test_the_examples_run_as_they_stand(tmp_path, monkeypatch, capsys):
    text = "\n".join(program("python"))
    # Fewer images and epochs; everything else as printed.
    text, loads = re.subn(r'split="train"\)', 'split="train", n=256)', text)
    text, fits = re.subn(r"\bepochs=\d+", "epochs=1, verbose=0", text)
    assert (loads, fits) == (1, 3)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(text, "README.md", "exec"), names)
    assert names["images"].shape == (16, 28, 28, 1)
    assert names["game"].reconstruction_weight == 10
    said = capsys.readouterr().out
    assert "player generator" in said and "gradient to:" in said
    assert (tmp_path / "run1").is_dir()
    assert re.search(r"(?m)^Pretrained +\d", said) and "real data" in said


def test_the_commands_are_targets_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    commands = re.findall(r"\bmake ([a-z-]+)", README)
    assert {"book", "test", "help"} <= set(commands)
    for command in commands:
        assert re.search(rf"(?m)^{command}:", makefile), command


def test_the_picture_is_the_figure_of_the_landing_page():
    (path,) = re.findall(r"(?m)^!\[.+\]\((.+)\)$", README)
    stored = (ROOT / path).read_bytes()
    assert len(stored) <= 150_000
    assert stored == picture.first_figure(), "run `make notebooks`"


def test_every_page_and_class_in_the_table_is_there():
    import aegan_lib as ag

    toc = (ROOT / "_toc.yml").read_text("utf-8")
    rows = re.findall(r"(?m)^\| .+ \| (.+) \| \[(.+)\]\((.+)\) \|$", README)
    assert len(rows) >= 4
    for classes, page, link in rows:
        assert page == link and (ROOT / page).is_file()
        assert page.removesuffix(".ipynb") in toc
        for name in re.findall(r"`ag\.([\w.]+)`", classes):
            assert operator.attrgetter(name)(ag)


def test_every_file_that_is_named_is_there():
    for name in re.findall(r"`((?:aegan_lib|tests|book)/[\w./]*)`", README):
        assert (ROOT / name).exists(), name
