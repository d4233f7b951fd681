import { readRegulation } from '../facts/gdpr.ts';
import type { ToldRule } from '../model/rule.ts';
import type { Value } from '../schema/value.ts';

/** An article of the GDPR. One that is wrong is a value all the same. */
export const regulation: Value = {
  name: 'regulation',
  nouns: ['regulation: GDPR Art. 28', 'regulations: GDPR Art. 28'],
  expected: 'text',
  read({ text }, at, reading) {
    const read = readRegulation(text);
    if (read && 'wrong' in read) reading.issue('regulation/unknown', at, `${text}: ${read.wrong}`);
    return text;
  },
};

export const regulationRules: readonly ToldRule[] = [
  { id: 'regulation/unknown', title: 'No such GDPR article', severity: 'error', scope: 'structure' },
];
