/**
 * The one spelling of a URI under which a file is kept: editors and Node escape different characters, and two spellings
 * of one file would be two files. Every character but letters, digits and `-._~` is escaped in each path segment, and a
 * drive letter is small.
 */
export function canonicalUri(uri: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(\/.*)?$/i.exec(uri);
  if (!match) return uri;
  const [, head, path = ''] = match;
  return head + path.split('/').map(canonicalSegment).join('/');
}

/** A path segment in that spelling. */
function canonicalSegment(segment: string, index: number): string {
  let text = segment;
  try {
    text = decodeURIComponent(segment);
  } catch {
    // A stray % is a character like any other.
  }
  if (index === 1 && /^[A-Z]:$/.test(text)) text = text.toLowerCase();
  return encodeSegment(text);
}

/** Escapes a file's or folder's name for a URI. */
export const encodeSegment = (name: string): string =>
  /^[\w.~-]*$/.test(name)
    ? name
    : encodeURIComponent(name).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** A relative path from a folder's URI; `undefined` if it climbs out of everything. */
export function resolvePath(base: string, path: string): string | undefined {
  if (path.startsWith('/')) return undefined;
  const segments = base.slice(0, -1).split('/');
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (segments.length <= 3) return undefined;
      segments.pop();
    } else segments.push(encodeSegment(segment));
  }
  return segments.join('/');
}
