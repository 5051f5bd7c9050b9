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
