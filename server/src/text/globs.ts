/** The most characters of a pattern, and the most patterns that its braces may make. */
const LONGEST = 1000;
const MOST = 256;

/** A piece of a segment: a text, any characters, one character, or one that a class allows. */
type Token = string | typeof ANY | typeof ONE | { readonly not: boolean; readonly ranges: readonly [string, string][] };
const ANY = Symbol('*');
const ONE = Symbol('?');
/** Any number of folders. */
const FOLDERS = Symbol('**');
type Segment = readonly Token[] | typeof FOLDERS;

/** A pattern that can be matched, or what is wrong with it. */
export type Glob = { readonly alternatives: readonly (readonly Segment[])[] } | { readonly problem: string };

const cache = new Map<string, Glob>();

/**
 * Reads a path pattern: `*`, `**`, `?`, `[a-z]`, `{a,b}`, and `\` before a literal character. `.yml` counts
 * as `.yaml`. Patterns that only backtracking could match are refused, so that a path is matched in the time of its
 * length and the pattern's.
 */
export function readGlob(pattern: string): Glob {
  let glob = cache.get(pattern);
  if (!glob) {
    if (cache.size > 10_000) cache.clear();
    glob = parse(pattern.replace(/^\.\//, '').replace(/\.yml$/i, '.yaml'));
    cache.set(pattern, glob);
  }
  return glob;
}

/** Whether a path, relative to the root and with `/`, matches one of the patterns. */
export function matchesAny(patterns: readonly string[], path: string): boolean {
  const yaml = path.replace(/\.yml$/i, '.yaml').split('/');
  return patterns.some((pattern) => {
    const glob = readGlob(pattern);
    return 'alternatives' in glob && glob.alternatives.some((segments) => matches(segments, yaml));
  });
}

function parse(pattern: string): Glob {
  if (pattern.length > LONGEST) return { problem: `it is longer than ${LONGEST} characters` };
  if (pattern.startsWith('!')) return { problem: 'it begins with !: name what belongs, not what does not' };
  if (/(?<!\\)[!?*+@]\(|(?<!\\)\([^)]*\|/.test(pattern)) return { problem: 'it has ( | ): write {a,b}' };
  if (/(?<!\\)\{[^{},]*\.\.[^{},]*\}/.test(pattern)) return { problem: 'it has a range in braces: write {a,b}' };
  const texts = expand(pattern);
  if (!texts) return { problem: `its braces make more than ${MOST} patterns` };
  return { alternatives: texts.map((text) => text.split('/').map(segmentOf)) };
}

/** The patterns that braces make; `undefined` if they are too many. */
function expand(pattern: string): string[] | undefined {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const braces = bracesIn(next);
    if (!braces) done.push(next);
    else for (const part of braces.parts) open.push(next.slice(0, braces.start) + part + next.slice(braces.end));
    if (done.length + open.length > MOST) return undefined;
  }
  return done;
}

/** The first braces with a comma of their own that are closed. */
function bracesIn(pattern: string): { start: number; end: number; parts: string[] } | undefined {
  const stack: { start: number; commas: number[] }[] = [];
  let found: { start: number; end: number; parts: string[] } | undefined;
  for (let p = 0; p < pattern.length; p++) {
    const character = pattern[p];
    if (character === '\\') p++;
    else if (character === '{') stack.push({ start: p, commas: [] });
    else if (character === ',') stack.at(-1)?.commas.push(p);
    else if (character === '}') {
      const braces = stack.pop();
      if (!braces?.commas.length || (found && found.start < braces.start)) continue;
      const edges = [braces.start, ...braces.commas, p];
      found = {
        start: braces.start,
        end: p + 1,
        parts: edges.slice(1).map((edge, index) => pattern.slice(edges[index]! + 1, edge)),
      };
      if (!stack.length) return found;
    }
  }
  return found;
}

function segmentOf(text: string): Segment {
  if (text === '**') return FOLDERS;
  const tokens: Token[] = [];
  const characters = [...text];
  for (let p = 0; p < characters.length; p++) {
    const character = characters[p]!;
    if (character === '*') {
      if (tokens.at(-1) !== ANY) tokens.push(ANY);
    } else if (character === '?') tokens.push(ONE);
    else if (character === '\\' && p + 1 < characters.length) tokens.push(characters[++p]!);
    else if (character === '[') {
      const not = characters[p + 1] === '!' || characters[p + 1] === '^';
      const first = p + (not ? 2 : 1);
      // A bracket right behind the opening one is a character of the class.
      const end = characters.indexOf(']', first + 1);
      if (end < 0) {
        tokens.push(character);
        continue;
      }
      const ranges: [string, string][] = [];
      for (let q = first; q < end; q++) {
        const range = characters[q + 1] === '-' && q + 2 < end;
        ranges.push([characters[q]!, characters[range ? q + 2 : q]!]);
        if (range) q += 2;
      }
      tokens.push({ not, ranges });
      p = end;
    } else tokens.push(character);
  }
  return tokens;
}

/** Goes back to the last `**` only: what an earlier one could take, the last one can take as well. */
function matches(pattern: readonly Segment[], path: readonly string[]): boolean {
  let [p, q, star, from] = [0, 0, -1, 0];
  while (q < path.length) {
    const segment = pattern[p];
    if (segment === FOLDERS) {
      star = p++;
      from = q;
    } else if (segment && matchesSegment(segment, path[q]!)) {
      p++;
      q++;
    } else {
      // A hidden file or folder is only there for a pattern that names it.
      if (star < 0 || path[from]!.startsWith('.')) return false;
      p = star + 1;
      q = ++from;
    }
  }
  while (pattern[p] === FOLDERS) p++;
  return p === pattern.length;
}

/** The same within a name, with `*`. */
function matchesSegment(tokens: readonly Token[], name: string): boolean {
  if (name.startsWith('.') && tokens[0] !== '.') return false;
  const characters = [...name];
  let [p, q, star, from] = [0, 0, -1, 0];
  while (q < characters.length) {
    const token = tokens[p];
    if (token === ANY) {
      star = p++;
      from = q;
    } else if (token !== undefined && allows(token, characters[q]!)) {
      p++;
      q++;
    } else {
      if (star < 0) return false;
      p = star + 1;
      q = ++from;
    }
  }
  while (tokens[p] === ANY) p++;
  return p === tokens.length;
}

function allows(token: Exclude<Token, typeof ANY>, character: string): boolean {
  if (typeof token === 'string') return token === character;
  if (token === ONE) return true;
  return token.ranges.some(([first, last]) => first <= character && character <= last) !== token.not;
}
