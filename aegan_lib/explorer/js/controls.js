/** Labelled controls. No ids: a label holds its control. */

/** @returns {HTMLElement} */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A part of the explorer under a heading. */
function section(heading, name, ...children) {
  const title = element("h4", {}, heading);
  // A group and no section: two widgets on a page would be equal landmarks.
  const names = { role: "group", "aria-label": heading };
  const attributes = { class: `ag-view ag-${name}`, ...names };
  return element("div", attributes, title, ...children);
}

/** Text that is read aloud when it changes. */
function readout() {
  const attributes = { class: "ag-readout", "aria-live": "polite" };
  return element("p", attributes);
}

function button(label, onClick, signal) {
  const made = element("button", { type: "button" }, label);
  made.addEventListener("click", onClick, { signal });
  return made;
}

function buttons(...made) {
  return element("div", { class: "ag-buttons" }, ...made);
}

/** @returns {{element: HTMLElement, input: HTMLInputElement}} */
function checkbox(label, checked, onChange, signal) {
  const input = element("input", { type: "checkbox" });
  input.checked = checked;
  const changed = () => onChange(input.checked);
  input.addEventListener("change", changed, { signal });
  const made = element("label", { class: "ag-check" }, input, label);
  return { element: made, input };
}

/** @returns {{element: HTMLElement, input: HTMLSelectElement}} */
function choice(label, options, value, onChange, signal) {
  const made = options.map((name, i) => element("option", { value: i }, name));
  const input = element("select", {}, ...made);
  input.value = value;
  const changed = () => onChange(Number(input.value));
  input.addEventListener("change", changed, { signal });
  const name = element("span", { class: "ag-name" }, label);
  const whole = element("label", { class: "ag-choice" }, name, input);
  return { element: whole, input };
}

/**
 * A range with its label before and its value behind it, in the words of
 * `limits.say`.
 * @returns {{element: HTMLElement, input: HTMLInputElement,
 *   set(value: number): void}}
 */
function slider(label, limits, onInput, signal) {
  const { min, max, step, value, say = fixed } = limits;
  const input = element("input", { type: "range", min, max, step });
  const output = element("span", { class: "ag-value", "aria-hidden": "true" });
  const name = element("span", { class: "ag-name" }, label);
  const made = element("label", { class: "ag-slider" }, name, input, output);
  const show = (number) => {
    output.textContent = say(number);
    input.setAttribute("aria-valuetext", say(number));
  };
  const moved = () => {
    show(input.valueAsNumber);
    onInput(input.valueAsNumber);
  };
  input.addEventListener("input", moved, { signal });
  const set = (number) => {
    input.min = Math.min(input.min, number); // no value is out of reach
    input.max = Math.max(input.max, number);
    input.value = number;
    show(number);
  };
  set(value);
  return { element: made, input, set };
}

/** Two decimals, with a minus sign and no negative zero. */
function fixed(number, digits = 2) {
  const text = Math.abs(number).toFixed(digits);
  return number < 0 && Number(text) ? `−${text}` : text;
}
