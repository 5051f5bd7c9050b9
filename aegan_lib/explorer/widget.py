"""The explorer: a model's latent space, moved by hand."""

import numpy as np
import traitlets as t

from .._checks import refusal
from .host import Widget
from .module import SHARED, VIEWS, module, style
from .parts import entry


class Explorer(Widget):
    """Walk through the latent space of a model, in the page itself.

    The decoder runs in the browser. In JupyterLab, Colab or VS Code `z` goes
    both ways between page and kernel; the built book needs no kernel.

    Args:
        decoder: a trained game, `Autoencoder` or `VAE`, or a Keras network
            from latents `(batch, d)` to images or points. Of a game, the
            averaged generator is shown.
        encoder: Keras network from samples to codes; the model's own else.
        codes: codes of data, `(n, d)`. Without a prior of the model, random
            latents come from a Gaussian fitted to them.
        labels: classes of the codes, integers `(n,)`.
        names: names of the classes.
        views: names of the views in their order.
        z: latent to begin with, `(d,)`; the mean of the prior else.

    Raises:
        ValueError: for a layer that the browser cannot run; the message
            names it and the remedy.
        TypeError: if `decoder` is no network and has none.

    Example:
    >>> import aegan_lib as ag
    >>> vae = ag.VAE(shape=(28, 28, 1), latent_dim=2, seed=1)
    >>> explorer = ag.Explorer(vae)
    >>> explorer
    Explorer: 2 latents to images of 28 × 28 pixels; views: sliders
    >>> explorer.z = [0.5, -1.0]  # moves the page; `observe` hears it move
    """

    _esm = module(*SHARED, *VIEWS, "explorer")
    _css = style()

    views = t.List(t.Unicode()).tag(sync=True)
    z = t.List(t.Float()).tag(sync=True)
    locked = t.List(t.Bool()).tag(sync=True)
    networks = t.List(t.Dict()).tag(sync=True)
    weights = t.Bytes().tag(sync=True)

    def __init__(
        self,
        decoder,
        encoder=None,
        *,
        codes=None,
        labels=None,
        names=None,
        views=None,
        z=None,
    ):
        chunks = []
        first = entry(decoder, chunks, encoder, codes)
        start = first["middle"] if z is None else np.asarray(z, float).tolist()
        super().__init__(
            networks=[first],
            weights=np.concatenate(chunks).tobytes(),
            locked=[False] * len(first["middle"]),
            views=list(views or VIEWS),
            z=start,
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
