import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from './run.ts';

const text = (name: string): string => readFileSync(path.join(root, name), 'utf8');

it('both packages install in empty places and do there what they are for', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/try.mjs'], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^npm package: \d+ kB, installed and used\nextension: \d+ kB, unpacked, its server used\n$/);
  expect(status).toBe(0);
}, 240_000);

it('pages for users name the package, so that npx never runs what a stranger has named isms', () => {
  for (const page of ['README.md', 'docs/ci.md', 'docs/library.md'])
    for (const [, command] of text(page).matchAll(/`?npx ((?:--?[\w=./@"$-]+ )*[\w@.-]+)/g))
      expect(command, page).toMatch(/^(?:isms-author\b|--yes --package=\S+ isms|--package$)/);
});
