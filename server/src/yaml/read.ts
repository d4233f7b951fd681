import { readFast } from './fast.ts';
import { readFull } from './full.ts';
import type { Tree } from './tree.ts';

/** Reads a text as YAML 1.2 with merge keys: every document in it, with whatever problems it has. */
export function readYaml(text: string): readonly Tree[] {
  const fast = readFast(text);
  return fast ? [{ root: fast.root, problems: [] }] : readFull(text);
}
