// What a view shows, in the fragment of the page's address, and back.

/**
 * The fragment of a state: `#name=z:0.5,-1.25;t:0.4;way:spherical`. Numbers
 * are rounded to three places; what is null is left out.
 */
function fragmentOf(name, state) {
  const text = (value) =>
    [value]
      .flat()
      .map((v) => (typeof v === "number" ? String(+v.toFixed(3)) : v))
      .join(",");
  const parts = Object.entries(state)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${key}:${text(value)}`);
  return `#${name}=${parts.join(";")}`;
}

/** The state in a fragment; null if it is not one of `name`. */
function stateOf(name, fragment) {
  if (!fragment.startsWith(`#${name}=`)) return null;
  const state = {};
  for (const part of fragment.slice(name.length + 2).split(";")) {
    const cut = part.indexOf(":");
    if (cut > 0) state[part.slice(0, cut)] = part.slice(cut + 1).split(",");
  }
  return state;
}

/** Numbers from a fragment; null unless there are `count`, all finite. */
function numbersOf(words, count) {
  const numbers = (words ?? []).map((word) => (word === "" ? NaN : +word));
  const good = numbers.length === count && numbers.every(Number.isFinite);
  return good ? numbers : null;
}

/**
 * Keep the state in the page's address under `name`, and take it from there,
 * now and when the reader changes the address.
 */
function keepAddress(store, name, signal) {
  const size = store.get("z").length;
  function state() {
    const { from, to, way, t } = store.get("path") ?? {};
    const other = store.get("other");
    const dial = store.get("dialled");
    return { z: store.get("z"), from, to, way, t, other, dial };
  }
  function take() {
    const found = stateOf(name, window.location.hash);
    if (found) takeState(store, found, size);
    return Boolean(found);
  }
  let timer = 0;
  function write() {
    timer = 0;
    const fragment = fragmentOf(name, state());
    // Replaced, not added: a drag would fill the history.
    window.history.replaceState(null, "", fragment);
  }
  function later() {
    timer ||= setTimeout(write, 400); // browsers allow few changes a second
  }
  const arrived = take();
  for (const key of ["z", "path", "other", "dialled"]) {
    store.on(key, later, signal);
  }
  window.addEventListener("hashchange", take, { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  const said = element("span", { class: "ag-said", role: "status" });
  const copy = async () => {
    write();
    const { clipboard } = navigator; // only where the page is served safely
    const copied = clipboard?.writeText(location.href) ?? Promise.reject();
    said.textContent = await copied.then(
      () => "Copied.",
      () => "The page's address is the link.",
    );
  };
  const link = button("Copy a link to this view", copy, signal);
  return { element: buttons(link, said), arrived };
}

/** Put what an address said into the store; what is not sound is left out. */
function takeState(store, found, size) {
  const z = numbersOf(found.z, size);
  if (z) store.set("z", z);
  const [from, to] = [numbersOf(found.from, size), numbersOf(found.to, size)];
  const [way, t] = [numbersOf(found.way, 1), numbersOf(found.t, 1)];
  if (from && to && way && t && WAYS[way[0]] && t[0] >= 0 && t[0] <= 1) {
    store.set("path", { from, to, way: way[0], t: t[0] });
  }
  const second = store.networks.at(-1);
  const other = numbersOf(found.other, second.decoder.inputSize);
  if (other) store.set("other", other);
  const dial = numbersOf(found.dial, 1);
  if (dial && store.networks[dial[0]]) store.set("dialled", dial[0]);
}
