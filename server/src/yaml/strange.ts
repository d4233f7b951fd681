import { blankRegions } from './broken.ts';
import type { Span, SyntaxProblem, Tree } from './tree.ts';

/** Spaces that look like a plain one, or like nothing. */
const LOOK_ALIKE = '\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff';
/** What is worth a closer look: hardly any text has one of these. */
const SUSPECT = new RegExp(`[\\0\ufffd${LOOK_ALIKE}]`);
/** Most texts have no such character, and then only two of the suspects can be in them, which are found far faster. */
const WIDE = /[^\0-\xff]/;
const isSuspect = (text: string): boolean =>
  WIDE.test(text) ? SUSPECT.test(text) : text.includes('\0') || text.includes('\xa0');
const ANY = new RegExp(`[${LOOK_ALIKE}]`, 'g');
/**
 * A line in which a look-alike is where YAML wants a plain space: before a key or a dash, behind a dash, behind the key's
 * colon. In a text it may be what its author wants.
 */
const LINE = new RegExp(
  `^([ ${LOOK_ALIKE}]*(?:-[ ${LOOK_ALIKE}]+)*)(?:(["']?[\\w./-]+["']?[ ${LOOK_ALIKE}]*:)([ ${LOOK_ALIKE}]+|$)|(?<=-[ ${LOOK_ALIKE}]+)(?=\\S))`,
  'gm',
);

const CONFLICT = /^<{7}(?: .*)?$/m;
const WHOLE_CONFLICT = /^<{7}(?: .*)?\r?\n[\s\S]*?^(={7}\r?\n[\s\S]*?^>{7}(?: .*)?)$/gm;

/** Of how many characters at a text's beginning how many are zero in UTF-16 that was read as UTF-8, at least. */
const SAMPLE = 200;
const MOST_ZEROS = 0.25;
/** A zero on its own is a slip that costs no more than its line. */
function isUtf16(text: string): boolean {
  if (!text.includes('\0')) return false;
  const sample = text.slice(0, SAMPLE);
  return (sample.split('\0').length - 1) / sample.length >= MOST_ZEROS;
}

/** Whether a text is of the kind that this file is for, so that it has to be read as a whole. */
export function isStrange(source: string, from = 0, to = source.length): boolean {
  const text = source.slice(from, to);
  if (text.includes('<<<<<<<') && CONFLICT.test(text)) return true;
  return isSuspect(text) && (text.includes('\ufffd') || isUtf16(text) || lookAlikes(text).length > 0);
}

/** The offsets of look-alike spaces where YAML wants plain ones. */
export function lookAlikes(text: string): number[] {
  const found: number[] = [];
  for (const match of text.matchAll(LINE)) {
    const [, lead = '', key = '', gap = ''] = match;
    // A byte order mark at the beginning is fine.
    for (const [at, piece] of [
      [match.index, lead],
      [match.index + lead.length, key],
      [match.index + lead.length + key.length, gap],
    ] as const)
      for (const { index } of piece.matchAll(ANY)) if (at + index > 0 || text[0] !== '\ufeff') found.push(at + index);
  }
  return found;
}

/** What is wrong with a text whatever language it is in: its encoding, and what git has left in it. */
export function textProblems(text: string): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const lost = text.indexOf('\ufffd');
  if (isUtf16(text))
    return [{ start: 0, end: 1, message: 'The file is not UTF-8 but UTF-16, or no text at all: save it as UTF-8' }];
  if (lost >= 0)
    problems.push({
      start: lost,
      end: lost + 1,
      message: 'This letter is not UTF-8, but probably Windows-1252 (Latin-1): save the file as UTF-8',
    });
  if (text.includes('<<<<<<<'))
    for (const { index } of text.matchAll(new RegExp(CONFLICT, 'gm'))) {
      problems.push({
        start: index,
        end: index + 7,
        message: 'git left a merge conflict here: keep one of the two versions, and remove the lines with <, = and >',
      });
    }
  return problems;
}

/** A merge conflict: where it is, and its two versions, all as offsets. */
export interface Conflict extends Span {
  readonly versions: readonly [Span, Span];
}

export function conflicts(text: string): Conflict[] {
  return [...text.matchAll(WHOLE_CONFLICT)].map((match): Conflict => {
    const start = match.index;
    const end = start + match[0].length;
    const middle = end - match[1]!.length;
    const base = text.slice(start, middle).search(/^\|{7}/m);
    return {
      start,
      end,
      versions: [
        { start: text.indexOf('\n', start) + 1, end: base < 0 ? middle : start + base },
        { start: text.indexOf('\n', middle) + 1, end: text.lastIndexOf('\n', end - 1) + 1 },
      ],
    };
  });
}

/** The text with plain spaces for its look-alikes. */
function plainSpaces(text: string, at: readonly number[] = lookAlikes(text)): string {
  let result = '';
  let from = 0;
  for (const offset of at) {
    result += `${text.slice(from, offset)} `;
    from = offset + 1;
  }
  return result + text.slice(from);
}

const NAMES: Readonly<Record<string, string>> = {
  '00A0': 'a non-breaking space',
  '200B': 'a space without width',
  FEFF: 'a byte order mark',
};

/**
 * Reads a strange text as far as it can be read: what is strange is one problem a kind, and of a merge conflict the first
 * version counts.
 */
export function readStrange(text: string, read: (readable: string) => readonly Tree[]): readonly Tree[] {
  const problems = textProblems(text);
  if (isUtf16(text)) return [{ root: undefined, problems }];
  const spaces = lookAlikes(text);
  const [first] = spaces;
  if (first !== undefined) {
    const code = text.charCodeAt(first).toString(16).toUpperCase().padStart(4, '0');
    problems.push({
      start: first,
      end: first + 1,
      message: `This is ${NAMES[code] ?? 'a space of its own kind'} (U+${code}), not the plain space that YAML wants: replace ${
        spaces.length > 1 ? `all ${spaces.length} such spaces` : 'it'
      }`,
    });
  }
  const blanks = conflicts(text).flatMap(({ start, end, versions: [{ start: from, end: to }] }) => [
    { start, end: from },
    { start: to, end },
  ]);
  const readable = blankRegions(plainSpaces(text, spaces), blanks);
  const [tree = { root: undefined, problems: [] }, ...trees] = read(readable);
  return [{ ...tree, problems: [...problems, ...tree.problems].sort((a, b) => a.start - b.start) }, ...trees];
}
