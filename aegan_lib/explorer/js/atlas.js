// What the decoder draws at each place of a map, as its background.

const ATLAS_CELLS = 14; // along each side

/** The middles of the cells of a frame, row by row from the top. */
function cellPlaces(frame, cells) {
  const side = (frame.right - frame.left) / cells;
  return Array.from({ length: cells * cells }, (_, i) => [
    frame.left + ((i % cells) + 0.5) * side,
    frame.top - (Math.floor(i / cells) + 0.5) * side,
  ]);
}

/** A checkbox that fills the map with images. */
function atlasSwitch(store, entry, chart, map, signal) {
  const [height, width] = entry.decoder.shape;
  const cell = document.createElement("canvas");
  const places = cellPlaces(map.frame, ATLAS_CELLS);
  const hidden = (z) => movedOnPlane(z, chart.plane, [0, 0]);
  const run = lagging(signal);
  let drawnFor = null; // what the map hides of z, when the atlas was drawn
  let on = false;

  function paint(z, place, i) {
    const here = movedOnPlane(z, chart.plane, place);
    const values = entry.decoder.run(Float32Array.from(here));
    drawImage(cell, values, entry.decoder.shape);
    const row = Math.floor(i / ATLAS_CELLS);
    const spot = [(i % ATLAS_CELLS) * width, row * height];
    map.under.getContext("2d").drawImage(cell, ...spot);
  }
  function refresh() {
    const z = store.get("z");
    if (!on || (drawnFor && sameCode(hidden(z), drawnFor))) return;
    drawnFor = hidden(z);
    run(places.map((place, i) => () => paint(z, place, i)));
  }
  function turn(checked) {
    on = checked;
    map.element.classList.toggle("ag-with-atlas", on);
    map.under.width = width * ATLAS_CELLS; // and empties it
    map.under.height = height * ATLAS_CELLS;
    drawnFor = null;
    refresh();
  }
  store.on("z", refresh, signal);
  return checkbox("Images on the map", false, turn, signal).element;
}
