import base64
import json
import re
import subprocess
import sys

import numpy as np
import pytest
import traitlets

import aegan_lib as ag
from aegan_lib.explorer import static

DATA = re.compile(r'<script type="application/json" id="(.+)-data">(.*)</sc')


@pytest.fixture
def vae():
    return ag.VAE(shape=(8, 8, 1), latent_dim=2, width=4, seed=1)


@pytest.fixture
def building(monkeypatch):
    monkeypatch.setenv(static.VARIABLE, "1")


def told(text):
    """What a page is told: its element's id, and the data."""
    ((name, data),) = DATA.findall(text)
    return name, json.loads(data)


def test_z_is_set_read_and_observed(vae):
    explorer = ag.Explorer(vae, z=[0.5, -1.0])
    heard = []
    explorer.observe(lambda change: heard.append(change.new), "z")
    assert explorer.z == [0.5, -1.0]
    explorer.z = [1, 2]
    assert explorer.z == [1.0, 2.0] and heard == [[1.0, 2.0]]


@pytest.mark.parametrize("z", [[1.0], [0.0, np.nan], [0.0, np.inf]])
def test_a_latent_of_another_size_or_not_finite_is_refused(vae, z):
    explorer = ag.Explorer(vae)
    with pytest.raises(ValueError, match="`z` of `Explorer` .* 2 finite numb"):
        explorer.z = z
    assert explorer.z == [0.0, 0.0]
    with pytest.raises(ValueError, match="2 finite numbers"):
        ag.Explorer(vae, z=z)


def test_it_stands_in_ordinary_layouts_and_links(vae):
    import ipywidgets

    explorer, other = ag.Explorer(vae), ag.Explorer(vae)
    box = ipywidgets.HBox([explorer, ipywidgets.Label("beside it")])
    assert box.children[0] is explorer
    traitlets.link((explorer, "z"), (other, "z"))
    explorer.z = [0.25, 0.5]
    assert other.z == [0.25, 0.5]


def test_each_kind_of_model_gives_its_networks(vae):
    ae = ag.Autoencoder(shape=(2,), latent_dim=3, seed=1)
    prior = ag.latent.Gaussian(3)
    prior.fit(np.random.default_rng(0).normal(2.0, 3.0, (50, 3)))
    game = ag.hybrids.Pretrained(ae, prior, seed=1)
    gan = ag.GAN(shape=(2,), latent_dim=2, seed=1)
    rows = {
        "VAE": (vae, True, False),
        "Autoencoder": (ae, True, False),
        "Pretrained": (game, True, True),
        "GAN": (gan, False, False),
        "network": (gan.generator, False, False),
    }
    for name, (model, encoder, has_prior) in rows.items():
        (entry,) = ag.Explorer(model).networks
        assert bool(entry["encoder"]) == encoder, name
        assert bool(entry["prior"]) == has_prior, name
    (entry,) = ag.Explorer(vae).networks
    assert entry["encoder"]["output"] == [2]  # means, no variances
    assert entry["range"] == [[-3.0, 3.0]] * 2


def test_a_prior_sets_start_and_limits():
    codes = np.random.default_rng(0).normal([5.0, -2.0], [1.0, 2.0], (99, 2))
    decoder = ag.networks.generator((2,), 2, seed=1)
    (entry,) = ag.Explorer(decoder, codes=codes).networks
    mean, std = codes.mean(axis=0), codes.std(axis=0, ddof=1)
    np.testing.assert_allclose(entry["middle"], mean, atol=1e-5)
    wanted = np.stack([mean - 3 * std, mean + 3 * std], axis=1)
    np.testing.assert_allclose(entry["range"], wanted, atol=2e-3)
    assert ag.Explorer(decoder, codes=codes).z == entry["middle"]


def test_a_game_shows_its_averaged_generator():
    gan = ag.GAN(shape=(2,), latent_dim=2, seed=1)
    averaged = ag.Explorer(gan.averaged).weights
    for weight in gan.generator.weights:
        weight.assign(weight + 1.0)
    assert ag.Explorer(gan).weights == averaged
    assert ag.Explorer(gan.generator).weights != averaged


