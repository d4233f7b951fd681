const forgetters: (() => void)[] = [];

/**
 * Remembers the last answer of a function of an entity: many rules ask the same of one entity in a row, and only of one.
 * @param compute depends on its two arguments alone
 */
export function remember<K extends object, C, R>(compute: (key: K, context: C) => R): (key: K, context: C) => R {
  let key: K | undefined;
  let context: C | undefined;
  let answer: R | undefined;
  forgetters.push(() => {
    key = context = answer = undefined;
  });
  return (newKey, newContext) => {
    if (newKey !== key || newContext !== context) {
      answer = compute(newKey, newContext);
      key = newKey;
      context = newContext;
    }
    return answer as R;
  };
}

/**
 * Lets go of what is remembered. An entity's texts are slices of its file's text and keep all of it in memory; so does the
 * text that a regular expression was last matched against.
 */
export function forget(): void {
  for (const forgetOne of forgetters) forgetOne();
  /^/.test('');
}

const releasers: (() => void)[] = [];

/** Has a cache of what was read emptied when a document goes: a part keeps the whole text that it is a stretch of in memory. */
export const onRelease = (clear: () => void): void => {
  releasers.push(clear);
};

/** Says that a document is gone, or its text another one. */
export function release(): void {
  for (const clear of releasers) clear();
}
