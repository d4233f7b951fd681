/** How long something may take before it says so, in ms. */
const PATIENCE = 700;
const EVERY = 100;

/**
 * A line on stderr that says how far a long run is: on a terminal only, and only once it has taken a while. Call the
 * result as often as you like, and `done` at the end.
 */
export function progress(what: string): { tick(): void; done(): void } {
  const { stderr } = process;
  if (!stderr.isTTY || process.env.TERM === 'dumb') return { tick() {}, done() {} };
  const started = Date.now();
  let last = started + PATIENCE - EVERY;
  let count = 0;
  let shown = false;
  return {
    tick() {
      count++;
      const now = Date.now();
      if (now - last < EVERY) return;
      last = now;
      shown = true;
      stderr.write(`\r\u001b[K${what} … ${count}`);
    },
    done() {
      if (shown) stderr.write('\r\u001b[K');
    },
  };
}
