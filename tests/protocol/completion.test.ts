import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver-protocol';
import { Client, cursor } from './client.ts';

const SETTINGS = `isms: 1
roles:
  ciso: { name: Chief Information Security Officer }
  cto:
`;

let client: Client;
beforeAll(async () => {
  client = await Client.start({
    files: {
      'isms.yaml': SETTINGS,
      'policies.yaml': 'policies:\n  - { id: risk, title: Risk Management, status: draft, controls: [A.5.7] }\n',
      'soa.yaml': 'soa:\n  - { control: A.5.1, applicable: true }\n',
    },
  });
});
afterAll(() => client.stop());

const open = new Set<string>();
/** The completions where `|` stands in a text. */
async function offered(file: string, marked: string, trigger?: string): Promise<CompletionItem[]> {
  const { text, position } = cursor(marked);
  if (open.has(file)) await client.change(file, text);
  else await client.open(file, text);
  open.add(file);
  return client.complete(file, position, trigger);
}
const labels = (items: readonly CompletionItem[]): string[] =>
  [...items].sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1)).map(({ label }) => label);
/** The text that accepting a label makes. */
async function accepted(file: string, marked: string, label: string): Promise<string> {
  const items = await offered(file, marked);
  const item = items.find((one) => one.label === label);
  expect(labels(items)).toContain(label);
  await client.accept(file, cursor(marked).position, item!);
  return client.text(file);
}

const policy = (rest: string): string =>
  `policy:\n  id: supplier-management\n  title: Supplier Management\n  status: draft\n${rest}`;
const POLICY = 'policies/supplier-management.yaml';

describe('controls', () => {
  it.each([
    ['block list', '  controls:\n    - suppl|\n'],
    ['block list in the column of its key', '  controls:\n  - suppl|\n'],
    ['flow list', '  controls: [suppl|]\n'],
    ['flow list left open', '  controls: [suppl|\n  owner: ciso\n'],
    ['second in a flow list', '  controls: [A.5.1, suppl|]\n'],
    ['flow list over lines', '  controls: [\n    A.5.1,\n    suppl|\n  ]\n'],
    ['comma-separated text', '  controls: A.5.1, suppl|\n'],
    ['quoted text', '  controls: "A.5.1, suppl|"\n'],
    ['without its dash', '  controls:\n    suppl|\n'],
  ])('by a word of the title: %s', async (_, rest) => {
    expect(labels(await offered(POLICY, policy(rest)))).toEqual(['A.5.19', 'A.5.20', 'A.5.21', 'A.5.22']);
  });

  it.each(['5.19', 'A.5.19', 'a.5.19', '5.1', 'A.5.1'])('by number: %s', async (typed) => {
    const found = labels(await offered(POLICY, policy(`  controls: [${typed}|]\n`)));
    expect(found).toContain('A.5.19');
    expect(found.every((id) => id.startsWith('A.5.1'))).toBe(true);
  });

  it('shows the title and replaces what was typed', async () => {
    const items = await offered(POLICY, policy('  controls:\n    - suppl|\n'));
    expect(items.find(({ label }) => label === 'A.5.19')).toMatchObject({
      labelDetails: { description: 'Information security in supplier relationships' },
    });
    expect(await accepted(POLICY, policy('  controls:\n    - suppl|\n'), 'A.5.21')).toBe(
      policy('  controls:\n    - A.5.21\n'),
    );
    expect(await accepted(POLICY, policy('  controls: [A.5.1, su|ppl]\n'), 'A.5.21')).toBe(
      policy('  controls: [A.5.1, A.5.21]\n'),
    );
    expect(await accepted(POLICY, policy('  controls: A.5.1, suppl|\n'), 'A.5.21')).toBe(
      policy('  controls: A.5.1, A.5.21\n'),
    );
    expect(await accepted(POLICY, policy('  controls:\n    suppl|\n'), 'A.5.21')).toBe(
      policy('  controls:\n    - A.5.21\n'),
    );
  });

  it('leaves out those listed already, ranges included', async () => {
    expect(labels(await offered(POLICY, policy('  controls: [A.5.19-A.5.21, suppl|]\n')))).toEqual(['A.5.22']);
    expect(
      labels(await offered(POLICY, policy('  controls:\n    - A.5.19-5.21\n    - suppl|\n    - A.5.22\n'))),
    ).toEqual([]);
  });

  it('offers where a range may end', async () => {
    expect(labels(await offered(POLICY, policy('  controls: [A.5.19-|]\n')))).toContain('A.5.19-A.5.23');
    expect(await accepted(POLICY, policy('  controls: [5.19-5.2|]\n'), 'A.5.19-A.5.23')).toBe(
      policy('  controls: [A.5.19-A.5.23]\n'),
    );
  });

  it('in a row of the Statement of Applicability, those without a row', async () => {
    const found = labels(
      await offered(
        'soa.yaml',
        'soa:\n  - { control: A.5.1, applicable: true }\n  - { control: 5.|, applicable: true }\n',
      ),
    );
    expect(found).toContain('A.5.2');
    expect(found).not.toContain('A.5.1');
    expect(
      labels(await offered('soa.yaml', 'soa:\n  - { control: A.5.1, applicable: true }\n  - control: suppl|\n')),
    ).toEqual(['A.5.19', 'A.5.20', 'A.5.21', 'A.5.22']);
  });

  it('in front matter', async () => {
    expect(
      labels(
        await offered('policies/a.md', '---\nid: a\ntitle: A\nstatus: draft\ncontrols:\n  - suppl|\n---\n\n# A\n'),
      ),
    ).toEqual(['A.5.19', 'A.5.20', 'A.5.21', 'A.5.22']);
  });
});

