"""The phase portrait of the smallest GAN, with all that decides its course."""

import numpy as np
import traitlets as t

from .._checks import check_choice, check_integer, check_number, refusal
from .host import Widget
from .module import module, style

LOSSES = (
    "minimax",
    "non_saturating",
    "least_squares",
    "hinge",
    "wasserstein",
    "relativistic",
)
REMEDIES = ("none", "r1", "gradient_penalty", "noise")
RULES = ("simultaneous", "alternating", "extragradient", "optimistic")
NUM_NODES = 20  # of the quadrature over the noise


class PhasePortrait(Widget):
    r"""Two players and their path, in the page itself.

    $$\dot\theta = -\psi\, c'(\psi\theta), \qquad
      \dot\psi = -\theta\, b'(\psi\theta) - \gamma\, R'(\psi)$$

    The Dirac-GAN: a real sample at 0, a generated one at θ, D(x) = ψx, a
    loss with b for generated scores and c of the generator, a penalty R. The
    page draws the field and a path, and says what the eigenvalues at the
    goal predict. In a notebook all arguments are attributes that go both
    ways between page and kernel.

    Args:
        loss: name of a pair in `losses`; the targets of "least_squares" are
            ±1.
        remedy: "none", "r1", "gradient_penalty" (WGAN-GP; both with half of
            γ) or "noise" on real and generated samples.
        weight: γ of the penalty, or σ² of the noise, in [0, 4].
        rule: "simultaneous", "alternating", "extragradient" or "optimistic".
        step: h in [0.01, 1].
        momentum: in [−0.9, 0.9]; simultaneous and alternating steps only.
        num_steps: integer from 10 to 3 000.
        start: (θ, ψ), both in [−2, 2].

    Raises:
        ValueError: for a name or number that is none of these.

    Example:
    >>> import aegan_lib as ag
    >>> portrait = ag.explorer.PhasePortrait(loss="hinge", remedy="r1")
    >>> portrait
    Phase portrait: hinge loss, remedy r1, simultaneous steps of 0.1
    >>> portrait.start = [0.5, 0.5]  # moves the page

    References:
        Mescheder et al., 2018, arXiv:1801.04406. Optimistic steps:
        Daskalakis et al., 2018, arXiv:1711.00141. Negative momentum: Gidel
        et al., 2019, arXiv:1807.04740.
    """

    _esm = module("controls", "dirac", "plane", "portrait")
    _css = style("portrait")

    loss = t.Unicode().tag(sync=True)
    remedy = t.Unicode().tag(sync=True)
    weight = t.Float().tag(sync=True)
    rule = t.Unicode().tag(sync=True)
    step = t.Float().tag(sync=True)
    momentum = t.Float().tag(sync=True)
    num_steps = t.Int().tag(sync=True)
    start = t.List(t.Float()).tag(sync=True)
    nodes = t.List(t.Float()).tag(sync=True)
    chance = t.List(t.Float()).tag(sync=True)

    def __init__(
        self,
        loss="non_saturating",
        remedy="none",
        weight=0.5,
        rule="simultaneous",
        step=0.1,
        momentum=0.0,
        num_steps=600,
        start=(1.0, 0.0),
    ):
        nodes, chance = np.polynomial.hermite_e.hermegauss(NUM_NODES)
        super().__init__(
            loss=loss,
            remedy=remedy,
            weight=weight,
            rule=rule,
            step=step,
            momentum=momentum,
            num_steps=num_steps,
            start=list(start),
            nodes=nodes.tolist(),
            chance=(chance / chance.sum()).tolist(),
        )

    @t.validate("loss", "remedy", "rule")
    def _check_name(self, proposal):
        name = proposal["trait"].name
        choices = {"loss": LOSSES, "remedy": REMEDIES, "rule": RULES}[name]
        return check_choice(proposal["value"], name, "PhasePortrait", choices)

    @t.validate("weight", "step", "momentum")
    def _check_number(self, proposal):
        name = proposal["trait"].name
        limits = {"weight": (0, 4), "step": (0.01, 1), "momentum": (-0.9, 0.9)}
        low, high = limits[name]
        return check_number(proposal["value"], name, "PhasePortrait", low, high)

    @t.validate("num_steps")
    def _check_steps(self, proposal):
        value, owner = proposal["value"], "PhasePortrait"
        if check_integer(value, "num_steps", owner, 10) > 3000:
            raise refusal("num_steps", owner, "an integer ≤ 3000", value)
        return value

    @t.validate("start")
    def _check_start(self, proposal):
        start = proposal["value"]
        if len(start) != 2 or not all(-2 <= value <= 2 for value in start):
            wanted = "two numbers in [-2, 2]"
            raise refusal("start", "PhasePortrait", wanted, start)
        return start

    def __repr__(self):
        steps = f"{self.rule} steps of {self.step:g}"
        game = f"{self.loss} loss, remedy {self.remedy}"
        return f"Phase portrait: {game}, {steps}"
