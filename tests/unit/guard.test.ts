import { expect, it } from 'vitest';
import { type Failure, Workspace } from '../../server/src/workspace/workspace.ts';

const SUPPLIERS = `suppliers:
  - id: a
    name: A
    status: active
    access: [production]
    dpa: { status: signed, signed: 2026-01-01, document: x.pdf }
  - id: b
    status: active
    access: [production]
`;

it('a rule that throws is reported once, and the others go on', () => {
  const failures: Failure[] = [];
  const workspace = new Workspace({
    today: () => '2026-11-21',
    exists: () => {
      throw new Error('the disk is gone');
    },
    failed: (failure) => failures.push(failure),
  });
  const uri = 'file:///isms/suppliers.yaml';
  workspace.set('file:///isms/isms.yaml', 'isms: 1\n');
  workspace.set(uri, SUPPLIERS);
  workspace.update();
  workspace.invalidate();
  workspace.update();
  expect(failures.map(({ error, ...where }) => ({ ...where, error: String(error) }))).toEqual([
    { uri, rule: 'reference/file-missing', error: 'Error: the disk is gone' },
  ]);
  const rules = workspace.findings(uri).map(({ rule, subject }) => `${rule} ${subject?.id}`);
  expect(rules).toContain('review/missing a');
  expect(rules).toContain('schema/required b');
});
