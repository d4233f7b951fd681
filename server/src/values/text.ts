import type { Value } from '../schema/value.ts';

/** A type whose values are texts as they are written. */
export const textual = (name: string, nouns: Value['nouns'], more: Partial<Value> = {}): Value => ({
  name,
  nouns,
  expected: 'text',
  read: ({ text }) => text,
  ...more,
});

export const text = textual('text', ['text', 'texts']);
