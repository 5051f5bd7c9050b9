// The model of a page without a kernel, in anywidget's shape.
(async (id) => {
  const el = document.getElementById(id);
  if (!el || el.dataset.up) return;
  el.dataset.up = "1";
  const text = document.getElementById(`${id}-data`).textContent;
  const { module, css, state, bytes } = JSON.parse(text);
  for (const [key, base64] of Object.entries(bytes)) {
    const raw = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    state[key] = new DataView(raw.buffer);
  }
  const heard = {};
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const model = {
    get: (key) => state[key],
    set(key, value) {
      if (same(state[key], value)) return;
      state[key] = value;
      for (const f of [...(heard[`change:${key}`] ?? [])]) f();
    },
    save_changes() {},
    on: (event, f) => (heard[event] ??= new Set()).add(f),
    off: (event, f) => heard[event]?.delete(f),
    send() {},
  };
  const style = document.createElement("style");
  style.textContent = css;
  el.replaceChildren(style);
  const blob = new Blob([module], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  const widget = (await import(url)).default;
  URL.revokeObjectURL(url);
  await widget.render({ model, el });
})
