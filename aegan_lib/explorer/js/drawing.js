// Draw an image, or pick one: encode it, decode it, and move on from there.

const BRUSH = 2.6 / 28; // width of a stroke as a share of the image's side

/** The example images, (height, width, channels) each, in [−1, 1]. */
function readExamples(store, shape) {
  const bytes = store.get("images");
  const size = shape[0] * shape[1] * shape[2];
  const count = Math.floor((bytes?.byteLength ?? 0) / size);
  return Array.from({ length: count }, (_, k) =>
    Float32Array.from({ length: size }, (_, i) =>
      bytes.getUint8(k * size + i) / 127.5 - 1,
    ),
  );
}

/** @returns {HTMLElement} */
function drawView(store, signal) {
  const [entry] = store.networks;
  const { shape } = entry.decoder;
  const seen = picture(shape, null, "The encoder's input");
  const back = picture(shape, null, "Decoded from z");
  const text = readout();
  let input = null;
  let code = null;
  function encode(image, name) {
    input = image;
    seen.draw(image);
    code = Array.from(entry.encoder.run(image));
    store.set("z", code);
    store.set("drawn", name);
  }
  function show() {
    const z = store.get("z");
    const image = decoded(entry, z);
    back.draw(image);
    text.textContent = describeDrawing(input, image, z, code);
  }
  const pad = drawingPad(shape, encode, signal);
  const examples = readExamples(store, shape);
  const choose = (image) => {
    pad.clear();
    encode(image, "example");
  };
  store.on("z", show, signal);
  store.on("drawn", show, signal);
  seen.draw(new Float32Array(shape[0] * shape[1] * shape[2]).fill(-1));
  show();
  const steps = element(
    "div",
    { class: "ag-steps" },
    captioned(pad.element, "draw here"),
    captioned(seen.element, "the encoder sees"),
    captioned(back.element, "decoded from z"),
  );
  const row = exampleButtons(examples, shape, choose, signal);
  const actions = buttons(...pad.actions);
  return section("Draw, encode, decode", "draw", steps, actions, row, text);
}

/** Difference of both images, and whether z has moved on since. */
function describeDrawing(input, image, z, code) {
  if (!code) return "Draw with a finger or a mouse, or pick an example.";
  const difference = fixed(meanDifference(input, image));
  const moved = sameCode(z, code)
    ? "z is the encoder's code"
    : "z has moved on from the encoder's code";
  return (
    `${moved}, of length ${fixed(codeLength(z))}. A pixel of the decoded ` +
    `image is off by ${difference} on average; black is −1, white 1.`
  );
}

/** Example images as buttons: what keyboard users draw with. */
function exampleButtons(examples, shape, choose, signal) {
  const made = examples.map((image, i) => {
    const shown = picture(shape, null, "");
    shown.draw(image);
    const own = button("", () => choose(image), signal);
    own.setAttribute("aria-label", `Encode example ${i + 1}`);
    own.append(shown.element);
    return own;
  });
  const attributes = { class: "ag-examples", role: "group" };
  attributes["aria-label"] = "Example images";
  return element("div", attributes, ...made);
}

/**
 * A canvas for strokes. `onImage` gets what the encoder sees.
 * @returns {{element: HTMLElement, actions: HTMLElement[], clear(): void}}
 */
function drawingPad(shape, onImage, signal) {
  const [side, , channels] = shape;
  const canvas = element("canvas", { class: "ag-pad", role: "img" });
  const label = "Drawing; with a keyboard, pick an example";
  canvas.setAttribute("aria-label", label);
  let strokes = [];
  let centring = true;
  function paint() {
    const sharp = 8; // dots a pixel, so that strokes look smooth
    const dots = side * sharp;
    const ink = inkOf(scaled(strokes, sharp), dots, BRUSH * dots, 1);
    drawImage(canvas, imageOfInk(ink, 1), [dots, dots, 1]);
  }
  function send() {
    paint();
    if (strokes.length === 0) return;
    const placed = centring ? centred(strokes, side) : strokes;
    onImage(imageOfInk(inkOf(placed, side, BRUSH * side), channels), "drawing");
  }
  function clear() {
    strokes = [];
    paint();
  }
  listenToStrokes(canvas, side, {
    begin: (spot) => {
      strokes = [...strokes, [spot]];
      send();
    },
    extend: (spot) => {
      strokes.at(-1).push(spot);
      send();
    },
  }, signal);
  const undo = () => {
    strokes = strokes.slice(0, -1);
    send();
  };
  const centre = checkbox("Centre and scale as the data", true, (checked) => {
    centring = checked;
    send();
  }, signal);
  clear();
  const actions = [
    button("Clear", clear, signal),
    button("Undo stroke", undo, signal),
    centre.element,
  ];
  return { element: canvas, actions, clear };
}

function scaled(strokes, factor) {
  return strokes.map((s) => s.map(([x, y]) => [x * factor, y * factor]));
}

function listenToStrokes(canvas, side, { begin, extend }, signal) {
  let held = false;
  const spot = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * side,
      ((event.clientY - box.top) / box.height) * side,
    ];
  };
  const down = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    held = true;
    canvas.setPointerCapture(event.pointerId);
    begin(spot(event));
  };
  const move = (event) => {
    if (!held) return;
    const all = event.getCoalescedEvents?.() ?? [];
    const last = all.length ? all.at(-1) : event;
    extend(spot(last));
  };
  const up = () => {
    held = false;
  };
  canvas.addEventListener("pointerdown", down, { signal });
  canvas.addEventListener("pointermove", move, { signal });
  canvas.addEventListener("pointerup", up, { signal });
  canvas.addEventListener("pointercancel", up, { signal });
}
