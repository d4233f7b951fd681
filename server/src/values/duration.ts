import { type Duration, parseDuration } from '../model/dates.ts';
import { quote, type Reading, type Value } from '../schema/value.ts';
import type { ScalarNode, Span } from '../yaml/tree.ts';

const length = ({ text }: ScalarNode, at: Span, reading: Reading): Duration | undefined =>
  parseDuration(text) ??
  reading.issue(
    'schema/value',
    at,
    `${quote(text)} is no length of time: write a number and day(s), week(s), month(s) or year(s), as in 12 months`,
  );

export const duration: Value = {
  name: 'duration',
  nouns: ['length of time: 12 months', 'lengths of time'],
  expected: 'text',
  read: length,
};

/** The longest time between two reviews. */
export const cadence: Value = {
  name: 'cadence',
  nouns: ['length of time: 12 months', 'lengths of time'],
  expected: 'text',
  read(node, at, reading) {
    const read = length(node, at, reading);
    return read?.count === 0
      ? reading.issue(
          'schema/value',
          at,
          `${quote(node.text)} leaves no time between two reviews: write 12 months or less, but more than nothing`,
        )
      : read;
  },
};
