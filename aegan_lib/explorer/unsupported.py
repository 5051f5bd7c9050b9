"""Refusing what the browser cannot run: the layer, and the remedy."""

from .._checks import refusal

REMEDY = (
    "Build the network from Dense, Conv2D, Conv2DTranspose, UpSampling2D, "
    "pooling, ZeroPadding2D, Cropping2D, Reshape, Flatten, "
    "BatchNormalization, Rescaling, Dropout, noise and common activations."
)


def unsupported(layer, detail="", remedy=REMEDY):
    """Return the exception for `layer`; the caller raises it."""
    what = f"{type(layer).__name__} named {layer.name!r}"
    wanted = "made of layers that the explorer runs"
    return refusal("network", "Explorer", wanted, f"{what}{detail}", remedy)


def need(layer, **wanted):
    """Raise unless the options of `layer` have these values."""
    for name, value in wanted.items():
        found = getattr(layer, name, value)
        if found not in (value, (value, value)):
            detail = f" with {name}={found!r}"
            raise unsupported(layer, detail, f"Set {name}={value!r}.")
