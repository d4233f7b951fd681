import type { AnyEntity } from '../../kinds/index.ts';
import type { Inference, Supplier } from '../../kinds/supplier/types.ts';
import type { ReadDocument } from '../../model/document.ts';
import { onRelease } from '../../model/memo.ts';
import type { Field } from '../../model/types.ts';
import type { IsmsDocument, Part } from '../../workspace/document.ts';
import { readYaml } from '../../yaml/read.ts';
import type { Span, Tree } from '../../yaml/tree.ts';

/** How many parts stay read: those that somebody looks at. Models of all suppliers at once would fill the memory. */
const KEPT = 64;

/** Remembers the answers for the parts that were asked for last. A part's text never changes, so neither does its answer. */
function kept<R>(read: (part: Part, document: IsmsDocument, today: string) => R) {
  const answers = new Map<Part, { today: string; answer: R }>();
  onRelease(() => answers.clear());
  return (part: Part, document: IsmsDocument, today: string): R => {
    let known = answers.get(part);
    if (known?.today !== today) known = { today, answer: read(part, document, today) };
    answers.delete(part);
    answers.set(part, known);
    if (answers.size > KEPT) answers.delete(answers.keys().next().value!);
    return known.answer;
  };
}

/** The model of a part that somebody looks at. */
export const modelOf: (part: Part, document: IsmsDocument, today: string) => ReadDocument<AnyEntity> = kept(
  (part, document, today) => part.read(document.holds, today),
);

const trees = kept((part) => readYaml(part.text));

/** The syntax trees of a part that somebody looks at. */
export const treesOf = (part: Part, document: IsmsDocument): readonly Tree[] => trees(part, document, '');

export const holds = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

/** The supplier, policy, row or settings that an offset of a part is in. */
export function entityAt(part: Part, document: IsmsDocument, today: string, offset: number): AnyEntity | undefined {
  if (part.role === 'plain') return undefined;
  return modelOf(part, document, today).entities.find(({ entity }) => holds(entity, offset))?.entity;
}

/** The inference entry that an offset is in. */
export const inferenceAt = (supplier: Supplier, offset: number): Field<Inference> | undefined =>
  supplier.fields.model?.value?.inference?.value?.find((entry) => holds(entry, offset));
