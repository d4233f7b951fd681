/** What does not follow the rules of `arrows.test.ts` yet. Lines only go from here. */
export const imports: { readonly upward: readonly string[]; readonly circles: readonly string[] } = {
  upward: [],
  circles: [],
};

/** File → the names of kinds in it. */
export const names: Readonly<Record<string, string>> = {
  'features/navigation/hierarchy.ts': 'policy soa supplier suppliers',
  'features/outline/symbols.ts': 'policy settings soa',
  'features/views/guided/index.ts': 'policy supplier',
  'features/views/guided/policy.ts': 'policy',
  'features/views/guided/review.ts': 'policy supplier',
  'features/views/guided/subjects.ts': 'policies policy supplier suppliers',
  'features/views/guided/supplier.ts': 'supplier suppliers',
  'features/views/overview.ts': 'policies policy settings soa supplier suppliers',
  'features/views/supplierLists.ts': 'supplier suppliers',
  'features/writing/completionValues.ts': 'policies policy settings',
  'hosts/cli/import.ts': 'supplier',
  'hosts/cli/result.ts': 'policies policy supplier suppliers',
  'import/describe.ts': 'supplier',
  'import/words.ts': 'supplier',
  'import/write.ts': 'suppliers',
  'protocol.ts': 'policies policy supplier suppliers',
};
