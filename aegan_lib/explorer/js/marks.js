// The data's codes on a map: colour and character, or colour and shape.

const SVG = "http://www.w3.org/2000/svg";
const COLOURS = 10; // --ag-class-0 … in explorer.css; then they repeat
// Corners, inner radius, turn: polygons and stars that differ at 7 pixels.
const SHAPES = [
  [8, 1, 0],
  [2, 1, Math.PI / 4],
  [3, 0.5, 0],
  [4, 0.3, 0],
  [3, 0.5, Math.PI],
  [2, 0.5, 0],
  [4, 0.3, Math.PI / 4],
  [5, 0.4, 0],
  [1, 0.35, 0],
  [1, 0.35, Math.PI / 2],
];

/** @returns {SVGElement} */
function vector(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** Path of a star around (x, y): radii 1 and `inner` in turn. */
function starPath(x, y, radius, [corners, inner, turn]) {
  const spots = Array.from({ length: 2 * corners }, (_, i) => {
    const angle = turn + (Math.PI * i) / corners;
    const far = radius * (i % 2 ? inner : 1);
    const dx = Math.sin(angle) * far;
    const dy = -Math.cos(angle) * far;
    return `${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`;
  });
  return `M${spots.join("L")}Z`;
}

/** Whether classes are shown by their own names, of one character each. */
function namedByCharacter(names) {
  return names.every((name) => [...name].length === 1);
}

/** One SVG element for all of a class's spots [[x, y], …]. */
function classMarks(spots, label, names, size) {
  const attributes = { class: `ag-marks ag-class-${label % COLOURS}` };
  if (!namedByCharacter(names)) {
    const shape = SHAPES[label % SHAPES.length];
    const drawn = spots.map(([x, y]) => starPath(x, y, size / 2, shape));
    return vector("path", { ...attributes, d: drawn.join("") });
  }
  const list = (i) => spots.map((spot) => spot[i].toFixed(1)).join(" ");
  const text = names[label].repeat(spots.length);
  const place = { x: list(0), y: list(1), "font-size": size * 1.4 };
  return vector("text", { ...attributes, ...place }, text);
}

/** The same mark once, for a legend. */
function classSign(label, names) {
  const picture = { viewBox: "0 0 16 16", "aria-hidden": "true" };
  const mark = classMarks([[8, 8]], label, names, 10);
  return vector("svg", { ...picture, class: "ag-sign" }, mark);
}

/** A polyline's `points` from spots [[x, y], …]. */
function polyline(spots) {
  return spots.map((spot) => spot.map((v) => v.toFixed(1)).join(",")).join(" ");
}
