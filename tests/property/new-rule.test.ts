import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const copy = mkdtempSync(path.join(tmpdir(), 'new-rule-'));
for (const name of ['server', 'schemas', 'scripts', 'docs', 'tests/unit', 'package.json', 'biome.json', '.gitignore'])
  cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
afterAll(() => rmSync(copy, { recursive: true }));

const run = (script: string, ...args: string[]) =>
  execFileSync(process.execPath, [path.join(copy, script), ...args], { cwd: copy, encoding: 'utf8', stdio: 'pipe' });

it.each(['review/tried-again', 'policy/tried-out'])('npm run new-rule %s makes a rule that works', async (id) => {
  const written = run('scripts/new-rule.mjs', id);
  const name = id.split('/')[1]!;
  expect(written).toContain(`docs/rules/${id.replace('/', '-')}.md`);
  // Nothing is stale, and the page says something under each heading.
  expect(run('scripts/docs/rules.mjs', '--check')).toBe('');
  run('node_modules/@biomejs/biome/bin/biome', 'check', 'server/src/kinds');
  const { outputFiles } = await build({
    stdin: {
      contents: `export { ruleIds } from './server/src/check/rules.ts';
          export { differences, parseCase } from './tests/unit/support/cases.ts';`,
      resolveDir: copy,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    alias: { yaml: './node_modules/yaml/browser/dist/index.js' },
  });
  const { ruleIds, differences, parseCase } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0]!.text).toString('base64')}#${name}`
  );
  expect([...ruleIds()]).toContain(id);
  const labelled = parseCase(readFileSync(path.join(copy, `tests/unit/cases/${name}.case`), 'utf8'));
  expect(labelled.marks).toHaveLength(1);
  expect(differences(labelled)).toEqual([]);
  const table = readFileSync(path.join(copy, 'tests/unit/severities.test.ts'), 'utf8');
  const rows = /const TABLE = `\n(.*?)\n`/s
    .exec(table)![1]!
    .split('\n')
    .map((row) => row.split(' ')[0]);
  expect(rows).toEqual([...ruleIds()]);
});

it('says why where it can make none', () => {
  expect(() => run('scripts/new-rule.mjs', 'supplier/dpa-missing')).toThrow(/is there already/);
  expect(() => run('scripts/new-rule.mjs', 'nothing')).toThrow(/Usage/);
  expect(() => run('scripts/new-rule.mjs', 'yaml/other')).toThrow(/write one like those/);
});
