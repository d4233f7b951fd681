import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRule, ruleIds } from '../../server/src/rules/index.ts';
import { differences, findingsOf, parseCase } from './support/cases.ts';

const folder = path.join(import.meta.dirname, 'cases');
const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.case'))
  .sort()
  .map((name) => ({ name, ...parseCase(readFileSync(path.join(folder, name), 'utf8')) }));

describe('labelled cases', () => {
  it.each(cases)('$name', (labelled) => {
    expect(differences(labelled)).toEqual([]);
  });
});
