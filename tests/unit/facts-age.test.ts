import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const list = (day: string): string => execFileSync(process.execPath, ['scripts/facts.mjs', day], { encoding: 'utf8' });

it('lists facts older than a year as of a day', () => {
  expect(list('2026-11-27')).not.toContain('2026-11-21  asOf');
  expect(list('2027-11-21')).not.toContain('2026-11-21  asOf');
  expect(list('2027-11-22')).toContain('2026-11-21  asOf');
});

it('lists sources without a day', () => {
  expect(list('2026-11-27')).toMatch(/no day {6}/);
});
