import copy
import functools
import json

import numpy as np
import pytest

import aegan_lib as ag
from aegan_lib import cards
from aegan_lib._files import write_json
from aegan_lib.tables import _decimals

RING = ag.data.load("ring", split="test", n=200)


def card(seed=1, noise=0.0, name="noisy"):
    draw = np.random.default_rng(seed)
    x = RING.x + noise * draw.normal(size=RING.x.shape)
    return ag.metrics.evaluate(x, RING, seed=seed, name=name)


@pytest.fixture(scope="module")
def three():
    return [card(noise=noise, name=f"noise {noise}") for noise in (0, 0.05, 1)]


def test_a_table_has_a_row_a_card_and_what_real_data_give(three):
    table = cards.compare(three, ["modes", "high_quality", "kid"])
    text = str(table).splitlines()
    assert text[0].split() == ["modes", "high_quality", "kid"]
    assert [line.split("  ")[0] for line in text[1:]] == [
        *("noise 0", "noise 0.05", "noise 1", "real data"),
    ]
    assert text[-1].split()[2:4] == ["8", "0.989"]
    shown = table._repr_html_()
    assert shown.count("<tr>") == 5 and "95 % intervals over images" in shown


def test_numbers_show_the_digits_that_their_interval_supports():
    assert [_decimals(w, 1) for w in (99, 9.94, 0.5, 0.0123)] == [0, 1, 2, 3]
    line = {"value": 12.3456, "low": 12.1, "high": 12.6, "floor": None}
    table = ag.tables.Table(["fid"], [("a", [line]), ("b", [None])], [], "x")
    assert str(table).splitlines()[1:] == [
        "a  12.35 [12.10, 12.60]",
        "b                     –",
    ]


def test_agreement_is_the_rank_correlation():
    pairs = [(1, 10), (2, 30), (3, 20), (4, 40)]  # ranks 1 3 2 4: 1 − 12/60
    made = [
        {"metrics": {"kid": {"value": a}, "kid_random": {"value": b}}}
        for a, b in pairs
    ]
    table = ag.tables.Table([], [], made, "over images")
    assert table.agreement() == pytest.approx(0.8)
    short = ag.tables.Table([], [], made[:2], "over images")
    with pytest.raises(ValueError, match="three or more with `kid`.*Got 2"):
        short.agreement()


def test_cards_that_cannot_be_compared_are_refused(three):
    other = copy.deepcopy(three[0])
    other["data"]["sha256"] = "0"
    with pytest.raises(ValueError, match="of one data"):
        cards.compare([three[0], other])
    fewer = ag.metrics.evaluate(RING.x[:100], RING, n=100)
    with pytest.raises(ValueError, match="of one n"):
        cards.compare([three[0], fewer])
    with pytest.raises(ValueError, match="one card or more"):
        cards.compare([])


def test_repeat_keeps_each_card_and_makes_none_twice(tmp_path):
    path, made = tmp_path / "new" / "runs.json", []

    def make(seed):
        made.append(seed)
        if seed == 4:
            raise KeyboardInterrupt
        return card(seed, noise=0.02)

    with pytest.raises(KeyboardInterrupt):
        cards.repeat(make, [2, 1, 4], path)
    assert [c["seed"] for c in json.loads(path.read_text())] == [1, 2]
    runs = cards.repeat(make, [1, 2, 3], path)
    assert made == [2, 1, 4, 3]
    assert [c["seed"] for c in runs.cards] == [1, 2, 3]
    kept = json.loads(path.read_text())
    assert kept == runs.cards
    assert [f.name for f in path.parent.iterdir()] == ["runs.json"]


def test_the_table_of_runs_is_over_seeds():
    runs = cards.repeat(lambda seed: card(seed, noise=0.02), range(1, 5))
    values = runs.values("high_quality")
    (line,) = runs.table(["high_quality"]).rows[0][1]
    assert line["value"] == pytest.approx(values.mean(), rel=1e-5)
    assert line["n"] == 4
    half = 3.182446 * values.std(ddof=1) / 2  # t with 3 degrees of freedom
    assert line["high"] - line["value"] == pytest.approx(half, rel=1e-4)
    assert "over seeds" in runs.table()._repr_html_()
    (panel,) = runs.figure("high_quality").axes
    assert panel.get_xlabel() == "high_quality"


def test_runs_are_compared_over_seeds_and_never_with_cards():
    both = [
        cards.repeat(functools.partial(card, noise=noise, name=name), [1, 2, 3])
        for noise, name in ((0.0, "clean"), (0.5, "noisy"))
    ]
    table = cards.compare(both, ["high_quality", "fid"])
    assert table.over == "over seeds"
    assert [name for name, _ in table.rows] == ["clean", "noisy"]
    alone = both[1].table(["high_quality"]).rows[0][1][0]
    assert table.rows[1][1] == [alone, None]
    with pytest.raises(ValueError, match="cards alone, or runs alone"):
        cards.compare([both[0], card()])


def test_runs_of_another_recipe_are_not_mixed(tmp_path):
    path = tmp_path / "runs.json"
    cards.repeat(lambda seed: card(seed), [1], path)
    with pytest.raises(ValueError, match="of one name, noisy. Got other"):
        cards.repeat(lambda seed: card(seed, name="other"), [1, 2], path)
    assert len(json.loads(path.read_text())) == 1


def test_a_recipe_may_differ_in_the_seed_alone():
    def made(seed, **options):
        vae = ag.VAE(shape=(2,), latent_dim=2, width=4, seed=seed, **options)
        return ag.metrics.evaluate(vae, RING, seed=seed)

    runs = cards.repeat(made, [1, 2])
    assert [c["config"]["seed"] for c in runs.cards] == [1, 2]
    with pytest.raises(ValueError, match="of one config, .*'kl_weight': 1.0"):
        cards.repeat(lambda seed: made(seed, kl_weight=float(seed)), [1, 2])


def test_json_has_no_nan_and_no_half_files(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json({"fid": float("nan")}, tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_multiply_adds_by_hand():
    # Dense 4 → 3·3·8 = 72: 288. Transposed 2×2 kernel 8 → 5 on 3 × 3
    # places: 9 · 4 · 8 · 5 = 1440. Convolution 3×3, 5 → 2 on 6 × 6 places:
    # 36 · 9 · 5 · 2 = 3240.
    import keras

    net = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(72),
            keras.layers.Reshape((3, 3, 8)),
            keras.layers.Conv2DTranspose(5, 2, strides=2),
            keras.layers.Conv2D(2, 3, padding="same"),
        ]
    )
    assert ag.work.multiply_adds(net) == 288 + 1440 + 3240
    again = keras.Sequential([keras.Input((4,)), net])
    assert ag.work.multiply_adds(again) == 4968
