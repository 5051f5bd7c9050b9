"""Our GAN in plain PyTorch: losses, Adam and averages written by hand.

The peer of `steps.py`, `quality.py` and `gpu.py`. It is made from a Keras
game, so that both start from the same weights; a test compares one step of
both. D(G(z)) is computed once for both losses.
"""

import contextlib

import numpy as np
import torch
from common import rate_of
from torch.nn import functional as F
from torch_layers import translate

SIGMA = 0.05  # step of the finite difference, as in `r1_finite_difference`


class PlainGAN:
    """Generator against discriminator; simultaneous steps, averaged G.

    Args:
        game: a compiled `aegan_lib.GAN` with the non-saturating loss.
        channels_last: order of the images in memory.
        device: where PyTorch computes.
        dtype: `torch.bfloat16` for automatic mixed precision.
        fused: whether Adam runs as one kernel.
    """

    def __init__(
        self, game, channels_last=True, device="cpu", dtype=None, fused=True
    ):
        if game.get_config()["loss"] != "non_saturating":
            raise ValueError("`PlainGAN` has the non-saturating loss only.")
        self.r1_weight, self.r1, self.ema = game.r1_weight, game.r1, game.ema
        self.latent_dim, self.device = game.latent_dim, device
        self.layout = {"device": device}
        if channels_last and len(game.shape) == 3:
            self.layout["memory_format"] = torch.channels_last
        self.generator, self.averaged, self.discriminator = (
            translate(network).to(**self.layout)
            for network in (game.generator, game.averaged, game.discriminator)
        )
        self.averaged.requires_grad_(False)
        self.cast = contextlib.nullcontext
        if dtype is not None:
            self.cast = lambda: torch.autocast(device, dtype=dtype)
        self.steps, self.optimizers = 0, []
        for player in ("discriminator", "generator"):
            keras_adam = game.optimizer._optimizer_map.by_player[player]
            parameters = list(getattr(self, player).parameters())
            own = Adam(parameters, keras_adam, fused)
            self.optimizers.append((parameters, own))

    def to_device(self, images):
        """Images `(batch, height, width, channels)` or points as a tensor."""
        x = torch.as_tensor(images)
        if x.ndim == 4:
            x = x.permute(0, 3, 1, 2)
        x = x.to(**self.layout)
        return x if "memory_format" in self.layout else x.contiguous()

    def step(self, x, z=None, noise=None):
        """One step of both players on a batch; return both losses."""
        if z is None:
            size = len(x), self.latent_dim
            z = torch.randn(size, device=self.device)
        with self.cast():
            loss_d, loss_g = self.losses(x, z, noise)
        self.move_average()
        gradients = [
            torch.autograd.grad(loss, parameters, retain_graph=again)
            for loss, (parameters, _), again in zip(
                (loss_d, loss_g), self.optimizers, (True, False), strict=True
            )
        ]
        for found, (parameters, optimizer) in zip(
            gradients, self.optimizers, strict=True
        ):
            for parameter, gradient in zip(parameters, found, strict=True):
                parameter.grad = gradient
            optimizer.step_as_keras()
        self.steps += 1
        return loss_d.detach(), loss_g.detach()

    def losses(self, x, z, noise=None):
        """Both losses; with the noise of the R1 look, if it is given."""
        real = self.discriminator(x)
        fake = self.discriminator(self.generator(z))
        loss_d = F.softplus(-real).mean() + F.softplus(fake).mean()
        if self.r1_weight:
            r1 = self.penalty(x, real, noise)
            loss_d = loss_d + 0.5 * self.r1_weight * r1.mean()
        return loss_d, F.softplus(-fake).mean()

    def penalty(self, x, real, noise=None):
        """R1 by a second derivative, or from one noisy look."""
        if self.r1 == "exact":
            x = x.detach().requires_grad_()
            score = self.discriminator(x).sum()
            (slope,) = torch.autograd.grad(score, x, create_graph=True)
            return slope.flatten(1).square().sum(1)
        noise = torch.randn_like(x) if noise is None else noise
        moved = self.discriminator(x + SIGMA * noise)
        return ((real - moved) / SIGMA).square()

    @torch.no_grad()
    def move_average(self):
        """Move the averaged weights, before the step as in `Game`."""
        decay = min(self.ema, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(
            list(self.averaged.parameters()),
            list(self.generator.parameters()),
            1 - decay,
        )

    @torch.no_grad()
    def generate(self, n, seed=0, batch_size=500):
        """Images or points of the averaged generator, a NumPy array."""
        random = torch.Generator().manual_seed(seed)
        z = torch.randn((n, self.latent_dim), generator=random)
        norms = [m for m in self.averaged if hasattr(m, "running_mean")]
        self.averaged.train()
        for norm in norms:  # means over 20 batches, as `Game.recalibrate`
            norm.reset_running_stats()
            norm.momentum = None
        for part in z[: 20 * 64].split(64) if norms else ():
            self.averaged(part.to(self.device))
        self.averaged.eval()
        parts = [self.averaged(p.to(self.device)) for p in z.split(batch_size)]
        x = torch.cat(parts).float().cpu().numpy()
        return np.moveaxis(x, 1, -1) if x.ndim == 4 else x


class Adam(torch.optim.Adam):
    """PyTorch's Adam with the rate and the ε of a Keras optimiser.

    Keras adds ε before it corrects the bias of the second moment, PyTorch
    after. So PyTorch's ε is Keras's over the root of that correction.
    """

    def __init__(self, parameters, like, fused):
        self.rate = rate_of(like)
        betas = like.beta_1, like.beta_2
        super().__init__(parameters, self.rate(0), betas, fused=fused)
        self.epsilon, self.count = like.epsilon, 0

    def step_as_keras(self):
        """One step with the rate and the ε of this step."""
        (group,) = self.param_groups
        group["lr"] = self.rate(self.count)
        self.count += 1
        bias = 1 - group["betas"][1] ** self.count
        group["eps"] = self.epsilon / bias**0.5
        self.step()
