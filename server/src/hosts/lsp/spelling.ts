import { canonicalUri } from '../../workspace/uri.ts';

/** The keys whose values are URIs of files or folders in what an editor sends. */
const URIS: ReadonlySet<string> = new Set(['uri', 'root', 'in']);

/** What an editor sends, with its URIs as the server keeps them. */
export function canonicalIn<T>(value: T): T {
  if (Array.isArray(value)) return value.map(canonicalIn) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      typeof child === 'string' ? (URIS.has(key) ? canonicalUri(child) : child) : canonicalIn(child),
    ]),
  ) as T;
}

/**
 * What the server sends, with the URIs that the editor spells in its own way as it spells them.
 * @param spelling canonical URI → the editor's, where they differ
 */
export function spelledIn<T>(value: T, spelling: ReadonlyMap<string, string>): T {
  if (spelling.size === 0) return value;
  const spell = (text: string): string => spelling.get(text) ?? text;
  const walk = (node: unknown): unknown => {
    if (typeof node === 'string') return spell(node);
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    // The edits of a workspace edit are by URI.
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [spell(key), walk(child)]));
  };
  return walk(value) as T;
}
