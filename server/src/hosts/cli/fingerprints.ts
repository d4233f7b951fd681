import { createHash } from 'node:crypto';
import { readControl } from '../../facts/controls.ts';
import type { Range } from '../../workspace/document.ts';
import type { Finding } from '../../workspace/workspace.ts';
import { fromRepository } from './paths.ts';
import { relative } from './result.ts';

/** The text under a range, from the lines of its file. */
function textAt(lines: readonly string[], { start, end }: Range): string {
  if (start.line === end.line) return (lines[start.line] ?? '').slice(start.character, end.character);
  return [
    (lines[start.line] ?? '').slice(start.character),
    ...lines.slice(start.line + 1, end.line),
    (lines[end.line] ?? '').slice(0, end.character),
  ].join('\n');
}

/**
 * Gives findings their fingerprints, which are made of the rule, the subject (else the file) and the value: a finding
 * keeps its own when lines, or the days in its message, change. The same one again gets a number, so ask once for each
 * finding, in order.
 * @param base the folder that file names are relative to outside a repository
 */
export function fingerprints(base: string, textOf: (uri: string) => string): (finding: Finding) => string {
  const name = fromRepository(base);
  const lines = new Map<string, readonly string[]>();
  const linesOf = (uri: string) => {
    const list = lines.get(uri) ?? textOf(uri).split(/\r\n|\r|\n/);
    lines.set(uri, list);
    return list;
  };
  const seen = new Map<string, number>();
  return ({ rule, uri, subject, range }) => {
    const what = JSON.stringify([
      rule,
      subject ? [subject.kind, subject.id] : name(relative(base, uri)),
      textAt(linesOf(uri), range),
    ]);
    const count = (seen.get(what) ?? 0) + 1;
    seen.set(what, count);
    return createHash('sha256').update(`${what}\n${count}`).digest('hex').slice(0, 32);
  };
}

/** The controls that a finding over a whole root lists, which its fingerprint does not have. */
export function controlsListed({ subject, message }: Finding): string[] {
  if (subject) return [];
  return [...message.matchAll(/\bA\.\d+\.\d+(?:-A\.\d+\.\d+)?/g)].flatMap(([text]) => {
    const read = readControl(text);
    return read.kind === 'controls' ? read.ids : [];
  });
}