def test_the_representation_is_constant_and_short(vae):
    explorer = ag.Explorer(vae, views=["sliders"])
    wanted = "Explorer: 2 latents to images of 8 × 8 pixels; views: sliders"
    assert repr(explorer) == wanted
    explorer.z = [1.0, 1.0]
    assert repr(explorer) == repr(ag.Explorer(vae, views=["sliders"]))
    bundle = explorer._repr_mimebundle_()
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    assert bundle["text/plain"] == wanted
    assert "text/html" not in bundle
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_the_book_gets_html_with_all_that_it_needs(vae, building):
    explorer = ag.Explorer(vae, z=[0.5, -1.0])
    bundle = explorer._repr_mimebundle_()
    assert bundle.keys() == {"text/plain", "text/html"}
    assert explorer.comm is None  # no second copy in the notebook's metadata
    name, data = told(bundle["text/html"])
    assert re.fullmatch(r"ag-[0-9a-f]{12}-1", name)
    assert data["state"]["z"] == [0.5, -1.0]
    assert base64.b64decode(data["bytes"]["weights"]) == explorer.weights
    assert data["module"].endswith("export default { render };\n")
    assert ".ag-explorer" in data["css"]
    ours = {"z", "locked", "views", "networks", "weights"}
    assert ours <= data["state"].keys() | data["bytes"].keys()
    assert not {"layout", "comm", "_esm"} & data["state"].keys()


IDS = """
import os, re
os.environ["AEGAN_STATIC"] = "1"
import aegan_lib as ag
net = ag.networks.generator((2,), 2, width=4, seed=1)
shown = [ag.Explorer(net)._repr_mimebundle_()["text/html"] for _ in "ab"]
print(*[re.search('div id="(.*?)"', text)[1] for text in shown])
"""


def test_ids_are_the_same_in_each_build_and_differ_on_a_page():
    runs = [
        subprocess.run(
            [sys.executable, "-c", IDS],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    first, second = runs[0].split()
    assert first.removesuffix("-1") == second.removesuffix("-2")


def test_no_text_can_close_the_script_or_the_title():
    evil = "</script><script>alert(1)</script><!--"
    text = static.part("module", "css", {"name": evil}, evil)
    assert evil not in text and "<!--" not in text
    assert text.count("<script") == 2 and text.count("</script>") == 2
    assert told(text)[1]["state"]["name"] == evil


def test_a_page_is_written_whole(vae, tmp_path):
    path = tmp_path / "deep" / "explorer.html"
    ag.Explorer(vae).to_html(path)
    text = path.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")
    assert [p.name for p in path.parent.iterdir()] == ["explorer.html"]
    told(text)
    assert not re.findall(r'(?:src|href)="(?!data:)', text)
    # A name, not a place: nothing is fetched from there.
    svg = {"http://www.w3.org/2000/svg"}
    assert set(re.findall(r"https?://[^\\\"\s]+", text)) <= svg


def test_modules_import_nothing():
    from aegan_lib.explorer.widget import Explorer

    text = str(Explorer._esm)
    assert not re.search(r"(?m)^\s*import\b", text)
    assert re.findall(r"(?m)^export .*", text) == ["export default { render };"]
    names = re.findall(r"(?m)^(?:function|const) (\w+)", text)
    assert len(names) == len(set(names)), "two files define one name"


def test_a_prior_that_the_page_cannot_draw_from_is_refused():
    autoencoder = ag.Autoencoder((8, 8, 1), latent_dim=2, width=4, seed=1)
    mixture = ag.latent.Mixture(2, 3)
    game = ag.hybrids.Pretrained(autoencoder, mixture, seed=1)
    with pytest.raises(ValueError, match="a Gaussian.*Mixture.*`averaged`"):
        ag.Explorer(game)
    codes = np.random.default_rng(1).normal(size=(20, 2))
    assert ag.Explorer(game.averaged, codes=codes).z  # as the message says
