import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture, folder, isms, put, today } from './run.ts';

const sheets = readdirSync(fixture('import')).filter((name) => /\.(?:csv|xlsx)$/.test(name));
const expected = (name: string, extension: string) =>
  readFileSync(fixture(`import/${name.replace(/\.\w+$/, extension)}`), 'utf8');

describe('isms import', () => {
  it('has five spreadsheets and a hostile one to read', () => expect(sheets).toHaveLength(6));

  it.each(sheets)('reads %s, says what it understood, and names every cell that it did not', (name) => {
    const { code, stdout, stderr } = isms(['import', fixture(`import/${name}`), '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toBe(expected(name, '.yaml'));
    expect(stderr).toBe(expected(name, '.txt'));
  });

  it.each(sheets)('makes of %s a register that can be read, with no key that is not the register’s', (name) => {
    const at = folder({ 'isms.yaml': 'isms: 1\n', 'suppliers.yaml': expected(name, '.yaml') });
    const { findings } = JSON.parse(isms(['check', at, '--format', 'json', '--as-of', today]).stdout);
    for (const { rule } of findings)
      expect(rule).not.toMatch(/^yaml\/|^schema\/(?:unknown-key|type|value|duplicate-id)|^date\/invalid/);
  });

  it('invents nothing: what the sheet does not say is told by the check', () => {
    const at = folder({ 'isms.yaml': 'isms: 1\n', 'list.csv': 'Supplier,Purpose\nExample Ltd,Hosting\n' });
    expect(isms(['import', 'list.csv'], { cwd: at }).code).toBe(0);
    expect(readFileSync(path.join(at, 'suppliers.yaml'), 'utf8')).toBe(
      '# Imported from list.csv. What the sheet does not say is left out: isms check lists what is missing.\n\nsuppliers:\n  - id: example-ltd\n    name: Example Ltd\n    purpose: Hosting\n',
    );
    const { findings } = JSON.parse(isms(['check', at, '--format', 'json', '--as-of', today]).stdout);
    const required = findings
      .filter(({ rule }: { rule: string }) => rule === 'schema/required')
      .map(({ message }: { message: string }) => message.split(' ')[0]);
    expect(required.sort()).toEqual(['access', 'categories', 'status']);
  });

  it('never overwrites without --force, and writes into the ISMS around it', () => {
    const at = folder({
      'isms.yaml': 'isms: 1\n',
      'suppliers.yaml': '# mine\n',
      'sheets/list.csv': 'Supplier;Status\nExample Ltd;aktiv\n',
    });
    const within = { cwd: path.join(at, 'sheets') };
    const { code, stderr } = isms(['import', 'list.csv'], within);
    expect(code).toBe(2);
    expect(stderr).toContain('is there already');
    expect(readFileSync(path.join(at, 'suppliers.yaml'), 'utf8')).toBe('# mine\n');
    expect(isms(['import', 'list.csv', '--dry-run'], within).code).toBe(0);
    expect(readFileSync(path.join(at, 'suppliers.yaml'), 'utf8')).toBe('# mine\n');
    expect(isms(['import', 'list.csv', '--force'], within).code).toBe(0);
    expect(readFileSync(path.join(at, 'suppliers.yaml'), 'utf8')).toContain('status: active');
  });

  it('asks for the order of days, and takes the answer', () => {
    const at = folder({
      'list.csv':
        'Supplier,Last review,Reviewed by,Outcome\nExample Ltd,03/04/2026,ciso,Approved\nOther Ltd,12/31/2025,ciso,OK\n',
    });
    const run = (...more: string[]) => isms(['import', 'list.csv', '--dry-run', ...more], { cwd: at });
    expect(run().stdout).not.toContain('2026-');
    expect(run().stdout).toContain('2025-12-31');
    expect(run().stderr).toContain('say --dates day-first or --dates month-first');
    expect(run('--dates', 'day-first').stdout).toContain('2026-04-03');
    expect(run('--dates', 'month-first').stdout).toContain('2026-03-04');
  });

  it.each([
    ['a file that is not there', 'nowhere.csv', {}],
    ['an empty file', 'a.csv', { 'a.csv': '' }],
    ['a table without headings', 'a.csv', { 'a.csv': '1,2,3\n4,5,6\n' }],
    ['headings without suppliers', 'a.csv', { 'a.csv': 'Supplier,Purpose\n' }],
    ['an archive that is no spreadsheet', 'a.xlsx', { 'a.xlsx': 'PK\u0003\u0004 nothing' }],
    ['a folder', '.', {}],
  ])('tells %s in a line', (_, file, files) => {
    const at = folder(files as Record<string, string>);
    const { code, stderr } = isms(['import', file], { cwd: at });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^isms: [^\n]+\n$/);
    expect(existsSync(path.join(at, 'suppliers.yaml'))).toBe(false);
  });

  it('reads standard input', () => {
    expect(
      isms(['import', '-', '--dry-run'], { input: 'sep=;\r\nVendor;Country\r\nExample Ltd;UK\r\n' }).stdout,
    ).toContain('country: GB');
  });
});

describe('isms init', () => {
  it('makes an ISMS of examples, without errors, that states nothing that nobody did', () => {
    const at = folder();
    expect(isms(['init'], { cwd: at }).code).toBe(0);
    const { code, stdout } = isms(['check', at, '--format', 'json', '--as-of', today]);
    expect(code).toBe(0);
    const { findings, summary } = JSON.parse(stdout) as {
      findings: { rule: string; severity: string; file: string }[];
      summary: object;
    };
    const rules = (file: string, severity: string) =>
      findings.filter((one) => one.file.endsWith(file) && one.severity === severity).map(({ rule }) => rule);
    expect(rules('suppliers.yaml', 'warning')).toEqual([
      'supplier/assurance-missing',
      'supplier/criticality-missing',
      'supplier/dpa-missing',
    ]);
    expect(rules('suppliers.yaml', 'information')).toEqual(['supplier/example']);
    expect(rules('information-security.yaml', 'information')).toEqual(['policy/example']);
    expect(rules('supplier-management.md', 'information')).toEqual(['policy/example']);
    expect(summary).toMatchObject({ error: 0, suppliers: 1, policies: 2 });
  });

  it('never overwrites, and writes nothing where one file is in the way', () => {
    const at = folder({ 'policies/supplier-management.md': 'mine' });
    const { code, stderr } = isms(['init'], { cwd: at });
    expect(code).toBe(2);
    expect(stderr).toContain('policies/supplier-management.md');
    expect(existsSync(path.join(at, 'isms.yaml'))).toBe(false);
    put(at, { 'isms.yml': 'isms: 1\n' });
    expect(isms(['init', '.'], { cwd: at }).stderr).toContain('isms.yml');
  });

  it('writes nothing with --dry-run, and makes the folder otherwise', () => {
    const at = folder();
    const { code, stdout } = isms(['init', 'new/isms', '--dry-run'], { cwd: at });
    expect(code).toBe(0);
    expect(stdout).toContain('isms: 1');
    expect(readdirSync(at)).toEqual([]);
    expect(isms(['init', 'new/isms'], { cwd: at }).code).toBe(0);
    expect(existsSync(path.join(at, 'new/isms/isms.yaml'))).toBe(true);
  });
});
