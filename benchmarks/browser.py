"""Decoding in the reader's browser, beside Keras on the same machine.

    python benchmarks/browser.py          # about a minute on two cores

Milliseconds of one sample through each network, in headless Chromium by the
explorer's interpreter and in Python by the network itself, called eagerly, as
a widget that decodes in the kernel would. In turn, medians with 95 %
intervals over rounds of 20 samples. Writes `browser.json`.
"""

import base64
import pathlib
import sys
import time

import common
import keras
import numpy as np
from playwright.sync_api import sync_playwright

import aegan_lib as ag
from aegan_lib._files import write_json
from aegan_lib.explorer.export import export
from aegan_lib.explorer.module import SHARED, module

sys.path.append(str(pathlib.Path(__file__).parents[1] / "tests" / "browser"))
import find_chromium  # found by the line above

ROUNDS, SAMPLES = 30, 20
TARGET = 30  # decodings a second
NETWORKS = {
    "generator, 64 latents": lambda: ag.networks.generator((28, 28, 1), 64),
    "generator, 16 latents": lambda: ag.networks.generator((28, 28, 1), 16),
    "`shipped.generator`": lambda: ag.shipped.generator("pretrained"),
    "encoder, 16 latents": lambda: ag.networks.encoder((28, 28, 1), 16),
    "generator, 64 × 64 colour": lambda: ag.networks.generator((64, 64, 3), 64),
}
PREPARE = """([spec, weights]) => {
  const raw = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
  const start = performance.now();
  window.network = readNetwork(spec, new DataView(raw.buffer));
  return performance.now() - start;
}"""
RUN = """([count]) => {
  const inputs = Array.from({ length: count }, () =>
    drawNormal(network.inputSize));
  const start = performance.now();
  for (const x of inputs) network.run(x);
  return (performance.now() - start) / count;
}"""


def measure(page, network):
    """One row: sizes, and milliseconds of browser and Keras in turn."""
    chunks = []
    spec = export(network, chunks)
    weights = base64.b64encode(np.concatenate(chunks).tobytes()).decode()
    reading = page.evaluate(PREPARE, [spec, weights])
    x = np.random.default_rng(1).normal(size=(1, *network.input_shape[1:]))
    x = x.astype("float32")
    browser, python = [], []
    for _ in range(ROUNDS):
        browser.append(page.evaluate(RUN, [SAMPLES]))
        start = time.perf_counter()
        for _ in range(SAMPLES):
            keras.ops.convert_to_numpy(network(x))
        python.append(1000 * (time.perf_counter() - start) / SAMPLES)
    return {
        "kilobytes": common.significant(sum(c.nbytes for c in chunks) / 1000),
        "read": common.significant(reading),
        "browser": common.median(browser[1:]),  # the first one compiles
        "keras": common.median(python[1:]),
        "ratio": common.ratio(browser[1:], python[1:]),
    }


def main():
    text = module(*SHARED).partition("export default")[0]
    rows, program = {}, find_chromium.find()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program, args=find_chromium.FLAGS
        )
        page = chromium.new_page()
        page.add_script_tag(content=text)
        for name, make in NETWORKS.items():
            rows[name] = measure(page, make())
            print(name, rows[name], flush=True)
        version = chromium.version
    found = {"rows": rows, "target": TARGET, "chromium": version}
    found["machine"] = common.machine()
    write_json(found, common.HERE / "browser.json")


if __name__ == "__main__":
    main()
