import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { folder, isms, today } from './run.ts';

const TEXT = '# Access Policy\n\n**Owner:** CISO | **Version:** 1.0\n\nIt covers A.5.15.\n';

it('shows what it understood and writes nothing, then writes front matter and settings', () => {
  const at = folder({ 'docs/access.md': TEXT, 'README.md': '# Readme\n' });
  const dry = isms(['adopt'], { cwd: at });
  expect(dry.code).toBe(0);
  expect(dry.stdout).toBe(`docs/access.md
  id        access  (the file’s name)
  title     Access Policy  (the first heading)
  version   "1.0"  (document control: version)
  owner     CISO  (document control: owner)
  controls  [A.5.15]  (the text)
  ?  status is not stated: add it

isms.yaml, which is not there yet
  isms: 1
  files:
    policies: ["policies.yaml", "policies/**/*.{yaml,md,mdx}", "docs/**/*.{md,mdx}"]

Nothing is written. With --write, 1 file would get front matter.
`);
  expect(readFileSync(path.join(at, 'docs/access.md'), 'utf8')).toBe(TEXT);
  expect(existsSync(path.join(at, 'isms.yaml'))).toBe(false);
  const done = isms(['adopt', '--write', '--set', 'status=draft'], { cwd: at });
  expect(done.stdout).toContain('wrote front matter into 1 file, and isms.yaml');
  const after = readFileSync(path.join(at, 'docs/access.md'), 'utf8');
  expect(after.endsWith(`---\n\n${TEXT}`)).toBe(true);
  const { code, stdout } = isms(['check', '--format', 'json', '--as-of', today], { cwd: at });
  expect(JSON.parse(stdout).summary.policies).toBe(1);
  expect(code).toBe(0);
  expect(isms(['adopt'], { cwd: at }).code).toBe(2);
});

it.each([
  [{}, ['adopt'], '. has no Markdown that may become a policy'],
  [{ 'a.md': TEXT }, ['adopt', '--set', 'statis=draft'], 'there is no key statis: did you mean status?'],
  [{ 'a.md': TEXT }, ['adopt', 'nowhere'], 'nowhere'],
])('%j %j is wrong usage, in a line', (files, args, why) => {
  const { code, stderr } = isms(args, { cwd: folder(files as Record<string, string>) });
  expect(stderr).toMatch(/^isms: [^\n]+\n$/);
  expect(stderr).toContain(why);
  expect(code).toBe(2);
});
