// What a reader draws, and the image that the encoder sees: no DOM.

/**
 * @typedef {[number, number][]} Stroke  Points (x, y), in pixels of the image.
 */

const DATA_BOX = 20 / 28; // a character's larger side, as a share of the image

/** Distance of (x, y) to the segment from a to b. */
function distanceToSegment(x, y, a, b) {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const squared = dx * dx + dy * dy;
  const along = squared && ((x - a[0]) * dx + (y - a[1]) * dy) / squared;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy);
}

/**
 * Ink of strokes of one width on a fine grid, `fine` dots a pixel side, each
 * 0 or 1; then the mean over each pixel: its area's share of ink.
 */
function inkOf(strokes, side, width, fine = 4) {
  const dots = side * fine;
  const raster = new Uint8Array(dots * dots);
  for (const stroke of strokes) {
    for (let k = 0; k < stroke.length; k++) {
      stampSegment(raster, dots, fine, width / 2, stroke, k);
    }
  }
  return areaMeans(raster, dots, fine);
}

/** Set the dots within `radius` of the segment from point k − 1 to k. */
function stampSegment(raster, dots, fine, radius, stroke, k) {
  const a = stroke[Math.max(0, k - 1)];
  const b = stroke[k];
  const range = (i) => [
    Math.max(0, Math.floor((Math.min(a[i], b[i]) - radius) * fine)),
    Math.min(dots, Math.ceil((Math.max(a[i], b[i]) + radius) * fine)),
  ];
  const [left, right] = range(0);
  const [top, bottom] = range(1);
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const x = (column + 0.5) / fine;
      const y = (row + 0.5) / fine;
      if (distanceToSegment(x, y, a, b) <= radius) {
        raster[row * dots + column] = 1;
      }
    }
  }
}

/** Means over blocks of `fine` × `fine` of a square raster. */
function areaMeans(raster, dots, fine) {
  const side = dots / fine;
  const means = new Float32Array(side * side);
  for (let row = 0; row < dots; row++) {
    for (let column = 0; column < dots; column++) {
      const pixel = Math.floor(row / fine) * side + Math.floor(column / fine);
      means[pixel] += raster[row * dots + column] / (fine * fine);
    }
  }
  return means;
}

/** Strokes scaled and moved to where the data have theirs: in the middle. */
function centred(strokes, side) {
  const all = strokes.flat();
  if (all.length === 0) return strokes;
  const xs = all.map((p) => p[0]);
  const ys = all.map((p) => p[1]);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const large = Math.max(right - left, bottom - top);
  // A dot or a dash is not blown up without end.
  const scale = Math.min(4, (DATA_BOX * side) / Math.max(large, 1e-3));
  const place = (v, low, high) => (v - (low + high) / 2) * scale + side / 2;
  return strokes.map((stroke) =>
    stroke.map(([x, y]) => [place(x, left, right), place(y, top, bottom)]),
  );
}

/** The image (side, side, channels) in [−1, 1] of ink in [0, 1]. */
function imageOfInk(ink, channels) {
  const image = new Float32Array(ink.length * channels);
  for (let i = 0; i < image.length; i++) {
    image[i] = 2 * ink[Math.floor(i / channels)] - 1;
  }
  return image;
}

/** Mean absolute difference of two images. */
function meanDifference(first, second) {
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += Math.abs(first[i] - second[i]);
  return sum / first.length;
}

/** Mean absolute difference of pixels side by side: how hard edges are. */
function sharpness(image, [height, width, channels]) {
  let sum = 0;
  let count = 0;
  const line = width * channels;
  for (let i = 0; i < image.length; i++) {
    if (i % line < line - channels) {
      sum += Math.abs(image[i] - image[i + channels]);
      count++;
    }
    if (i < (height - 1) * line) {
      sum += Math.abs(image[i] - image[i + line]);
      count++;
    }
  }
  return sum / count;
}
