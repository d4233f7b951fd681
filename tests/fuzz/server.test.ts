import { expect, test } from 'vitest';
import { ServerFuzz } from './server.ts';

/** How many edits, from which seed on: a long run has more (`ISMS_FUZZ_EDITS=200000 ISMS_FUZZ_SEED=1`). */
const EDITS = Number(process.env.ISMS_FUZZ_EDITS ?? 400);
const SEED = Number(process.env.ISMS_FUZZ_SEED ?? 1);
const SESSION = 200;
/** Milliseconds for a session, far more than it takes. */
const PATIENCE = 120_000;

for (let seed = SEED; seed < SEED + EDITS / SESSION; seed++) {
  test(`everything is asked while texts are edited: seed ${seed}`, { timeout: PATIENCE }, async () => {
    const fuzz = new ServerFuzz(seed);
    await fuzz.run(SESSION);
    expect(fuzz.edits).toBe(SESSION);
  });
}
