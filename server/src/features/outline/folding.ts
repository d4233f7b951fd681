import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { Part } from '../../workspace/document.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { nextLine } from '../../yaml/edits.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const HASH = 35;
const DASH = 45;

/** Lines that fold, from the start of a part. */
interface Fold {
  readonly start: number;
  readonly end: number;
  readonly comment: boolean;
}

const cache = new WeakMap<Part, readonly Fold[]>();

/** Blocks, list items and runs of comment lines. Only indentation counts, so that half-typed text folds too. */
export function folding(workspace: Workspace, uri: string): FoldingRange[] {
  const document = workspace.document(uri);
  if (!document) return [];
  const ranges: FoldingRange[] = [];
  const starts = document.partLines();
  for (const [index, part] of document.parts.entries()) {
    if (document.isMarkdown && part.role === 'plain') continue;
    let folds = cache.get(part);
    if (!folds) {
      folds = foldsIn(part.text);
      cache.set(part, folds);
    }
    const first = starts[index]!;
    for (const { start, end, comment } of folds) {
      ranges.push({
        startLine: first + start,
        endLine: first + end,
        ...(comment ? { kind: FoldingRangeKind.Comment } : {}),
      });
    }
  }
  // In a register that is read by items, the list's key stands in the head and its items are parts of their own.
  const head = document.parts[0]!;
  if (!document.isMarkdown && head.role === 'plain' && document.parts.length > 1) {
    const lines = head.text.split(/\r\n|\n|\r/);
    const key = lines.findIndex((line) => /^[a-z]+:/.test(line));
    const last = document.parts.length - 1;
    const end = starts[last]! + lastContent(document.parts[last]!.text.split(/\r\n|\n|\r/));
    if (key >= 0 && end > key) ranges.unshift({ startLine: key, endLine: end });
  }
  return ranges;
}

const lastContent = (lines: readonly string[]): number => lines.findLastIndex((line) => line.trim() !== '');

function foldsIn(text: string): Fold[] {
  const lone = text.includes('\r');
  const folds: Fold[] = [];
  /** Lines that are still open: what is indented deeper belongs to them. */
  const open: { line: number; indent: number; dash: boolean }[] = [];
  let last = -1;
  let comments = -1;
  const close = (until: (top: { indent: number; dash: boolean }) => boolean): void => {
    for (let top = open.at(-1); top && until(top); top = open.at(-1)) {
      if (last > top.line) folds.push({ start: top.line, end: last, comment: false });
      open.pop();
    }
  };
  for (let at = 0, line = 0; ; line++) {
    // Character by character, because a whole register is read this way when it is opened.
    let p = at;
    while (text.charCodeAt(p) === SPACE) p++;
    const indent = p - at;
    const first = text.charCodeAt(p);
    const done = at >= text.length;
    const comment = first === HASH;
    if (!comment && comments >= 0) {
      if (line - 1 > comments) folds.push({ start: comments, end: line - 1, comment: true });
      comments = -1;
    }
    if (comment) {
      if (comments < 0) comments = line;
    } else if (!done && p < text.length && first !== LF && first !== CR) {
      const next = text.charCodeAt(p + 1);
      const dash = first === DASH && (next === SPACE || next === LF || next === CR || p + 1 === text.length);
      // A list may stand in the column of its key.
      close((top) => top.indent > indent || (top.indent === indent && (top.dash || !dash)));
      open.push({ line, indent, dash });
      last = line;
    }
    if (done) break;
    if (lone) at = nextLine(text, p);
    else {
      const end = text.indexOf('\n', p);
      at = end < 0 ? text.length : end + 1;
    }
  }
  close(() => true);
  return folds.sort((a, b) => a.start - b.start || b.end - a.end);
}
