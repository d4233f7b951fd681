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
