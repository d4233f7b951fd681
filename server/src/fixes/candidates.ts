import { lineEnd, lineStart, type Splice } from '../yaml/edits.ts';
import { shifted } from '../yaml/full.ts';
import { conflicts, lookAlikes } from '../yaml/strange.ts';

/** A change that may put right what cannot be read. */
export interface Candidate {
  readonly title: string;
  readonly splices: readonly Splice[];
  readonly safe?: boolean;
  readonly preferred?: boolean;
}

const single = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * What slips of the hand may have been meant to be, by the line in which reading fails. Whoever offers one looks first
 * whether the text can be read with it.
 */
export function* syntaxCandidates(text: string, at: number): Generator<Candidate> {
  const spaces = lookAlikes(text);
  if (spaces.includes(at)) {
    const splices = spaces.map((start) => ({ start, end: start + 1, text: ' ' }));
    yield { title: 'Replace by plain spaces', splices, safe: true, preferred: true };
    return;
  }
  const conflict = conflicts(text).find(({ start }) => start === at);
  if (conflict) {
    for (const [index, { start, end }] of conflict.versions.entries())
      yield {
        title: index === 0 ? 'Keep only the first version' : 'Keep only the second version',
        splices: [
          { start: conflict.start, end: start, text: '' },
          { start: end, end: Math.min(conflict.end + 1, text.length), text: '' },
        ],
      };
    return;
  }
  const start = lineStart(text, at);
  const end = lineEnd(text, at);
  const line = text.slice(start, end);
  const source = line.replace(/ +#.*$/, '').trimEnd();
  const glued = /^ *(?:- +)*[\w-]+:(?=[^\s/])/.exec(source);
  if (glued) {
    const place = start + glued[0].length;
    yield {
      title: 'Add the missing space',
      splices: [{ start: place, end: place, text: ' ' }],
      safe: true,
      preferred: true,
    };
  }
  const pair = /^( *(?:- +)*)["']?[\w./-]+["']?:( +)?(.*)$/.exec(source);
  const [, lead, gap, value = ''] = pair ?? [];
  const column = lead === undefined ? undefined : shifted(text, start, lead.length);
  if (lead !== undefined && column !== undefined && !lead.includes('-')) {
    const by = column - lead.length;
    const lines = linesWithin(text, start, lead.length);
    yield {
      title: `Move it below the keys above, by ${Math.abs(by)} ${Math.abs(by) === 1 ? 'space' : 'spaces'}`,
      splices: lines.map((line) =>
        by > 0 ? { start: line, end: line, text: ' '.repeat(by) } : { start: line, end: line - by, text: '' },
      ),
      safe: true,
      preferred: true,
    };
  }
  if (gap && value && /^["'[{>|&!*%@`?,\]}-]/.test(value)) {
    const from = start + source.length - value.length;
    const quote = value[0];
    const inner =
      value.length > 1 && (quote === '"' || quote === "'") && value.endsWith(quote) ? value.slice(1, -1) : undefined;
    const bare = inner === undefined || inner.includes('" ') ? value : inner;
    yield {
      title: 'Put quotes around the value',
      splices: [{ start: from, end: start + source.length, text: single(bare.replaceAll("''", "'")) }],
      preferred: true,
    };
  }
}

/** Where the lines start that go with a key: its own, and those below it that are indented deeper. */
function linesWithin(text: string, start: number, column: number): number[] {
  const lines = [start];
  for (let next = text.indexOf('\n', start) + 1; next > 0 && next < text.length; next = text.indexOf('\n', next) + 1) {
    const indent = /^ */.exec(text.slice(next))![0].length;
    if (/^ *\r?(?:\n|$)/.test(text.slice(next, next + indent + 2))) continue;
    if (indent <= column) break;
    lines.push(next);
  }
  return lines;
}
