import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { noticesFor, packagesIn } from '../../scripts/notices.mjs';
import { root } from './run.ts';

const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const bundled: string[] = JSON.parse(text('dist/tests/bundled.json'));

it('THIRD-PARTY-NOTICES has what is in the bundles; if this fails: npm run docs', () => {
  expect(bundled.length).toBeGreaterThan(10);
  expect(text('THIRD-PARTY-NOTICES')).toBe(noticesFor(bundled));
});

it('counts a package only where its code is in an output', () => {
  const input = (bytesInOutput: number) => ({ bytesInOutput });
  const outputs = {
    a: { inputs: { 'node_modules/b/x.js': input(1), 'node_modules/@c/d/x.js': input(1), 'src/x.ts': input(1) } },
    b: { inputs: { 'node_modules/e/x.js': input(0), '../z/node_modules/b/node_modules/f/y/x.js': input(2) } },
  };
  expect(packagesIn({ outputs })).toEqual(['node_modules/@c/d', 'node_modules/b', 'node_modules/b/node_modules/f']);
});

it('an audit sees what is bundled: it is among dependencies, and nothing else is', () => {
  const { packages } = JSON.parse(text('package-lock.json'));
  expect(bundled.filter((folder) => packages[folder].dev || packages[folder].devOptional)).toEqual([]);
  const direct = Object.keys(JSON.parse(text('package.json')).dependencies);
  expect(direct.filter((name) => !bundled.includes(`node_modules/${name}`))).toEqual([]);
});

it.each([
  ['npm', ['pack', '--dry-run', '--json', '--ignore-scripts']],
  ['npx', ['--no', 'vsce', 'ls', '--no-dependencies']],
])('%s %j ships the licences', (command, args) => {
  const { stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  for (const name of ['THIRD-PARTY-NOTICES', 'LICENSE', 'package.json']) expect(stdout, stderr).toContain(name);
  expect(stdout).not.toContain('node_modules');
});
