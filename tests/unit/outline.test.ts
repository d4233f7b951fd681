import { expect, it } from 'vitest';
import { documentSymbols } from '../../server/src/features/outline/symbols.ts';
import { TODAY, workspaceOf } from './support/cases.ts';

it('shows values without their anchors, tags and quotes', () => {
  const text = 'suppliers:\n  - id: &acme acme\n    name: !!str "Acme & Co" # ours\n';
  const files = new Map([
    ['isms.yaml', 'isms: 1\n'],
    ['suppliers.yaml', text],
  ]);
  const [symbol] = documentSymbols(workspaceOf(files, TODAY), 'file:///case/suppliers.yaml')!;
  expect([symbol!.name, symbol!.detail]).toEqual(['acme', 'Acme & Co']);
});
