import { quote, type Value } from '../schema/value.ts';

/** How much something weighs, from 1 to 5. */
export const factor: Value = {
  name: 'factor',
  nouns: ['1 (low) to 5 (high)', 'numbers from 1 to 5'],
  expected: 'a number from 1 to 5',
  read({ text, style }, at, reading) {
    const number =
      style === 'plain' && /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
    if (number !== undefined && Number.isInteger(number) && number >= 1 && number <= 5) return number;
    return number !== undefined
      ? reading.issue('schema/value', at, `${text} is not a whole number from 1 (low) to 5 (high)`)
      : reading.issue('schema/type', at, `Expected a number from 1 (low) to 5 (high), found ${quote(text)}`);
  },
};
