/** Samples drawn on a canvas: images in [−1, 1], or points. */

/** Bytes RGBA of an image `(height, width, 1 or 3)` in [−1, 1]. */
function toBytes(values, channels) {
  const count = values.length / channels;
  const bytes = new Uint8ClampedArray(4 * count);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) {
      const value = values[i * channels + (channels === 3 ? c : 0)];
      bytes[4 * i + c] = Math.round(127.5 * (value + 1)); // clamps
    }
    bytes[4 * i + 3] = 255;
  }
  return bytes;
}

/** Draw one image; the canvas gets a pixel for each of its pixels. */
function drawImage(canvas, values, shape) {
  const [height, width, channels] = shape;
  canvas.width = width;
  canvas.height = height;
  const data = new ImageData(toBytes(values, channels), width, height);
  canvas.getContext("2d").putImageData(data, 0, 0);
}

/**
 * Draw the first two coordinates of a point, the plane's `bounds` being
 * [[low, high], [low, high]].
 */
function drawPoint(canvas, values, bounds) {
  const size = 160;
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, size, size);
  const place = (i) => {
    const [low, high] = bounds[i] ?? [-1, 1];
    return (((values[i] ?? 0) - low) / (high - low)) * size;
  };
  pen.fillStyle = "#d55e00"; // what is generated, in all figures
  pen.beginPath();
  pen.arc(place(0), size - place(1), 5, 0, 2 * Math.PI);
  pen.fill();
}

/**
 * A canvas for samples of one shape; one without a label is decoration.
 * @returns {{element: HTMLCanvasElement, draw(values: Float32Array): void}}
 */
function picture(shape, bounds, label) {
  const said = label
    ? { role: "img", "aria-label": label }
    : { "aria-hidden": "true" };
  const canvas = element("canvas", { class: "ag-picture", ...said });
  const image = shape.length === 3;
  const draw = (values) =>
    image
      ? drawImage(canvas, values, shape)
      : drawPoint(canvas, values, bounds ?? []);
  return { element: canvas, draw };
}
