// One z under a row of models: from autoencoder to GAN.

/** @returns {HTMLElement} */
function dialView(store, signal) {
  const entries = store.networks;
  const last = entries.length - 1;
  const at = () => store.get("dialled") ?? 0;
  const dial = (i) => store.set("dialled", i);
  const cells = entries.map((entry, i) =>
    dialCell(entry, () => dial(i), signal),
  );
  const large = picture(
    entries[0].decoder.shape,
    entries[0].bounds,
    "Decoded by the chosen model",
  );
  const text = readout();
  const say = (i) => entries[i].name;
  const limits = { min: 0, max: last, step: 1, value: at(), say };
  const range = slider("Model", limits, dial, signal);
  const run = lagging(signal);

  /** The chosen model at once, the row as soon as it can. */
  function follow() {
    choose();
    const z = store.get("z");
    run(cells.map((cell) => () => cell.draw(z)));
  }
  function choose() {
    const z = store.get("z");
    const i = at();
    const entry = entries[i];
    const image = decoded(entry, z);
    large.draw(image);
    cells.forEach((cell, k) => cell.choose(k === i));
    range.set(i);
    text.textContent = describeDial(entry, image);
  }
  store.on("z", follow, signal);
  store.on("dialled", choose, signal);
  follow();
  const row = element("div", { class: "ag-dial-row" });
  row.append(...cells.map((cell) => cell.element));
  const under = element("div", { class: "ag-dialled" }, row, range.element);
  const sides = element("div", { class: "ag-sides" }, large.element, under);
  const draw = () => store.set("z", Array.from(drawLatent(entries[0])));
  const actions = buttons(button("Another point", draw, signal));
  const heading = "One point under a row of models";
  return section(heading, "dial", sides, actions, text);
}

/** A model's image: a press chooses it; keyboards have the range. */
function dialCell(entry, onPick, signal) {
  const { shape } = entry.decoder;
  const shown = picture(shape, entry.bounds, `Decoded by ${entry.name}`);
  const whole = captioned(shown.element, entry.name);
  whole.addEventListener("click", onPick, { signal });
  const draw = (z) => shown.draw(decoded(entry, z));
  const choose = (yes) => whole.classList.toggle("ag-now", yes);
  return { element: whole, draw, choose };
}

/** Which model, and how hard the edges of its image are. */
function describeDial(entry, image) {
  if (entry.decoder.shape.length !== 3) return `${entry.name}.`;
  const edges = fixed(sharpness(image, entry.decoder.shape), 3);
  return `${entry.name}: neighbouring pixels differ by ${edges} on average.`;
}
