"""The explorer: a model's latent space, moved by hand."""

import numpy as np
import traitlets as t

from .._checks import refusal
from .charts import examples_of
from .collect import check_views, collect, list_directions
from .host import Widget
from .module import FILES, SHARED, module, style


class Explorer(Widget):
    """Walk through the latent space of a model, in the page itself.

    The decoder runs in the browser. In JupyterLab, Colab or VS Code `z` goes
    both ways between page and kernel; the built book needs no kernel.

    Args:
        decoder: a trained game, `Autoencoder` or `VAE`, or a Keras network
            from latents `(batch, d)` to images or points. Of a game, the
            averaged generator is shown. Or a dict name → such a model: the
            views "compare" and "dial" show several.
        encoder: Keras network from samples to codes; the model's own else.
        codes: codes of data, `(n, d)`, or a data record that the encoder
            makes codes of. An autoencoder without a prior draws random
            latents from a Gaussian fitted to them.
        labels: classes of the codes, integers `(n,)`; a record's own else.
        names: names of the classes; a record's own else.
        directions: dict name → vector `(d,)` that is added to z.
        images: a few images in [−1, 1] that readers may encode; a record's
            own else, one of each class.
        views: names of the views in their order: "map", "sliders", "path",
            "directions", "draw", "compare", "dial". Default: those that
            there is something to show in, without "path" and "dial".
        z: latent to begin with, `(d,)`; the mean of the prior else.
        address: name under which the state stands in the page's address, so
            that it can be linked; only where no kernel runs.

    Raises:
        ValueError: for a layer that the browser cannot run; the message
            names it and the remedy. For views without what they show.
        TypeError: if `decoder` is no network and has none.

    Example:
    >>> import aegan_lib as ag
    >>> vae = ag.VAE(shape=(28, 28, 1), latent_dim=2, seed=1)
    >>> explorer = ag.Explorer(vae)
    >>> explorer
    Explorer: 2 latents to images of 28 × 28 pixels; views: sliders, draw
    >>> explorer.z = [0.5, -1.0]  # moves the page; `observe` hears it move
    """

    _esm = module(*SHARED, *FILES)
    _css = style()

    views = t.List(t.Unicode()).tag(sync=True)
    z = t.List(t.Float()).tag(sync=True)
    locked = t.List(t.Bool()).tag(sync=True)
    networks = t.List(t.Dict()).tag(sync=True)
    weights = t.Bytes().tag(sync=True)
    points = t.Bytes().tag(sync=True)
    classes = t.Bytes().tag(sync=True)
    directions = t.List(t.Dict()).tag(sync=True)
    images = t.Bytes().tag(sync=True)
    address = t.Unicode().tag(sync=True)

    def __init__(
        self,
        decoder,
        encoder=None,
        *,
        codes=None,
        labels=None,
        names=None,
        directions=None,
        images=None,
        views=None,
        z=None,
        address="",
    ):
        state = collect(decoder, encoder, codes, labels, names)
        middle = state["networks"][0]["middle"]
        state["directions"] = list_directions(directions, len(middle))
        shape = state["networks"][0]["decoder"]["output"]
        state["images"] = examples_of(images, codes, shape)
        super().__init__(
            **state,
            locked=[False] * len(middle),
            views=check_views(views, state),
            z=middle if z is None else np.asarray(z, float).tolist(),
            address=address,
        )

    @t.validate("z")
    def _check_z(self, proposal):
        z, count = proposal["value"], len(self.networks[0]["middle"])
        if len(z) != count or not np.all(np.isfinite(z)):
            raise refusal("z", "Explorer", f"{count} finite numbers", z)
        return z

    def __repr__(self):
        spec = self.networks[0]["decoder"]
        shape = spec["output"]
        made = f"points of {shape[0]} numbers"
        if len(shape) == 3:
            made = f"images of {shape[0]} × {shape[1]} pixels"
        views = ", ".join(self.views)
        return f"Explorer: {spec['input'][0]} latents to {made}; views: {views}"
