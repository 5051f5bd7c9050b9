/** The explorer: one store, and the views that the model lists. */

/** Name in the trait `views` -> function(store, signal) -> HTMLElement. */
const VIEWS = {
  compare: compareView,
  dial: dialView,
  directions: directionsView,
  draw: drawView,
  map: mapView,
  path: pathView,
  sliders: slidersView,
};

/** What anywidget and the static host call. */
function render({ model, el }) {
  const life = new AbortController();
  const store = createStore(model, life.signal);
  const root = element("div", { class: "ag-explorer" });
  // Elsewhere the address belongs to Jupyter.
  const name = el.classList.contains("ag-host") && model.get("address");
  const address = name && keepAddress(store, name, life.signal);
  for (const name of model.get("views")) {
    root.append(VIEWS[name](store, life.signal));
  }
  if (address) root.append(address.element);
  el.append(root);
  if (address?.arrived) root.scrollIntoView();
  return () => {
    life.abort();
    root.remove();
  };
}
