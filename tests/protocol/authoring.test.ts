import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompletionItem, Hover, MarkupContent, Position } from 'vscode-languageserver-protocol';
import { at, Client, offsetAt, positionAt } from './client.ts';

/**
 * A supplier that fulfils everything, written from an empty file as a newcomer would: by what completion offers and
 * hover says, typing only what nobody else can know (names, a purpose, where a contract says something).
 */
const FILE = 'suppliers.yaml';

let client: Client;
beforeAll(async () => {
  client = await Client.start({
    files: {
      'isms.yaml': 'isms: 1\nroles:\n  ciso: { name: Chief Information Security Officer }\n',
      'evidence/dpa.pdf': '',
      'evidence/iso27001.pdf': '',
    },
  });
  await client.open(FILE, '');
});
afterAll(() => client.stop());

/** What was done, key by key: for the reader of a failure. */
const log: string[] = [];
let cursor: Position = { line: 0, character: 0 };

async function type(text: string): Promise<void> {
  log.push(`type ${JSON.stringify(text)}`);
  cursor = await client.type(FILE, cursor, text);
}

/** Accepts a completion. Nothing is typed but what narrows the list. */
async function pick(label: string): Promise<CompletionItem> {
  const items = await client.complete(FILE, cursor);
  const item = items.find((one) => one.label === label);
  expect(
    item,
    `${label} among ${items.map((one) => one.label).join(', ')}\nafter\n${log.join('\n')}\n${client.text(FILE)}`,
  ).toBeDefined();
  log.push(`pick ${label}`);
  cursor = await client.accept(FILE, cursor, item!);
  return item!;
}

/** Goes behind a text, as with the mouse or the tab key. */
function go(behind: string, nth = 0): void {
  const text = client.text(FILE);
  cursor = positionAt(text, offsetAt(text, at(text, behind, nth)) + behind.length);
  log.push(`go behind ${JSON.stringify(behind)}`);
}

/** A new line below the one that has a text, indented as that one by the editor. */
async function below(line: string): Promise<void> {
  go(line);
  const text = client.text(FILE).split('\n')[cursor.line]!;
  cursor = { ...cursor, character: text.length };
  await type(`\n${/^ *(?:- )?/.exec(text)![0].replace('-', ' ')}`);
}

async function hovered(needle: string): Promise<string> {
  const hover = await client.request<Hover | null>('textDocument/hover', {
    textDocument: { uri: client.uri(FILE) },
    position: at(client.text(FILE), needle),
  });
  return (hover?.contents as MarkupContent | undefined)?.value ?? '';
}

const errors = async (): Promise<string[]> =>
  (await client.diagnostics(FILE)).filter(({ severity }) => severity === 1).map(({ code }) => String(code));

