import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, isms } from './run.ts';
import { textCell, workbook } from './workbook.ts';

const at = folder({
  'isms.yaml': 'isms: 1\n',
  'list.csv': 'Supplier,Location,Cost\nExample Ltd,Germany,10\nOther Ltd,"Wilmington, DE",20\n',
});
const run = (...args: string[]) => isms(['import', 'list.csv', ...args], { cwd: at });

describe('isms import', () => {
  it('takes from the user what a heading is for, and what the sheet does not say', () => {
    const { stdout, stderr } = run(
      '--dry-run',
      '--map',
      'Location=hosting',
      '--map',
      'Cost=ignore',
      '--set',
      'status=active',
    );
    expect(stdout).toContain('name: Example Ltd\n    status: active\n    hosting: [ DE ]');
    expect(stdout).toContain('name: Other Ltd\n    status: active\n    hosting: [ US (Wilmington) ]');
    expect(stderr).toContain('“Location” → hosting');
    expect(stderr).toContain('“Cost”: left out, as you said');
    expect(run('--dry-run', '--map', 'location = country', '--set', 'dpa.signed=2026-01-15').stdout).toContain(
      'country: DE\n    dpa: { status: signed, signed: 2026-01-15 }',
    );
  });

  it.each([
    [['--map', 'Place=hosting'], '--map Place=hosting: list.csv has no such heading; it has Supplier, Location, Cost.'],
    [['--map', 'Location=hostin'], 'there is no key hostin: did you mean hosting?'],
    [['--map', 'Location'], '--map Location: write "HEADING=key".'],
    [['--set', 'status'], '--set status: write key=value.'],
  ])('%j is wrong usage, in a line', (args, why) => {
    const { code, stderr } = run('--dry-run', ...args);
    expect(stderr).toBe(`isms: ${why}\n`);
    expect(code).toBe(2);
  });

  it('updates the register of the ISMS, and changes nothing with --dry-run', () => {
    const register = 'suppliers:\n  - id: example-ltd\n    name: Example Ltd\n    country: FR\n';
    writeFileSync(path.join(at, 'suppliers.yaml'), register);
    const dry = run('--update', '--dry-run', '--map', 'Location=country', '--set', 'status=active');
    expect(readFileSync(path.join(at, 'suppliers.yaml'), 'utf8')).toBe(register);
    expect(dry.stdout).toContain('Added:\n  example-ltd: status\n  other-ltd: new\n');
    expect(dry.stdout).toContain('stays as it is:\n  example-ltd: country is FR here and DE in the sheet\n');
    expect(dry.stdout).toContain('would change suppliers.yaml');
    expect(run('--update', '--map', 'Location=country', '--set', 'status=active').code).toBe(0);
    expect(readFileSync(path.join(at, 'suppliers.yaml'), 'utf8')).toBe(
      'suppliers:\n  - id: example-ltd\n    name: Example Ltd\n    country: FR\n    status: active\n\n  - id: other-ltd\n    name: Other Ltd\n    status: active\n    country: US\n'.replace(
        '    country: FR\n    status: active',
        '    status: active\n    country: FR',
      ),
    );
    expect(run('--update', '--map', 'Location=country', '--set', 'status=active').stdout).toContain('nothing to add');
  });

  it('takes merged cells for what they are: one value for several rows, one supplier of several rows', () => {
    const rows = [
      ['Supplier', 'Status', 'Purpose', 'Hosting location'],
      ['Example Ltd', 'active', 'Mail', 'DE'],
      ['', '', 'Chat', 'FR'],
      ['Other Ltd', '', 'Logs', 'DE'],
    ];
    const xml = rows
      .map(
        (cells, row) =>
          `<row r="${row + 1}">${cells.map((cell, column) => (cell ? textCell(`${'ABCD'[column]}${row + 1}`, cell) : '')).join('')}</row>`,
      )
      .join('');
    writeFileSync(path.join(at, 'merged.xlsx'), workbook([{ name: 'List', rows: xml, merged: ['A2:A3', 'B2:B4'] }]));
    const { stdout, stderr } = isms(['import', 'merged.xlsx', '--dry-run'], { cwd: at });
    expect(stdout).toContain(
      'name: Example Ltd\n    status: active\n    purpose: Mail; Chat\n    hosting: [ DE, FR ]\n\n  - id: other-ltd\n    name: Other Ltd\n    status: active\n    purpose: Logs\n',
    );
    expect(stderr).not.toContain('not understood');
  });
});
