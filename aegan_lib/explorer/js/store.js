/**
 * What the views of one instance share: the model's state, values of the
 * page alone, and the networks. No view knows another one.
 *
 * @typedef {{get(key: string): any, set(key: string, value: any): void,
 *   save_changes(): void, on(event: string, f: () => void): void,
 *   off(event: string, f: () => void): void}} Model anywidget's
 *
 * @typedef {{name: string, decoder: Network, encoder: Network | null,
 *   prior: Network | null, range: number[][], bounds: number[][] | null}}
 *   Entry
 */

/** Keys that Python hears of. All other keys that are set stay in the page. */
const SYNCED = ["z", "locked"];

/**
 * @param {Model} model
 * @param {AbortSignal} signal ends everything
 */
function createStore(model, signal) {
  const local = new Map();
  const listeners = new Map(); // key -> set of functions
  const pending = new Set(); // keys that changed since the last frame
  let frame = 0;
  let entries = null;

  /** Call each listener once a frame, however often its key was set. */
  function flush() {
    frame = 0;
    const keys = [...pending];
    pending.clear();
    const called = new Set(keys.flatMap((k) => [...(listeners.get(k) ?? [])]));
    called.forEach((f) => f());
  }
  function changed(key) {
    if (signal.aborted) return;
    pending.add(key);
    frame ||= requestAnimationFrame(flush);
  }
  for (const key of SYNCED) {
    const heard = () => changed(key);
    model.on(`change:${key}`, heard);
    signal.addEventListener("abort", () => {
      model.off(`change:${key}`, heard);
    });
  }
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));

  return {
    get: (key) => (local.has(key) ? local.get(key) : model.get(key)),

    /** Set a key; arrays have to be new ones, not the old one changed. */
    set(key, value) {
      if (SYNCED.includes(key)) {
        model.set(key, value); // tells us, if it differs
        model.save_changes();
      } else {
        local.set(key, value);
        changed(key);
      }
    },

    /** Call `f` in the frame after `key` changed, until `until` aborts. */
    on(key, f, until = signal) {
      if (!listeners.has(key)) listeners.set(key, new Set());
      listeners.get(key).add(f);
      until.addEventListener("abort", () => listeners.get(key).delete(f));
    },

    /** @returns {Entry[]} */
    get networks() {
      entries ??= readNetworks(model.get("networks"), model.get("weights"));
      return entries;
    },
  };
}

/** @returns {Entry[]} */
function readNetworks(specs, weights) {
  const read = (spec) => (spec ? readNetwork(spec, weights) : null);
  return specs.map((spec) => ({
    ...spec,
    decoder: read(spec.decoder),
    encoder: read(spec.encoder),
    prior: read(spec.prior),
  }));
}

/** Standard normal numbers (Box and Muller, 1958). */
function drawNormal(count) {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - Math.random()));
    values[i] = radius * Math.cos(2 * Math.PI * Math.random());
  }
  return values;
}

/** A latent as `entry`'s prior draws it. */
function drawLatent(entry) {
  const noise = drawNormal(entry.decoder.inputSize);
  return entry.prior ? entry.prior.run(noise) : noise;
}
