import { quote, type Value } from '../schema/value.ts';

/** A whole number within bounds. */
const whole = (name: string, least: number, most: number, noun: string, nouns: string, range: string): Value => ({
  name,
  nouns: [noun, nouns],
  expected: `a number ${range}`,
  read({ text, style }, at, reading) {
    const number =
      style === 'plain' && /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
    if (number !== undefined && Number.isInteger(number) && number >= least && number <= most) return number;
    return number !== undefined
      ? reading.issue('schema/value', at, `${text} is not a whole number ${range}`)
      : reading.issue('schema/type', at, `Expected a number ${range}, found ${quote(text)}`);
  },
});

/** What the numbers from 1 to 5 mean. */
export const WEIGHTS: Readonly<Record<string, string>> = {
  1: 'low',
  2: 'rather low',
  3: 'medium',
  4: 'rather high',
  5: 'high',
};

/** How much something weighs. */
export const factor: Value = {
  ...whole('factor', 1, 5, '1 (low) to 5 (high)', 'numbers from 1 to 5', 'from 1 (low) to 5 (high)'),
  explain: (text) => WEIGHTS[text] && `**${text}**: ${WEIGHTS[text]} (1 is low, 5 is high)`,
};

/** A likelihood or an impact. How far it may reach is in the settings, at most 10. */
export const score: Value = {
  ...whole('score', 1, 10, '1 (low) to the scale', 'numbers from 1', 'from 1 to the scale (at most 10)'),
  explain: (text) => `**${text}**, where 1 is low and the end of the scale is high`,
};

export const scale = whole('scale', 3, 10, '3 to 10', 'numbers from 3 to 10', 'from 3 to 10');

/** From which product of likelihood and impact on a level begins. */
export const threshold = whole('threshold', 1, 100, '1 to 100', 'numbers from 1 to 100', 'from 1 to 100');
