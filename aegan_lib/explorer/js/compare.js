// Two models side by side: the same z, or each its own on its own map.

/** @returns {HTMLElement} */
function compareView(store, signal) {
  const first = store.networks[0];
  const second = store.networks.at(-1);
  const own = () => store.get("other") ?? second.middle;
  const same = first.decoder.inputSize === second.decoder.inputSize;
  const linked = () => same && (store.get("linked") ?? false);
  const sides = [
    {
      entry: first,
      get: () => store.get("z"),
      set: (z) => store.set("z", z),
    },
    {
      entry: second,
      get: () => (linked() ? store.get("z") : own()),
      set: (z) => store.set(linked() ? "z" : "other", z),
    },
  ].map((side) => modelSide(store, side, signal));
  const text = readout();
  function show() {
    const said = sides.map((side) => side.show());
    text.textContent = said.join(" ");
  }
  for (const key of ["z", "other", "linked"]) store.on(key, show, signal);
  show();
  const link = checkbox("Give both the same z", linked(), (checked) => {
    if (!checked) store.set("other", [...store.get("z")]);
    store.set("linked", checked);
  }, signal);
  store.on("linked", () => (link.input.checked = linked()), signal);
  const pair = element("div", { class: "ag-two" });
  pair.append(...sides.map((side) => side.element));
  const controls = same ? [buttons(link.element)] : [];
  return section("Two models side by side", "compare", pair, ...controls, text);
}

/** One model: its map if it has one, its image, another draw. */
function modelSide(store, { entry, get, set }, signal) {
  const { shape } = entry.decoder;
  const shown = picture(shape, entry.bounds, `Decoded by ${entry.name}`);
  const title = element("h5", {}, entry.name);
  const whole = element("div", { class: "ag-side", role: "group" }, title);
  whole.setAttribute("aria-label", entry.name);
  const chart = entry.chart && readChart(store, entry);
  const move = (place) => set(movedOnPlane(get(), chart.plane, place));
  const map = chart && sideMap(chart, entry.name, move, signal);
  const draw = () => set(Array.from(drawLatent(entry)));
  if (map) whole.append(map.element);
  const row = element("div", { class: "ag-side-row" }, shown.element);
  const random = button("Random z", draw, signal);
  random.setAttribute("aria-label", `Random z for ${entry.name}`);
  row.append(random);
  whole.append(row);
  if (map) whole.append(legend(chart, move, signal));
  function show() {
    const z = get();
    if (map) map.show(z);
    shown.draw(decoded(entry, z));
    const length = `z has length ${fixed(codeLength(z))}`;
    return `${entry.name}: ${chart ? describePlace(z, chart) : `${length}.`}`;
  }
  return { element: whole, show };
}

function sideMap(chart, name, move, signal) {
  const label = `Map of ${name}: arrow keys move the point, shift faster`;
  return latentMap(chart, label, move, signal);
}