describe('writing a supplier from an empty file', () => {
  it('begins with a skeleton, whose blanks are flagged', async () => {
    await pick('suppliers');
    expect(client.text(FILE)).toMatch(/^suppliers:\n {2}- id: \n {4}name: \n/);
    await type('claude-on-azure');
    const codes = await errors();
    expect(codes).toContain('schema/required');
    expect(codes).not.toContain('yaml/syntax');
    expect(await hovered('name:')).toContain('The contracting entity');
  });

  it('is filled in by completion', async () => {
    go('name: ');
    await type('Microsoft Ireland Operations Limited');
    go('status: ');
    await pick('active');
    go('categories: [');
    await pick('hosting');
    await type(', ');
    await pick('model');
    expect(await hovered('purpose:')).toContain('What it does for the company');
    go('purpose: ');
    await type('Hosting and language models');
    go('country: ');
    await type('irel');
    await pick('IE');
    go('owner: ');
    await pick('ciso');
    go('access: [');
    await pick('customer-data');
    go('hosting: [', 0);
    await type('azure swed');
    const place = await pick('azure:swedencentral');
    expect(place.labelDetails?.description).toContain('inside EU');
  });

  it('the contract', async () => {
    expect(await hovered('dpa:')).toContain('data processing agreement');
    go('dpa:\n      status: ');
    await pick('signed');
    go('signed: ');
    await pick('2026-11-21');
    go('document: ');
    await pick('evidence/');
    await pick('evidence/dpa.pdf');
    go('art-28-3: [');
    for (const [index, point] of [...'abcdefgh'].entries()) {
      if (index) await type(', ');
      await pick(point);
    }
  });

  it('the evidence', async () => {
    go('kind: ');
    const kind = await pick('iso27001');
    expect(kind.labelDetails?.description).toContain('can satisfy the policy');
    await below('kind: iso27001');
    await pick('valid-until');
    await pick('2027-11-21');
    await below('valid-until: 2027-11-21');
    await pick('scope');
    await type('all regions in use');
    go('document: ', 1);
    await type('evidence/');
    await pick('evidence/iso27001.pdf');
  });

  it('the rating', async () => {
    expect(await hovered('business-impact:')).toContain('1 (low) to 5 (high)');
    for (const [factor, value] of [
      ['business-impact', '4'],
      ['data-access', '4'],
      ['replacement-difficulty', '2'],
    ]) {
      go(`${factor}: `);
      await pick(value!);
    }
    expect(await hovered('criticality:')).toContain('Rating **high**');
  });

  it('the review', async () => {
    go('- date: ');
    await pick('2026-11-21');
    go('by: ');
    await pick('ciso');
    go('outcome: ');
    await pick('approved');
    go('checked: [');
    for (const [index, what] of ['assurance', 'dpa', 'residency', 'risk'].entries()) {
      if (index) await type(', ');
      await pick(what);
    }
    expect(await hovered('2026-11-21\n        by:')).toContain('Next review due **2027-11-21**');
  });

  it('where its models run', async () => {
    // What is still open is the model block: its finding says so.
    expect(await errors()).toEqual(['model/facts-missing']);
    cursor = positionAt(client.text(FILE), client.text(FILE).trimEnd().length);
    await type('\n    ');
    await pick('model');
    go('storage: [');
    await type('sweden');
    await pick('azure:swedencentral');
    go('platform: ');
    const platform = await pick('azure-foundry');
    expect(platform.labelDetails?.description).toContain('can be inside EU');
    await below('platform: azure-foundry');
    await pick('region');
    await type('sweden');
    await pick('azure:swedencentral');
    await below('region: azure:swedencentral');
    await pick('deployment');
    const deployment = await pick('DataZoneStandard');
    expect(deployment.labelDetails?.description).toBe('inside EU');
    expect(await hovered('DataZoneStandard')).toContain('inference **inside**');
    go('training: ');
    const training = await pick('prohibited');
    expect(training.labelDetails?.description).toContain('training-terms');
    go('training-terms: ');
    await type('Product Terms, section on AI services');
  });

  it('ends without a finding, but for which models the data zone holds', async () => {
    expect((await client.diagnostics(FILE)).map(({ code }) => code)).toEqual(['model/inference-conditional']);
    expect(client.text(FILE)).toMatchInlineSnapshot(`
      "suppliers:
        - id: claude-on-azure
          name: Microsoft Ireland Operations Limited
          status: active
          categories: [hosting, model]
          purpose: Hosting and language models
          country: IE
          owner: ciso
          access: [customer-data]
          hosting: [azure:swedencentral]
          dpa:
            status: signed
            signed: 2026-11-21
            document: evidence/dpa.pdf
            art-28-3: [a, b, c, d, e, f, g, h]
          assurance:
            - kind: iso27001
              valid-until: 2027-11-21
              scope: all regions in use
              document: evidence/iso27001.pdf
          criticality:
            business-impact: 4
            data-access: 4
            replacement-difficulty: 2
          reviews:
            - date: 2026-11-21
              by: ciso
              outcome: approved
              checked: [assurance, dpa, residency, risk]
          model:
            storage: [azure:swedencentral]
            inference:
              - platform: azure-foundry
                region: azure:swedencentral
                deployment: DataZoneStandard
            training: prohibited
            training-terms: Product Terms, section on AI services"
    `);
    if (process.env.SHOW_KEYS) console.log(log.join('\n'));
  });
});
