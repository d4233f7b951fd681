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

/** `encodeURIComponent` for any text: half of a surrogate pair, which has no place in a URI, becomes `%uD800`. */
export const encodeText = (text: string): string =>
  text.replace(/\p{Cs}|\P{Cs}+/gu, (piece) =>
    /\p{Cs}/u.test(piece) ? `%u${piece.charCodeAt(0).toString(16).toUpperCase()}` : encodeURIComponent(piece),
  );

/** Escapes a file's or folder's name for a URI. */
export const encodeSegment = (name: string): string =>
  /^[\w.~-]*$/.test(name)
    ? name
    : encodeText(name).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

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

/** The folder of a file's URI, with a trailing `/`. */
export const folderOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/') + 1);

/** A path of a URI, or a part of it, for people; as it is where it cannot be read. */
export function readable(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The last segment of a URI, for people. */
export const nameOfFile = (uri: string): string => readable(uri.slice(uri.lastIndexOf('/') + 1));

/** Whether a text is a URI of its own rather than a path. */
export const hasScheme = (text: string): boolean => /^[a-z][a-z0-9+.-]+:/i.test(text);

/**
 * The URIs that a document's path may mean: beside the file that names it, then from the root; where it has a `#`, what
 * stands before it as well. `undefined` for each that leads out of the root.
 * @param folder of the file, and @param root both with a trailing `/`
 */
export function targetsOf(path: string, folder: string, root: string): (string | undefined)[] {
  const paths = path.includes('#') ? [path, path.slice(0, path.indexOf('#'))] : [path];
  return [folder, root].flatMap((base) =>
    paths.map((text) => {
      const target = resolvePath(base, text.replaceAll('\\', '/'));
      return target?.startsWith(root) ? target : undefined;
    }),
  );
}

/** The path of a file from a folder, readable. Both are URIs of one place. */
export function relativePath(folder: string, uri: string): string {
  const [from, to] = [folder.slice(0, -1).split('/'), uri.split('/')];
  let common = 0;
  while (common < from.length && from[common] === to[common]) common++;
  return readable([...from.slice(common).map(() => '..'), ...to.slice(common)].join('/'));
}
