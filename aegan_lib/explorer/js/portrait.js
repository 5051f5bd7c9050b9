/** The phase portrait of the Dirac-GAN, with all that decides its course. */

const REMEDIES = {
  none: "none",
  r1: "R1",
  gradient_penalty: "WGAN-GP",
  noise: "instance noise",
};
const SYNCED_KEYS = [
  "loss", "remedy", "weight", "rule", "step", "momentum", "num_steps", "start",
];

/** What the controls say, for the functions of the game. */
function readGame(model) {
  const get = (key) => model.get(key);
  const game = { loss: get("loss"), remedy: get("remedy") };
  game.weight = get("weight");
  [game.nodes, game.chance] = [get("nodes"), get("chance")];
  const momentum = hasMomentum(get("rule")) ? get("momentum") : 0;
  const steps = { h: get("step"), momentum, steps: get("num_steps") };
  return { game, rule: get("rule"), steps, start: get("start") };
}

/** What the derivative at the goal says, and what the path did. */
function describePortrait({ game, rule, steps }, field, path) {
  const seen = describePath(path);
  if (game.remedy === "gradient_penalty" && game.weight > 0) {
    const kink = "The penalty has a kink at ψ = 0: no Jacobian, no eigenvalues";
    return `${kink}, and the goal is no point of rest. ${seen}`;
  }
  const { h, momentum } = steps;
  const jacobian = jacobianAtGoal(field);
  const values = describeEigenvalues(eigenvalues(jacobian));
  const factor = stepFactor(jacobian, rule, h, momentum);
  const radius = circleRadius(game, rule, h, momentum);
  return `${values} ${describeFactor(factor, radius)} ${seen}`;
}

function describePath(path) {
  const { end, radius } = pathEnd(path);
  const course = {
    in: "it comes in",
    slow: "it comes in, ever more slowly",
    stays: "it keeps this distance",
    out: "it goes out",
  }[end];
  const far = radius < 1e4 ? fixed(radius, 3) : "more than 10 000";
  return `The path after ${path.length - 1} steps: distance ${far}, ${course}.`;
}

function describeEigenvalues([[real, imaginary], [other]]) {
  const values = imaginary
    ? `${fixed(real, 3)} ± ${fixed(imaginary, 3)}i`
    : `${fixed(real, 3)} and ${fixed(other, 3)}`;
  return `Eigenvalues at the goal: ${values}.`;
}

function describeFactor(factor, radius) {
  const text = `Near it a step multiplies distances by ${factor.toFixed(4)}:`;
  if (factor < 1 - 1e-9) return `${text} it converges.`;
  if (factor < 1 + 1e-9) return `${text} neutral, the second order decides.`;
  const circle = `up to a circle of radius ${fixed(radius ?? 0)}`;
  return `${text} it spirals out${radius ? `, ${circle}` : ""}.`;
}

/** All controls, and `show` that sets them to what the model holds. */
function portraitControls(model, set, signal) {
  const pick = (label, key, names) => {
    const values = Object.keys(names);
    const chosen = (i) => set(key, values[i]);
    const made = choice(label, Object.values(names), 0, chosen, signal);
    made.show = () => (made.input.value = values.indexOf(model.get(key)));
    return made;
  };
  const range = (label, key, min, max, step, digits = 2) => {
    const say = (number) => fixed(number, digits);
    const limits = { min, max, step, say, value: model.get(key) };
    const made = slider(label, limits, (value) => set(key, value), signal);
    made.show = () => made.set(model.get(key));
    return made;
  };
  const from = (label, i) => {
    const limits = { min: -LIMIT, max: LIMIT, step: 0.01, value: 0 };
    const moved = (value) =>
      set("start", model.get("start").map((old, j) => (i === j ? value : old)));
    const made = slider(label, limits, moved, signal);
    made.show = () => made.set(model.get("start")[i]);
    return made;
  };
  const named = (names) =>
    Object.fromEntries(names.map((name) => [name, name.replace("_", " ")]));
  const weight = range("Weight γ or variance σ²", "weight", 0, 4, 0.05);
  const momentum = range("Momentum", "momentum", -0.9, 0.9, 0.05);
  const all = [
    pick("Loss", "loss", named(Object.keys(LOSSES))),
    pick("Remedy", "remedy", REMEDIES),
    weight,
    pick("Order of steps", "rule", named(Object.keys(RULES))),
    range("Step size h", "step", 0.01, 1, 0.01),
    momentum,
    range("Number of steps", "num_steps", 10, 3000, 10, 0),
    from("Start θ", 0),
    from("Start ψ", 1),
  ];
  function show() {
    all.forEach((control) => control.show());
    weight.input.disabled = model.get("remedy") === "none";
    momentum.input.disabled = !hasMomentum(model.get("rule"));
  }
  return { elements: all.map((control) => control.element), show };
}

/** What anywidget and the static host call. */
function render({ model, el }) {
  const life = new AbortController();
  const text = readout();
  const set = (key, value) => {
    model.set(key, value);
    model.save_changes();
  };
  const drawing = plane((point) => set("start", point), life.signal);
  const controls = portraitControls(model, set, life.signal);
  let frame = 0;
  const changed = () => (frame ||= requestAnimationFrame(show));
  function show() {
    frame = 0;
    const state = readGame(model);
    const field = diracField(state.game);
    const path = diracPath(field, state.rule, state.start, state.steps);
    drawing.show(field, path);
    controls.show();
    text.textContent = describePortrait(state, field, path);
  }
  for (const key of SYNCED_KEYS) {
    model.on(`change:${key}`, changed);
    life.signal.addEventListener("abort", () => {
      model.off(`change:${key}`, changed);
    });
  }
  show();
  const list = element("div", { class: "ag-rows" }, ...controls.elements);
  const sides = element("div", { class: "ag-sides" }, drawing.element, list);
  const root = element("div", { class: "ag-explorer" });
  root.append(section("Phase portrait", "portrait", sides, text));
  el.append(root);
  return () => {
    cancelAnimationFrame(frame);
    life.abort();
    root.remove();
  };
}
