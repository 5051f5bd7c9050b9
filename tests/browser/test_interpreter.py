"""Networks in the browser against Keras with the same float16 weights."""

import base64

import keras
import numpy as np
import pytest
from random_networks import random_network, with_exported_weights

import aegan_lib as ag
from aegan_lib.explorer.activations import SETTINGS
from aegan_lib.explorer.export import export
from aegan_lib.explorer.module import SHARED

pytestmark = [pytest.mark.checkout, pytest.mark.browser]
FILES = SHARED

RUN = """([spec, weights, inputs]) => {
  const raw = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
  const network = readNetwork(spec, new DataView(raw.buffer));
  return inputs.map((x) => [...network.run(Float32Array.from(x))]);
}"""


@pytest.fixture(scope="module")
def in_browser(functions):
    """Function: outputs of an exported network for a batch of inputs."""

    def run(spec, numbers, inputs):
        weights = base64.b64encode(numbers.tobytes()).decode()
        flat = inputs.reshape(len(inputs), -1).tolist()
        made = np.array(functions.evaluate(RUN, [spec, weights, flat]))
        return made.reshape(len(inputs), *spec["output"])

    return run


def exported(network, **options):
    chunks = []
    spec = export(network, chunks, **options)
    return spec, np.concatenate(chunks)


def test_fifty_random_networks_agree_with_keras(in_browser, record_property):
    errors, roundings, kinds = [], [], set()
    for seed in range(50):
        network = random_network(seed)
        spec, numbers = exported(network)
        rng = np.random.default_rng(1000 + seed)
        x = rng.uniform(-1, 1, (3, *network.input_shape[1:]))
        x = x.astype("float32")
        rounded = with_exported_weights(network, spec, numbers)
        wanted = keras.ops.convert_to_numpy(rounded(x))
        exact = keras.ops.convert_to_numpy(network(x))
        found = in_browser(spec, numbers, x)
        assert found.shape == wanted.shape, network.name
        errors.append(np.abs(found - wanted).max())
        roundings.append(np.abs(wanted - exact).max() / np.abs(exact).max())
        kinds |= {layer.get("what", layer["kind"]) for layer in spec["layers"]}
        assert errors[-1] <= 1e-4, f"{network.name}: {errors[-1]:.1e}"
    # Rounding the weights to 11 bits is reported apart: it is no error of
    # the interpreter.
    assert max(roundings) < 0.01
    record_property("largest error", f"{max(errors):.1e}")
    record_property("largest rounding error", f"{max(roundings):.1e}")
    print(f"error {max(errors):.1e}, rounding {max(roundings):.1e}")
    activations = {s["what"] for s in SETTINGS.values() if s}
    others = "dense conv transposed scale max average resize pad".split()
    assert kinds == activations | {*others}


def test_an_encoder_with_variances_gives_its_means(in_browser):
    vae = ag.VAE(shape=(8, 8, 1), latent_dim=3, width=4, seed=1)
    spec, numbers = exported(vae.encoder, take=3)
    x = np.random.default_rng(1).uniform(-1, 1, (4, 8, 8, 1))
    found = in_browser(spec, numbers, x)
    np.testing.assert_allclose(found, vae.encode(x), atol=5e-3)


def test_half_numbers_are_read_as_numpy_reads_them(in_browser):
    numbers = np.arange(2**16, dtype="<u2").view("<f2")
    numbers = numbers[np.isfinite(numbers)]
    count = numbers.size
    layer = {"kind": "scale", "count": count}
    layer |= {"scale": [0, count], "shift": [count, count]}
    spec = {"input": [count], "output": [count]}
    zero = np.zeros((1, count))
    stored = np.concatenate([np.ones(count, "<f2"), numbers])
    found = in_browser(spec | {"layers": [layer]}, stored, zero)
    np.testing.assert_array_equal(found[0], numbers)
