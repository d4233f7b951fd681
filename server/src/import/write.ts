import { Document, isScalar, visit } from 'yaml';
import { clean } from '../text/clean.ts';
import type { ImportResult } from './register.ts';

/** Keys whose small values stand on one line, as people write them. */
const INLINE = new Set(['categories', 'access', 'hosting', 'processing', 'agreement', 'dpa', 'criticality', 'model']);
const INLINE_ITEMS = new Set(['transfers', 'assurance', 'reviews']);

/** What readers of YAML 1.1 take for true, false or a number: in quotes it is the same for every reader. */
const OLD_WORD = /^(?:y|yes|n|no|on|off|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+|[-+]?0[0-9_]+)$/i;

/**
 * Writes a supplier register.
 * @param source what it was made from, for the comment at its top
 * @param notes more lines for that comment
 * @param lister who lists what is missing
 */
export function writeRegister(
  { suppliers }: Pick<ImportResult, 'suppliers'>,
  source: string,
  notes: readonly string[] = [],
  lister = 'isms check',
): string {
  const document = new Document({ suppliers }, { version: '1.2' });
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && OLD_WORD.test(scalar.value)) scalar.type = 'QUOTE_DOUBLE';
    },
    Pair(_, pair) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const value = pair.value as { flow?: boolean; items?: { flow?: boolean }[] } | null;
      if (!value || typeof value !== 'object') return;
      if (INLINE.has(key)) value.flow = true;
      else if (INLINE_ITEMS.has(key)) {
        if (!value.items?.length) value.flow = true;
        for (const item of value.items ?? []) item.flow = true;
      }
    },
  });
  document.commentBefore = [
    `Imported from ${clean(source)}. What the sheet does not say is left out: ${lister} lists what is missing.`,
    ...notes,
  ]
    .map((line) => (line === '' ? '' : ` ${line}`))
    .join('\n');
  const list = document.get('suppliers') as { items?: { spaceBefore?: boolean }[] } | undefined;
  for (const item of list?.items?.slice(1) ?? []) item.spaceBefore = true;
  return document.toString({ lineWidth: 0, flowCollectionPadding: true, indentSeq: true });
}
