/** The explorer: one store, and the views that the model lists. */

/** Name in the trait `views` -> function(store, signal) -> HTMLElement. */
const VIEWS = {
  sliders: slidersView,
};

/** What anywidget and the static host call. */
function render({ model, el }) {
  const life = new AbortController();
  const store = createStore(model, life.signal);
  const root = element("div", { class: "ag-explorer" });
  for (const name of model.get("views")) {
    root.append(VIEWS[name](store, life.signal));
  }
  el.append(root);
  return () => {
    life.abort();
    root.remove();
  };
}
