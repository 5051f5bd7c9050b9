"""Paths from one code to another: straight, or along the sphere."""

import numpy as np

from .._checks import check_choice, refusal


def interpolate(start, end, t, kind="linear"):
    r"""Codes at the times `t` of a path from `start` to `end`.

    $$z_\mathrm{lin}(t) = (1 - t)\, a + t\, b$$

    $$z_\mathrm{sph}(t) = \frac{\sin((1 - t) \omega)}{\sin \omega}\, a
      + \frac{\sin(t \omega)}{\sin \omega}\, b, \qquad
      \cos \omega = \frac{a \cdot b}{\lVert a \rVert \lVert b \rVert}$$

    Draws of a standard normal of many dimensions lie near a sphere, and the
    straight path leaves it. The spherical one turns at constant speed; its
    norm stays between those of the ends, and goes evenly if they differ
    little. Where the ends are parallel it is the straight path.

    Args:
        start: codes a, `(…, latent_dim)`.
        end: codes b, of the same shape.
        t: times, 0 at the start and 1 at the end: a number, or an array
            whose axes go along with those of the codes but the last.
        kind: `"linear"` or `"spherical"`.

    Returns:
        Array float32 `(…, latent_dim)`.

    Raises:
        ValueError: for another kind, codes of two shapes, or a spherical
            path from or to zero or between opposite codes.

    Example:
    >>> path = interpolate([2.0, 0.0], [0.0, 2.0], [0.0, 0.5, 1.0])
    >>> path.tolist()
    [[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]]
    >>> around = interpolate([2.0, 0.0], [0.0, 2.0], 0.5, "spherical")
    >>> around.round(3).tolist()
    [1.4140000343322754, 1.4140000343322754]

    References:
        Shoemake, 1985, doi:10.1145/325165.325242; of latents: White, 2016,
        arXiv:1609.04468.
    """
    check_choice(kind, "kind", "interpolate", ("linear", "spherical"))
    start, end = np.asarray(start, "float64"), np.asarray(end, "float64")
    if start.ndim < 1 or start.shape != end.shape:
        wanted = f"codes of the shape of `start`, {start.shape}"
        raise refusal("end", "interpolate", wanted, f"shape {end.shape}")
    t = np.asarray(t, "float64")[..., None]
    if kind == "linear":
        return ((1 - t) * start + t * end).astype("float32")
    omega = _angle(start, end)
    sine = np.sin(omega)
    flat = sine < 1e-6  # parallel: sin(tω) / sin ω tends to t
    safe = np.where(flat, 1.0, sine)
    before = np.where(flat, 1 - t, np.sin((1 - t) * omega) / safe)
    after = np.where(flat, t, np.sin(t * omega) / safe)
    return (before * start + after * end).astype("float32")


def _angle(start, end):
    """Angle between codes, in radians `(…, 1)`."""
    norms = np.linalg.norm(start, axis=-1) * np.linalg.norm(end, axis=-1)
    if np.any(norms == 0):
        wanted = "codes other than zero, for a spherical path"
        raise refusal("start", "interpolate", wanted, "a code of norm 0")
    cosine = np.clip(np.sum(start * end, axis=-1) / norms, -1.0, 1.0)
    if np.any(cosine < -1 + 1e-12):
        fix = "There is no shortest way around: go by a third code."
        wanted = "codes that are not opposite, for a spherical path"
        raise refusal("end", "interpolate", wanted, "−start", fix)
    return np.arccos(cosine)[..., None]
