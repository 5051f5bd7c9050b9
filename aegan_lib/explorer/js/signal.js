/** Signal detection: how well a person tells reals from fakes. */

const normalDensity = (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** Φ(z) by its series (Marsaglia, 2004, doi:10.18637/jss.v011.i04). */
function normalCumulative(z) {
  let sum = z;
  for (let term = z, k = 3; Math.abs(term) > 1e-18; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + sum * normalDensity(z);
}

/** Its inverse for p in (0, 1), by Newton's method from 0. */
function normalQuantile(p) {
  if (p > 0.5) return -normalQuantile(1 - p);
  let z = 0; // Φ is convex below 0: the steps come from one side
  for (let i = 0; i < 100; i++) {
    const step = (normalCumulative(z) - p) / normalDensity(z);
    z -= step;
    if (Math.abs(step) < 1e-13) break;
  }
  return z;
}

/**
 * d′ of one rater, its interval over trials and the criterion c, as
 * `metrics.sensitivity` computes them: log-linear correction (Hautus, 1995),
 * variance by Gourevitch and Galanter (1967).
 * @param {{real: boolean, called_real: boolean}[]} trials of both kinds
 */
function sensitivityOf(trials, level = 0.95) {
  const count = (f) => trials.filter(f).length;
  const reals = count((t) => t.real);
  const fakes = trials.length - reals;
  const h = (count((t) => t.real && t.called_real) + 0.5) / (reals + 1);
  const f = (count((t) => !t.real && t.called_real) + 0.5) / (fakes + 1);
  const [zh, zf] = [normalQuantile(h), normalQuantile(f)];
  const part = (p, n, z) => (p * (1 - p)) / (n * normalDensity(z) ** 2);
  const deviation = Math.sqrt(part(h, reals, zh) + part(f, fakes, zf));
  const half = normalQuantile((1 + level) / 2) * deviation;
  const dPrime = zh - zf;
  return {
    d_prime: dPrime,
    low: dPrime - half,
    high: dPrime + half,
    bias: -(zh + zf) / 2,
    accuracy: count((t) => t.real === t.called_real) / trials.length,
    trials: trials.length,
  };
}

/** Numbers in [0, 1) from a seed (mulberry32), or new ones without. */
function randomFrom(seed) {
  if (seed === null) return Math.random;
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The first `count` of the numbers from `first` on, shuffled (Fisher, Yates). */
function drawWithout(first, many, count, random) {
  const all = Array.from({ length: many }, (_, i) => first + i);
  for (let i = many - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all.slice(0, count);
}

/** Order of a session: as many reals as fakes, none twice, mixed. */
function sessionOrder([reals, fakes], numTrials, random) {
  const half = numTrials / 2;
  const chosen = [
    ...drawWithout(0, reals, half, random),
    ...drawWithout(reals, fakes, half, random),
  ];
  const order = drawWithout(0, numTrials, numTrials, random);
  return order.map((i) => chosen[i]);
}
