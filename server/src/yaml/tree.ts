/**
 * The syntax tree that both readers make. Offsets are UTF-16 units, 0-based, from the start of the text that was read;
 * the end is exclusive.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Span {
  readonly kind: 'scalar';
  /** What the scalar says: the source text of a plain scalar, the content of a quoted or a block one. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

export interface Entry {
  readonly key: ScalarNode;
  /** `undefined`: the key has an empty value. */
  readonly value: Node | undefined;
  /** Where the entry was written, when it came in by a merge key: the alias. */
  readonly via?: Span;
}

export interface MapNode extends Span {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly Entry[];
}

export interface SeqNode extends Span {
  readonly kind: 'seq';
  readonly flow: boolean;
  readonly items: readonly (Node | undefined)[];
}

/** A reference to an anchored node. Whatever is wrong in the target is told where the alias stands. */
export interface AliasNode extends Span {
  readonly kind: 'alias';
  readonly name: string;
  readonly target: Node | undefined;
}

/** A value that cannot be read: there, but not to be judged. */
export interface BrokenNode extends Span {
  readonly kind: 'broken';
}

export type Node = ScalarNode | MapNode | SeqNode | AliasNode | BrokenNode;

/** A place where the text is not valid YAML. */
export interface SyntaxProblem extends Span {
  readonly message: string;
}

/** One YAML document of a text. */
export interface Tree {
  readonly root: Node | undefined;
  readonly problems: readonly SyntaxProblem[];
  /** Aliases whose anchor is not in the text that was read. */
  readonly openAliases?: boolean;
}

/** A null of the YAML core schema, in any of its spellings; only plain scalars can be one. */
export const isNullText = (node: ScalarNode): boolean =>
  node.style === 'plain' &&
  (node.text === '' || node.text === '~' || node.text === 'null' || node.text === 'Null' || node.text === 'NULL');

/** How deep lists and maps may be nested. What is deeper is a broken place, so whatever walks a tree may be recursive. */
export const DEEPEST = 100;
