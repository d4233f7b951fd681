import type { Span } from '../yaml/tree.ts';

/** A position as LSP has it: line and character (UTF-16 units), both 0-based. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A stretch of text that counts lines from its start. */
export interface Lines {
  rangeOf(span: Span): Range;
}
