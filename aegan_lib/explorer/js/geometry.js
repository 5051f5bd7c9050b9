// Codes and the lines between them: pure functions, no DOM.

/**
 * @typedef {number[]} Code  One point of latent space.
 * @typedef {{mean: Code, axes: [Code, Code]}} Plane  A 2-D map of it.
 * @typedef {{left: number, right: number, bottom: number, top: number}} Frame
 *   What part of the plane a map shows.
 */

/** The Euclidean length of a code. */
function codeLength(z) {
  return Math.hypot(...z);
}

/** The point at share t of the straight line from a to b. */
function linear(a, b, t) {
  return a.map((value, i) => (1 - t) * value + t * b[i]);
}

/** The angle between two codes, in radians; 0 if one has no length. */
function angleBetween(a, b) {
  const lengths = codeLength(a) * codeLength(b);
  if (lengths === 0) return 0;
  const dot = a.reduce((sum, value, i) => sum + value * b[i], 0);
  return Math.acos(Math.min(1, Math.max(-1, dot / lengths)));
}

/**
 * The point at share t of the great circle from a to b (Shoemake, 1985):
 * (sin((1 − t) ω) a + sin(t ω) b) / sin ω. Where a and b point the same way,
 * or exactly opposite ways, no circle is singled out: the straight line.
 */
function spherical(a, b, t) {
  const omega = angleBetween(a, b);
  const sine = Math.sin(omega);
  if (sine < 1e-6) return linear(a, b, t);
  const first = Math.sin((1 - t) * omega) / sine;
  const second = Math.sin(t * omega) / sine;
  return a.map((value, i) => first * value + second * b[i]);
}

/** Whether two codes are the same, to rounding. */
function sameCode(a, b) {
  return a.length === b.length && a.every((v, i) => Math.abs(v - b[i]) < 1e-6);
}

/** n codes from a to b, both ends included; way is linear or spherical. */
function codesAlong(way, a, b, n) {
  return Array.from({ length: n }, (_, i) => way(a, b, i / (n - 1)));
}

/** z with `amounts[k]` of every direction's vector added. */
function shifted(z, directions, amounts) {
  return z.map((value, i) =>
    directions.reduce((sum, d, k) => sum + amounts[k] * d.vector[i], value),
  );
}

/** Where z lies on the map. */
function ontoPlane(z, plane) {
  return plane.axes.map((axis) =>
    axis.reduce((sum, value, i) => sum + value * (z[i] - plane.mean[i]), 0),
  );
}

/** z moved until it lies at `place` of the map; what the map hides stays. */
function movedOnPlane(z, plane, place) {
  const [x, y] = ontoPlane(z, plane);
  const dx = place[0] - x;
  const dy = place[1] - y;
  return z.map((v, i) => v + dx * plane.axes[0][i] + dy * plane.axes[1][i]);
}

/** The square frame around points [x0, y0, x1, …], with a margin. */
function frameAround(points, margin = 0.06) {
  if (points.length === 0) return { left: -3, right: 3, bottom: -3, top: 3 };
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  points.forEach((value, i) => {
    low[i % 2] = Math.min(low[i % 2], value);
    high[i % 2] = Math.max(high[i % 2], value);
  });
  const side = Math.max(high[0] - low[0], high[1] - low[1], 1e-3);
  const half = side * (0.5 + margin);
  const middle = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
  return {
    left: middle[0] - half,
    right: middle[0] + half,
    bottom: middle[1] - half,
    top: middle[1] + half,
  };
}

/** From the plane to a square picture of `size`, whose y grows downwards. */
function toPicture(place, frame, size) {
  const scale = size / (frame.right - frame.left);
  return [(place[0] - frame.left) * scale, (frame.top - place[1]) * scale];
}

/** From a square picture of `size` back to the plane, kept in the frame. */
function toPlace(spot, frame, size) {
  const scale = (frame.right - frame.left) / size;
  const inside = (v) => Math.min(size, Math.max(0, v));
  return [
    frame.left + inside(spot[0]) * scale,
    frame.top - inside(spot[1]) * scale,
  ];
}

/** Index of the point of [x0, y0, x1, …] next to `place`, and how far. */
function nearestPoint(points, place) {
  let best = { index: -1, distance: Infinity };
  for (let i = 0; i < points.length / 2; i++) {
    const dx = points[2 * i] - place[0];
    const distance = Math.hypot(dx, points[2 * i + 1] - place[1]);
    if (distance < best.distance) best = { index: i, distance };
  }
  return best;
}

/** Of each of `count` classes, the point nearest to the class's mean. */
function classCentres(points, labels, count) {
  const sums = Array.from({ length: count }, () => [0, 0, 0]);
  labels.forEach((label, i) => {
    sums[label][0] += points[2 * i];
    sums[label][1] += points[2 * i + 1];
    sums[label][2] += 1;
  });
  return sums.map(([x, y, n], label) => {
    if (n === 0) return null;
    const own = [];
    labels.forEach((l, i) => {
      if (l === label) own.push(points[2 * i], points[2 * i + 1]);
    });
    const { index } = nearestPoint(own, [x / n, y / n]);
    return [own[2 * index], own[2 * index + 1]];
  });
}
