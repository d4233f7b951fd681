import { controlById, controlsAsOf, readClauses } from '../facts/controls.ts';
import type { ToldRule } from '../model/rule.ts';
import type { Around, Value } from '../schema/value.ts';

/** A clause of ISO/IEC 27001. One that is wrong is a value all the same. */
export const clause: Value = {
  name: 'clause',
  nouns: ['clause: 8.1', 'clauses: 8.1'],
  expected: 'text',
  explain: clauseText,
  read({ text }, at, reading) {
    if (!readClauses(text)) {
      const annex = /^(?:A\.?)?\s?(\d+\.\d+)$/i.exec(text.trim())?.[1];
      const control = annex ? controlById(`A.${annex}`) : undefined;
      const hint = control ? `; control ${control.id} ${control.title} belongs under controls` : '';
      reading.issue(
        'clause/unknown',
        at,
        `${text} is no clause of ISO/IEC 27001:2022 (4 to 10, with their sub-clauses)${hint}`,
      );
    }
    return text;
  },
};

export const clauseRules: readonly ToldRule[] = [
  { id: 'clause/unknown', title: 'No such clause', severity: 'error', scope: 'structure' },
];

export function clauseText(text: string, around: Around): string | undefined {
  const named = readClauses(text);
  if (!named) return undefined;
  return [
    named.map(({ id, title }) => `**Clause ${id}**: ${title}`).join('  \n'),
    `ISO/IEC 27001:2022, as of ${controlsAsOf}.`,
    ...around.referrers(
      'clause',
      named.map(({ id }) => id),
    ),
  ].join('\n\n');
}
