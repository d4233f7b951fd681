import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { importSheet, describe as told } from '../../server/src/import/index.ts';
import { updateRegister } from '../../server/src/import/update.ts';
import { writeRegister } from '../../server/src/import/write.ts';

const KINDS = path.join(import.meta.dirname, '../../test-fixtures/import/kinds');
const sheets = readdirSync(KINDS).filter((name) => name.endsWith('.csv'));
const labelled = (name: string, ending: string) =>
  readFileSync(path.join(KINDS, name.replace(/\.csv$/, ending)), 'utf8');

it('has the kinds of spreadsheets that once lost or invented something', () =>
  expect(sheets.length).toBeGreaterThanOrEqual(25));

it.each(sheets)('%s becomes the register that is labelled', async (name) => {
  const imported = await importSheet(readFileSync(path.join(KINDS, name)), name);
  if ('problem' in imported) throw new Error(imported.problem);
  const { result, sheet } = imported;
  expect(writeRegister(result, name)).toBe(labelled(name, '.yaml'));
  expect(`${told(result, sheet).join('\n')}\n`).toBe(labelled(name, '.txt'));
});

const REGISTER = `# Ours
suppliers:
  - id: acme # the first
    name: Acme GmbH
    hosting: [DE]
    dpa: { status: signed } # paper
    reviews:
      - { date: 2026-01-01, by: ciso, outcome: approved }

  # The second
  - { id: other, name: "Other Ltd", country: IE }
`;
const update = (text: string, suppliers: readonly Record<string, unknown>[]) =>
  updateRegister(
    [{ name: 'suppliers.yaml', text }],
    suppliers,
    ['id', 'name', 'status', 'country', 'hosting'],
    'a.csv',
  );

it('an update adds what is missing, changes nothing, and lists what differs', () => {
  const { files, added, differences, left } = update(REGISTER, [
    {
      id: 'acme-gmbh',
      name: 'ACME GmbH',
      status: 'active',
      hosting: ['US'],
      dpa: { status: 'pending', signed: '2026-01-15' },
    },
    { id: 'other', name: 'Other Ltd', country: 'IE', status: 'active', access: ['production'] },
    { id: 'third', name: 'Third Ltd' },
  ]);
  expect(files).toHaveLength(1);
  expect(files[0]!.text).toBe(`# Ours
suppliers:
  - id: acme # the first
    name: Acme GmbH
    status: active
    hosting: [DE]
    dpa: { status: signed, signed: 2026-01-15 } # paper
    reviews:
      - { date: 2026-01-01, by: ciso, outcome: approved }

  # The second
  - { id: other, name: "Other Ltd", status: active, country: IE, access: [production] }

  - id: third
    name: Third Ltd
`);
  expect(added).toEqual(['acme: status, dpa.signed', 'other: status, access', 'third: new']);
  expect(differences).toEqual([
    'acme: name is Acme GmbH here and ACME GmbH in the sheet',
    'acme: hosting is [DE] here and [US] in the sheet',
    'acme: dpa.status is signed here and pending in the sheet',
  ]);
  expect(left).toEqual([]);
});

it('an update of what is all there changes nothing', () => {
  expect(update(REGISTER, [{ id: 'acme', name: 'Acme GmbH', hosting: ['DE'] }])).toEqual({
    files: [],
    left: [],
    added: [],
    differences: [],
  });
});

it('an update leaves to a file of their own what no list has room for', () => {
  const { files, left } = update('supplier:\n  id: acme\n  name: Acme GmbH\n', [
    { id: 'acme', name: 'Acme GmbH', country: 'DE' },
    { id: 'third', name: 'Third Ltd' },
  ]);
  expect(files[0]!.text).toBe('supplier:\n  id: acme\n  name: Acme GmbH\n  country: DE\n');
  expect(left).toEqual([{ id: 'third', name: 'Third Ltd' }]);
});
