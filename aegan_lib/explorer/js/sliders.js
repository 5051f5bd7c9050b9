/** One slider for each latent, and what the decoder makes of them. */

/** @returns {HTMLElement} */
function slidersView(store, signal) {
  const [entry] = store.networks;
  const shape = entry.decoder.shape;
  const shown = picture(shape, entry.bounds, "Sample decoded from z");
  const text = readout();
  const rows = store
    .get("z")
    .map((_, i) => latentRow(store, signal, entry.range[i], i));

  function show() {
    const z = store.get("z");
    rows.forEach((row, i) => row.set(z[i], store.get("locked")[i]));
    shown.draw(entry.decoder.run(Float32Array.from(z)));
    text.textContent = describeLatent(z);
  }
  function replace(fresh) {
    const z = store.get("z");
    store.set("z", z.map((old, i) => (store.get("locked")[i] ? old : fresh[i])));
  }
  const middle = [...store.get("z")]; // where this instance began
  store.on("z", show, signal);
  store.on("locked", show, signal);
  show();
  const list = element("div", { class: "ag-rows" });
  list.append(...rows.map((row) => row.element));
  const actions = buttons(
    button("Random", () => replace(drawLatent(entry)), signal),
    button("Reset", () => replace(middle), signal),
  );
  const sides = element("div", { class: "ag-sides" }, shown.element, list);
  return section("Latents, one by one", "sliders", sides, actions, text);
}

function latentRow(store, signal, [low, high], i) {
  const moved = (value) => {
    const z = [...store.get("z")];
    z[i] = value;
    store.set("z", z);
  };
  const limits = { min: low, max: high, step: "any", value: store.get("z")[i] };
  const range = slider(`z${i + 1}`, limits, moved, signal);
  const lock = checkbox(
    "",
    store.get("locked")[i],
    (checked) => {
      const locked = [...store.get("locked")];
      locked[i] = checked;
      store.set("locked", locked);
    },
    signal,
  );
  lock.input.setAttribute("aria-label", `Lock z${i + 1}`);
  lock.element.title = "Lock: random and reset leave it";
  const row = element("div", { class: "ag-row" }, range.element, lock.element);
  function set(value, locked) {
    range.set(value);
    range.input.disabled = locked;
    lock.input.checked = locked;
  }
  return { element: row, set };
}

/** Length of z and where it is large, in words. */
function describeLatent(z) {
  const length = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0));
  const largest = z.reduce(
    (best, value, i) => (Math.abs(value) > Math.abs(z[best]) ? i : best),
    0,
  );
  const which = `largest: z${largest + 1} = ${fixed(z[largest])}`;
  return `z has ${z.length} numbers and length ${fixed(length)}; ${which}.`;
}
