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


def least_squares_discriminator(real, fake, real_target=1.0, fake_target=0.0):
    """½ (D(x) − b)² + ½ (D(G(z)) − a)²."""
    b, a = real_target, fake_target
    pairs = zip(real, fake, strict=True)
    return np.array([((r - b) ** 2 + (f - a) ** 2) / 2 for r, f in pairs])


def least_squares_generator(fake, target=1.0):
    """½ (D(G(z)) − c)²."""
    return np.array([(f - target) ** 2 / 2 for f in fake])


def hinge_discriminator(real, fake):
    """max(0, 1 − D(x)) + max(0, 1 + D(G(z)))."""
    pairs = zip(real, fake, strict=True)
    return np.array([max(0.0, 1 - r) + max(0.0, 1 + f) for r, f in pairs])


def negative_score(fake):
    """−D(G(z))."""
    return np.array([-f for f in fake])


def wasserstein_discriminator(real, fake):
    """D(G(z)) − D(x)."""
    return np.array([f - r for r, f in zip(real, fake, strict=True)])


def energy_margin_discriminator(real, fake, margin=1.0):
    """max(0, D(x)) + max(0, m − D(G(z)))."""
    pairs = zip(real, fake, strict=True)
    return np.array([max(0.0, r) + max(0.0, margin - f) for r, f in pairs])


def energy_margin_generator(fake):
    """D(G(z))."""
    return np.array([f for f in fake])


def relativistic_discriminator(real, fake):
    """−log σ(D(x) − D(G(z)))."""
    pairs = zip(real, fake, strict=True)
    return np.array([-log_sigmoid(r - f) for r, f in pairs])


def relativistic_generator(fake, real):
    """−log σ(D(G(z)) − D(x))."""
    pairs = zip(real, fake, strict=True)
    return np.array([-log_sigmoid(f - r) for r, f in pairs])


def relativistic_average_discriminator(real, fake):
    """−log σ(D(x) − mean fake) − log(1 − σ(D(G(z)) − mean real))."""
    mean_real, mean_fake = sum(real) / len(real), sum(fake) / len(fake)
    return np.array(
        [
            -log_sigmoid(r - mean_fake) - log_sigmoid(mean_real - f)
            for r, f in zip(real, fake, strict=True)
        ]
    )


def relativistic_average_generator(fake, real):
    """−log σ(D(G(z)) − mean real) − log(1 − σ(D(x) − mean fake))."""
    mean_real, mean_fake = sum(real) / len(real), sum(fake) / len(fake)
    return np.array(
        [
            -log_sigmoid(f - mean_real) - log_sigmoid(mean_fake - r)
            for r, f in zip(real, fake, strict=True)
        ]
    )


# ---- reconstruction and divergence
def squared_error(x, x_rec):
    """Σ_i (x_i − x̂_i)² of each sample."""
    pairs = zip(x, x_rec, strict=True)
    return np.array([sum(d**2 for d in (a - b).flat) for a, b in pairs])


def absolute_error(x, x_rec):
    """Σ_i |x_i − x̂_i| of each sample."""
    pairs = zip(x, x_rec, strict=True)
    return np.array([sum(abs(d) for d in (a - b).flat) for a, b in pairs])


def bernoulli_nll(x, logits):
    """−Σ_i x_i log σ(l_i) + (1 − x_i) log(1 − σ(l_i)) of each sample."""
    return np.array(
        [
            -sum(
                t * log_sigmoid(v) + (1 - t) * log_sigmoid(-v)
                for t, v in zip(a.flat, b.flat, strict=True)
            )
            for a, b in zip(x, logits, strict=True)
        ]
    )


def feature_matching(real, fake):
    """Σ_j (mean of feature j on real − on fake)²."""
    real, fake = (f.reshape(len(f), -1).T for f in (real, fake))
    pairs = zip(real, fake, strict=True)
    return sum((sum(a) / len(a) - sum(b) / len(b)) ** 2 for a, b in pairs)


def ssim_error(x, x_rec, window=11, data_range=2.0):
    """1 − mean of the similarity of all windows, one window at a time."""
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    middle = (window - 1) / 2
    weight = np.array(
        [
            [
                math.exp(-((i - middle) ** 2 + (j - middle) ** 2) / 4.5)
                for j in range(window)
            ]
            for i in range(window)
        ]
    )
    weight /= weight.sum()
    errors = []
    for image, other in zip(x, x_rec, strict=True):
        found = []
        for i in range(image.shape[0] - window + 1):
            for j in range(image.shape[1] - window + 1):
                for k in range(image.shape[2]):
                    a = image[i : i + window, j : j + window, k]
                    b = other[i : i + window, j : j + window, k]
                    m, n = np.sum(weight * a), np.sum(weight * b)
                    both = np.sum(weight * (a - m) * (b - n))
                    v = np.sum(weight * (a - m) ** 2)
                    w = np.sum(weight * (b - n) ** 2)
                    light = (2 * m * n + c1) / (m**2 + n**2 + c1)
                    found.append(light * (2 * both + c2) / (v + w + c2))
        errors.append(1 - sum(found) / len(found))
    return np.array(errors)


def mmd(x, y, kernel="rbf", bandwidth=1.0, unbiased=True):
    """Mean kernel within x, within y, minus twice that between, by pairs."""

    def k(a, b):
        square = math.fsum((a - b).ravel() ** 2)
        if kernel == "rbf":
            return math.exp(-square / (2 * bandwidth**2))
        return 2 * bandwidth**2 / (2 * bandwidth**2 + square)

    def within(v):
        values = [
            k(a, b)
            for i, a in enumerate(v)
            for j, b in enumerate(v)
            if i != j or not unbiased
        ]
        return sum(values) / len(values)

    between = sum(k(a, b) for a in x for b in y) / (len(x) * len(y))
    return within(x) + within(y) - 2 * between


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


def r2(f, x):
    """‖∇f‖² at each generated sample."""
    return r1(f, x)


def gradient_penalty(f, x, x_fake, alpha, target=1.0):
    """(‖∇f(αx + (1 − α)x̃)‖ − 1)² of each pair of samples."""
    rows = zip(x, x_fake, alpha, strict=True)
    mixed = np.array([a * p + (1 - a) * q for p, q, a in rows])
    slopes = [math.sqrt(s) for s in r1(f, mixed)]
    return np.array([(slope - target) ** 2 for slope in slopes])


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


def gan_terms(generator, discriminator, x, z, r1_weight, losses=None):
    """Terms of a dense GAN with exact R1; non-saturating by default."""
    loss_d, loss_g = losses or (
        logistic_discriminator,
        lambda fake, real: non_saturating_generator(fake),
    )

    def score(v):
        return dense(discriminator, v, 0.2)[:, 0]

    real, fake = score(x), score(dense(generator, z, 0.0))
    return {
        "discriminator/adversarial": loss_d(real, fake).mean(),
        "discriminator/r1": r1_weight / 2 * r1(score, x).mean(),
        "generator/adversarial": loss_g(fake, real).mean(),
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
