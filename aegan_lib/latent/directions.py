"""Directions of latent space, one for each known factor."""

import numpy as np

from .._checks import refusal


def fit_directions(codes, factors, names):
    r"""Fit the change of code that goes with each factor, others fixed.

    $$z_i = m + \sum_k s_{ik} v_k + e_i, \qquad
      \min_{m, V} \sum_i \lVert e_i \rVert^2$$

    Least squares of codes on factors, so that each v_k is what one unit of
    factor k adds to a code. Factors that go together, as those of a small
    sample may, are kept apart, which differences of means do not do.

    Args:
        codes: array `(n, latent_dim)`.
        factors: array `(n, k)` of numbers; standardised, such as those of
            `metrics.read_factors`, they make one unit a standard deviation.
        names: of the k factors.

    Returns:
        Dict name → v_k, float32 `(latent_dim,)`.

    Raises:
        ValueError: for unequal numbers of codes, factors and names, or
            factors that are not independent of each other.

    Example:
    >>> rng = np.random.default_rng(1)
    >>> codes = rng.normal(size=(100, 3))
    >>> found = fit_directions(codes, codes[:, :1] / 2, ["first"])
    >>> found["first"].round(1).tolist()[0]  # half the code: twice the way
    2.0

    References:
        Latent directions of attributes: Larsen et al., 2016,
        arXiv:1512.09300; by a linear model: Shen et al., 2020,
        arXiv:1907.10786.
    """
    codes, factors = np.asarray(codes), np.asarray(factors)
    wanted = f"one row a code, one column a name: ({len(codes)}, {len(names)})"
    if factors.shape != (len(codes), len(names)):
        got = f"shape {factors.shape}"
        raise refusal("factors", "fit_directions", wanted, got)
    design = np.column_stack([np.ones(len(factors)), factors])
    found, _, rank, _ = np.linalg.lstsq(design, codes, rcond=None)
    if rank < design.shape[1]:
        got = f"only {rank - 1} of them"
        wanted = f"{len(names)} factors that vary independently"
        raise refusal("factors", "fit_directions", wanted, got)
    return dict(zip(names, found[1:].astype("float32"), strict=True))
