// Directions of latent space that carry a known factor each.

/**
 * @typedef {{name: string, vector: Code}} Direction  What one standard
 *   deviation of a factor adds to z.
 */

const FARTHEST = 3; // standard deviations that a slider reaches

/** "+1.50 std": how far along a direction. */
function describeAmount(amount) {
  return `${amount > 0 ? "+" : ""}${fixed(amount)} std`;
}

/** @returns {HTMLElement} */
function directionsView(store, signal) {
  const [entry] = store.networks;
  const directions = store.get("directions");
  const { shape } = entry.decoder;
  const shown = picture(shape, entry.bounds, "Decoded after the moves");
  const base = picture(shape, entry.bounds, "Decoded before them");
  const text = readout();
  let from = store.get("z"); // the code that the amounts are added to
  let sent = from;
  let amounts = directions.map(() => 0);
  let drawnFor = null;
  const run = lagging(signal);
  const rows = directions.map((direction, k) =>
    directionRow(entry, direction, (value) => {
      amounts = amounts.map((old, i) => (i === k ? value : old));
      sent = shifted(from, directions, amounts);
      store.set("z", sent);
    }, signal),
  );
  function show() {
    const z = store.get("z");
    if (!sameCode(z, sent)) {
      from = sent = z; // moved by another view: a new start
      amounts = amounts.map(() => 0);
    }
    rows.forEach((row, k) => row.set(amounts[k]));
    if (drawnFor !== from) {
      drawnFor = from;
      base.draw(entry.decoder.run(Float32Array.from(from)));
      run(rows.flatMap((row) => row.ends(from)));
    }
    shown.draw(decoded(entry, z));
    text.textContent = describeMoves(directions, amounts);
  }
  const back = () => {
    amounts = amounts.map(() => 0);
    sent = from;
    store.set("z", [...from]);
  };
  const fresh = () => store.set("z", Array.from(drawLatent(entry)));
  store.on("z", show, signal);
  show();
  const list = element("div", { class: "ag-factors" });
  list.append(...rows.map((row) => row.element));
  const pair = element(
    "div",
    { class: "ag-pair" },
    captioned(base.element, "before"),
    captioned(shown.element, "after"),
  );
  const sides = element("div", { class: "ag-sides" }, pair, list);
  const actions = buttons(
    button("Back to zero", back, signal),
    button("Another start", fresh, signal),
  );
  return section("Directions", "directions", sides, actions, text);
}

/** A picture with words under it. */
function captioned(shown, words) {
  const caption = element("figcaption", {}, words);
  return element("figure", { class: "ag-figure" }, shown, caption);
}

/** A slider between the images at its ends. */
function directionRow(entry, direction, onInput, signal) {
  const limits = { min: -FARTHEST, max: FARTHEST, step: 0.05, value: 0 };
  const { name } = direction;
  limits.say = describeAmount;
  const made = slider(name, limits, onInput, signal);
  const { shape } = entry.decoder;
  const pictures = [-FARTHEST, FARTHEST].map((amount) => ({
    amount,
    ...picture(shape, entry.bounds, ""),
  }));
  const [low, high] = pictures;
  made.input.before(low.element);
  made.input.after(high.element);
  const ends = (z) =>
    pictures.map(({ amount, draw }) => () => {
      const end = shifted(z, [direction], [amount]);
      draw(entry.decoder.run(Float32Array.from(end)));
    });
  return { element: made.element, set: made.set, ends };
}

/** Every direction that was moved, in words. */
function describeMoves(directions, amounts) {
  const moved = directions.flatMap(({ name }, k) =>
    amounts[k] === 0 ? [] : [`${name} ${describeAmount(amounts[k])}`],
  );
  return moved.length ? `${moved.join(", ")}.` : "No direction was moved.";
}
