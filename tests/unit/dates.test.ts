import { describe, expect, it } from 'vitest';
import {
  addDuration,
  type Duration,
  dayNumber,
  daysBetween,
  localDay,
  parseDay,
  parseDuration,
} from '../../server/src/model/dates.ts';

const months = (count: number): Duration => ({ count, unit: 'month' });

describe('parseDay', () => {
  it.each(['2026-01-31', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('reads %s', (text) => {
    expect(parseDay(text)).toBe(text);
  });
  it.each([
    '2026-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-01',
    '2026-01-00',
    '0000-01-01',
    '2026-1-1',
    '26-01-01',
    '2026/01/01',
    ' 2026-01-01',
    '2026-01-01 ',
    '2026-01-01T00:00',
    '',
  ])('refuses “%s”', (text) => {
    expect(parseDay(text)).toBeUndefined();
  });
});

describe('parseDuration', () => {
  it.each([
    ['1 day', 1, 'day'],
    ['2 weeks', 2, 'week'],
    ['12 months', 12, 'month'],
    ['1 years', 1, 'year'],
    ['0 days', 0, 'day'],
    ['3   months', 3, 'month'],
  ] as const)('reads %s', (text, count, unit) => {
    expect(parseDuration(text)).toEqual({ count, unit });
  });
  it.each([
    '12',
    'months',
    '12months',
    '1.5 months',
    '-1 month',
    '12 Months',
    'a year',
    '12 quarters',
    '123456 days',
    '',
  ])('refuses “%s”', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('addDuration', () => {
  it.each([
    ['2026-01-31', months(1), '2026-02-28'],
    ['2024-01-31', months(1), '2024-02-29'],
    ['2026-03-31', months(1), '2026-04-30'],
    ['2024-02-29', months(12), '2025-02-28'],
    ['2024-02-29', { count: 1, unit: 'year' }, '2025-02-28'],
    ['2024-02-29', { count: 4, unit: 'year' }, '2028-02-29'],
    ['2026-02-28', months(12), '2027-02-28'],
    ['2026-11-30', months(3), '2027-02-28'],
    ['2026-12-31', { count: 1, unit: 'day' }, '2027-01-01'],
    ['2026-11-21', { count: 2, unit: 'week' }, '2026-12-05'],
    ['2026-11-21', { count: 0, unit: 'day' }, '2026-11-21'],
    ['9999-12-31', months(1), '9999-12-31'],
  ] as const)('%s + %o = %s', (day, duration, expected) => {
    expect(addDuration(day, duration)).toBe(expected);
  });

  it('goes back, too', () => {
    expect(addDuration('2026-03-31', months(1), -1)).toBe('2026-02-28');
    expect(addDuration('2026-01-15', months(1), -1)).toBe('2025-12-15');
  });
});

describe('days', () => {
  it('are counted on the calendar, whatever the clocks do', () => {
    // Daylight saving time begins and ends in between.
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
    expect(daysBetween('2026-11-21', '2026-11-20')).toBe(-1);
    expect(dayNumber('1970-01-01')).toBe(0);
    expect(daysBetween('0099-12-31', '0100-01-01')).toBe(1);
  });

  it('are local', () => {
    expect(localDay(new Date(2026, 10, 21, 0, 0, 0))).toBe('2026-11-21');
    expect(localDay(new Date(2026, 10, 21, 23, 59, 59))).toBe('2026-11-21');
  });
});
