import { controlById, readClauses } from '../facts/controls.ts';
import type { ToldRule } from '../model/rule.ts';
import type { Value } from '../schema/value.ts';

/** A clause of ISO/IEC 27001. One that is wrong is a value all the same. */
export const clause: Value = {
  name: 'clause',
  nouns: ['clause: 8.1', 'clauses: 8.1'],
  expected: 'text',
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
