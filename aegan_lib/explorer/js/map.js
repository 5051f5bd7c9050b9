// A map of latent space: the data's codes, and a point that the reader moves.

/**
 * @typedef {{plane: Plane, points: Float32Array, labels: Uint8Array,
 *   names: string[], axes: string[]}} Chart  What one map shows.
 */

const MAP_SIZE = 400; // units of the SVG; its width on the page is CSS's
const STEP = 1 / 50; // of the frame's side, for an arrow key
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The chart of an entry, read from the model's bytes. @returns {Chart} */
function readChart(store, entry) {
  const { first, count, mean, axes, names, labels } = entry.chart;
  const pairs = store.get("points");
  const classes = store.get("classes");
  const points = Float32Array.from({ length: 2 * count }, (_, i) =>
    pairs.getFloat32(4 * (2 * first + i), true),
  );
  const own = Uint8Array.from({ length: count }, (_, i) =>
    classes.getUint8(first + i),
  );
  return { plane: { mean, axes }, points, labels: own, names, axes: labels };
}

/**
 * A square that shows a chart and moves a point on it.
 * @returns {{element: HTMLElement, show(z: Code): void,
 *   follow(codes: Code[]): void, frame: Frame, under: HTMLCanvasElement}}
 */
function latentMap(chart, label, onMove, signal) {
  const frame = frameAround(chart.points);
  const spot = (place) => toPicture(place, frame, MAP_SIZE);
  const under = element("canvas", { class: "ag-atlas", "aria-hidden": "true" });
  const route = vector("polyline", { class: "ag-route", points: "" });
  const here = herePoint();
  const drawing = vector(
    "svg",
    { viewBox: `0 0 ${MAP_SIZE} ${MAP_SIZE}`, "aria-hidden": "true" },
    ...allMarks(chart, spot),
    ...axisNames(chart.axes),
    route,
    here.element,
  );
  const role = { tabindex: "0", role: "application", "aria-label": label };
  const whole = element("div", { class: "ag-plane", ...role }, under, drawing);
  let place = [0, 0];
  const move = (to) => {
    place = toPlace(spot(to), frame, MAP_SIZE); // the next key may come soon
    onMove(place);
  };
  listenToPointer(whole, frame, move, signal);
  listenToArrows(whole, frame, () => place, move, signal);
  function show(z) {
    place = ontoPlane(z, chart.plane);
    here.move(spot(place));
  }
  function follow(codes) {
    const spots = codes.map((z) => spot(ontoPlane(z, chart.plane)));
    route.setAttribute("points", polyline(spots));
  }
  return { element: whole, show, follow, frame, under };
}

function allMarks(chart, spot) {
  const size = chart.labels.length > 500 ? 7 : 9;
  return chart.names.map((_, label) => {
    const spots = [];
    chart.labels.forEach((l, i) => {
      if (l !== label) return;
      spots.push(spot([chart.points[2 * i], chart.points[2 * i + 1]]));
    });
    return classMarks(spots, label, chart.names, size);
  });
}

/** The names of both axes, at their far ends. */
function axisNames([across, up]) {
  const name = (x, y, anchor, words) => {
    const place = { x, y, "text-anchor": anchor, class: "ag-axis-name" };
    return vector("text", place, words);
  };
  const far = MAP_SIZE - 6;
  const last = name(far, far, "end", `${across} →`);
  return [last, name(6, 16, "start", `↑ ${up}`)];
}

/** The movable point: a ring, and hair lines to the map's sides. */
function herePoint() {
  const across = vector("path", { class: "ag-hair" });
  const halo = vector("circle", { r: 9, class: "ag-halo" });
  const ring = vector("circle", { r: 9, class: "ag-ring" });
  const dot = vector("circle", { r: 2.5, class: "ag-dot" });
  const move = ([x, y]) => {
    across.setAttribute("d", `M0 ${y}H${MAP_SIZE}M${x} 0V${MAP_SIZE}`);
    for (const circle of [halo, ring, dot]) {
      circle.setAttribute("cx", x);
      circle.setAttribute("cy", y);
    }
  };
  return { element: vector("g", {}, across, halo, ring, dot), move };
}

function listenToPointer(whole, frame, move, signal) {
  let held = false;
  const go = (event) => {
    const box = whole.getBoundingClientRect();
    const x = event.clientX - box.left - whole.clientLeft;
    const y = event.clientY - box.top - whole.clientTop;
    move(toPlace([x, y], frame, whole.clientWidth));
  };
  const down = (event) => {
    if (event.button !== 0) return;
    held = true;
    whole.setPointerCapture(event.pointerId);
    go(event);
  };
  const up = () => {
    held = false;
  };
  whole.addEventListener("pointerdown", down, { signal });
  whole.addEventListener("pointermove", (e) => held && go(e), { signal });
  whole.addEventListener("pointerup", up, { signal });
  whole.addEventListener("pointercancel", up, { signal });
}

function listenToArrows(whole, frame, place, move, signal) {
  const side = frame.right - frame.left;
  const key = (event) => {
    const way = ARROWS[event.key];
    if (!way || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const step = side * STEP * (event.shiftKey ? 5 : 1);
    const [x, y] = place();
    move([x + step * way[0], y + step * way[1]]);
  };
  whole.addEventListener("keydown", key, { signal });
}

/** A button for each class: to the middle of its codes. */
function legend(chart, onPick, signal) {
  const { points, labels, names } = chart;
  const centres = classCentres(points, [...labels], names.length);
  const entries = names.flatMap((name, label) => {
    if (!centres[label]) return [];
    const own = button("", () => onPick(centres[label]), signal);
    own.setAttribute("aria-label", `Go to class ${name}`);
    own.title = `Go to class ${name}`;
    own.append(classSign(label, names));
    if (!namedByCharacter(names)) own.append(name);
    return [own];
  });
  const attributes = { class: "ag-legend", role: "group" };
  return element("div", { ...attributes, "aria-label": "Classes" }, ...entries);
}

/** Where the point is, and which code of the data is next to it. */
function describePlace(z, chart) {
  const place = ontoPlane(z, chart.plane);
  const { index, distance } = nearestPoint(chart.points, place);
  const where = chart.axes.map((name, i) => `${name} = ${fixed(place[i])}`);
  if (index < 0) return `${where.join(", ")}.`;
  const name = chart.names[chart.labels[index]];
  return (
    `${where.join(", ")}; the nearest code on the map is one of ` +
    `class ${name}, ${fixed(distance)} away.`
  );
}

/** @returns {HTMLElement} */
function mapView(store, signal) {
  const [entry] = store.networks;
  const chart = readChart(store, entry);
  const move = (place) =>
    store.set("z", movedOnPlane(store.get("z"), chart.plane, place));
  const label = "Map of latent space: arrow keys move the point, shift faster";
  const map = latentMap(chart, label, move, signal);
  const decoder = entry.decoder;
  const shown = picture(decoder.shape, entry.bounds, "Decoded at the point");
  const text = readout();
  function show() {
    const z = store.get("z");
    map.show(z);
    shown.draw(decoded(entry, z));
    text.textContent = describePlace(z, chart);
  }
  store.on("z", show, signal);
  store.on("route", () => map.follow(store.get("route")), signal);
  show();
  const beside = element("div", { class: "ag-beside" }, shown.element);
  beside.append(legend(chart, move, signal));
  if (decoder.shape.length === 3) {
    beside.append(atlasSwitch(store, entry, chart, map, signal));
  }
  const sides = element("div", { class: "ag-sides" }, map.element, beside);
  return section("Map of latent space", "map", sides, text);
}
