import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRule, ruleIds } from '../../server/src/check/rules.ts';
import { type Case, differences, findingsOf, marksIn, parseCase, TODAY } from './support/cases.ts';

const folder = path.join(import.meta.dirname, 'cases');
const cases = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.case'))
  .map((name) => name.split(path.sep).join('/'))
  .sort()
  .map((name) => ({ name, ...parseCase(readFileSync(path.join(folder, name), 'utf8')) }));

const fixtures = path.join(import.meta.dirname, '../../test-fixtures/broken');
/** A folder of fixtures as a case: marks in the files, or beside them where a file has no line to put one on. */
function fixture(name: string): Case & { readonly name: string } {
  const base = path.join(fixtures, name);
  const paths = readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(base, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  const files = new Map(paths.map((file) => [file, readFileSync(path.join(base, file), 'utf8')]));
  const expected = files.get('expected.txt');
  files.delete('expected.txt');
  const beside = (expected ?? '')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const [, file, number, rules] = /^(.+):(\d+) (.+)$/.exec(line)!;
      return marksIn(file!, ` #! ${rules}`).map((mark) => ({ ...mark, line: Number(number) }));
    });
  return { name, files, asOf: TODAY, marks: [...[...files].flatMap(([file, text]) => marksIn(file, text)), ...beside] };
}
const broken = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => fixture(entry.name));

describe('labelled cases', () => {
  it.each(cases)('$name', (labelled) => {
    expect(differences(labelled)).toEqual([]);
  });
});

describe('broken workspaces', () => {
  it.each(broken)('$name', (labelled) => {
    expect(differences(labelled)).toEqual([]);
  });
});

describe('the rules', () => {
  const all = [...cases, ...broken];

  it('each speak in some case', () => {
    const marked = new Set(all.flatMap(({ marks }) => marks.map((mark) => mark.rule)));
    expect([...ruleIds()].filter((id) => !marked.has(id))).toEqual([]);
    expect([...marked].filter((id) => !isRule(id))).toEqual([]);
  });

  it('give no finding of another id, and messages that are sentences', () => {
    for (const { name, files, asOf } of all) {
      for (const { rule, message } of findingsOf(files, asOf)) {
        expect(isRule(rule), `${name}: ${rule}`).toBe(true);
        expect(message, name).toMatch(/^\S.*\S$/s);
        // A supplier may be named null.
        expect(message.replace(' of null ', ' '), name).not.toMatch(/undefined|null|\[object|NaN| {2}|\n/);
      }
    }
  });
});
