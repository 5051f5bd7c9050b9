/** Layers without products, and activations. */

/** y = scale x + shift, by channel: what is left of a normalisation. */
function scaleLayer({ count, scale, shift }, fetch) {
  const factors = fetch(scale), shifts = fetch(shift);
  const channels = factors.length;
  const out = new Float32Array(count);
  return (x) => {
    for (let i = 0; i < count; i++) {
      out[i] = x[i] * factors[i % channels] + shifts[i % channels];
    }
    return out;
  };
}

/** Largest or mean value of a window; outside of the image counts nothing. */
function poolLayer({ input, output, size: [high, wide], strides, pad, what }) {
  const [height, width, channels] = input;
  const [rows, columns] = output;
  const out = new Float32Array(rows * columns * channels);
  const mean = what === "average";
  function window(x, i, j, c) {
    let value = mean ? 0 : -Infinity;
    let count = 0;
    const top = i * strides[0] - pad[0], left = j * strides[1] - pad[1];
    const bottom = Math.min(top + high, height);
    const right = Math.min(left + wide, width);
    for (let y = Math.max(top, 0); y < bottom; y++) {
      for (let z = Math.max(left, 0); z < right; z++, count++) {
        const found = x[(y * width + z) * channels + c];
        value = mean ? value + found : Math.max(value, found);
      }
    }
    return mean ? value / count : value;
  }
  return (x) => {
    let at = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        for (let c = 0; c < channels; c++) out[at++] = window(x, i, j, c);
      }
    }
    return out;
  };
}

/** For each new place: two old ones, and how much the second counts. */
function neighbours(count, factor, smooth) {
  return Array.from({ length: count * factor }, (_, i) => {
    if (!smooth) return [Math.floor(i / factor), Math.floor(i / factor), 0];
    const place = Math.max((i + 0.5) / factor - 0.5, 0);
    const low = Math.min(Math.floor(place), count - 1);
    return [low, Math.min(low + 1, count - 1), place - low];
  });
}

/** A larger image, by copies or by straight lines between pixels. */
function resizeLayer({ input, size: [high, wide], smooth }) {
  const [height, width, channels] = input;
  const rows = neighbours(height, high, smooth);
  const columns = neighbours(width, wide, smooth);
  const out = new Float32Array(rows.length * columns.length * channels);
  return (x) => {
    let at = 0;
    for (const [top, bottom, v] of rows) {
      for (const [left, right, u] of columns) {
        for (let c = 0; c < channels; c++) {
          const pixel = (y, z) => x[(y * width + z) * channels + c];
          const above = (1 - u) * pixel(top, left) + u * pixel(top, right);
          const below =
            (1 - u) * pixel(bottom, left) + u * pixel(bottom, right);
          out[at++] = (1 - v) * above + v * below;
        }
      }
    }
    return out;
  };
}

/** Zeros around an image; a negative pad cuts. */
function padLayer({ input, output, pad: [top, left] }) {
  const [height, width, channels] = input;
  const [rows, columns] = output;
  const out = new Float32Array(rows * columns * channels);
  return (x) => {
    let at = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at += channels) {
        const y = i - top, z = j - left;
        if (y < 0 || y >= height || z < 0 || z >= width) continue;
        const from = (y * width + z) * channels;
        for (let c = 0; c < channels; c++) out[at + c] = x[from + c];
      }
    }
    return out;
  };
}

/** The first numbers: of an encoder with means and variances, the means. */
function takeLayer({ count }) {
  return (x) => x.subarray(0, count);
}

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const expm1 = (x, slope) => (x > 0 ? x : slope * Math.expm1(x));
const clip01 = (x) => Math.min(Math.max(x, 0), 1);

/** Activation -> function of a number and the layer's settings. */
const ACTIVATIONS = {
  relu: (x, { slope, threshold, most }) => {
    const value = x >= threshold ? x : slope * (x - threshold);
    return most === null ? value : Math.min(value, most);
  },
  elu: (x, { slope }) => expm1(x, slope),
  selu: (x) => 1.0507009873554805 * expm1(x, 1.6732632423543772),
  sigmoid,
  hard_sigmoid: (x) => clip01(x / 6 + 0.5),
  tanh: Math.tanh,
  softplus,
  softsign: (x) => x / (1 + Math.abs(x)),
  exponential: Math.exp,
  silu: (x) => x * sigmoid(x),
  hard_silu: (x) => x * clip01(x / 6 + 0.5),
  mish: (x) => x * Math.tanh(softplus(x)),
  gelu: (x, { exact }) => 0.5 * x * (1 + (exact ? erf : tanhErf)(x / Math.SQRT2)),
};

/** The error function, to 1.2e-7 (Press et al., 1992, section 6.2). */
function erf(x) {
  const t = 1 / (1 + 0.5 * Math.abs(x));
  const terms = [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806,
    0.09678418, 0.37409196, 1.00002368, -1.26551223,
  ];
  const sum = terms.reduce((value, term) => value * t + term, 0);
  const tail = t * Math.exp(-x * x + sum);
  return x >= 0 ? 1 - tail : tail - 1;
}

/** What Keras's approximate GELU has in place of the error function. */
function tanhErf(x) {
  const y = x * Math.SQRT2;
  return Math.tanh(Math.sqrt(2 / Math.PI) * (y + 0.044715 * y ** 3));
}

function activationLayer(layer) {
  const { count, what } = layer;
  const out = new Float32Array(count);
  if (what === "softmax") return (x) => softmax(x, out, layer.channels);
  const f = ACTIVATIONS[what];
  return (x) => {
    for (let i = 0; i < count; i++) out[i] = f(x[i], layer);
    return out;
  };
}

function softmax(x, out, channels) {
  for (let i = 0; i < x.length; i += channels) {
    const row = x.subarray(i, i + channels);
    const most = Math.max(...row);
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += Math.exp(row[c] - most);
    for (let c = 0; c < channels; c++) {
      out[i + c] = Math.exp(row[c] - most) / sum;
    }
  }
  return out;
}
