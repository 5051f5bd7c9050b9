// Work that may lag behind the hand that moves: decoded a few at a time.

const BUDGET = 10; // milliseconds of one frame

/**
 * A list of tasks, run in order over as many frames as they need. A new list
 * takes the place of what is left of the old one.
 * @returns {(tasks: (() => void)[]) => void}
 */
function lagging(signal) {
  let waiting = [];
  let frame = 0;
  function work() {
    frame = 0;
    const start = performance.now();
    while (waiting.length && performance.now() - start < BUDGET) {
      waiting.shift()();
    }
    if (waiting.length) frame = requestAnimationFrame(work);
  }
  signal.addEventListener("abort", () => cancelAnimationFrame(frame));
  return (tasks) => {
    waiting = [...tasks];
    frame ||= requestAnimationFrame(work);
  };
}

/** The last code of each decoder, and what it made of it. */
const decodings = new WeakMap();

/** What `entry`'s decoder makes of z; views of one z decode it once. */
function decoded(entry, z) {
  const known = decodings.get(entry.decoder);
  if (known && z.every((v, i) => v === known.z[i])) return known.values;
  const values = entry.decoder.run(Float32Array.from(z));
  decodings.set(entry.decoder, { z: [...z], values });
  return values;
}
