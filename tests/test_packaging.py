import ast
import importlib.metadata
import os
import pathlib
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

pytestmark = pytest.mark.checkout

ROOT = pathlib.Path(__file__).parents[1]
for folder in ("tests/commands", "tests/browser"):
    sys.path.append(str(ROOT / folder))
import find_chromium  # noqa: E402  (found by the lines above)
import key  # noqa: E402
import requirements  # noqa: E402
import sum_up  # noqa: E402

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DISTRIBUTION = {"sklearn": "scikit-learn", "PIL": "pillow"}


def pinned(name="constraints.txt"):
    lines = (ROOT / name).read_text().splitlines()
    lines = [line for line in lines if not line.startswith("#")]
    bad = [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    assert not bad, f"{name} must hold name==version only. Got {bad}"
    return {canonicalize_name(n): v for n, v in (x.split("==") for x in lines)}


def tracked():
    if not (ROOT / ".git").exists():  # an archive, not a clone
        return [p for p in ROOT.iterdir() if p.is_file()]
    command = ["git", "ls-files", "-z", "-co", "--exclude-standard"]
    names = subprocess.check_output(command, cwd=ROOT, text=True)
    paths = [ROOT / name for name in names.split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_of(path):
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def test_every_requirement_admits_its_pinned_version():
    versions = pinned()
    for line in requirements.requirements("book", "test"):
        wanted = Requirement(line)
        version = versions[canonicalize_name(wanted.name)]
        assert version in wanted.specifier, f"{line}, pinned {version}"


def test_environment_yml_has_the_pinned_versions():
    content = yaml.safe_load((ROOT / "environment.yml").read_text())
    (pip,) = [d["pip"] for d in content["dependencies"] if isinstance(d, dict)]
    found = dict(line.split("==") for line in pip if "==" in line)
    assert found.items() <= pinned().items()
    needed = {requirements.name(d) for d in PROJECT["dependencies"]}
    assert needed | {"jupyter-book", "nbval"} <= found.keys()
    python = [d for d in content["dependencies"] if "python=" in d]
    version = python[0].removeprefix("python=")
    assert version == PROJECT["requires-python"].removeprefix(">=")


def test_backends_do_not_repin_what_is_pinned():
    assert not pinned().keys() & pinned("constraints-backends.txt").keys()


@pytest.mark.skipif(
    pathlib.Path(sys.prefix) != ROOT / ".venv"
    or not os.environ.get("CONSTRAINTS", "constraints.txt"),
    reason="not the environment that make makes from constraints.txt",
)
def test_what_is_installed_is_what_is_pinned():
    installed = {
        canonicalize_name(d.name): d.version
        for d in importlib.metadata.distributions()
        if canonicalize_name(d.name) not in ("pip", "aegan-lib")
    }
    versions = pinned()
    assert installed == {n: versions.get(n) for n in installed}


def test_colab_versions_are_older_than_keras_needs_and_numpy_allows():
    colab = pinned("tests/colab/constraints.txt")
    for line in PROJECT["dependencies"]:
        wanted = Requirement(line)
        version = colab[canonicalize_name(wanted.name)]
        fits = version in wanted.specifier
        assert fits != (wanted.name == "keras"), f"{line}, Colab: {version}"


def test_keras_bound_is_the_range_that_was_tried():
    tree = ast.parse((ROOT / "aegan_lib/_keras.py").read_text())
    for node in tree.body:
        if isinstance(node, ast.Assign) and "OLDEST" in ast.unparse(node):
            oldest, newest = ast.literal_eval(node.value)
    (line,) = [d for d in PROJECT["dependencies"] if d.startswith("keras")]
    after = f"{newest[0]}.{newest[1] + 1}"
    assert str(Requirement(line).specifier) in (
        f"<{after},>={oldest[0]}.{oldest[1]}",
        f">={oldest[0]}.{oldest[1]},<{after}",
    )


def test_every_import_of_the_library_is_required_and_used():
    declared = {requirements.name(d) for d in PROJECT["dependencies"]}
    used = {"tensorflow"}  # Keras imports it
    for path in (ROOT / "aegan_lib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            used |= {name.split(".")[0] for name in names}
    used -= set(sys.stdlib_module_names) | {"aegan_lib", "jax", "torch"}
    used = {DISTRIBUTION.get(name, name.lower()) for name in used}
    assert used <= declared
    assert declared - {"ipywidgets"} <= used  # anywidget's, but for its range


def test_version_is_the_same_everywhere():
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    (version,) = re.findall(
        r'^__version__ = "(.+)"$',
        (ROOT / "aegan_lib/__init__.py").read_text(),
        re.MULTILINE,
    )
    assert Version(cff["version"]) == Version(version)
    assert f"\n## {version}\n" in (ROOT / "CHANGELOG.md").read_text()
    assert cff["authors"] == [{"name": "AEGAN book contributors"}]


def test_repository_address_stands_once():
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    address = config["repository"]["url"]
    holders = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix != ".ipynb" and address in text_of(path)
    ]
    assert holders == ["_config.yml"]
    assert (ROOT / "_config.yml").read_text().count(address) == 1


# In pieces, so that this file does not hold them itself.
FOREIGN = [
    "/" + "root/",
    "/" + "work/",
    "/" + "tmp/dev",
    "py" + "pi.org",
    "python" + "hosted.org",
    "download." + "pytorch",
    "npm" + "js.org",
    "--index" + "-url",
    "find" + "-links",
]


@pytest.mark.parametrize("words", FOREIGN)
def test_no_file_names_this_machine_or_a_registry(words):
    holders = [p.name for p in tracked() if words in text_of(p)]
    assert not holders


def test_workflows_run_commands_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        jobs = yaml.safe_load(path.read_text())["jobs"]
        steps = sum((job["steps"] for job in jobs.values()), [])
        for step in steps:
            if "run" in step:
                target = re.fullmatch(r"make ([a-z-]+)( \w+=)?", step["run"])
                assert f"\n{target.group(1)}:" in makefile


def make(*arguments, **environment):
    return subprocess.run(
        ["make", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


def test_help_lists_the_commands():
    listed = re.findall(r"^make ([a-z-]+) ", make("help").stdout, re.MULTILINE)
    wanted = "book test notebooks lint test-backends test-colab clean"
    assert set(wanted.split()) <= set(listed)


def test_a_relative_data_folder_becomes_absolute():
    shown = make("-pn", "help", AEGAN_DATA_DIR="tests").stdout
    assert f"AEGAN_DATA_DIR := {ROOT / 'tests'}\n" in shown


def test_a_data_folder_that_is_not_there_is_refused():
    done = make("book", "-n", AEGAN_DATA_DIR="no/such/folder")
    assert done.returncode
    assert "AEGAN_DATA_DIR is not a folder: no/such/folder" in done.stderr


def test_key_follows_contents_and_names_only(tmp_path):
    (tmp_path / "a").write_text("1")
    first = key.key([tmp_path])
    os.utime(tmp_path / "a", (0, 0))
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/a.pyc").write_text("2")
    assert key.key([tmp_path]) == first
    (tmp_path / "b").write_text("")
    second = key.key([tmp_path])
    (tmp_path / "b").unlink()
    (tmp_path / "a").write_text("2")
    changed = {first, second, key.key([tmp_path]), key.key([tmp_path], "x")}
    assert len(changed) == 4


JUNIT = (
    '<testsuites><testsuite tests="{}" failures="{}" errors="0" skipped="1" '
    'time="1.5"/></testsuites>'
)


@pytest.mark.parametrize(
    "content, code, line",
    [
        (JUNIT.format(5, 0), 0, " 4 passed, 1 skipped in 1.50s "),
        (JUNIT.format(5, 1), 1, " 1 failed, 3 passed, 1 skipped in 1.50s "),
        (JUNIT.format(1, 0), 1, " 1 skipped, a passed no test in 1.50s "),
        (None, 1, " a did not run in 0.00s "),
    ],
)
def test_sum_fails_when_a_suite_did(
    content, code, line, tmp_path, monkeypatch, capsys
):
    if content:
        (tmp_path / "a.xml").write_text(content)
    monkeypatch.setattr(sys, "argv", ["sum_up", str(tmp_path / "a.xml")])
    assert sum_up.main() == code
    assert line in capsys.readouterr().out


def program(path, code=0):
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine with no browser: only what a test puts into its PATH."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    own = tmp_path / "own"
    monkeypatch.setattr(find_chromium, "of_playwright", lambda: str(own))
    monkeypatch.setattr(find_chromium, "attempts", lambda: [])
    return tmp_path


def test_browser_is_looked_for_in_order(bare, monkeypatch):
    assert find_chromium.find() is None
    own = program(bare / "own")
    assert find_chromium.find() == own
    chrome = program(bare / "google-chrome")
    assert find_chromium.find() == chrome
    program(bare / "chromium", code=1)  # is there, but does not start
    assert find_chromium.find() == chrome
    named = program(bare / "named")
    monkeypatch.setenv("CHROMIUM", named)
    assert find_chromium.find() == named


def test_a_named_browser_that_does_not_start_is_refused(bare, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(bare / "none"))
    with pytest.raises(SystemExit, match="none does not start"):
        find_chromium.find()


def test_browser_is_installed_by_the_first_way_that_works(bare, monkeypatch):
    copy = ["/bin/sh", "-c", f"printf '#!/bin/sh' > {bare}/chromium"]
    copy[-1] += f"; /bin/chmod +x {bare}/chromium"
    ways = [["/no/such/program"], ["/bin/sh", "-c", "exit 1"], copy]
    monkeypatch.setattr(find_chromium, "attempts", lambda: ways)
    assert find_chromium.install() == str(bare / "chromium")


def test_no_browser_fails_and_says_what_to_do(bare, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["find_chromium", "--install"])
    with pytest.raises(SystemExit, match="set CHROMIUM="):
        find_chromium.main()
