import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hover, MarkupContent } from 'vscode-languageserver-protocol';
import { Client, cursor } from './client.ts';

const SETTINGS = `isms: 1
roles:
  ciso: { name: Chief Information Security Officer }
  cto:
residency: [EU]
rules:
  supplier/assurance-expiring: information
`;
const POLICIES = `policies:
  - id: suppliers
    title: Supplier Management
    status: approved
    approved-by: ciso
    effective: 2026-07-01
    controls: [A.5.19-A.5.23, A.5.7]
    clauses: ["8.1"]
    regulations: [GDPR Art. 28]
    related: [risk]
  - { id: risk, title: Risk Management, status: draft, controls: "A.5.7, 5.19" }
`;
const SUPPLIERS = `suppliers:
  - id: aws
    name: Amazon
    status: active
    categories: [model]
    country: LU
    owner: ciso
    access: [customer-data, production]
    hosting: [aws:eu-central-1, aws:eu-west-2]
    transfers: [{ to: US, mechanism: dpf }]
    dpa:
      status: incorporated
      signed: 2025-03-01
      art-28-3: [a, b]
    assurance:
      - { kind: soc2-type2, period-end: 2026-03-31, bridge-letter-until: 2027-05-31 }
      - kind: iso27001
        valid-until: 2027-11-14
    criticality: { business-impact: 5, data-access: 3, replacement-difficulty: 4, rating: critical }
    model:
      inference:
        - { platform: azure-foundry, region: azure:swedencentral, deployment: DataZoneStandard }
        - platform: openai
          endpoint: eu.api.openai.com
      training: opted-out
    review-every: 6 months
    reviews:
      - { date: 2025-07-01, by: ciso, outcome: approved }
      - { date: 2026-07-01, by: ciso, outcome: approved }
    events:
      - { date: 2026-09-10, kind: incident }
    waivers:
      - { rule: supplier/hosting-outside-residency, for: "aws:eu-west-2", reason: x, approved-by: ciso, expires: 2027-01-01 }
`;
const SOA = 'soa:\n  - { control: A.5.19, applicable: true, implementation: implemented, policies: [suppliers] }\n';

let client: Client;
beforeAll(async () => {
  client = await Client.start({
    files: { 'isms.yaml': SETTINGS, 'policies.yaml': POLICIES, 'suppliers.yaml': SUPPLIERS, 'soa.yaml': SOA },
  });
});
afterAll(() => client.stop());

const texts: Record<string, string> = {
  'isms.yaml': SETTINGS,
  'policies.yaml': POLICIES,
  'suppliers.yaml': SUPPLIERS,
  'soa.yaml': SOA,
};
const open = new Set<string>();

async function show(file: string, text: string): Promise<void> {
  if (open.has(file)) await client.change(file, text);
  else await client.open(file, text);
  open.add(file);
}

/** What the hover over a text says: `a|b` puts the cursor between a and b, the first place where `ab` stands. */
async function hovered(
  file: string,
  marked: string,
  text = texts[file]!,
): Promise<{ text: string; on: string } | undefined> {
  const { text: needle, position } = cursor(marked);
  expect(text).toContain(needle);
  const start = text.indexOf(needle);
  const before = text.slice(0, start + position.character).split('\n');
  await show(file, text);
  const hover = await client.request<Hover | null>('textDocument/hover', {
    textDocument: { uri: client.uri(file) },
    position: { line: before.length - 1, character: before.at(-1)!.length },
  });
  if (!hover) return undefined;
  const line = text.split('\n')[hover.range!.start.line]!;
  return {
    text: (hover.contents as MarkupContent).value,
    on: line.slice(hover.range!.start.character, hover.range!.end.character),
  };
}

