import { addDuration, type Duration, formatDuration, parseDuration } from '../model/dates.ts';
import { type Around, quote, type Reading, type Value } from '../schema/value.ts';
import type { ScalarNode, Span } from '../yaml/tree.ts';

const length = ({ text }: ScalarNode, at: Span, reading: Reading): Duration | undefined =>
  parseDuration(text) ??
  reading.issue(
    'schema/value',
    at,
    `${quote(text)} is no length of time: write a number and day(s), week(s), month(s) or year(s), as in 12 months`,
  );

/** A length of time counted from today. */
function counted(text: string, { today }: Around): string | undefined {
  const read = parseDuration(text);
  return read && `**${formatDuration(read)}**: from today, that is ${addDuration(today, read)}.`;
}

export const duration: Value = {
  name: 'duration',
  nouns: ['length of time: 12 months', 'lengths of time'],
  expected: 'text',
  explain: counted,
  read: length,
};

/** The longest time between two reviews. */
export const cadence: Value = {
  name: 'cadence',
  nouns: ['length of time: 12 months', 'lengths of time'],
  expected: 'text',
  explain: counted,
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
