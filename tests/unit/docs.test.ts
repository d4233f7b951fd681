import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error: a script without types
import { generate, staleFiles } from '../../scripts/docs/rules.mjs';
import { rulePage, rules } from '../../server/src/check/rules.ts';
import { findingsOf } from './support/cases.ts';

const root = path.join(import.meta.dirname, '../..');
const pages = rules.map((rule) => ({ id: rule.id, page: readFileSync(path.join(root, rulePage(rule.id)), 'utf8') }));

/** What an excerpt needs to be a whole supplier, policy or risk. */
const REST: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  supplier: {
    id: 'example',
    name: 'Example Cloud GmbH',
    status: 'active',
    categories: '[hosting]',
    access: '[personal-data, production]',
  },
  policy: { id: 'example', title: 'Example Policy', status: 'draft' },
  risk: { id: 'example', title: 'Outage of the hoster', status: 'identified' },
};
const FOLDER: Readonly<Record<string, string>> = {
  supplier: 'suppliers/example.yaml',
  policy: 'policies/example.yaml',
  risk: 'risks/example.yaml',
};

/** The files that the examples under a heading make up. */
function exampleFiles(page: string, heading: string): Map<string, string> {
  const section = page.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  const files = new Map([['isms.yaml', 'isms: 1\n']]);
  for (const [, name, body] of section.matchAll(/^```(?:yaml|md) (\S+)\n(.*?)^```$/gms)) {
    const rest = REST[name!];
    if (!rest) {
      files.set(name!, body!);
      continue;
    }
    const given = new Set([...body!.matchAll(/^([\w-]+):/gm)].map(([, key]) => key));
    const added = Object.entries(rest).filter(([key]) => !given.has(key));
    const lines = [...added.map(([key, value]) => `${key}: ${value}`), ...body!.trimEnd().split('\n')];
    files.set(FOLDER[name!]!, `${name}:\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
  }
  expect(files.size, `no example under ${heading}`).toBeGreaterThan(section.includes('yaml isms.yaml') ? 0 : 1);
  return files;
}

describe('rule pages', () => {
  it('are there, and nothing generated is stale', async () => {
    const { files, problems } = await generate();
    expect(problems).toEqual([]);
    expect(staleFiles(files), 'npm run docs').toEqual([]);
  });

  describe.each(pages)('$id', ({ id, page }) => {
    it('the wrong example gives the rule', () => {
      expect(findingsOf(exampleFiles(page, 'Wrong')).map(({ rule }) => rule)).toContain(id);
    });

    it('the right example does not, and is well formed', () => {
      const found = findingsOf(exampleFiles(page, 'Right'));
      expect(found.filter(({ rule }) => rule === id)).toEqual([]);
      expect(
        found.filter(({ rule }) => /^(?:yaml|schema|date|reference|control|clause|regulation|place)\//.test(rule)),
      ).toEqual([]);
    });
  });
});
