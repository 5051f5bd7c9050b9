/** The real-or-fake session: one image at a time, and what it says of you. */

const FORMAT = "aegan real-or-fake"; // as metrics.load_session reads it
const GREY = 0; // covers an image whose time is over

/** The images of the model as floats in [−1, 1], by their number. */
function imagesOf(model) {
  const [height, width, channels] = model.get("shape");
  const size = height * width * channels;
  const { buffer, byteOffset } = model.get("images");
  return (i) => {
    const bytes = new Uint8Array(buffer, byteOffset + i * size, size);
    return Float32Array.from(bytes, (byte) => byte / 127.5 - 1);
  };
}

/** The result in words. */
function describeResult(trials) {
  const found = sensitivityOf(trials);
  const { d_prime: value, low, high, bias } = found;
  const right = Math.round(found.accuracy * found.trials);
  const interval = `95 % interval ${fixed(low)} to ${fixed(high)}`;
  const verdict =
    low > 0
      ? "You can tell them apart."
      : "The interval holds 0: this may be guessing.";
  const leaning = `you lean to “${bias > 0 ? "fake" : "real"}”`;
  const how = Math.abs(bias) < 0.1 ? "no leaning" : leaning;
  return (
    `Right ${right} of ${found.trials} times. ` +
    `d′ = ${fixed(value)}, ${interval}. ${verdict} ` +
    `c = ${fixed(bias)}: ${how}. The interval is over your trials ` +
    `and speaks of you alone.`
  );
}

/** What is saved: the form of metrics.save_session. */
function sessionRecord(model, rater, trials) {
  const [made, data] = [model.get("model"), model.get("data")];
  return { format: FORMAT, version: 1, rater, model: made, data, trials };
}

/** Offer a session to the reader's own disk. */
function download(record) {
  const text = `${JSON.stringify(record, null, 1)}\n`;
  const blob = new Blob([text], { type: "application/json" });
  const name = record.rater.replace(/[^\p{L}\p{N}]+/gu, "-");
  const link = element("a", { download: `real-or-fake-${name}.json` });
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** First screen: what to do, the name, and the start. */
function introScreen(model, onStart, signal) {
  const [count, limit] = [model.get("num_trials"), model.get("seconds")];
  const time = limit > 0 ? ` for ${limit} s` : "";
  const text =
    `You see ${count} images one by one${time}; half of them are real. ` +
    "Answer with the buttons or the keys R and F. " +
    "Nothing is sent anywhere; the name stands in your file only.";
  const input = element("input", { type: "text", maxlength: 40 });
  const label = element("label", { class: "ag-choice" }, "Your name", input);
  const begin = () => onStart(input.value.trim() || "anonymous");
  const start = button("Start", begin, signal);
  return element("div", {}, element("p", {}, text), label, buttons(start));
}

/** Second screen: the images, until all are judged. */
function trialScreen(model, order, text, onEnd, signal) {
  const [image, shape] = [imagesOf(model), model.get("shape")];
  const [reals] = model.get("counts");
  const shown = picture(shape, null, "Image to judge");
  const trials = [];
  let [since, timer] = [0, 0];
  function next() {
    clearTimeout(timer);
    if (trials.length === order.length) return onEnd(trials);
    shown.draw(image(order[trials.length]));
    text.textContent = `Image ${trials.length + 1} of ${order.length}`;
    since = performance.now();
    const limit = model.get("seconds");
    if (limit > 0) timer = setTimeout(cover, 1000 * limit);
  }
  function cover() {
    shown.draw(new Float32Array(shape[0] * shape[1] * shape[2]).fill(GREY));
    text.textContent += ": time over, what was it?";
  }
  function answer(calledReal) {
    if (trials.length === order.length) return;
    const seconds = Math.round(performance.now() - since) / 1000;
    const real = order[trials.length] < reals;
    trials.push({ real, called_real: calledReal, seconds });
    next();
  }
  signal.addEventListener("abort", () => clearTimeout(timer));
  const real = button("Real (R)", () => answer(true), signal);
  const fake = button("Fake (F)", () => answer(false), signal);
  const attributes = { tabindex: -1, role: "group", class: "ag-trial" };
  attributes["aria-label"] = "Real or fake? Keys R and F";
  attributes["data-lm-suppress-shortcuts"] = true; // JupyterLab's own R and F
  const parts = [shown.element, buttons(real, fake)];
  const screen = element("div", attributes, ...parts);
  screen.addEventListener("keydown", (event) => {
    const key = event.key.toLowerCase();
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && !event.repeat && "rf".includes(key)) answer(key === "r");
  }, { signal });
  next();
  return screen;
}

/** Last screen: the mistakes, the file, and once more. */
function resultScreen(model, rater, trials, order, onAgain, signal) {
  const image = imagesOf(model);
  const wrong = (real) =>
    order.filter((_, i) => {
      const { real: was, called_real: called } = trials[i];
      return was === real && called !== real;
    });
  const row = (label, numbers) => {
    const cells = numbers.map((number, i) => {
      const name = `${label}, ${i + 1} of ${numbers.length}`;
      const shown = picture(model.get("shape"), null, name);
      shown.draw(image(number));
      return shown.element;
    });
    const none = cells.length ? cells : ["none"];
    return element("div", { class: "ag-mistakes" }, `${label}: `, ...none);
  };
  const record = sessionRecord(model, rater, trials);
  const save = button("Save session", () => download(record), signal);
  return element(
    "div",
    { tabindex: -1, role: "group", "aria-label": "Your session" },
    row("Fakes that you called real", wrong(false)),
    row("Reals that you called fake", wrong(true)),
    buttons(save, button("Once more", onAgain, signal)),
  );
}

/** What anywidget and the static host call. */
function render({ model, el }) {
  const life = new AbortController();
  const { signal } = life;
  const text = readout();
  const stage = element("div", { class: "ag-stage" });
  const random = randomFrom(model.get("seed"));
  function replace(screen, focus = true) {
    stage.replaceChildren(screen);
    if (focus) screen.focus({ preventScroll: true });
  }
  function begin(rater) {
    const counts = model.get("counts");
    const order = sessionOrder(counts, model.get("num_trials"), random);
    const end = (trials) => {
      text.textContent = describeResult(trials);
      const record = sessionRecord(model, rater, trials);
      model.set("finished", [...model.get("finished"), record]);
      model.save_changes();
      const again = () => begin(rater);
      replace(resultScreen(model, rater, trials, order, again, signal));
    };
    replace(trialScreen(model, order, text, end, signal));
  }
  replace(introScreen(model, begin, signal), false);
  const root = element("div", { class: "ag-explorer" });
  root.append(section("Real or fake?", "session", text, stage));
  el.append(root);
  return () => {
    life.abort();
    root.remove();
  };
}
