"""What every test file shares: the backend, two devices, the real data."""

import os
import pathlib

BACKENDS = ("tensorflow", "jax", "torch")
BACKEND = os.environ.setdefault("KERAS_BACKEND", "tensorflow")
if BACKEND not in BACKENDS:
    raise ValueError(
        f"KERAS_BACKEND must be one of {', '.join(BACKENDS)}. "
        f"Got {BACKEND!r} instead."
    )
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("MPLBACKEND", "agg")
# Two devices on the CPU, for the tests of training on several. Both settings
# only count before the backend makes its first tensor.
if BACKEND == "jax":
    os.environ["XLA_FLAGS"] = (
        "--xla_force_host_platform_device_count=2"
        # Nearly all of these tests' time is compiling: half of it without
        # LLVM's optimisations.
        " --xla_backend_optimization_level=0"
    )
if BACKEND == "tensorflow":
    import tensorflow as tf

    cpu = tf.config.list_physical_devices("CPU")[0]
    half = tf.config.LogicalDeviceConfiguration()
    tf.config.set_logical_device_configuration(cpu, [half, half])

import keras
import pytest

HERE = pathlib.Path(__file__).parent


@pytest.fixture(autouse=True)
def _no_global_state_left():
    """Undo what a test changed in Keras for all tests after it."""
    yield
    keras.config.set_dtype_policy("float32")
    if keras.distribution.distribution() is not None:
        keras.distribution.set_distribution(None)


def pytest_ignore_collect(collection_path):
    """Leave out helpers, and tests of the repository where they cannot run.

    Those are the wheel's environment, which has no repository beside it, and
    the other backends', which cannot run the pages.
    """
    if HERE not in collection_path.parents or collection_path.is_dir():
        return None
    if not collection_path.name.startswith("test_"):
        return True
    if BACKEND == "tensorflow" and (HERE.parent / "book").is_dir():
        return None
    return "pytest.mark.checkout" in collection_path.read_text() or None


def missing_data(names):
    """The data sets among `names` that AEGAN_DATA_DIR does not hold."""
    folder = os.environ.get("AEGAN_DATA_DIR")
    if not folder:
        return list(names)
    return [n for n in names if not (pathlib.Path(folder) / n).is_dir()]


def pytest_runtest_setup(item):
    """Skip a test whose real data are absent; the summary counts them."""
    marker = item.get_closest_marker("real_data")
    if marker and (missing := missing_data(marker.args or ("mnist",))):
        pytest.skip(f"real data absent: {', '.join(missing)}")


def pytest_terminal_summary(terminalreporter):
    """Say how many tests were left out because their data are absent."""
    skipped = terminalreporter.stats.get("skipped", [])
    absent = sum("real data absent" in str(r.longrepr) for r in skipped)
    if absent:
        folder = os.environ.get("AEGAN_DATA_DIR", "not set")
        terminalreporter.write_line(
            f"Tests left out because their data are not in "
            f"AEGAN_DATA_DIR ({folder}): {absent}",
            yellow=True,
        )
