import { articles, readRegulation } from '../facts/gdpr.ts';
import type { ToldRule } from '../model/rule.ts';
import type { Value } from '../schema/value.ts';

/** An article of the GDPR. One that is wrong is a value all the same. */
export const regulation: Value = {
  name: 'regulation',
  nouns: ['regulation: GDPR Art. 28', 'regulations: GDPR Art. 28'],
  expected: 'text',
  explain(text) {
    const read = readRegulation(text);
    return 'wrong' in read || !read.articles.length ? undefined : articlesText(read.articles);
  },
  read({ text }, at, reading) {
    const read = readRegulation(text);
    if (read && 'wrong' in read) reading.issue('regulation/unknown', at, `${text}: ${read.wrong}`);
    return text;
  },
};

export const regulationRules: readonly ToldRule[] = [
  { id: 'regulation/unknown', title: 'No such GDPR article', severity: 'error', scope: 'structure' },
];

export const articlesText = (numbers: readonly number[]): string =>
  numbers.map((number) => `**GDPR Art. ${number}**: ${articles[number - 1]!.title}`).join('\n\n');
