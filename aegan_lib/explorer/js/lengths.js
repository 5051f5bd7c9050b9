// How long z is along a path, against the shell of random latents.

/** A small plot of length over place, for both ways. */
function lengthPlot(entry) {
  const { width, height, left, right, top, bottom } = PLOT;
  const attributes = { viewBox: `0 0 ${width} ${height}`, role: "img" };
  const drawing = vector("svg", { ...attributes, class: "ag-lengths" });
  const shell = entry.shell; // lengths that 95 of 100 random z lie between
  const across = (t) => left + t * (width - left - right);

  function draw({ from, to, way, t }) {
    const lengths = (go) => codesAlong(go, from, to, 41).map(codeLength);
    const curves = WAYS.map(lengths);
    const most = 1.1 * Math.max(...curves.flat(), shell[1]);
    const up = (v) => height - bottom - (v / most) * (height - top - bottom);
    const line = (values, name) => {
      const spots = values.map((v, i) => [across(i / 40), up(v)]);
      return vector("polyline", { points: polyline(spots), class: name });
    };
    const now = codeLength(WAYS[way](from, to, t));
    const label = (x, y, words, anchor) =>
      vector("text", { x, y, "text-anchor": anchor }, words);
    drawing.replaceChildren(
      ...shellBand(shell, up, across),
      vector("path", { class: "ag-axis", d: `M${left} ${up(0)}H${across(1)}` }),
      line(curves[0], "ag-curve ag-straight"),
      line(curves[1], "ag-curve ag-round"),
      vector("circle", { cx: across(t), cy: up(now), r: 4, class: "ag-dot" }),
      label(left - 4, up(0) + 4, "0", "end"),
      ...shell.map((v) => label(left - 4, up(v) + 4, fixed(v, 1), "end")),
      label(across(0), height - 5, "start", "start"),
      label(across(1), height - 5, "end", "end"),
    );
    const least = curves.map((values) => fixed(Math.min(...values)));
    drawing.setAttribute(
      "aria-label",
      `Length of z along the path. Straight line: at least ${least[0]}. ` +
        `Along the sphere: at least ${least[1]}. Of 100 random z, 95 have ` +
        `a length from ${fixed(shell[0])} to ${fixed(shell[1])}.`,
    );
  }
  return { element: drawing, draw };
}

/** Where 95 of 100 random z have their length. */
function shellBand([low, high], up, across) {
  const y = up(high);
  const size = { width: across(1) - across(0), height: up(low) - y };
  return [vector("rect", { class: "ag-shell", x: across(0), y, ...size })];
}
