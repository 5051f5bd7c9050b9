/** A drawing of the plane: a vector field, a path, a start to be moved. */

const LIMIT = 2; // of both axes
const SIZE = 400; // of the drawing, in its own units
const MARGIN = 34; // left and below, for the numbers
const toX = (theta) => MARGIN + ((theta + LIMIT) / (2 * LIMIT)) * SIZE;
const toY = (psi) => ((LIMIT - psi) / (2 * LIMIT)) * SIZE;

/** An element of a drawing. */
function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Axes with numbers and names. */
function planeAxes() {
  const parts = [];
  for (let value = -LIMIT; value <= LIMIT; value++) {
    const [x, y] = [toX(value), toY(value)];
    const name = value < 0 ? `−${-value}` : `${value}`;
    const below = { x, y: SIZE + 16, "text-anchor": "middle" };
    const left = { x: MARGIN - 6, y: y + 4, "text-anchor": "end" };
    parts.push(drawn("text", below, name), drawn("text", left, name));
  }
  const middle = { x: toX(0), y: SIZE + 32, "text-anchor": "middle" };
  const turned = { transform: `translate(11 ${toY(0)}) rotate(-90)` };
  turned["text-anchor"] = "middle";
  const goal = `M${toX(0)} 0V${SIZE}M${MARGIN} ${toY(0)}H${SIZE + MARGIN}`;
  return drawn(
    "g",
    { class: "ag-axes" },
    ...parts,
    drawn("text", middle, "Generator θ"),
    drawn("text", turned, "Discriminator ψ"),
    drawn("path", { d: goal }),
  );
}

/** The arrows of a field, as the `d` of one path. */
function arrowsOf(field, count = 13) {
  const gap = (2 * LIMIT) / count;
  const at = (i) => -LIMIT + (i + 0.5) * gap;
  const all = Array.from({ length: count * count }, (_, i) => {
    const point = [at(i % count), at(Math.floor(i / count))];
    return [point, field(point)];
  });
  const longest = Math.max(...all.map(([, v]) => Math.hypot(...v)), 1e-12);
  const unit = ((SIZE / count) * 1.1) / longest;
  return all.map(([point, speed]) => arrowAt(point, speed, unit)).join("");
}

function arrowAt([theta, psi], [a, b], unit) {
  const [dx, dy] = [a * unit, -b * unit];
  const [x, y] = [toX(theta) + dx / 2, toY(psi) + dy / 2]; // the tip
  const wing = (side) =>
    `${x - 0.3 * dx + side * 0.18 * dy} ${y - 0.3 * dy - side * 0.18 * dx}`;
  return `M${x - dx} ${y - dy}L${x} ${y}M${wing(1)}L${x} ${y}L${wing(-1)}`;
}

/** The plane; `onPick` hears the point under the pointer. */
function plane(onPick, signal) {
  const frame = { x: MARGIN, y: 0, width: SIZE, height: SIZE };
  const box = drawn("rect", { class: "ag-frame", ...frame });
  const arrows = drawn("path", { class: "ag-arrows" });
  const line = drawn("polyline", { class: "ag-path" });
  const start = drawn("circle", { class: "ag-start", r: 7 });
  const goal = { class: "ag-goal", cx: toX(0), cy: toY(0), r: 5 };
  const view = { ...frame, viewBox: `${MARGIN} 0 ${SIZE} ${SIZE}` };
  const parts = [box, arrows, line, drawn("circle", goal), start];
  const inside = drawn("svg", { class: "ag-inside", ...view }, ...parts);
  const svg = drawn(
    "svg",
    {
      class: "ag-plane",
      viewBox: `0 -8 ${SIZE + MARGIN + 8} ${SIZE + 46}`,
      role: "img",
      "aria-label": "Plane of the two parameters",
    },
    planeAxes(),
    inside,
  );
  inside.addEventListener("pointerdown", (event) => {
    inside.setPointerCapture(event.pointerId);
    onPick(pointAt(event, box));
  }, { signal });
  inside.addEventListener("pointermove", (event) => {
    if (event.buttons) onPick(pointAt(event, box));
  }, { signal });
  function show(field, path) {
    arrows.setAttribute("d", arrowsOf(field));
    const points = path.map(([a, b]) => [toX(a).toFixed(1), toY(b).toFixed(1)]);
    line.setAttribute("points", points.join(" "));
    start.setAttribute("cx", toX(path[0][0]));
    start.setAttribute("cy", toY(path[0][1]));
  }
  return { element: svg, show };
}

/** The point (θ, ψ) under the pointer, to two decimals, inside the plane. */
function pointAt(event, box) {
  const { left, top, width, height } = box.getBoundingClientRect();
  const inPlane = (share) => {
    const value = Math.max(-1, Math.min(1, 2 * share - 1)) * LIMIT;
    return Math.round(value * 100) / 100;
  };
  const right = inPlane((event.clientX - left) / width);
  return [right, 0 - inPlane((event.clientY - top) / height)];
}
