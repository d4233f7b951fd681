import type { Context, Remark, TextRule } from '../../model/rule.ts';
import type { Block, Prose, Section } from '../../prose/read.ts';
import type { Mention } from '../../prose/types.ts';
import type { Span } from '../../yaml/tree.ts';
import type { Policy } from '../policy/types.ts';

/** A text as its rules see it: what was read of it, and the policy whose text it is. */
export interface Text {
  readonly prose: Prose;
  /** `undefined`: a procedure, a notice, a policy whose front matter cannot be read. */
  readonly policy: Policy | undefined;
}

/** What a link from the text leads to. */
export interface Target {
  readonly state: 'there' | 'missing' | 'outside' | 'unknown';
  /** The anchors in it, where they are known. */
  readonly anchors?: () => ReadonlySet<string> | undefined;
}

/** What the rules of texts may know of the world. */
export interface TextContext extends Context {
  /** Ids and names of the suppliers; `undefined` where the root has no register. */
  readonly suppliers: () => readonly { readonly id: string; readonly name: string }[] | undefined;
  /** A path relative to the text, without query and anchor. */
  readonly target: (path: string) => Target;
  /** Paths of the root's texts, relative to the text. */
  readonly paths: () => Iterable<string>;
}

/** A place in the text, or in the front matter; a policy whose text is in a file of its own has that in its own document. */
export type TextSpan = Span & { readonly in?: 'matter' };
type TextReport = (at: TextSpan, message: string, remark?: Remark) => void;

/** A rule that looks at the text of a policy or a procedure. */
export interface ProseRule extends TextRule {
  check(text: Text, context: TextContext, report: TextReport): void;
}

/** A place of a block, in the text. */
export const placed = ({ at }: Block, { start, end }: Span): Span => ({ start: at + start, end: at + end });

/** The controls, clauses or articles that a text names, in order, with their blocks. */
export function* mentionsOf<K extends Mention['kind']>(
  text: Text,
  kind: K,
): Generator<{ readonly block: Block; readonly mention: Extract<Mention, { kind: K }> }> {
  const isOfKind = (mention: Mention): mention is Extract<Mention, { kind: K }> => mention.kind === kind;
  for (const block of text.prose.blocks)
    for (const mention of block.read.mentions) if (isOfKind(mention)) yield { block, mention };
}

/** The sections that a section is in, itself first. */
export function* sectionsAbove(section: Section): Generator<Section> {
  for (let above: Section | undefined = section; above; above = above.parent) yield above;
}

/** Whose text it is, for the end of a message. */
export const whose = ({ policy }: Text): string => {
  const title = policy?.fields.title?.text ?? policy?.fields.id?.text;
  return title === undefined ? '' : ` (${title.length > 40 ? `${title.slice(0, 39)}…` : title})`;
};
