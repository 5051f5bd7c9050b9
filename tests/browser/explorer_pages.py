"""Explorers of small, untrained networks: one page for each view."""

import functools

import numpy as np

import aegan_lib as ag

SHAPE = (8, 8, 1)
DIRECTIONS = {"slant": [0.5, -0.25, 0.0], "weight": [0.0, 0.125, 1.0]}


@functools.cache
def vae(latent_dim=2, seed=1):
    """A VAE whose images change a lot with z: weights five times as large."""
    model = ag.VAE(shape=SHAPE, latent_dim=latent_dim, width=4, seed=seed)
    kernel = model.decoder.weights[0]
    kernel.assign(5 * kernel)
    return model


@functools.cache
def record(n=60):
    return ag.data.load("glyphs", n=n, characters="ABC", size=8, seed=3)


def codes(latent_dim=2):
    return np.random.default_rng(4).normal(size=(60, latent_dim))


def row():
    return {f"{k} %": vae(3, seed=k + 1) for k in (0, 50, 100)}


PAGES = {
    "map": lambda: ag.Explorer(
        vae(), codes=codes(), labels=record().labels, names=record().names
    ),
    "plane": lambda: ag.Explorer(
        vae(3), codes=codes(3), names=["all"], views=["map", "sliders"]
    ),
    "path": lambda: ag.Explorer(vae(3), views=["path", "sliders"]),
    "directions": lambda: ag.Explorer(
        vae(3),
        directions=DIRECTIONS,
        views=["directions", "sliders"],
        z=[0.5, -1.0, 0.25],
    ),
    "draw": lambda: ag.Explorer(
        vae(3), images=record().x[:4], views=["draw", "sliders"]
    ),
    "compare": lambda: ag.Explorer(
        {"first": vae(), "second": vae(seed=5)},
        codes={"first": codes(), "second": codes() / 2},
        labels={k: record().labels for k in ("first", "second")},
        names=("Aa", "Bb", "Cc"),
        views=["compare", "sliders"],
    ),
    "dial": lambda: ag.Explorer(row(), views=["dial", "sliders"]),
    "address": lambda: ag.Explorer(
        vae(), codes=codes(), views=["map", "path", "sliders"], address="walk"
    ),
}
