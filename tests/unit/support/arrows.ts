/** What does not follow the rules of `arrows.test.ts` yet. Lines only go from here. */
export const imports: { readonly upward: readonly string[]; readonly circles: readonly string[] } = {
  upward: [],
  circles: [],
};

/** File → the names of kinds in it. */
export const names: Readonly<Record<string, string>> = {
  'import/describe.ts': 'supplier',
  'import/words.ts': 'supplier',
  'import/write.ts': 'suppliers',
};
