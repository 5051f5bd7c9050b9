"""All that the page is told of one model or several, with their maps."""

import numpy as np

from .._checks import check_choice, refusal
from ..averaging import in_batches
from ..data import Record
from .charts import Charts, codes_of
from .module import VIEWS
from .parts import entry, networks_of


def collect(models, encoder, codes, labels, names):
    """Return networks, their weights, and the points of their maps.

    Args:
        models: one model, or a dict name → model.
        encoder, codes, labels: as those of `Explorer`; each may be a dict
            with the names of the models. Otherwise they are the first
            model's; a data record is for all models with an encoder.
        names: of the classes, the same on all maps.
    """
    chunks, charts, networks = [], Charts(), []
    models = models if isinstance(models, dict) else {None: models}
    for name, model in models.items():

        def own(value, name=name):
            if isinstance(value, dict):
                return value.get(name)
            return None if networks else value

        decoder, coder, _ = networks_of(model, own(encoder))
        given = codes if isinstance(codes, Record) else own(codes)
        if networks and isinstance(given, Record) and coder is None:
            given = None
        found = None
        if given is not None:
            latent_dim = decoder.input_shape[-1]
            encode = coder and _encode(coder, latent_dim)
            found = codes_of(given, own(labels), names, encode, latent_dim)
        made = entry(model, chunks, coder, found and found[0], name)
        networks.append({**made, "chart": found and charts.add(*found)})
    points, classes = charts.bytes()
    return {
        "networks": networks,
        "weights": np.concatenate(chunks).tobytes(),
        "points": points,
        "classes": classes,
    }


def _encode(encoder, latent_dim):
    return lambda x: in_batches(encoder, x)[:, :latent_dim]


def list_directions(directions, latent_dim):
    """Return directions, a dict name → vector, as the page gets them."""
    listed = []
    for name, vector in (directions or {}).items():
        vector = np.asarray(vector, float)
        if vector.shape != (latent_dim,) or not np.isfinite(vector).all():
            wanted = f"finite, of shape ({latent_dim},)"
            got = f"shape {vector.shape}"
            raise refusal(f"directions[{name!r}]", "Explorer", wanted, got)
        rounded = np.round(vector, 6).tolist()
        listed.append({"name": str(name), "vector": rounded})
    return listed


def check_views(views, state):
    """Return the names of views: those asked for, or all that can be shown.

    Args:
        views: list of names, or `None`.
        state: what the page will be told.
    """
    first, several = state["networks"][0], len(state["networks"]) > 1
    needs = {  # view: whether it can be shown, what it needs
        "map": (first["chart"], "`codes`"),
        "sliders": (True, ""),
        "path": (True, ""),
        "directions": (state["directions"], "`directions`"),
        "draw": (_draws(first), "an encoder of square images"),
        "compare": (several, "a dict of two models"),
        "dial": (several, "a dict of models on the same latents"),
    }
    if views is None:
        # Rows of models are compared or dialled, but not both unasked.
        usual = [name for name in VIEWS if needs[name][0]]
        return [n for n in usual if n not in ("path", "dial")]
    for name in views:
        check_choice(name, "views", "Explorer", VIEWS)
        able, what = needs[name]
        if not able:
            wanted = f"without {name!r}, or given {what}"
            raise refusal("views", "Explorer", wanted, repr(list(views)))
    if "dial" in views:
        _check_dial(state["networks"])
    return list(views)


def _draws(first):
    shape = first["decoder"]["output"]
    return first["encoder"] and len(shape) == 3 and shape[0] == shape[1]


def _check_dial(networks):
    shapes = [(n["decoder"]["input"], n["decoder"]["output"]) for n in networks]
    for shape in shapes:
        if shape != shapes[0]:
            wanted = "a row of models of the same shapes, for 'dial'"
            got = f"{shapes[0]} and {shape}"
            raise refusal("decoder", "Explorer", wanted, got)
