/**
 * The Dirac-GAN (Mescheder et al., 2018, arXiv:1801.04406): a real sample at
 * 0, a generated one at θ, a discriminator D(x) = ψx. Its field, ways to step
 * through it, and what the derivative at the goal (0, 0) says.
 *
 * @typedef {{loss: string, remedy: string, weight: number, nodes: number[],
 *   chance: number[]}} Game `weight` is γ of a penalty, σ² of the noise;
 *   `nodes` and `chance` average over standard normal noise
 * @typedef {(z: number[]) => number[]} Field (θ, ψ) -> their speeds
 */

const sigmoid = (t) => 1 / (1 + Math.exp(-t)); // slope of log(1 + e^t)
const falling = (t) => -sigmoid(-t); // slope of log(1 + e^−t)

/**
 * Slopes of each loss at a score t: of a real sample, of a generated one, of
 * the generator's loss. `factor` scales the noise: a relativistic loss sees
 * the noise of two samples.
 */
const LOSSES = {
  minimax: { real: falling, fake: sigmoid, own: (t) => -sigmoid(t) },
  non_saturating: { real: falling, fake: sigmoid, own: falling },
  least_squares: {
    real: (t) => t - 1,
    fake: (t) => t + 1,
    own: (t) => t - 1,
  },
  hinge: {
    real: (t) => (t < 1 ? -1 : 0),
    fake: (t) => (t > -1 ? 1 : 0),
    own: () => -1,
  },
  wasserstein: { real: () => -1, fake: () => 1, own: () => -1 },
  relativistic: {
    real: () => 0,
    fake: sigmoid,
    own: falling,
    factor: Math.SQRT2,
  },
};

/** Slope in ψ of half the penalty on D's gradient, which is ψ. */
const PENALTIES = {
  none: () => 0,
  r1: (psi) => psi,
  gradient_penalty: (psi) => psi - Math.sign(psi),
  noise: () => 0,
};

/** @param {Game} game @returns {Field} minus the gradient of each player */
function diracField(game) {
  const { real, fake, own, factor = 1 } = LOSSES[game.loss];
  const noisy = game.remedy === "noise";
  const spread = noisy ? factor * Math.sqrt(game.weight) : 0;
  const nodes = noisy ? game.nodes.map((node) => spread * node) : [0];
  const chance = noisy ? game.chance : [1];
  const penalty = PENALTIES[game.remedy];
  return ([theta, psi]) => {
    let pull = 0;
    let push = game.weight * penalty(psi);
    nodes.forEach((node, i) => {
      const x = theta + node;
      pull += chance[i] * psi * own(psi * x);
      push += chance[i] * (real(psi * node) * node + fake(psi * x) * x);
    });
    return [-pull, -push];
  };
}

/**
 * Ways to step: (field, state, h, momentum) -> state. A state is θ, ψ and two
 * numbers that the rule remembers: the velocity, or the last speeds.
 */
const RULES = {
  simultaneous(f, [theta, psi, u, v], h, momentum) {
    const [a, b] = f([theta, psi]);
    u = momentum * u + a;
    v = momentum * v + b;
    return [theta + h * u, psi + h * v, u, v];
  },
  alternating(f, [theta, psi, u, v], h, momentum) {
    v = momentum * v + f([theta, psi])[1];
    psi += h * v; // first the discriminator
    u = momentum * u + f([theta, psi])[0];
    return [theta + h * u, psi, u, v];
  },
  extragradient(f, [theta, psi], h) {
    const [a, b] = f([theta, psi]); // looks a step ahead
    const [u, v] = f([theta + h * a, psi + h * b]);
    return [theta + h * u, psi + h * v, 0, 0];
  },
  optimistic(f, [theta, psi, u, v], h) {
    const [a, b] = f([theta, psi]);
    return [theta + h * (2 * a - u), psi + h * (2 * b - v), a, b];
  },
};