const SUPPLIERS = 'suppliers.yaml';
const supplier = (rest: string): string =>
  `suppliers:\n  - id: aws\n    name: Amazon\n    status: active\n${rest}  - id: other\n    name: Other\n    status: active\n    categories: []\n    access: [none]\n`;

describe('keys', () => {
  it.each([
    ['on an empty line', '    |\n'],
    ['half typed', '    acc|\n'],
    ['on an empty line that is indented too far', '      |\n'],
    ['beside an open bracket further down', '    |\n    hosting: [DE, \n'],
    ['below an open bracket', '    hosting: [DE, \n    ac|\n'],
    ['below an open quote', '    notes: "half\n    |\n'],
    ['below a line that is no YAML', '    what is this\n    |\n'],
  ])('required ones first, without those there: %s', async (_, rest) => {
    const found = labels(await offered(SUPPLIERS, supplier(rest)));
    expect(found.slice(0, 2)).toEqual(['categories', 'access']);
    expect(found).not.toContain('name');
    expect(found.indexOf('country')).toBeLessThan(found.indexOf('processing'));
    expect(found.indexOf('processing')).toBeLessThan(found.indexOf('waivers'));
  });

  it('say what they mean and take', async () => {
    const access = (await offered(SUPPLIERS, supplier('    |\n'))).find(({ label }) => label === 'access')!;
    expect(access.detail).toContain('list: any of personal-data');
    expect(access.labelDetails?.description).toBe('required');
    expect(JSON.stringify(access.documentation)).toContain('What the supplier can see or reach');
  });

  it.each([
    ['    |\n', 'owner', '    owner: \n'],
    ['      |\n', 'owner', '    owner: \n'],
    ['    ow|\n', 'owner', '    owner: \n'],
    ['    ow|: ciso\n', 'owner', '    owner: ciso\n'],
    ['    |\n', 'access', '    access: []\n'],
    ['    |\n', 'dpa', '    dpa:\n      status: \n      signed: \n      document: \n      art-28-3: []\n'],
    ['    |\n', 'reviews', '    reviews:\n      - date: \n        by: \n        outcome: \n        checked: []\n'],
    ['    dpa: { status: signed, | }\n', 'signed', '    dpa: { status: signed, signed:  }\n'],
    ['    dpa: {|}\n', 'status', '    dpa: {status: }\n'],
    ['    dpa: { status: signed, |\n', 'expires', '    dpa: { status: signed, expires: \n'],
    ['    dpa:\n      |\n', 'expires', '    dpa:\n      expires: \n'],
    [
      '    reviews:\n      - date: 2026-01-01\n        |\n',
      'by',
      '    reviews:\n      - date: 2026-01-01\n        by: \n',
    ],
    ['    reviews:\n      - |\n', 'date', '    reviews:\n      - date: \n'],
    ['    reviews:\n      |\n', 'date', '    reviews:\n      - date: \n'],
  ])('go in with the right indentation: %j', async (rest, label, made) => {
    expect(await accepted(SUPPLIERS, supplier(rest), label)).toBe(supplier(made));
  });

  it('go in as far indented as the author does', async () => {
    const wide = 'suppliers:\n    - id: a\n      dpa:\n          status: signed\n      assurance:\n      - kind: c5\n';
    expect(await accepted('suppliers/wide.yaml', `${wide}      |\n`, 'agreement')).toBe(
      `${wide}      agreement:\n          signed: \n          document: \n          covers: []\n`,
    );
    expect(await accepted('suppliers/wide.yaml', `${wide}      |\n`, 'events')).toBe(
      `${wide}      events:\n      - date: \n        kind: \n        notes: \n`,
    );
  });

  it('selectors only of the platform that is named', async () => {
    const of = (platform: string) =>
      offered(SUPPLIERS, supplier(`    model:\n      inference:\n        - platform: ${platform}\n          |\n`)).then(
        labels,
      );
    expect(await of('azure-foundry')).toEqual(['region', 'deployment', 'models', 'commitment', 'notes']);
    expect(await of('aws-bedrock')).toEqual(['region', 'profile', 'destinations', 'models', 'commitment', 'notes']);
    expect(await of('openai')).toEqual(['endpoint', 'models', 'commitment', 'notes']);
    expect(
      labels(await offered(SUPPLIERS, supplier('    model: { inference: [{ platform: anthropic, | }] }\n'))),
    ).toEqual(['inference-geo', 'models', 'commitment', 'notes']);
    const open = labels(await offered(SUPPLIERS, supplier('    model:\n      inference:\n        - |\n')));
    expect(open).toEqual(['new inference entry', 'platform', 'models', 'commitment', 'notes']);
  });

  it('of evidence the ones of its kind first', async () => {
    const of = (kind: string) =>
      offered(SUPPLIERS, supplier(`    assurance:\n      - { kind: ${kind}, | }\n`)).then(labels);
    expect((await of('iso27001')).slice(0, 3)).toEqual(['valid-until', 'standard', 'issued']);
    expect((await of('questionnaire')).slice(0, 2)).toEqual(['completed', 'compensating-controls']);
  });

  it('of every document there is, an empty one too', async () => {
    expect(labels(await offered('suppliers/empty.yaml', '|'))).toEqual(['suppliers', 'supplier']);
    expect(labels(await offered('policies/empty.yaml', '# comment\n|'))).toEqual(['policies', 'policy']);
    expect(labels(await offered('isms.yaml', `${SETTINGS}|`))).toContain('residency');
    expect(labels(await offered('isms.yaml', `${SETTINGS}rules:\n  model|`))).toContain('model/training-allowed');
    await client.change('isms.yaml', SETTINGS);
    expect(labels(await offered('policies/a.md', '---\nid: a\n|\n---\n'))).toContain('title');
    expect(labels(await offered('policies/b.md', '---\n|\n---\n\n# B\n'))).toEqual(['id']);
    expect(labels(await offered('policies/b.md', '---\nid: a\n---\n\n|\n'))).toEqual([]);
  });

  it('in each document of a file', async () => {
    const text = 'suppliers:\n  - id: a\n    |\n---\nsuppliers:\n  - id: b\n    name: B\n';
    expect(labels(await offered('suppliers/two.yaml', text))).toContain('name');
    const second = 'suppliers:\n  - id: a\n---\nsuppliers:\n  - id: b\n    name: B\n    |\n';
    const found = labels(await offered('suppliers/two.yaml', second));
    expect(found).toContain('status');
    expect(found).not.toContain('name');
  });

  it('with the file’s own line ends', async () => {
    expect(
      labels(
        await offered(
          'suppliers/crlf.yaml',
          'suppliers:\r\n  - id: a\r\n    name: A\r\n    |\r\n    status: active\r\n',
        ),
      ),
    ).toEqual(expect.arrayContaining(['access']));
  });

  it.each([
    ['a comment', '    # acc|\n'],
    ['a block of text', '    notes: >\n      some acc|\n'],
    ['a text', '    name2: Some acc|\n'],
  ])('not in %s', async (_, rest) => {
    expect(await offered(SUPPLIERS, supplier(rest))).toEqual([]);
  });
});

