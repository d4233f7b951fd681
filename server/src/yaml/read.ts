import { readFast } from './fast.ts';
import { readFull } from './full.ts';
import { isStrange, readStrange } from './strange.ts';
import type { Tree } from './tree.ts';

/**
 * Reads a text, or whole lines of it, as YAML 1.2 with merge keys: every document in it, with whatever problems it has.
 * Offsets in the trees count from `from`.
 */
export function readYaml(text: string, from = 0, to = text.length): readonly Tree[] {
  if (isStrange(text, from, to)) return readStrange(text.slice(from, to), readPlain);
  return readPlain(text, from, to);
}

/** As `readYaml`, where it is known that nothing in the text is strange. */
export function readPlain(text: string, from = 0, to = text.length): readonly Tree[] {
  const fast = readFast(text, from, to);
  return fast ? [{ root: fast.root, problems: [] }] : readFull(text.slice(from, to));
}

/** In how many places a text is not valid YAML. */
export const problemsIn = (text: string): number =>
  readYaml(text).reduce((sum, { problems }) => sum + problems.length, 0);
