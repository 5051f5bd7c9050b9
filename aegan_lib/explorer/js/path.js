// A path between two picked points: straight, or along the sphere.

const FRAMES = 9; // of a film strip
const SECONDS = 4; // that a path plays
const WAYS = [linear, spherical];
const WAY_NAMES = ["straight line", "along the sphere"];
const PLOT = { width: 320, height: 96, left: 30, right: 8, top: 8, bottom: 20 };

/** What a strip says to who cannot see it. */
function describePath({ from, to, way, t }, z) {
  const said = (code) => fixed(codeLength(code));
  return (
    `${Math.round(100 * t)} % of the way, ${WAY_NAMES[way]}: z has length ` +
    `${said(z)}, the ends have ${said(from)} and ${said(to)}.`
  );
}

/** @returns {HTMLElement} */
function pathView(store, signal) {
  const [entry] = store.networks;
  const start = pathStart(store, entry);
  const get = () => store.get("path") ?? start;
  const set = (changes) => store.set("path", { ...get(), ...changes });
  const go = (t) => {
    set({ t });
    const { from, to, way } = get();
    store.set("z", WAYS[way](from, to, t));
  };
  const strips = WAYS.map((_, way) => filmStrip(entry, way, go, signal));
  const { shape } = entry.decoder;
  const shown = picture(shape, entry.bounds, "Decoded at this place");
  const plot = lengthPlot(entry);
  const bounds = { min: 0, max: 1, step: 0.01, value: 0 };
  const scrub = slider("Place", bounds, go, signal);
  const ways = choice("Follow the", WAY_NAMES, 0, (way) => {
    set({ way });
    go(get().t);
  }, signal);
  const text = readout();
  let ends = null;
  function show() {
    const path = get();
    if (!ends || path.from !== ends.from || path.to !== ends.to) {
      strips.forEach((strip) => strip.draw(path));
      ends = path;
    }
    strips.forEach((strip, way) => strip.mark(path.t, way === path.way));
    plot.draw(path);
    const z = WAYS[path.way](path.from, path.to, path.t);
    shown.draw(decoded(entry, z));
    ways.input.value = path.way;
    scrub.set(path.t);
    store.set("route", codesAlong(WAYS[path.way], path.from, path.to, 40));
    text.textContent = describePath(path, z);
  }
  store.on("path", show, signal);
  show();
  const film = element("div", { class: "ag-film" });
  film.append(...strips.map((strip) => strip.element), scrub.element);
  const beside = element("div", { class: "ag-beside" }, shown.element);
  const grey = "Length of z on both ways; grey: 95 of 100 random z.";
  beside.append(plot.element, element("p", { class: "ag-small" }, grey));
  const sides = element("div", { class: "ag-sides" }, film, beside);
  // Nobody can listen to what changes in every frame.
  const playing = (yes) =>
    text.setAttribute("aria-live", yes ? "off" : "polite");
  const moves = { get, set, go, playing };
  const actions = pathButtons(store, entry, moves, signal);
  actions.prepend(ways.element);
  return section("A path between two points", "path", sides, actions, text);
}

/** Where a path begins and ends before a reader picks: at the codes of two
 * examples, or at two places of usual length, the same for each reader. */
function pathStart(store, entry) {
  const images = entry.encoder ? readExamples(store, entry.decoder.shape) : [];
  const usual = (phase) => {
    const spread = (_, i) => Math.SQRT2 * Math.sin(phase + 2 * i);
    const noise = Float32Array.from(store.get("z"), spread);
    return entry.prior ? entry.prior.run(noise) : noise;
  };
  const ends = images.slice(0, 2).map((image) => entry.encoder.run(image));
  if (ends.length < 2) ends.splice(0, 2, usual(0.6), usual(3.1));
  const [from, to] = ends.map((z) => Array.from(z));
  return { from, to, way: 0, t: 0 };
}

function pathButtons(store, entry, moves, signal) {
  const { get, set, go } = moves;
  const draw = () => Array.from(drawLatent(entry));
  const here = () => [...store.get("z")];
  return buttons(
    playButton(moves, signal),
    button("Start here", () => set({ from: here(), t: 0 }), signal),
    button("End here", () => set({ to: here(), t: 1 }), signal),
    button("Swap ends", () => {
      const { from, to, t } = get();
      set({ from: to, to: from, t: 1 - t });
    }, signal),
    button("Two random ends", () => {
      set({ from: draw(), to: draw() });
      go(get().t);
    }, signal),
  );
}

/** Runs through the path once; a second press stops it. */
function playButton({ get, go, playing }, signal) {
  let frame = 0;
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    made.textContent = "Play";
    playing(false);
  };
  const play = () => {
    if (frame) return stop();
    let last = null;
    if (get().t >= 1) go(0);
    made.textContent = "Pause";
    playing(true);
    const tick = (now) => {
      const passed = last === null ? 0 : (now - last) / 1000 / SECONDS;
      last = now;
      const t = Math.min(1, get().t + passed);
      if (t === 1) stop(); // and say where
      else frame = requestAnimationFrame(tick);
      go(t);
    };
    frame = requestAnimationFrame(tick);
  };
  const made = button("Play", play, signal);
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  return made;
}

/** A row of images along one way; a press goes to its place. */
function filmStrip(entry, way, go, signal) {
  const { shape } = entry.decoder;
  const label = `${FRAMES} images, ${WAY_NAMES[way]}`;
  const row = element("div", { class: "ag-strip", role: "img" });
  row.setAttribute("aria-label", label);
  const frames = Array.from({ length: FRAMES }, () =>
    picture(shape, entry.bounds, ""),
  );
  row.append(...frames.map((frame) => frame.element));
  const line = ["ag-swatch", "ag-swatch ag-round"][way];
  const name = element("span", { class: "ag-strip-name" });
  name.append(element("span", { class: line }), WAY_NAMES[way]);
  const whole = element("div", { class: "ag-strip-row" }, name, row);
  const press = (event) => {
    const box = row.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    const t = (share * FRAMES - 0.5) / (FRAMES - 1);
    go(Math.round(100 * Math.min(1, Math.max(0, t))) / 100);
  };
  row.addEventListener("click", press, { signal });
  const run = lagging(signal);
  function draw({ from, to }) {
    const codes = codesAlong(WAYS[way], from, to, FRAMES);
    const decode = (z) => entry.decoder.run(Float32Array.from(z));
    run(codes.map((z, i) => () => frames[i].draw(decode(z))));
  }
  function mark(t, followed) {
    whole.classList.toggle("ag-followed", followed);
    const near = Math.round(t * (FRAMES - 1));
    frames.forEach((frame, i) =>
      frame.element.classList.toggle("ag-now", followed && i === near),
    );
  }
  return { element: whole, draw, mark };
}