/** Whether a rule listens to the momentum. */
const hasMomentum = (rule) => rule === "simultaneous" || rule === "alternating";

/** Points (θ, ψ) from the start on; ends early when they run away. */
function diracPath(field, rule, start, { h, momentum, steps }) {
  const remembered = rule === "optimistic" ? field(start) : [0, 0];
  let state = [...start, ...remembered];
  const path = [start];
  for (let i = 0; i < steps && Math.hypot(...path.at(-1)) < 1e6; i++) {
    state = RULES[rule](field, state, h, momentum);
    path.push(state.slice(0, 2));
  }
  return path;
}

/** The Jacobian of a field at (0, 0), by differences: rows of numbers. */
function jacobianAtGoal(field, away = 1e-5) {
  const column = (i) => {
    const point = [0, 0];
    point[i] = away;
    const [a, b] = field(point);
    const [c, d] = field(point.map((value) => -value));
    return [(a - c) / (2 * away), (b - d) / (2 * away)];
  };
  const [first, second] = [column(0), column(1)];
  return [
    [first[0], second[0]],
    [first[1], second[1]],
  ];
}

/** Both eigenvalues of a 2 × 2 matrix as [real, imaginary], upper first. */
function eigenvalues([[a, b], [c, d]]) {
  const middle = (a + d) / 2;
  const inside = middle * middle - (a * d - b * c);
  const root = Math.sqrt(Math.abs(inside));
  const turns = inside < -1e-12; // differences are not exact
  return turns
    ? [[middle, root], [middle, -root]]
    : [[middle + root, 0], [middle - root, 0]];
}

/** By which factor a step changes small distances, in the long run. */
function stepFactor(jacobian, rule, h, momentum) {
  const linear = ([x, y]) => jacobian.map(([a, b]) => a * x + b * y);
  const columns = [0, 1, 2, 3].map((i) => {
    const unit = [0, 0, 0, 0];
    unit[i] = 1;
    return RULES[rule](linear, unit, h, momentum);
  });
  return spectralRadius(columns);
}

/** Largest modulus of an eigenvalue: lim |Mᵏ|^(1/k), by squaring (Gelfand). */
function spectralRadius(matrix) {
  let log = 0;
  for (let power = 1; power < 2 ** 40; power *= 2) {
    const size = Math.hypot(...matrix.flat());
    if (size === 0) return 0;
    log += Math.log(size) / power;
    const unit = matrix.map((row) => row.map((value) => value / size));
    matrix = unit.map((row) =>
      row.map((_, j) => row.reduce((sum, v, k) => sum + v * unit[k][j], 0)),
    );
  }
  return Math.exp(log);
}

/**
 * What the second order predicts where the first one does not converge: the
 * radius of a circle of simultaneous steps, or null.
 */
function circleRadius(game, rule, h, momentum) {
  const plain = rule === "simultaneous" && !momentum;
  if (!plain || game.remedy !== "none") return null;
  const { fake, own } = LOSSES[game.loss];
  const slope = (f) => (f(1e-4) - f(-1e-4)) / 2e-4;
  const q = slope(fake) + slope(own);
  return q > 1e-6 ? Math.sqrt((4 * h * fake(0) ** 2) / q) : null;
}

/** How a path ends: "in", "slow", "stays" or "out", and its last distance. */
function pathEnd(path) {
  const square = path.map(([theta, psi]) => theta * theta + psi * psi);
  const window = Math.max(1, Math.floor(path.length / 6));
  const mean = (end) => {
    const part = square.slice(end - window, end);
    return Math.sqrt(part.reduce((sum, value) => sum + value, 0) / window);
  };
  const half = Math.max(window, Math.floor(path.length / 2));
  const [middle, late] = [mean(half), mean(path.length)];
  const radius = late;
  if (late < middle / 3 || late < 1e-9) return { end: "in", radius };
  if (Math.abs(late / middle - 1) < 0.05) return { end: "stays", radius };
  return { end: late > middle ? "out" : "slow", radius };
}