describe('skeletons', () => {
  it.each([
    ['suppliers:\n  |\n', 'new supplier', 'suppliers/new.yaml', ['name', 'status', 'access', 'criticality']],
    ['suppliers:\n  - |\n', 'new supplier', 'suppliers/new.yaml', ['name', 'reviews']],
    ['policies:\n  - |\n', 'new policy', 'policies/new.yaml', ['title', 'controls']],
    ['soa:\n  - |\n', 'new SoA row', 'soa.yaml', ['control', 'applicable']],
  ])('%j: %s', async (marked, label, file, keys) => {
    const text = await accepted(file, marked, label);
    for (const key of keys) expect(text).toMatch(new RegExp(`^ {4}${key}:|- ${key}:`, 'm'));
    expect(text).not.toContain('$');
    // Blanks are absent keys: the only findings are of what is missing.
    const found = await client.diagnostics(file);
    expect(found.map(({ code }) => code)).not.toContain('yaml/syntax');
    expect(found.map(({ code }) => code)).not.toContain('schema/unknown-key');
  });

  it.each([
    [
      '    model: |\n',
      'model block',
      'model:\n      storage: []\n      inference:\n        - platform: \n      training: \n      training-terms: \n',
    ],
    [
      '    model:|\n',
      'model block',
      'model:\n      storage: []\n      inference:\n        - platform: \n      training: \n      training-terms: \n',
    ],
    [
      '    reviews:\n      - |\n',
      'new review',
      'reviews:\n      - date: \n        by: \n        outcome: \n        checked: []\n',
    ],
    ['    reviews: [|]\n', 'new review', 'reviews: [{ date: , by: , outcome: , checked: [] }]\n'],
    [
      '    waivers: |\n',
      'new waiver',
      'waivers:\n      - rule: \n        for: \n        reason: \n        compensating-controls: []\n        approved-by: \n        approved: \n        expires: \n',
    ],
    ['    transfers: |\n', '[]', 'transfers: []\n'],
  ])('%j: %s', async (rest, label, made) => {
    expect(await accepted(SUPPLIERS, supplier(rest), label)).toBe(supplier(`    ${made}`));
  });
});

