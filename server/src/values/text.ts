import type { Value } from '../schema/value.ts';

/** A type whose values are texts as they are written. */
export const textual = (name: string, more: Partial<Value> = {}): Value => ({
  name,
  expected: 'text',
  read: ({ text }) => text,
  ...more,
});

export const text = textual('text');
export const glob = textual('glob');