describe('what a hover says', () => {
  it.each<[string, string, string, string, string[]]>([
    [
      'a control range, in flow style',
      'policies.yaml',
      '[A.5|.19-A.5.23',
      'A.5.19-A.5.23',
      ['5 controls', 'A.5.21 Managing information security'],
    ],
    [
      'one of a comma-separated text',
      'policies.yaml',
      '"A.5.7, 5.1|9"',
      '5.19',
      [
        'A.5.19',
        'Information security in supplier relationships',
        'Supplier Management',
        'Risk Management',
        'applicable, implemented',
      ],
    ],
    [
      'a control in the Statement of Applicability',
      'soa.yaml',
      'control: A.5.1|9',
      'A.5.19',
      ['Policies that map it', '`suppliers`', 'organizational'],
    ],
    ['a clause', 'policies.yaml', '"8.|1"', '"8.1"', ['Clause 8.1', 'Operational planning', 'Supplier Management']],
    ['a regulation', 'policies.yaml', 'GDPR Art|. 28', 'GDPR Art. 28', ['Processor']],
    ['a policy id', 'policies.yaml', 'related: [ri|sk]', 'risk', ['Risk Management', 'draft', 'Maps 2 of the 93']],
    [
      'a policy’s own id',
      'policies.yaml',
      'id: supp|liers',
      'suppliers',
      ['Next review due **2027-07-01**', 'Maps 6 of the 93'],
    ],
    [
      'the day that a policy’s review counts from',
      'policies.yaml',
      'effective: 2026|-07-01',
      '2026-07-01',
      ['Next review due **2027-07-01**', '12 months (reviews.policies in isms.yaml)'],
    ],
    [
      'a region',
      'suppliers.yaml',
      'aws:eu-cen|tral-1',
      'aws:eu-central-1',
      ['Frankfurt', 'Germany is within EU', '**Inside**', 'as of 2026-11-21'],
    ],
    [
      'a region outside',
      'suppliers.yaml',
      ', aws:eu-wes|t-2',
      'aws:eu-west-2',
      ['London', '**Outside**', 'not within EU', 'Adequate under GDPR Art. 45'],
    ],
    ['where a transfer goes', 'suppliers.yaml', 'to: U|S', 'US', ['United States', 'limit']],
    ['a country', 'suppliers.yaml', 'country: L|U', 'LU', ['Luxembourg', 'member of the EU']],
    ['a role', 'suppliers.yaml', 'owner: ci|so', 'ciso', ['Chief Information Security Officer']],
    ['a word of a list', 'suppliers.yaml', '[custo|mer-data', 'customer-data', ['counts as personal data']],
    ['the state of a contract', 'suppliers.yaml', 'incorpo|rated', 'incorporated', ['part of the terms']],
    ['a point of Art. 28(3)', 'suppliers.yaml', 'art-28-3: [|a', 'a', ['GDPR Art. 28(3)(a)']],
    [
      'a report’s end',
      'suppliers.yaml',
      '2026-03|-31',
      '2026-03-31',
      ['235 days ago', 'Counts until **2027-05-31**', 'bridge letter'],
    ],
    ['a certificate’s end', 'suppliers.yaml', '2027-11|-14', '2027-11-14', ['Counts until **2027-11-14**']],
    [
      'a rating',
      'suppliers.yaml',
      'rating: crit|ical',
      'critical',
      ['the highest of business-impact 5, data-access 3, replacement-difficulty 4 is 5'],
    ],
    ['a factor', 'suppliers.yaml', 'data-access: |3', '3', ['medium', 'Rating **critical**']],
    [
      'an inference entry, in flow style',
      'suppliers.yaml',
      'DataZone|Standard',
      'DataZoneStandard',
      ['inference **inside**', 'EU data zone', 'As of 2026-11-21', 'learn.microsoft.com'],
    ],
    ['its region', 'suppliers.yaml', 'azure:sweden|central', 'azure:swedencentral', ['Sweden', 'inference **inside**']],
    [
      'an inference entry, in block style',
      'suppliers.yaml',
      'eu.api|.openai.com',
      'eu.api.openai.com',
      ['inference **unproven**', 'Switzerland', 'Conditions of the promise'],
    ],
    ['training', 'suppliers.yaml', 'opted-|out', 'opted-out', ['no guarantee']],
    [
      'the last review',
      'suppliers.yaml',
      '{ date: 2026-0|7-01',
      '2026-07-01',
      [
        'Next review due **2027-01-01**',
        '6 months (its own review-every; the ISMS asks for 12 months)',
        'called for **now**: incident of 2026-09-10',
      ],
    ],
    [
      'an earlier review',
      'suppliers.yaml',
      '{ date: 2025-0|7-01',
      '2025-07-01',
      ['A later review counts: that of 2026-07-01'],
    ],
    ['an event', 'suppliers.yaml', '2026-09|-10', '2026-09-10', ['came after the last review (2026-07-01)']],
    ['a duration', 'suppliers.yaml', '6 mo|nths', '6 months', ['2027-05-21', 'Next review due']],
    [
      'a rule',
      'suppliers.yaml',
      'supplier/hosting-out|side-residency',
      'supplier/hosting-outside-residency',
      ['Severity: error', 'Basis: Supplier Management Policy', 'docs/rules/supplier-hosting-outside-residency.md'],
    ],
    [
      'a rule in the settings',
      'isms.yaml',
      'supplier/assurance-exp|iring',
      'supplier/assurance-expiring',
      ['Severity: information (by isms.yaml; warning by default)'],
    ],
    ['a residency', 'isms.yaml', 'residency: [E|U]', 'EU', ['Germany', 'Sweden']],
    ['a role where it is defined', 'isms.yaml', 'ct|o:', 'cto', ['nobody is named']],
    [
      'a supplier',
      'suppliers.yaml',
      'id: a|ws',
      'aws',
      ['**Amazon**, active, personal data', 'Findings: ', 'Rating **critical**', 'Where its models run'],
    ],
    [
      'a key',
      'suppliers.yaml',
      'ac|cess:',
      'access',
      ['(required)', 'What the supplier can see or reach', 'list: any of'],
    ],
    ['a key of a block', 'suppliers.yaml', 'art-28|-3:', 'art-28-3', ['The points of GDPR Art. 28(3)']],
    ['a key that is required by another’s value', 'suppliers.yaml', 'valid-|until:', 'valid-until', ['(required)']],
    ['a key with how it stands', 'suppliers.yaml', 'critic|ality:', 'criticality', ['Rating **critical**']],
    ['the list’s key', 'suppliers.yaml', 'sup|pliers:', 'suppliers', ['list of maps']],
  ])('%s', async (_, file, marked, on, says) => {
    const found = await hovered(file, marked);
    expect(found?.on).toBe(on);
    for (const part of says) expect(found!.text).toContain(part);
  });

  it('nothing where there is nothing to say', async () => {
    expect(await hovered('suppliers.yaml', 'Ama|zon')).toBeUndefined();
    expect(await hovered('suppliers.yaml', 'reason: x|,')).toBeUndefined();
  });

  it('in broken text, of what can be read', async () => {
    const broken = SUPPLIERS.replace('owner: ciso', 'owner: [ciso').replace(
      'training: opted-out',
      'training opted-out',
    );
    expect((await hovered('suppliers.yaml', 'aws:eu-cen|tral-1', broken))?.text).toContain('Frankfurt');
    expect((await hovered('suppliers.yaml', 'rating: crit|ical', broken))?.text).toContain('Rating **critical**');
    await client.change('suppliers.yaml', SUPPLIERS);
  });

  it('in front matter', async () => {
    const text = '---\nid: page\ntitle: A Page\nstatus: draft\ncontrols:\n  - A.5.19\nsidebar: 3\n---\n\n# A.5.19\n';
    expect((await hovered('policies/page.md', '- A.5.1|9', text))?.text).toContain('A Page');
    expect((await hovered('policies/page.md', '# A.5.1|9', text))?.text).toContain('A Page');
  });

  it('in the second document of a file', async () => {
    const text = `suppliers:\n  - id: one\n---\n${SUPPLIERS}`;
    expect((await hovered('suppliers/two.yaml', 'aws:eu-cen|tral-1', text))?.text).toContain('Frankfurt');
  });

  it('no keys where another extension shows them', async () => {
    const quiet = await Client.start({
      files: { 'isms.yaml': SETTINGS, 'suppliers.yaml': SUPPLIERS },
      initializationOptions: { hoverKeys: false },
    });
    try {
      await quiet.open('suppliers.yaml', SUPPLIERS);
      const at = (line: number, character: number) =>
        quiet.request<Hover | null>('textDocument/hover', {
          textDocument: { uri: quiet.uri('suppliers.yaml') },
          position: { line, character },
        });
      expect(await at(6, 6)).toBeNull();
      expect(await at(6, 13)).not.toBeNull();
    } finally {
      await quiet.stop();
    }
  });
});
