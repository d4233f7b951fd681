import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { Part } from '../workspace/document.ts';
import type { Workspace } from '../workspace/workspace.ts';

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
  const lines = text.split(/\r\n|\n|\r/);
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
  for (let line = 0; line <= lines.length; line++) {
    const match = /^( *)(-(?= |$))?(#|\S)?/.exec(lines[line] ?? '')!;
    const comment = match[3] === '#' && !match[2];
    if (!comment && comments >= 0) {
      if (line - 1 > comments) folds.push({ start: comments, end: line - 1, comment: true });
      comments = -1;
    }
    if (comment) {
      if (comments < 0) comments = line;
      continue;
    }
    if (line === lines.length || (!match[3] && !match[2])) continue;
    const indent = match[1]!.length;
    const dash = match[2] !== undefined;
    // A list may stand in the column of its key.
    close((top) => top.indent > indent || (top.indent === indent && (top.dash || !dash)));
    open.push({ line, indent, dash });
    // Behind a dash the first key of a map begins: it folds what hangs on it as well.
    last = line;
  }
  close(() => true);
  return folds.sort((a, b) => a.start - b.start || b.end - a.end);
}
