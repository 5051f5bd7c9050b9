import json
import os
import pathlib
import runpy
import subprocess
import sys

import keras
import pytest

import aegan_lib as ag

ROOT = pathlib.Path(ag.__file__).parents[1]
NAMES = "Autoencoder Explorer GAN Game VAE held".split()
MODULES = (
    "bands callbacks cards data exercises explorer figures hybrids latent "
    "losses metrics networks runs shipped tables testing work"
).split()

# Prints what a fresh process imports, changes and spends for the library.
PROGRAM = """
import builtins, json, os, random, sys, time, warnings
import keras, numpy

def state():
    drawn = numpy.random.get_state()[1].tolist(), random.getstate()
    return str((drawn, warnings.filters, sorted(os.environ.items())))

asked, real = set(), builtins.__import__

def ask(name, globals=None, locals=None, fromlist=(), level=0):
    asker = (globals or {}).get("__name__", "")
    if asker.partition(".")[0] == "aegan_lib" and level == 0:
        asked.add(name.partition(".")[0])
    return real(name, globals, locals, fromlist, level)

modules, before, start = set(sys.modules), state(), time.process_time()
builtins.__import__ = ask
import aegan_lib
builtins.__import__ = real
print(json.dumps({
    "seconds": time.process_time() - start,
    "asked": sorted(asked - {"aegan_lib"} - sys.stdlib_module_names),
    "loaded": sorted({m.partition(".")[0] for m in set(sys.modules) - modules}),
    "unchanged": state() == before,
}))
"""


def run(program, path=ROOT):
    environment = {**os.environ, "PYTHONPATH": str(path)}
    return subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def fresh():
    done = run(PROGRAM)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_library_asks_for_keras_and_numpy_alone(fresh):
    # Keras imports Matplotlib and others where it finds them, so looking at
    # `sys.modules` would not be enough.
    assert fresh["asked"] == ["keras", "numpy"]


def test_no_package_is_loaded_beyond_what_keras_loads(fresh):
    others = "matplotlib sklearn scipy PIL IPython anywidget ipywidgets".split()
    backends = {"tensorflow", "jax", "torch"} - {keras.backend.backend()}
    assert not {*others, *backends} & set(fresh["loaded"])


def test_importing_costs_little_beyond_keras(fresh):
    assert fresh["seconds"] <= 0.3


def test_importing_defines_names_and_changes_nothing(fresh):
    assert fresh["unchanged"]


def test_public_names_are_all_there_and_described():
    for name in NAMES + MODULES:
        assert getattr(ag, name).__doc__, name
    public = {name for name in vars(ag) if not name.startswith("_")}
    internal = {"assembly", "autoencoders", "averaging", "describe", "game"}
    internal |= {"gans", "optimizers", "training"}  # imported by those above
    assert public - internal <= {*NAMES, *MODULES}
    assert ag.__version__.count(".") == 2


def test_what_can_be_saved_is_registered_on_import():
    kinds = ("GAN", "Autoencoder", "VAE", "Pretrained", "Gaussian")
    kinds += ("Mixture", "LatentGAN", "Refined", "FirstStage")
    kinds += ("LogVariance", "PlayerOptimizers")
    for kind in kinds:
        found = keras.saving.get_registered_object(f"aegan_lib>{kind}")
        assert found is not None and found.__name__ == kind


def test_an_older_keras_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "keras.py").write_text('__version__ = "3.14.9"\n')
    both = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = run("import aegan_lib", both)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: aegan_lib needs Keras ≥ 3.15")
    assert "Got Keras 3.14.9" in last
    assert 'pip install "keras>=3.15,<3.16"' in last


def test_a_newer_keras_is_warned_of(monkeypatch):
    monkeypatch.setattr(keras, "__version__", "3.99.0")
    text = r"tried with Keras up to 3\.15; this is Keras 3\.99\.0.*tests"
    with pytest.warns(UserWarning, match=text):
        runpy.run_path(ag._keras.__file__)


def test_the_installed_keras_is_one_that_was_tried():
    # Warnings are errors here: this raises if the version was not tried.
    runpy.run_path(ag._keras.__file__)
