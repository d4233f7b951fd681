import { describe, expect, it } from 'vitest';
import { clauses, controls, readClause, readControl } from '../../server/src/facts/controls.ts';
import { articles, readRegulation } from '../../server/src/facts/gdpr.ts';
import { parsePlace, placeSlip, Residency, withoutNote } from '../../server/src/facts/places.ts';

const range = (text: string) => {
  const read = readControl(text);
  return read.kind === 'controls' ? read.ids : read.kind;
};

describe('control references', () => {
  it.each(['A.5.19', '5.19', 'a.5.19', 'A5.19', 'Annex A.5.19', 'Annex A 5.19', 'annex a 5.19', ' A.5.19 '])(
    'reads %s',
    (text) => {
      expect(range(text)).toEqual(['A.5.19']);
    },
  );

  it.each(['A.5.36-A.6.2', 'A.5.36-6.2', '5.36-6.2', 'A.5.36 - A.6.2', 'A.5.36–A.6.2', 'Annex A.5.36-A.6.2'])(
    'reads the range %s',
    (text) => {
      expect(range(text)).toEqual(['A.5.36', 'A.5.37', 'A.6.1', 'A.6.2']);
    },
  );

  it.each([
    'A.5.38',
    'A.9.1',
    '5',
    'A.5',
    'A.5.0',
    'A.5.19.1',
    '',
    'A.5.23-A.5.19',
    'A.5.19-',
    '-A.5.19',
    'A.5.1-A.5.99',
    'A.5.1-A.9.4.1',
    'A.5.1-2',
    'B.5.1',
    'encryption',
  ])('knows no “%s”', (text) => {
    expect(range(text)).toBe('unknown');
  });

  it.each(['A.9.4.1', '9.4.1', 'Annex A.12.4.1', 'A.18.2.3'])('knows %s from 2013', (text) => {
    const read = readControl(text);
    expect(read.kind).toBe('superseded');
    if (read.kind === 'superseded') for (const id of read.successors) expect(range(id)).toEqual([id]);
  });

  it('are 93, in four themes', () => {
    expect(controls.length).toBe(93);
    const themes = ['organizational', 'people', 'physical', 'technological'];
    expect(themes.map((theme) => controls.filter((control) => control.theme === theme).length)).toEqual([
      37, 8, 14, 34,
    ]);
  });
});

describe('clauses', () => {
  it.each(['4', '4.1', '6.1.2', '8.2', '10.2', 'Clause 8.1', 'clauses 9.2'])('reads %s', (text) => {
    expect(readClause(text)?.title).toBeTruthy();
  });
  it.each(['3', '11', '8.9', '4.5', 'A.5.1', '', '8.1.1'])('knows no “%s”', (text) => {
    expect(readClause(text)).toBeUndefined();
  });
  it('have titles that are all there', () => {
    for (const { id, title } of clauses) expect(title, id).toMatch(/^[A-Z]/);
  });
});

describe('regulations', () => {
  it.each([
    ['GDPR', []],
    ['GDPR Art. 28', [28]],
    ['Art. 33/34 GDPR', [33, 34]],
    ['GDPR Art. 28(3)(h)', [28]],
    ['GDPR Article 99', [99]],
    ['Articles 12-14 GDPR', [12, 14]],
    ['GDPR Art. 6 (1) (f)', [6]],
    ['GDPR Recital 26', []],
    ['UK GDPR Art. 5', [5]],
    ['NIS2', []],
    ['AI Act Art. 500', []],
    ['NIS2 Art. 21', []],
  ])('reads %s', (text, expected) => {
    expect(readRegulation(text)).toEqual({ articles: expected });
  });
  it.each(['GDPR Art. 0', 'GDPR Art. 100', 'Art. 33/134 GDPR', 'GDPR Art. 28(3)(i)', 'gdpr art. 111', 'GDPR Art. XI'])(
    'knows no %s',
    (text) => {
      expect(readRegulation(text)).toHaveProperty('wrong');
    },
  );
  it('has 99 articles', () => {
    expect(articles.map(({ article }) => article)).toEqual(Array.from({ length: 99 }, (_, index) => index + 1));
  });
});

describe('places', () => {
  it.each([
    ['DE', ['DE']],
    ['DE (Frankfurt)', ['DE']],
    ['aws:eu-west-2', ['GB']],
    ['eu-west-2', ['GB']],
    ['gcp:europe-west6', ['CH']],
    ['azure:norwayeast', ['NO']],
    ['mongodb-atlas:EU_CENTRAL_1', ['DE']],
    ['ovhcloud:GRA11', ['FR']],
    ['scaleway:nl-ams-2', ['NL']],
    ['global', undefined],
    ['gcp:global', undefined],
  ])('%s is in %o', (text, members) => {
    expect(parsePlace(text)).toBeDefined();
    expect(parsePlace(text)!.members).toEqual(members);
  });

  it.each([
    'UK',
    'EL',
    'de',
    'Germany',
    'eu-central-9',
    'nobody:eu-1',
    'eu',
    'us',
    'EFTA',
    'ADEQUATE',
    '',
    '__proto__',
    'constructor',
    'aws:toString',
  ])('knows no “%s”', (text) => {
    expect(parsePlace(text)).toBeUndefined();
  });

  it.each([
    ['UK', 'GB'],
    ['EL', 'GR'],
    ['uk', 'GB'],
    ['de', 'DE'],
    ['eu', 'EU'],
    ['AWS:eu-central-1', 'aws:eu-central-1'],
    ['UK (London)', 'GB'],
  ])('takes %s for a slip of %s', (text, slip) => {
    expect(placeSlip(text)).toBe(slip);
  });

  it.each(['Mars', 'ZZ'])('makes no guess at %s', (text) => {
    expect(placeSlip(text)).toBeUndefined();
  });

  it('take a note off', () => {
    expect(withoutNote('US (Ohio, east)')).toBe('US');
    expect(withoutNote('US')).toBe('US');
  });
});

describe('a residency', () => {
  const verdict = (codes: string[], place: string) => new Residency(codes).verdict(parsePlace(place)!.members);
  it.each([
    [['EU'], 'DE', 'inside'],
    [['EU'], 'EU', 'inside'],
    [['EU'], 'EEA', 'unproven'],
    [['EU'], 'NO', 'outside'],
    [['EU'], 'CH', 'outside'],
    [['EU'], 'global', 'outside'],
    [['EEA'], 'EEA', 'inside'],
    [['EEA'], 'CH', 'outside'],
    [['DE'], 'EU', 'unproven'],
    [['DE'], 'FR', 'outside'],
    [['DE', 'FR'], 'aws:eu-west-3', 'inside'],
    [['ADEQUATE'], 'CH', 'inside'],
    [['ADEQUATE'], 'US', 'unproven'],
    [['ADEQUATE'], 'RE', 'unproven'],
    [['ADEQUATE'], 'IN', 'outside'],
    [['ADEQUATE'], 'global', 'outside'],
    [['ADEQUATE', 'US'], 'US', 'inside'],
  ] as const)('of %o has %s %s', (codes, place, expected) => {
    expect(verdict([...codes], place)).toBe(expected);
  });
});
