/**
 * Remembers the last answer of a function of an entity: many rules ask the same of one entity in a row, and only of one.
 * @param compute depends on its two arguments alone
 */
export function remember<K extends object, C, R>(compute: (key: K, context: C) => R): (key: K, context: C) => R {
  let key: K | undefined;
  let context: C;
  let answer: R;
  return (newKey, newContext) => {
    if (newKey !== key || newContext !== context) {
      answer = compute(newKey, newContext);
      key = newKey;
      context = newContext;
    }
    return answer;
  };
}
