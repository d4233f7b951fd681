import { quote, type Value } from '../schema/value.ts';
import { textual } from './text.ts';

/** What an entity is known by. */
export const id: Value = {
  name: 'id',
  nouns: ['id: small letters, digits, hyphens', 'ids'],
  expected: 'text',
  read({ text }, at, reading) {
    if (/^[a-z0-9-]+$/.test(text)) return text;
    const replace = text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '');
    return reading.issue(
      'schema/value',
      at,
      `${quote(text)} is no id: small letters, digits and hyphens only`,
      replace ? { replace } : undefined,
    );
  },
};

/** The id of a risk, or a text with a space that says what the risk is. */
export const riskOrText = textual('risk-or-text', ['risk id or text', 'risk ids or texts'], {
  refersTo: 'risk',
  isName: (text) => !/\s/.test(text.trim()),
  loose: true,
  explain: (text, { named }) => named('risk', text),
});

/** A reference by id: `policy-id` refers to a policy, `rule-id` to a rule. */
export const reference = (name: string): Value | undefined => {
  const to = /^(.+)-id$/.exec(name)?.[1];
  return to
    ? textual(name, [`${to} id`, `${to} ids`], {
        refersTo: to,
        explain: (text, { named }) => named(to, text),
      })
    : undefined;
};