describe('values', () => {
  it.each([
    [
      'of a list, in brackets',
      '    access: [customer-data, |]\n',
      ['personal-data', 'confidential-data', 'production', 'dependency'],
    ],
    [
      'of a list, below it',
      '    access:\n      - customer-data\n      - |\n',
      ['personal-data', 'confidential-data', 'production', 'dependency'],
    ],
    [
      'of a list, dash to come',
      '    access:\n      - customer-data\n      |\n',
      ['personal-data', 'confidential-data', 'production', 'dependency'],
    ],
    ['of a list left open', '    access: [customer-data, \n    |', []],
    ['of a key', '    role: |\n', ['processor', 'controller', 'joint-controller']],
    ['on the line below', '    role:\n      pr|\n', ['processor', 'controller', 'joint-controller']],
    ['in quotes', '    role: "|"\n', ['processor', 'controller', 'joint-controller']],
    ['in brackets', '    dpa: { status: | }\n', ['signed', 'incorporated', 'pending', 'not-available']],
    ['numbers', '    criticality: { business-impact: | }\n', ['1', '2', '3', '4', '5']],
    ['roles', '    owner: |\n', ['ciso', 'cto']],
    ['durations, none longer than allowed', '    review-every: |\n', ['3 months', '6 months', '12 months']],
    ['days', '    reviews: [{ date: | }]\n', ['2026-11-21']],
    ['days of validity', '    dpa: { expires: | }\n', ['2027-11-21', '2027-05-21', '2029-11-21', '2026-11-21']],
  ])('%s', async (_, rest, values) => {
    expect(
      labels(await offered(SUPPLIERS, supplier(rest))).filter(
        (label) => values.length > 0 || label === 'customer-data',
      ),
    ).toEqual(values);
  });

  it('goes into brackets where a list is wanted', async () => {
    expect(await accepted(SUPPLIERS, supplier('    access: |\n'), 'production')).toBe(
      supplier('    access: [production]\n'),
    );
    expect(await accepted(SUPPLIERS, supplier('    access:|\n'), 'production')).toBe(
      supplier('    access: [production]\n'),
    );
    expect(await accepted(SUPPLIERS, supplier('    role: pro|\n'), 'processor')).toBe(
      supplier('    role: processor\n'),
    );
    expect(await accepted(SUPPLIERS, supplier('    role: "pro|"\n'), 'controller')).toBe(
      supplier('    role: "controller"\n'),
    );
  });

  it.each([
    ['a code', 'D', 'DE'],
    ['a country', 'germ', 'DE'],
    ['a city', 'frankf', 'aws:eu-central-1'],
    ['a provider', 'hetzner', 'hetzner:fsn1'],
    ['a provider and a city', 'azure frank', 'azure:germanywestcentral'],
    ['a region', 'eu-central', 'aws:eu-central-1'],
  ])('places by %s', async (_, typed, place) => {
    expect(labels(await offered(SUPPLIERS, supplier(`    hosting: [${typed}|]\n`)))).toContain(place);
    expect(labels(await offered(SUPPLIERS, supplier(`    hosting:\n      - ${typed}|\n`)))).toContain(place);
  });

  it('places inside the residency first, each with its verdict', async () => {
    const found = await offered(SUPPLIERS, supplier('    hosting: [aws|]\n'));
    const verdicts = labels(found).map(
      (label) => found.find((item) => item.label === label)!.labelDetails!.description!,
    );
    const outside = verdicts.findIndex((verdict) => verdict.endsWith('outside EU'));
    expect(outside).toBeGreaterThan(0);
    expect(verdicts.slice(0, outside).every((verdict) => verdict.endsWith('inside EU'))).toBe(true);
    expect(verdicts.slice(outside).every((verdict) => verdict.endsWith('outside EU'))).toBe(true);
    const eea = (await offered(SUPPLIERS, supplier('    hosting: [EE|]\n'))).find(({ label }) => label === 'EEA')!;
    expect(eea.labelDetails!.description).toContain('unproven');
  });

  const inference = (entry: string) => supplier(`    model: { inference: [{ ${entry} }] }\n`);
  it.each([
    [
      'platform: azure-foundry, region: azure:swedencentral, deployment: |',
      'DataZoneStandard',
      'inside EU',
      'GlobalStandard',
      'outside EU',
    ],
    [
      'platform: azure-foundry, deployment: |',
      'Standard',
      'inside EU, in a region inside',
      'GlobalStandard',
      'outside EU',
    ],
    ['platform: aws-bedrock, profile: |', 'anthropic.', 'inside EU, in a region inside', 'us.', 'outside EU'],
    ['platform: google-vertex, location: |', 'europe-west3', 'inside EU', 'global', undefined],
    ['platform: openai, endpoint: |', 'eu.api.openai.com', 'unproven for EU', 'api.openai.com', 'outside EU'],
    ['platform: mistral, endpoint: |', 'api.eu.mistral.ai', 'unproven for EU', 'api.mistral.ai', 'outside EU'],
    ['platform: anthropic, inference-geo: |', 'global', 'outside EU', 'us', 'outside EU'],
    [
      'platform: |',
      'azure-foundry',
      'can be inside EU, by its deployment',
      'anthropic',
      'outside EU, whatever is chosen',
    ],
  ])('where a model runs, with the verdict: %s', async (entry, first, verdict, later, worse) => {
    const found = await offered(SUPPLIERS, inference(entry));
    const verdictOf = (label: string) => found.find((item) => item.label === label)?.labelDetails?.description;
    expect(verdictOf(first)).toBe(verdict);
    expect(verdictOf(later) ?? 'outside EU').toBe(worse ?? 'outside EU');
    expect(labels(found).indexOf(first)).toBeLessThanOrEqual(Math.max(labels(found).indexOf(later), 1));
  });

  it('policies, rules, clauses, articles', async () => {
    expect(labels(await offered(POLICY, policy('  related: [|]\n')))).toContain('risk');
    expect(labels(await offered(POLICY, policy('  related: [|]\n')))).not.toContain('supplier-management');
    expect(labels(await offered(POLICY, policy('  clauses:\n    - "9.|"\n')))).toContain('9.1');
    expect(labels(await offered(POLICY, policy('  clauses: [audit|]\n')))).toContain('9.2');
    expect(await accepted(POLICY, policy('  clauses: [|]\n'), '8.1')).toBe(policy('  clauses: ["8.1"]\n'));
    expect(labels(await offered(POLICY, policy('  regulations: [processor|]\n')))).toContain('GDPR Art. 28');
    expect(await accepted(POLICY, policy('  regulations: [Art. 28|]\n'), 'GDPR Art. 28')).toBe(
      policy('  regulations: [GDPR Art. 28]\n'),
    );
    const rules = labels(await offered(SUPPLIERS, supplier('    waivers:\n      - rule: |\n')));
    expect(rules).toContain('supplier/hosting-outside-residency');
    expect(rules).not.toContain('model/training-allowed');
  });

  it('of a waiver, what is found on this supplier', async () => {
    const rest =
      '    categories: [hosting]\n    access: [production]\n    hosting: [DE, US]\n    waivers:\n      - rule: ';
    expect(labels(await offered(SUPPLIERS, supplier(`${rest}|\n`)))[0]).toMatch(/^(?:supplier|review)\//);
    const found = await offered(SUPPLIERS, supplier(`${rest}supplier/hosting-outside-residency\n        for: |\n`));
    expect(labels(found)).toEqual(['US']);
  });

  it('asks only for what can hold: a rule that is not negotiable is not lowered', async () => {
    expect(labels(await offered('isms.yaml', `${SETTINGS}rules:\n  model/training-allowed: |\n`))).toEqual(['error']);
    expect(labels(await offered('isms.yaml', `${SETTINGS}rules: { review/due-soon: | }\n`))).toEqual([
      'error',
      'warning',
      'information',
      'off',
    ]);
    await client.change('isms.yaml', SETTINGS);
  });

  it('documents that are there', async () => {
    expect(labels(await offered(SUPPLIERS, supplier('    dpa: { document: | }\n')))).toContain('policies.yaml');
    expect(labels(await offered(SUPPLIERS, supplier('    dpa: { document: ../| }\n')))).toEqual([]);
  });

  it('asks by itself only where a value comes next', async () => {
    expect(await offered(SUPPLIERS, supplier('    | \n'), ' ')).toEqual([]);
    expect(await offered(SUPPLIERS, supplier('    name2: a |\n'), ' ')).toEqual([]);
    expect(labels(await offered(SUPPLIERS, supplier('    role: |\n'), ' '))).toContain('processor');
    expect(labels(await offered(POLICY, policy('  controls:\n    - |\n'), ' '))).toContain('A.5.1');
    expect(labels(await offered(POLICY, policy('  controls: [A.5.1,|]\n'), ','))).toContain('A.5.2');
  });
});

describe('an editor that can do less', () => {
  it('gets plain text without snippet marks, and no keys where another extension has them', async () => {
    const plain = await Client.start({
      files: { 'isms.yaml': SETTINGS },
      capabilities: {},
      initializationOptions: { completionKeys: false },
    });
    try {
      const { text, position } = cursor('suppliers:\n  - |\n');
      await plain.open('suppliers.yaml', text);
      const items = await plain.complete('suppliers.yaml', position);
      expect(labels(items)).toEqual(['new supplier']);
      expect(items[0]).toMatchObject({ insertTextFormat: 1 });
      expect(JSON.stringify(items[0]!.textEdit)).not.toContain('$');
      await plain.change('suppliers.yaml', 'suppliers:\n  - { status:  }\n');
      expect(labels(await plain.complete('suppliers.yaml', { line: 1, character: 14 }))).toContain('active');
    } finally {
      await plain.stop();
    }
  });
});
