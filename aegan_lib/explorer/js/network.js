/**
 * A small interpreter for chains of layers, as `export.py` writes them.
 * Data are flat, channels last. Rows of weights lie side by side, so that
 * every product is a dot product of two runs of memory.
 *
 * @typedef {{inputSize: number, shape: number[],
 *   run(x: Float32Array): Float32Array}} Network
 */

/** Kind -> function(layer, fetch) -> function(input) -> output. */
const LAYERS = {
  dense: denseLayer,
  conv: convLayer,
  transposed: transposedLayer,
  scale: scaleLayer,
  pool: poolLayer,
  resize: resizeLayer,
  pad: padLayer,
  take: takeLayer,
  activation: activationLayer,
};

/**
 * @param {{input: number[], output: number[], layers: object[]}} spec
 * @param {DataView} weights all networks' float16, little endian
 * @returns {Network}
 */
function readNetwork(spec, weights) {
  const fetch = ([offset, count]) => {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      values[i] = fromHalf(weights.getUint16(2 * (offset + i), true));
    }
    return values;
  };
  const steps = spec.layers.map((layer) => LAYERS[layer.kind](layer, fetch));
  return {
    inputSize: size(spec.input),
    shape: spec.output,
    run: (x) => {
      let values = x;
      for (const step of steps) values = step(values);
      return Float32Array.from(values); // layers use their outputs again
    },
  };
}

function size(shape) {
  return shape.reduce((product, n) => product * n, 1);
}

/** The number that 16 bits stand for (IEEE 754 binary16, finite). */
function fromHalf(bits) {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * Product of `a`, (n, k), with the transpose of `b`, (m, k), into `out`.
 * Two rows times four: each number read serves several sums.
 */
function multiply(a, b, out, n, m, k) {
  for (let i = 0; i < n; i += 2) {
    const p = i * k;
    const q = i + 1 < n ? p + k : p;
    for (let j = 0; j < m; j += 4) {
      const r = j * k;
      const s = j + 1 < m ? r + k : r;
      const t = j + 2 < m ? s + k : s;
      const u = j + 3 < m ? t + k : t;
      let p0 = 0, p1 = 0, p2 = 0, p3 = 0;
      let q0 = 0, q1 = 0, q2 = 0, q3 = 0;
      for (let l = 0; l < k; l++) {
        const x = a[p + l], y = a[q + l];
        const w0 = b[r + l], w1 = b[s + l], w2 = b[t + l], w3 = b[u + l];
        p0 += x * w0; p1 += x * w1; p2 += x * w2; p3 += x * w3;
        q0 += y * w0; q1 += y * w1; q2 += y * w2; q3 += y * w3;
      }
      store4(out, i * m + j, m - j, p0, p1, p2, p3);
      if (i + 1 < n) store4(out, (i + 1) * m + j, m - j, q0, q1, q2, q3);
    }
  }
}

function store4(out, at, room, v0, v1, v2, v3) {
  out[at] = v0;
  if (room > 1) out[at + 1] = v1;
  if (room > 2) out[at + 2] = v2;
  if (room > 3) out[at + 3] = v3;
}

/** Start with the bias of each channel, or with zeros. */
function fillBias(out, bias, channels) {
  if (!bias) return out.fill(0);
  for (let i = 0; i < out.length; i += channels) out.set(bias, i);
  return out;
}

/** y = W x + b for each vector on the last axis. */
function denseLayer({ rows, units, inner, kernel, bias }, fetch) {
  const weights = fetch(kernel);
  const shift = fillBias(new Float32Array(rows * units), bias && fetch(bias), units);
  const out = new Float32Array(rows * units);
  return (x) => {
    multiply(x, weights, out, rows, units, inner);
    for (let i = 0; i < out.length; i++) out[i] += shift[i];
    return out;
  };
}

/** Correlation: the patches of the image as rows, then one product. */
function convLayer(layer, fetch) {
  const [height, width, channels] = layer.input;
  const [rows, columns, filters] = layer.output;
  const [high, wide] = layer.size;
  const weights = fetch(layer.kernel);
  const bias = layer.bias && fetch(layer.bias);
  const inner = high * wide * channels;
  const patches = new Float32Array(rows * columns * inner);
  const out = new Float32Array(rows * columns * filters);
  const shift = fillBias(new Float32Array(out.length), bias, filters);
  return (x) => {
    let at = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        for (let a = 0; a < high; a++) {
          const y = i * layer.strides[0] + a * layer.dilation[0] - layer.pad[0];
          for (let b = 0; b < wide; b++, at += channels) {
            const z =
              j * layer.strides[1] + b * layer.dilation[1] - layer.pad[1];
            if (y < 0 || y >= height || z < 0 || z >= width) continue;
            const from = (y * width + z) * channels;
            for (let c = 0; c < channels; c++) patches[at + c] = x[from + c];
          }
        }
      }
    }
    multiply(patches, weights, out, rows * columns, filters, inner);
    for (let i = 0; i < out.length; i++) out[i] += shift[i];
    return out;
  };
}

/** The reverse of a correlation: one product, then patches are added up. */
function transposedLayer(layer, fetch) {
  const [height, width, channels] = layer.input;
  const [rows, columns, filters] = layer.output;
  const [high, wide] = layer.size;
  const weights = fetch(layer.kernel);
  const bias = layer.bias && fetch(layer.bias);
  const across = high * wide * filters;
  const patches = new Float32Array(height * width * across);
  const out = new Float32Array(rows * columns * filters);
  const start = fillBias(new Float32Array(out.length), bias, filters);
  return (x) => {
    multiply(x, weights, patches, height * width, across, channels);
    out.set(start);
    let at = 0;
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        for (let a = 0; a < high; a++) {
          const y = i * layer.strides[0] + a - layer.pad[0];
          for (let b = 0; b < wide; b++, at += filters) {
            const z = j * layer.strides[1] + b - layer.pad[1];
            if (y < 0 || y >= rows || z < 0 || z >= columns) continue;
            const to = (y * columns + z) * filters;
            for (let c = 0; c < filters; c++) out[to + c] += patches[at + c];
          }
        }
      }
    }
    return out;
  };
}
