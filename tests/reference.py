"""Every formula of the library again, in slow and obvious NumPy.

Samples are taken one at a time, numbers in double precision. Functions with
the name of a library function restate it; the others serve them.
"""

import math

import numpy as np


def log_sigmoid(a):
    """log of 1 / (1 + e⁻ᵃ), for one number, without overflow."""
    return -math.log1p(math.exp(-a)) if a > 0 else a - math.log1p(math.exp(a))


# ---- adversarial losses; note that 1 − σ(a) = σ(−a)
def logistic_discriminator(real, fake):
    """−log σ(D(x)) − log(1 − σ(D(G(z))))."""
    pairs = zip(real, fake, strict=True)
    return np.array([-log_sigmoid(r) - log_sigmoid(-f) for r, f in pairs])


def non_saturating_generator(fake):
    """−log σ(D(G(z)))."""
    return np.array([-log_sigmoid(f) for f in fake])


def minimax_generator(fake):
    """log(1 − σ(D(G(z))))."""
    return np.array([log_sigmoid(-f) for f in fake])


# ---- reconstruction and divergence
def squared_error(x, x_rec):
    """Σ_i (x_i − x̂_i)² of each sample."""
    pairs = zip(x, x_rec, strict=True)
    return np.array([sum(d**2 for d in (a - b).flat) for a, b in pairs])


def absolute_error(x, x_rec):
    """Σ_i |x_i − x̂_i| of each sample."""
    pairs = zip(x, x_rec, strict=True)
    return np.array([sum(abs(d) for d in (a - b).flat) for a, b in pairs])


def normal_density(x, mean=0.0, std=1.0):
    """Density of one Gaussian number."""
    z = (x - mean) / std
    return np.exp(-(z**2) / 2) / (std * math.sqrt(2 * math.pi))


def gaussian_kl(mean, log_var):
    """∫ q log(q/p) as a sum over a fine grid, added over the latents."""
    steps = np.linspace(-12, 12, 4001)
    total = np.zeros(len(mean))
    for i in range(len(mean)):
        for m, v in zip(mean[i], log_var[i], strict=True):
            std = math.exp(v / 2)
            z = m + std * steps
            log_q = -((z - m) ** 2) / (2 * std**2) - v / 2
            log_p = -(z**2) / 2  # both without log √2π
            q = normal_density(z, m, std)
            total[i] += np.sum(q * (log_q - log_p)) * (z[1] - z[0])
    return total


def gaussian_nll(x, mean, log_var):
    """−Σ_i log N(x_i; μ_i, σ²) of each sample."""
    std = math.exp(log_var / 2)
    return np.array(
        [
            -sum(
                math.log(normal_density(p, m, std))
                for p, m in zip(a.flat, b.flat, strict=True)
            )
            for a, b in zip(x, mean, strict=True)
        ]
    )


# ---- gradients and penalties
def input_gradient(f, x, step=1e-5):
    """Central difference quotient of Σ f(x) in every entry of x."""
    x = np.float64(x)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = np.array(x), np.array(x)
        up[i] += step
        down[i] -= step
        gradient[i] = (np.sum(f(up)) - np.sum(f(down))) / (2 * step)
    return gradient


def r1(f, x):
    """‖∇f(x)‖² of each sample."""
    return np.array([np.sum(g**2) for g in input_gradient(f, x)])


def r1_finite_difference(f, x, noise, sigma=0.05):
    """(f(x) − f(x + σε))² / σ² of each sample."""
    return np.array(
        [
            ((f(a[None]) - f(a[None] + sigma * e[None])).item() / sigma) ** 2
            for a, e in zip(x, noise, strict=True)
        ]
    )


# ---- networks and games
def dense(weights, x, slope):
    """Dense layers with (leaky) ReLU between them, x of shape (n, d)."""
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i + 2 < len(weights):
            x = np.where(x > 0, x, slope * x)
    return x


def gan_terms(generator, discriminator, x, z, r1_weight):
    """Terms of a dense GAN with the non-saturating loss and exact R1."""

    def score(v):
        return dense(discriminator, v, 0.2)[:, 0]

    real, fake = score(x), score(dense(generator, z, 0.0))
    return {
        "discriminator/adversarial": logistic_discriminator(real, fake).mean(),
        "discriminator/r1": r1_weight / 2 * r1(score, x).mean(),
        "generator/adversarial": non_saturating_generator(fake).mean(),
    }


# ---- what the answer must be
def principal_axes(x, k):
    """The k directions of largest variance, `(d, k)`, and all variances."""
    variances, axes = np.linalg.eigh(np.cov(x, rowvar=False, ddof=0))
    return axes[:, ::-1][:, :k], variances[::-1]


def principal_angles(a, b):
    """Angles in degrees between the spans of the columns of a and b."""
    a, b = np.linalg.qr(a)[0], np.linalg.qr(b)[0]
    cosines = np.linalg.svd(a.T @ b, compute_uv=False)
    return np.degrees(np.arccos(np.clip(cosines, -1, 1)))


def gaussian_log_likelihood(x, mean, covariance):
    """Mean log-density of samples under one Gaussian, in nats."""
    d = x.shape[1]
    offset = x - mean
    distance = np.sum(offset @ np.linalg.inv(covariance) * offset, axis=1)
    _, log_volume = np.linalg.slogdet(2 * math.pi * covariance)
    assert covariance.shape == (d, d)
    return -0.5 * (distance.mean() + log_volume)


def probabilistic_pca(x, k):
    """Maximum likelihood of Tipping and Bishop: σ², and log-likelihood."""
    axes, variances = principal_axes(x, k)
    noise = variances[k:].mean()
    loading = axes * np.sqrt(variances[:k] - noise)
    covariance = loading @ loading.T + noise * np.eye(x.shape[1])
    return noise, gaussian_log_likelihood(x, x.mean(axis=0), covariance)


def jensen_shannon(p, q, width):
    """JS(p, q) in nats of two densities on a grid with steps `width`."""
    middle = (p + q) / 2
    halves = [np.sum(r * np.log(r / middle)) * width / 2 for r in (p, q)]
    return sum(halves)


# ---- metrics
def truncated_std(d, cut=3.0, points=100001):
    """Standard deviation of a coordinate of a normal cut off at `cut`.

    The length r has density ∝ r^(d−1) exp(−r²/2), and by symmetry each of
    the d coordinates has the variance E[r²] / d.
    """
    r = np.linspace(0, cut, points)
    density = r ** (d - 1) * np.exp(-(r**2) / 2)
    return math.sqrt(np.sum(density * r**2) / np.sum(density) / d)


def mode_coverage(samples, modes, mode_std):
    """Found, share of high quality, shares and spreads, sample by sample."""
    near = [[] for _ in modes]
    for sample in samples:
        distances = [math.dist(sample, mode) for mode in modes]
        nearest = distances.index(min(distances))
        if distances[nearest] <= 3 * mode_std:
            near[nearest].append(sample - modes[nearest])
    good = sum(len(members) for members in near)
    truth = mode_std * truncated_std(len(modes[0]))
    spread = [
        np.sqrt(np.var(members, axis=0, ddof=1).mean()) / truth
        if len(members) > 1
        else math.nan
        for members in near
    ]
    shares = [len(members) / max(good, 1) for members in near]
    found = sum(len(members) > 0 for members in near)
    kl = sum(p * math.log(p * len(modes)) for p in shares if p > 0)
    return found, good / len(samples), shares, spread, kl
