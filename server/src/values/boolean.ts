import { quote, type Value } from '../schema/value.ts';

export const boolean: Value = {
  name: 'boolean',
  nouns: ['true or false', 'true or false'],
  expected: 'true or false',
  read({ text, style }, at, reading) {
    const plain = style === 'plain';
    if (plain && /^(?:true|True|TRUE)$/.test(text)) return true;
    if (plain && /^(?:false|False|FALSE)$/.test(text)) return false;
    const meant = /^(?:yes|on|y|true)$/i.test(text) ? 'true' : /^(?:no|off|n|false)$/i.test(text) ? 'false' : undefined;
    return meant
      ? reading.issue(
          'schema/value',
          at,
          plain
            ? `${quote(text)} is text in YAML 1.2: write ${meant}`
            : `${quote(text)} is text in quotes: write ${meant} without them`,
          { replace: meant },
        )
      : reading.issue('schema/type', at, `Expected true or false, found ${quote(text)}`);
  },
};
