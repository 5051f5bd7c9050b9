// What the decoder draws at each place of a map, as its background.

const ATLAS_CELLS = 14; // along each side
const ATLAS_BUDGET = 10; // milliseconds of decoding in one frame

/** Results of the last codes, so that views of one z decode it once. */
const decodings = new WeakMap();

/** What `entry`'s decoder makes of z. */
function decoded(entry, z) {
  const known = decodings.get(entry.decoder);
  if (known && known.z === z) return known.values;
  const values = entry.decoder.run(Float32Array.from(z));
  decodings.set(entry.decoder, { z, values });
  return values;
}

/** The middles of the cells of a frame, row by row from the top. */
function cellPlaces(frame, cells) {
  const side = (frame.right - frame.left) / cells;
  return Array.from({ length: cells * cells }, (_, i) => [
    frame.left + ((i % cells) + 0.5) * side,
    frame.top - (Math.floor(i / cells) + 0.5) * side,
  ]);
}

/** A checkbox that fills the map with images, a few in each frame. */
function atlasSwitch(store, entry, chart, map, signal) {
  const [height, width] = entry.decoder.shape;
  const cell = document.createElement("canvas");
  const places = cellPlaces(map.frame, ATLAS_CELLS);
  const hiddenPart = (z) =>
    movedOnPlane(z, chart.plane, [0, 0]).map((v) => v.toFixed(3)).join();
  let next = places.length;
  let drawnFor = null;
  let on = false;
  let frame = 0;

  function work() {
    frame = 0;
    const pen = map.under.getContext("2d");
    const z = store.get("z");
    const start = performance.now();
    while (next < places.length && performance.now() - start < ATLAS_BUDGET) {
      const here = movedOnPlane(z, chart.plane, places[next]);
      const values = entry.decoder.run(Float32Array.from(here));
      drawImage(cell, values, entry.decoder.shape);
      const row = Math.floor(next / ATLAS_CELLS);
      pen.drawImage(cell, (next % ATLAS_CELLS) * width, row * height);
      next++;
    }
    if (next < places.length) frame = requestAnimationFrame(work);
  }
  function refresh() {
    const wanted = hiddenPart(store.get("z"));
    if (!on || wanted === drawnFor) return;
    drawnFor = wanted;
    next = 0;
    frame ||= requestAnimationFrame(work);
  }
  function turn(checked) {
    on = checked;
    map.element.classList.toggle("ag-with-atlas", on);
    map.under.width = width * ATLAS_CELLS;
    map.under.height = height * ATLAS_CELLS;
    drawnFor = null;
    refresh();
  }
  store.on("z", refresh, signal);
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  return checkbox("Images on the map", false, turn, signal).element;
}
