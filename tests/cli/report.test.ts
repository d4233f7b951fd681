import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { commit, copy, fixture, folder, git, isms, put, today } from './run.ts';

const FORMATS = ['md', 'html', 'csv', 'json'];
/** Without the commit that the files are from: this repository has another every time. */
const settled = (text: string): string =>
  text
    .replace(/ of git commit [0-9a-f]{12}(?:, with changes that are not committed)?/, '')
    .replace(/\n {2}"commit": \{[^}]*\},/, '');
/** A report, entries that cannot be judged left out. */
const report = (
  kind: string,
  format: string,
  at = fixture('botbrains'),
  more: readonly string[] = [],
  env: Record<string, string> = {},
) => {
  const { code, stdout, stderr } = isms(
    ['report', kind, at, '--format', format, '--as-of', today, '--incomplete', ...more],
    { env },
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return settled(stdout);
};
/** All reports of a root in all formats: file name → text. */
function all(at: string, env: Record<string, string> = {}): Map<string, string> {
  const out = folder();
  const { code, stderr } = isms(['report', 'all', at, '--as-of', today, '--incomplete', '--out', out], { env });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return new Map(
    readdirSync(out)
      .sort()
      .map((name) => [name, settled(readFileSync(path.join(out, name), 'utf8'))]),
  );
}
const ACME = `suppliers:
  - id: acme
    name: Acme
    status: active
    categories: [other]
`;
const ACCESS = '    access: [customer-data]\n';
/** An ISMS of one subprocessor, with more keys of it. */
const register = (more: string, settings = 'isms: 1\n') =>
  folder({ 'isms.yaml': settings, 'suppliers.yaml': `${ACME}${ACCESS}    ${more}\n` });
const cells = (csv: string): string[][] =>
  Papa.parse<string[]>(csv.replace(/^\ufeff/, ''), { skipEmptyLines: true }).data;

describe('reports', () => {
  it('are written all at once into a folder: the same input gives the same bytes, wherever it runs', () => {
    const here = all(fixture('botbrains'));
    expect([...here.keys()]).toHaveLength(24);
    for (const text of here.values()) expect(text.length).toBeGreaterThan(500);
    expect(all(fixture('botbrains'), { TZ: 'Pacific/Kiritimati', LANG: 'de_DE.UTF-8', LC_ALL: 'C' })).toEqual(here);
    expect(all(copy('botbrains'))).toEqual(here);
    // One at a time they are the same as all at once.
    expect(report('review', 'html')).toBe(here.get('supplier-review.html'));
    expect(isms(['report', 'all', fixture('botbrains')]).code).toBe(2);
  });

  it('take the format from the name of the file', () => {
    const at = folder();
    expect(
      isms(['report', 'soa', fixture('botbrains'), '--as-of', today, '--out', path.join(at, 'soa.html')]).code,
    ).toBe(0);
    expect(readFileSync(path.join(at, 'soa.html'), 'utf8')).toMatch(/^<!DOCTYPE html>/);
  });

  it('are on one root: of several, one must be named', () => {
    const { code, stderr } = isms(['report', 'review', fixture('broken')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/holds \d+ ISMS roots/);
  });

  it('find the root around a folder or a file', () => {
    const whole = report('review', 'md');
    expect(report('review', 'md', fixture('botbrains/policies'))).toBe(whole);
    expect(report('review', 'md', fixture('botbrains/evidence'))).toBe(whole);
    expect(report('review', 'md', fixture('botbrains/suppliers.yaml'))).toBe(whole);
  });
});

describe('review', () => {
  const review = JSON.parse(report('review', 'json'));
  const supplier = (id: string) => review.suppliers.find((one: { id: string }) => one.id === id);
  const verdicts = (id: string) =>
    Object.fromEntries(
      supplier(id).criteria.map(({ criterion, verdict }: Record<string, string>) => [criterion, verdict]),
    );

  it('judges each supplier by the four criteria, the three rules for models, and its reviews', () => {
    expect(verdicts('aws')).toEqual({
      assurance: 'met',
      residency: 'met',
      contract: 'met',
      criticality: 'met',
      'model-storage': 'met',
      'model-inference': 'attention',
      'model-training': 'met',
      review: 'met',
    });
    expect(verdicts('better-stack')).toMatchObject({
      assurance: 'not-met',
      review: 'not-met',
      'model-storage': 'not-applicable',
    });
    expect(verdicts('vercel')).toMatchObject({ residency: 'not-met' });
    expect(supplier('posthog')).toMatchObject({ assuranceUntil: '2026-12-31' });
    expect(supplier('openai')).toMatchObject({ nextReview: '2027-01-01' });
    expect(supplier('modal')).toMatchObject({ reviewState: 'triggered', triggered: { date: '2026-10-05' } });
  });

  it('gives each finding its basis, each waiver its end, each action its supplier, and the year its reviews', () => {
    expect(
      review.findings.find(({ rule }: { rule: string }) => rule === 'supplier/assurance-expired').basis.policy,
    ).toBe('Supplier Management Policy, Selection criteria');
    expect(review.waivers).toMatchObject([
      { supplier: 'vercel', for: 'global', state: 'in force', expires: '2027-01-31' },
    ]);
    expect(review.actions).toMatchObject([
      { supplier: 'Vercel, Inc.', outcome: 'escalate', risk: expect.stringContaining('(medium, accepted)') },
      { supplier: 'OpenAI Ireland Ltd', outcome: 'escalate', risk: expect.stringContaining('(high, accepted)') },
    ]);
    const openai = review.suppliers.find(({ id }: { id: string }) => id === 'openai');
    expect(openai.risks).toMatchObject([{ id: 'inference-beyond-eu', level: 'high', status: 'accepted' }]);
    expect(review.plan.map(({ due }: { due: string }) => due)).toEqual(
      [...review.plan.map(({ due }: { due: string }) => due)].sort(),
    );
    expect(review.plan).toHaveLength(11);
  });

  it('draws its pictures into the page, with words for those who cannot see them', () => {
    const html = report('review', 'html');
    expect(html.match(/<svg /g)).toHaveLength(4);
    expect(html.match(/role="img" aria-label="[^"]{20,}"/g)).toHaveLength(4);
    expect(html).not.toMatch(/<script|<link|@import|url\((?!#)|\ssrc=/);
  });

  it('says nothing good of what cannot be read, and does not believe a rule that was switched off', () => {
    const at = copy('broken/clean');
    const text = readFileSync(path.join(at, 'suppliers.yaml'), 'utf8');
    expect(text).toContain('dpa:');
    put(at, { 'suppliers.yaml': text.replace(/dpa: .*/, 'dpa: soon').replace(/( +)assurance:[\s\S]*?\n(?=\1\w)/, '') });
    put(at, {
      'isms.yaml': `${readFileSync(path.join(at, 'isms.yaml'), 'utf8')}\nrules:\n  supplier/assurance-missing: off\n`,
    });
    const [first] = JSON.parse(report('review', 'json', at)).suppliers;
    const of = (name: string) =>
      first.criteria.find(({ criterion }: { criterion: string }) => criterion === name).verdict;
    expect(of('contract')).toBe('unclear');
    expect(of('assurance')).toBe('not-met');
  });

  it('is made of a broken register as far as it can be read', () => {
    for (const name of [
      'broken/half-a-register',
      'broken/half-typed',
      'broken/empty-file',
      'hostile/only-dashes',
      'hostile/anchor-bomb',
      'hostile/alias-cycle',
    ]) {
      for (const format of FORMATS)
        expect(
          isms(['report', 'review', fixture(name), '--format', format, '--as-of', today, '--incomplete']).stderr,
        ).toBe('');
    }
  });
});

describe('subprocessors', () => {
  it.each(FORMATS)('holds nothing internal as %s', (format) => {
    const text = report('subprocessors', format);
    const body = format === 'html' ? text.replace(/<style>[\s\S]*<\/style>/, '').replace(/<meta [^>]*>/g, '') : text;
    const register = readFileSync(fixture('botbrains/suppliers.yaml'), 'utf8');
    const internal = [
      ...register.matchAll(
        /(?:notes|reason|owner|by|action|document|scope|retention|training-terms|rule): *["']?([^,}\n"']+)/g,
      ),
    ].map(([, value]) => value!.trim());
    expect(internal.length).toBeGreaterThan(20);
    for (const value of internal)
      expect(body).not.toMatch(new RegExp(`\\b${value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\b`));
    expect(body).not.toMatch(
      /criticality|critical\b|rating|review|waive|finding|assurance|owner|evidence|suppliers\.yaml|dpa\b|soc2|iso27001|x-dpf|\bid\b/i,
    );
  });

  it('names the active and suspended processors of personal data, and no others', () => {
    const at = folder({
      'isms.yaml': 'isms: 1\n',
      'suppliers.yaml': `suppliers:
  - { id: a, name: Active, status: active, categories: [other], access: [personal-data], hosting: [aws:eu-central-1] }
  - { id: b, name: Suspended, status: suspended, categories: [other], access: [customer-data], hosting: [IE], processing: [US], transfers: [{ to: US, mechanism: scc }] }
  - { id: c, name: Ended, status: terminated, categories: [other], access: [personal-data] }
  - { id: d, name: Planned, status: prospective, categories: [other], access: [personal-data] }
  - { id: e, name: Controller, status: active, role: controller, categories: [other], access: [personal-data] }
  - { id: g, name: Unclear, status: active, categories: [other], access: [personal-data], transfers: [{ mechanism: scc }] }
  - { id: h, name: Without, status: active, categories: [other], access: [personal-data], transfers: [] }
  - { id: f, name: No data, status: active, categories: [other], access: [production] }
`,
    });
    expect(cells(report('subprocessors', 'csv', at))).toEqual([
      ['Name', 'Seat', 'Purpose', 'Data', 'Place of processing', 'Transfer mechanism', 'In use since'],
      ['Active', '', '', '', 'Frankfurt, Germany', '', ''],
      [
        'Suspended',
        '',
        '',
        '',
        'United States of America; Ireland',
        'United States of America: standard contractual clauses',
        '',
      ],
      ['Unclear', '', '', '', '', '', ''],
      ['Without', '', '', '', '', 'None', ''],
    ]);
  });

  it('names every place of inference, the seat, the data and the first day', () => {
    const at = register(
      'country: US\n    engaged: 2026-01-01\n    data: [conversations, files]\n    hosting: [DE]\n    model:\n      inference:\n        - { platform: openai, endpoint: us.api.openai.com }\n        - { platform: aws-bedrock, profile: eu.anthropic.x, destinations: [aws:eu-north-1, aws:eu-west-1] }',
    );
    expect(cells(report('subprocessors', 'csv', at))[1]).toEqual([
      'Acme',
      'United States of America',
      '',
      'conversations; files',
      'Germany; United States of America; Stockholm, Sweden; Ireland',
      '',
      '2026-01-01',
    ]);
    const wide = register(
      'hosting: [DE]\n    model: { inference: [{ platform: openai, endpoint: eu.api.openai.com }, { platform: scaleway }, { platform: mistral, endpoint: api.mistral.ai }] }',
    );
    expect(cells(report('subprocessors', 'csv', wide))[1]![4]).toBe('Germany; EEA; Switzerland; France; Worldwide');
  });

  it('says nothing in the name of an organisation that is not stated', () => {
    expect(report('subprocessors', 'md', register('hosting: [DE]'))).not.toMatch(/\b(?:us|our|we)\b/);
  });

  it.each([
    ['a bracket left open', 'suppliers.yaml', `${ACME}    access: [customer-data\n`, 'suppliers.yaml:2 Acme'],
    ['a status that is none', 'suppliers.yaml', ACME.replace('active', 'actve') + ACCESS, 'suppliers.yaml:2 Acme'],
    ['an access that is none', 'suppliers.yaml', `${ACME}    access: [personal_data]\n`, 'suppliers.yaml:2 Acme'],
    ['no access at all', 'suppliers.yaml', ACME, 'suppliers.yaml:2 Acme'],
    ['a list left open', 'suppliers.yaml', 'suppliers: [', 'suppliers.yaml:1'],
    ['text for a list', 'suppliers.yaml', 'suppliers: none\n', 'suppliers.yaml:1'],
  ])('is not written with %s, unless --incomplete', (_, name, text, entry) => {
    const at = folder({ 'isms.yaml': 'isms: 1\n', [name]: text });
    const out = path.join(at, 'list.html');
    const { code, stdout, stderr } = isms(['report', 'subprocessors', at, '--out', out]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(entry);
    expect(readdirSync(at)).not.toContain('list.html');
    for (const format of FORMATS) expect(report('subprocessors', format, at)).toMatch(/incomplete/i);
  });

  it('leaves out what is marked as an example', () => {
    expect(report('subprocessors', 'md', register('hosting: [DE]\n    example: true'))).not.toContain('Acme');
  });
});

describe('what a review report says', () => {
  const reviewed = 'reviews: [{ date: 2026-07-01, by: ciso, outcome: approved }]';

  it('is that the scope is unknown, where no access is stated', () => {
    const at = folder({ 'isms.yaml': 'isms: 1\n', 'suppliers.yaml': ACME });
    const text = report('review', 'md', at);
    expect(text).toContain('## Scope unknown');
    expect(text).not.toContain('Out of scope');
    expect(JSON.parse(report('review', 'json', at))).toMatchObject({
      scopeUnknown: [{ id: 'acme' }],
      summary: { scopeUnknown: 1, inScope: 0 },
    });
  });

  it('is that the controls are the basis, where no policy maps them', () => {
    const text = report('review', 'md', register(reviewed));
    expect(text).toContain('A.5.19');
    expect(text).not.toMatch(/Supplier Management Policy|the policy's/);
    expect(report('review', 'md')).toContain('The basis is the policy Supplier Management Policy.');
  });

  it('is that a blank review is none', () => {
    const data = JSON.parse(report('review', 'json', register('reviews: [{ date: 2026-11-21, by: , outcome: }]')));
    expect(data.summary.neverReviewed).toBe(1);
    expect(data.plan).toMatchObject([{ supplier: 'Acme', due: today }]);
    expect(data.reviews.held).toEqual([]);
  });

  it('is that a triggered review is due now', () => {
    const at = register(`${reviewed}\n    events: [{ date: 2026-10-05, kind: incident }]`);
    const { plan } = JSON.parse(report('review', 'json', at));
    expect(plan).toMatchObject([{ due: today, triggered: true }]);
    expect(report('review', 'md', at)).not.toMatch(/2027-07-01 \| Acme/);
    expect(report('review', 'html', at)).toMatch(/Due now/);
  });

  it('is all reviews of the year, and what each of them left open', () => {
    const at = register(
      'reviews:\n      - { date: 2025-12-01, by: ciso, outcome: conditions, action: { what: encrypt, owner: cto, due: 2026-03-01 } }\n      - { date: 2026-07-01, by: ciso, outcome: approved }',
    );
    const data = JSON.parse(report('review', 'json', at));
    expect(data.reviews.held.map(({ date }: { date: string }) => date)).toEqual(['2026-07-01', '2025-12-01']);
    expect(data.actions).toMatchObject([{ date: '2025-12-01', action: 'encrypt', owner: 'cto', due: '2026-03-01' }]);
  });

  it('is every country in which a model runs', () => {
    const at = register(
      'hosting: [DE]\n    model: { inference: [{ platform: google-vertex, location: europe-west9, models: [gemini-2.5-pro] }] }',
    );
    const { countries } = JSON.parse(report('review', 'json', at));
    expect(countries.map(({ place }: { place: string }) => place)).toEqual(['France', 'Germany']);
  });

  it('is the role, and no DPA that is met for a controller', () => {
    const [head, row] = cells(
      report('review', 'csv', register('role: controller\n    agreement: { signed: 2026-01-01 }')),
    ) as [string[], string[]];
    expect(row[head.indexOf('Role')]).toBe('controller');
    expect(new Set(head).size).toBe(head.length);
  });
});

describe('a review report on a part', () => {
  const of = (...more: string[]) => JSON.parse(report('review', 'json', undefined, more));

  it('is on one supplier, or on those of some ratings, and says so', () => {
    const one = of('--supplier', 'openai');
    expect(one.suppliers.map(({ id }: { id: string }) => id)).toEqual(['openai']);
    expect(one.selection).toEqual({ supplier: 'openai', of: 11 });
    expect(one.summary).toMatchObject({ suppliers: 1, inScope: 1, elsewhere: 0 });
    for (const { supplierId } of one.findings) expect(supplierId).toBe('openai');
    const text = report('review', 'md', undefined, ['--supplier', 'openai']);
    expect(text).toContain('This report is on 1 of the 11 suppliers in the register (openai)');
    expect(text).not.toContain('Hetzner');
    const ratings = new Set(
      of('--criticality', 'critical,high').suppliers.map(({ rating }: { rating: string }) => rating),
    );
    expect([...ratings].sort()).toEqual(['critical', 'high']);
  });

  it('is a summary: figures, what needs attention, sign-off', () => {
    for (const format of ['md', 'html']) {
      const text = report('review', format, undefined, ['--summary']);
      for (const part of ['What was checked', 'Criteria', 'What needs attention', 'Sign-off'])
        expect(text).toContain(part);
      for (const part of ['Evidence by supplier', 'Reviews held']) expect(text).not.toContain(part);
    }
    const many = Array.from(
      { length: 20 },
      (_, n) => ACME.slice(ACME.indexOf('  -')).replaceAll('acme', `acme-${n}`) + ACCESS,
    );
    const text = report(
      'review',
      'md',
      folder({ 'isms.yaml': 'isms: 1\n', 'suppliers.yaml': `suppliers:\n${many.join('')}` }),
      ['--summary'],
    );
    expect(text).toContain('13 further suppliers have errors');
  });

  it('is only of the reviews, and of suppliers that there are', () => {
    const wrong = (...args: string[]) => isms(['report', ...args, '--as-of', today]);
    for (const { code, stderr } of [
      wrong('review', fixture('botbrains'), '--supplier', 'opnai'),
      wrong('soa', fixture('botbrains'), '--summary'),
      wrong('all', fixture('botbrains'), '--supplier', 'openai'),
      wrong('review', fixture('botbrains'), '--summary', '--format', 'csv'),
      wrong('review', fixture('botbrains'), '--criticality', 'urgent'),
    ]) {
      expect(code).toBe(2);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });

  it('on one supplier does not mind what is broken elsewhere', () => {
    const at = folder({
      'isms.yaml': 'isms: 1\n',
      'suppliers.yaml': `${ACME}${ACCESS}  - id: beta\n    name: Beta\n    status: actve\n`,
    });
    const one = (id: string) => isms(['report', 'review', at, '--as-of', today, '--supplier', id]).code;
    expect(one('acme')).toBe(0);
    expect(one('beta')).toBe(2);
  });

  it('repeats the supplier on each printed page of its evidence', () => {
    const html = report('review', 'html');
    expect(html).toContain('<tr class="running"><th colspan="4" scope="colgroup">OpenAI Ireland Ltd</th></tr>');
    expect(html.indexOf('>Sign-off</h2>')).toBeLessThan(html.indexOf('>Evidence by supplier</h2>'));
  });
});

describe('soa and coverage', () => {
  it('show no green figure of a Statement of Applicability that does not exist', () => {
    expect(report('soa', 'md', register('hosting: [DE]'))).not.toContain('With gaps');
  });

  it('list all controls, with their gaps', () => {
    const { entries, summary } = JSON.parse(report('soa', 'json'));
    expect(entries).toHaveLength(93);
    expect(summary).toMatchObject({ applicable: 92, excluded: 1, unstated: 0, withGaps: 5 });
    expect(entries.find(({ control }: { control: string }) => control === 'A.8.30')).toMatchObject({
      applicable: false,
      policies: [{ id: 'secure-development' }],
    });
    expect(cells(report('soa', 'csv'))).toHaveLength(94);
  });

  it('list the policies with what they cover and what they have to do with ISO 27001', () => {
    const run = (...more: string[]) =>
      isms(['report', 'policies', fixture('botbrains'), '--as-of', '2026-11-21', ...more], {});
    const [head, ...rows] = cells(run('--columns', 'title,relevance', '--format', 'csv').stdout);
    expect(head).toEqual(['Policy', 'ISO 27001 relevance']);
    expect(rows).toHaveLength(24);
    expect(Object.fromEntries(rows as [string, string][])).toMatchObject({
      'Information Security Policy': 'Clause 5.2; Annex A 5.1',
      'Risk Management Policy': 'Clauses 6.1, 8.2, 8.3; Annex A 5.7',
      'Business Continuity and Disaster Recovery': 'Clause 8.1; Annex A 5.29, 5.30, 8.13, 8.14',
      'Data Classification Policy': 'Annex A 5.12-5.14, 8.10-8.12',
      'Breach Notification Policy': 'Annex A 5.26; GDPR Art. 33/34',
    });
    const [policy] = JSON.parse(run('--format', 'json').stdout).policies;
    expect(policy).toMatchObject({
      id: 'acceptable-use',
      file: 'policies/acceptable-use.md',
      'next-review': '2027-07-01',
    });
    expect(run('--columns', 'title,summery').stderr).toContain('there is no column “summery”');
    expect(isms(['report', 'soa', fixture('botbrains'), '--columns', 'title']).code).toBe(2);
  });

  it('name the twelve controls of the sample that no policy maps', () => {
    const { uncovered, summary, clauses, controls } = JSON.parse(report('coverage', 'json'));
    expect(controls.find(({ id }: { id: string }) => id === 'A.5.3').sections).toEqual([
      { policy: 'roles-and-responsibilities', title: 'Roles and Responsibilities', section: 'ISO 27001 mapping' },
    ]);
    expect(uncovered.map(({ id }: { id: string }) => id)).toEqual([
      'A.5.5',
      'A.5.6',
      'A.5.8',
      'A.5.31',
      'A.5.32',
      'A.5.35',
      'A.5.36',
      'A.5.37',
      'A.8.4',
      'A.8.18',
      'A.8.33',
      'A.8.34',
    ]);
    expect(summary).toMatchObject({ controls: 93, covered: 81, uncovered: 12 });
    expect(clauses.length).toBeGreaterThan(20);
  });

  it('tell what is not stated where there is no Statement of Applicability', () => {
    const { stated, entries } = JSON.parse(report('soa', 'json', fixture('broken/clean')));
    expect(stated).toBe(false);
    expect(entries).toHaveLength(93);
  });
});

describe('risks', () => {
  it('count the sample before and after treatment, the highest first', () => {
    const { risks, closed, summary, levels } = JSON.parse(report('risks', 'json'));
    expect(summary).toMatchObject({
      risks: 10,
      open: 9,
      notAssessed: 1,
      before: { low: 0, medium: 2, high: 2, critical: 4 },
      after: { low: 1, medium: 5, high: 2, critical: 0 },
      unaccepted: 0,
      lapsed: 1,
      actionsOpen: 3,
      actionsOverdue: 0,
    });
    expect(levels.map(({ mayAccept }: { mayAccept: string }) => mayAccept)).toEqual([
      'any role',
      'ciso, cto, ceo',
      'ceo',
      'ceo',
    ]);
    expect(risks.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(risks.find(({ id }: { id: string }) => id === 'one-region')).toMatchObject({
      inherent: { likelihood: 3, impact: 5, product: 15, level: 'critical' },
      suppliers: ['Hetzner Online GmbH', 'Amazon Web Services EMEA Sàrl'],
      controls: [{ id: 'A.5.29' }, { id: 'A.5.30', state: 'partial' }, { id: 'A.8.13' }, { id: 'A.8.14' }],
      actions: [{ owner: 'cto', due: '2026-12-15', state: 'open' }],
      acceptance: { by: 'ciso', state: 'in force' },
    });
    expect(closed).toMatchObject([{ id: 'server-room', number: 10 }]);
    expect(cells(report('risks', 'csv'))).toHaveLength(11);
    expect(report('risks', 'html').match(/<svg/g)).toHaveLength(2);
    expect(report('risks', 'md')).toContain('| **Lapsed** |');
  });

  it('keep what is left open apart, and leave examples out', () => {
    const at = folder({
      'isms.yaml': 'isms: 1\n',
      'risks.yaml': `risks:
  - id: a
    title: Alpha
    status: treated
    inherent: { likelihood: 4, impact: 4 }
    treatment: mitigate
    controls: [A.5.30]
    actions: [{ what: act, owner: cto, due: ${today} }, { what: late, due: 2026-11-01 }, { what: done, due: 2026-11-01, done: 2026-10-01 }]
  - { id: b, title: Beta, status: identified, example: true }
  - { id: c, title: Gamma, status: assessed, inherent: { likelihood: 9, impact: 1 } }
`,
    });
    const { risks, summary, incomplete } = JSON.parse(report('risks', 'json', at));
    expect(risks.map(({ id }: { id: string }) => id)).toEqual(['a', 'c']);
    expect(risks[0]).toMatchObject({
      unaccepted: true,
      actions: [{ state: 'open' }, { state: 'overdue' }, { state: 'done' }],
    });
    expect(summary).toMatchObject({ unaccepted: 1, notAssessed: 1, actionsOpen: 2, actionsOverdue: 1 });
    expect(incomplete).toMatchObject([{ file: 'risks.yaml', line: 10 }]);
    expect(report('risks', 'md', at)).toContain('20 days overdue');
  });

  it('say what changed, and that an acceptance before a new assessment is out of date', () => {
    const text = `risks:
  - id: a
    title: Alpha
    status: accepted
    owner: cto
    inherent: { likelihood: 2, impact: 4 }
    treatment: accept
    accepted: { by: ciso, on: 2026-01-01 }
  - { id: b, title: Beta, status: identified, owner: cto }
`;
    const at = folder({ 'isms.yaml': 'isms: 1\n', 'risks.yaml': text });
    git(at, ['init', '-q', '-b', 'main']);
    commit(at, 'first', '2026-06-01T12:00:00Z');
    put(at, { 'risks.yaml': text.replace('impact: 4', 'impact: 5').replace(/.*Beta.*\n/, '') });
    const { changes, risks } = JSON.parse(report('risks', 'json', at, ['--since', 'HEAD']));
    expect(changes.entries).toEqual([
      { id: 'b', title: 'Beta', change: 'removed', fields: [] },
      {
        id: 'a',
        title: 'Alpha',
        change: 'changed',
        fields: [{ field: 'before treatment', before: 'medium (8)', after: 'high (10)' }],
      },
    ]);
    expect(risks[0].acceptance).toMatchObject({ state: 'stale', change: 'the assessment changed after 2026-06-01' });
  });
});

describe.each([
  'hostile/markup',
  'hostile/unicode',
  'hostile/prototype-names',
  'hostile/paths',
  'hostile/nul',
  'hostile/yaml-corners',
  'hostile/long-lines',
  'hostile/odd names & more #1 (50%) – übung',
])('%s', (name) => {
  const reports = all(fixture(name));
  const of = (extension: string) => [...reports].filter(([file]) => file.endsWith(extension)).map(([, text]) => text);

  it.each(of('.html'))('is text in HTML %#', (html) => {
    const tags = new Set([...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag));
    const known =
      'html head meta title style body header nav main footer h1 h2 h3 p div span strong a dl dt dd table colgroup col thead tbody tr th td small figure figcaption svg g path rect text';
    for (const tag of tags) expect(known.split(' ')).toContain(tag);
    for (const [tag] of html.matchAll(/<[a-z][^>]*>/gi))
      expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(/\son[a-z]+\s*=|javascript:/i);
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) {
      // The contents lead to sections of the page.
      if (href!.startsWith('#')) expect(html).toContain(`id="${href!.slice(1)}"`);
      // Files of the ISMS lie beside it: no scheme, no host, no way up.
      else expect(href).toMatch(/^https?:\/\/|^(?!\.\.?\/)[\w.~%-]+(?:\/(?!\.\.?\/)[\w.~%-]+)*$/);
    }
    expect(html).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}/u);
  });

  it.each(of('.md'))('is text in Markdown %#', (markdown) => {
    // What is not escaped: line breaks in cells, and addresses on the web.
    expect(markdown.replace(/<br>/g, '').replace(/\]\(<https?:\/\/[^<>\s]*>\)/g, ']')).not.toMatch(/</);
    expect(markdown).not.toMatch(/(?<!\\)\]\((?!<https?:|[\w.~%/-]+\))/);
    expect(markdown).not.toMatch(/(?<!\\)!\[/);
    expect(markdown).not.toMatch(/(?<!\\)`/);
    let columns = 0;
    for (const line of markdown.split('\n')) {
      const bars = line.match(/(?<!\\)\|/g)?.length ?? 0;
      if (!line.startsWith('|')) {
        expect(bars).toBe(0);
        columns = 0;
      } else {
        if (columns) expect(bars).toBe(columns);
        columns = bars;
      }
    }
  });

  it.each(of('.csv'))('is no formula in CSV %#', (csv) => {
    const [head, ...rows] = cells(csv);
    for (const row of rows) {
      expect(row).toHaveLength(head!.length);
      for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@]|\p{Cc}/u);
    }
  });
});

describe('names of files', () => {
  it('are text as well', () => {
    const at = folder({
      'isms.yaml': 'isms: 1\n',
      'suppliers/<img src=x onerror=alert(1)> | `x` [a](javascript:b).yaml':
        'supplier: { id: a, name: A, status: active, categories: [other], access: [customer-data] }\n',
    });
    expect(report('review', 'html', at)).not.toContain('<img');
    expect(report('review', 'md', at)).not.toMatch(/<img|(?<!\\)\]\(javascript/);
  });
});

describe('--since', () => {
  const supplier = (id: string, name: string, place: string, more = '') =>
    `  - id: ${id}\n    name: ${name}\n    status: active\n    categories: [hosting]\n    purpose: Hosting\n    access: [customer-data]\n    hosting: [${place}]\n${more}`;
  const waiver = (expires: string, approved: string) =>
    `    waivers:\n      - { rule: supplier/hosting-outside-residency, for: US, reason: static files only, approved-by: ciso, approved: ${approved}, expires: ${expires} }\n`;
  const first =
    supplier('alpha', 'Alpha Ltd', 'US', waiver('2026-04-30', '2026-01-10')) + supplier('beta', 'Beta Ltd', 'DE');
  const third =
    supplier('alpha', 'Alpha Ltd', 'US', waiver('2027-04-30', '2026-09-01')) +
    supplier('beta', 'Beta Ltd', 'IE') +
    supplier('gamma', 'Gamma Ltd', 'FR');

  /** Three commits: a waiver that ends, is taken out and comes back; a place that changes; a supplier that comes. */
  function repository(inFolder: string): string {
    const at = folder();
    git(at, ['init', '-q', '-b', 'main']);
    const write = (text: string) =>
      put(path.join(at, inFolder), { 'isms.yaml': 'isms: 1\n', 'suppliers.yaml': `suppliers:\n${text}` });
    write(first);
    commit(at, 'one', '2026-02-01');
    git(at, ['tag', 'v1']);
    write(supplier('alpha', 'Alpha Ltd', 'US') + supplier('beta', 'Beta Ltd', 'DE'));
    commit(at, 'two', '2026-06-01');
    write(third);
    commit(at, 'three', '2026-10-01');
    return path.join(at, inFolder);
  }

  const at = repository('compliance/isms');
  const changes = (since: string, where = at) =>
    JSON.parse(report('review', 'json', where, ['--since', since])).changes;

  it.each(['v1', 'HEAD~2', '2026-03-01'])(
    '%s tells a re-opened waiver, a new supplier and a changed place',
    (since) => {
      const { suppliers, waivers } = changes(since);
      expect(waivers).toMatchObject([
        { supplier: 'alpha', name: 'Alpha Ltd', change: 're-opened', expires: '2027-04-30' },
      ]);
      expect(suppliers.map(({ id, change }: { id: string; change: string }) => [id, change])).toEqual([
        ['gamma', 'new'],
        ['beta', 'changed'],
      ]);
      expect(suppliers[1].fields).toEqual([{ field: 'hosting', before: 'DE (Germany)', after: 'IE (Ireland)' }]);
      const markdown = report('review', 'md', at, ['--since', since]);
      for (const word of ['Re-opened', 'New supplier', 'DE (Germany)']) expect(markdown).toContain(word);
    },
  );

  it('tells a waiver as re-opened that the earlier state lacked and an older one had', () => {
    expect(changes('HEAD~1').waivers).toMatchObject([{ change: 're-opened' }]);
  });

  it('compares with the state before the day began', () => {
    expect(changes('2026-10-01').suppliers).toHaveLength(2);
    expect(changes('2026-10-02').suppliers).toHaveLength(0);
  });

  it('looks at what is not committed yet as well', () => {
    const open = repository('.');
    expect(changes('HEAD', open).suppliers).toEqual([]);
    put(open, { 'suppliers.yaml': `suppliers:\n${third}${supplier('delta', 'Delta Ltd', 'DE')}` });
    expect(changes('HEAD', open).suppliers).toMatchObject([{ id: 'delta', change: 'new' }]);
  });

  it('tells evidence that was about to end and has ended as worse, not as gone', () => {
    const root = folder();
    git(root, ['init', '-q', '-b', 'main']);
    const assured = `    assurance: [{ kind: iso27001, valid-until: 2026-11-10, scope: all }]\n`;
    put(root, {
      'isms.yaml': 'isms: 1\n',
      'suppliers.yaml': `suppliers:\n${supplier('beta', 'Beta Ltd', 'DE', assured)}`,
    });
    commit(root, 'one', '2026-10-01');
    const changed = changes('2026-10-02', root);
    expect(changed.worseFindings).toMatchObject([
      { rule: 'supplier/assurance-expired', before: { rule: 'supplier/assurance-expiring' } },
    ]);
    expect(changed.goneFindings).toEqual([]);
    expect(report('review', 'md', root, ['--since', '2026-10-02'])).toMatch(/\*\*Worse\*\* \| Beta Ltd/);
  });

  it('looks at the suppliers that are asked for, before and now', () => {
    const only = (...more: string[]) =>
      JSON.parse(report('review', 'json', at, ['--since', 'v1', ...more])).changes.suppliers.map(
        ({ id }: { id: string }) => id,
      );
    expect(only('--supplier', 'beta')).toEqual(['beta']);
    expect(only('--supplier', 'alpha')).toEqual([]);
    expect(only('--criticality', 'critical')).toEqual([]);
  });

  it('makes the notice to customers, with nothing internal in it', () => {
    const text = report('subprocessors', 'md', at, ['--since', 'v1']);
    expect(text).toContain('| New | **Gamma Ltd** | Purpose: Hosting<br>Place of processing: France |');
    expect(text).toContain('Place of processing: Ireland (before: Germany)');
    expect(text).not.toMatch(/v1|waiver|revision|beta\b|[0-9a-f]{12}/);
    expect(cells(report('subprocessors', 'csv', at, ['--since', 'v1']))[0]).toContain('Change since 2026-02-01');
  });

  it('is the same from everywhere', () => {
    expect(report('review', 'md', at, ['--since', 'v1'], { TZ: 'Asia/Tokyo' })).toBe(
      report('review', 'md', at, ['--since', 'v1']),
    );
  });

  it.each([
    ['nonsense', 'neither a day'],
    ['--upload-pack=x', 'neither a day'],
    ['2020-01-01', 'no commit is older'],
  ])('%s is told in a line', (since, words) => {
    const { code, stderr } = isms(['report', 'review', at, `--since=${since}`]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^isms: [^\n]+\n$/);
    expect(stderr).toContain(words);
  });

  it('needs a repository, and a report that compares', () => {
    expect(isms(['report', 'review', copy('broken/clean'), '--since', 'HEAD']).stderr).toContain(
      'needs a git repository',
    );
    expect(isms(['report', 'soa', at, '--since', 'HEAD']).code).toBe(2);
  });
});
