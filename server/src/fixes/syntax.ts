import type { Draft, Fault, Fix } from '../model/fix.ts';
import { lineBreakOf, lineEnd, lineStart, type Splice } from '../yaml/edits.ts';
import { problemsIn } from '../yaml/read.ts';
import { syntaxCandidates } from './candidates.ts';
import { quotes } from './common.ts';

/** Characters of a text that is read again for a fix that is only offered. */
const LONGEST = 200_000;

/** Closes or quotes a broken place; offered only where the text then reads with fewer problems than before. */
function* syntax(fault: Fault): Generator<Draft> {
  const { site, span } = fault;
  const { text } = site;
  if (text.length > LONGEST) return;
  if (site.unclosed && span.end === text.trimEnd().length)
    yield {
      title: 'Close the front matter with ---',
      splices: { start: span.end, end: span.end, text: `${lineBreakOf(text)}---` },
      preferred: true,
    };
  const before = site.trees.reduce((sum, { problems }) => sum + problems.length, 0);
  const better = (splices: readonly Splice[]): boolean => {
    let fixed = text;
    for (const { start, end, text: put } of [...splices].sort((a, b) => b.start - a.start))
      fixed = fixed.slice(0, start) + put + fixed.slice(end);
    return problemsIn(fixed) < before;
  };
  const at = text[span.start] ?? '';
  const line = { start: lineStart(text, span.start), end: lineEnd(text, span.start) };
  const source = text.slice(line.start, line.end);
  const candidates: Draft[] = [];
  const comment = / +#.*$/.exec(source);
  const contentEnd = line.start + (comment ? comment.index : source.trimEnd().length);
  const close = { '[': ']', '{': '}', '"': '"', "'": "'" }[at];
  const room = at === '{' && text[span.start + 1] === ' ' ? ' ' : '';
  if (close)
    candidates.push({
      title: `Close it with ${close}`,
      splices: { start: contentEnd, end: contentEnd, text: room + close },
    });
  const lead = /^[ \t]*/.exec(source)![0];
  if (lead.includes('\t')) {
    // A tab says nothing of how deep it is meant: as deep as the line above, else two or four spaces.
    const above = /^ */.exec(text.slice(lineStart(text, Math.max(0, line.start - 1)), line.start))![0];
    for (const indent of [above, lead.replaceAll('\t', '  '), lead.replaceAll('\t', '    ')]) {
      const tabs: Splice = { start: line.start, end: line.start + lead.length, text: indent };
      if (!better([tabs])) continue;
      candidates.push({ title: 'Indent with spaces', splices: tabs, preferred: true });
      break;
    }
  }
  const pair = /^( *(?:- +)*[\w./-]+: +)(.+)$/.exec(text.slice(line.start, contentEnd));
  if (pair && !/^["'[{|>&*]/.test(pair[2]!)) {
    const start = line.start + pair[1]!.length;
    candidates.push({
      title: 'Put quotes around the value',
      splices: { start, end: contentEnd, text: quotes(pair[2]!) },
      preferred: true,
    });
  }
  const word = /^( *(?:- +)*)([\w-]+)$/.exec(text.slice(line.start, contentEnd));
  if (word)
    candidates.push({ title: 'Add the missing colon', splices: { start: contentEnd, end: contentEnd, text: ':' } });
  for (const candidate of [...syntaxCandidates(text, span.start), ...candidates]) {
    const splices = [candidate.splices ?? []].flat() as Splice[];
    if (better(splices)) yield candidate;
  }
}

/** A key twice: what its second mention says is not read, so it can go where it says the same. */
function* duplicateKey({ site, span }: Fault): Generator<Draft> {
  const { text } = site;
  const key = text.slice(span.start, span.end);
  const start = lineStart(text, span.start);
  const end = lineEnd(text, span.start);
  if (!/^["']?[\w./-]+["']?$/.test(key) || text.slice(start, span.start).trim() !== '') return;
  const source = text
    .slice(start, end)
    .replace(/ +#.*$/, '')
    .trimEnd();
  const twin = text
    .slice(0, start)
    .split(/\r\n|\n|\r/)
    .some((line) => line.replace(/ +#.*$/, '').trimEnd() === source);
  const next = end + (text.startsWith('\r\n', end) ? 2 : 1);
  const following = /^ */.exec(text.slice(next))![0].length;
  if (twin && following <= span.start - start && source.length > key.length + 2)
    yield { title: `Remove the second ${key}`, splices: { start, end: Math.min(next, text.length), text: '' } };
}

export const brokenPlace: Fix = { title: 'Close, quote or indent what is broken', drafts: syntax };
export const secondKey: Fix = { title: 'Remove the second of two keys', drafts: duplicateKey };
