import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic, Position, TextEdit } from 'vscode-languageserver-protocol';
import { applyEdits, at, CAPABILITIES, Client } from './client.ts';

const SETTINGS = 'isms: 1\nroles:\n  ciso:\n  cto:\n';
const supplier = (id: string, lines: string): string =>
  `  - id: ${id}\n    name: Example\n    status: active\n    country: DE\n    owner: ciso\n    access: [customer-data]\n${lines}`;
const whole = `    hosting: [DE]
    dpa: { status: signed, signed: 2026-01-15 }
    assurance:
      - { kind: iso27001, valid-until: 2028-05-31, scope: all services }
    criticality: { business-impact: 3, data-access: 4, replacement-difficulty: 2 }
    reviews:
      - { date: 2026-06-01, by: ciso, outcome: approved, checked: [assurance, dpa, residency, risk] }
`;

let client: Client;
beforeAll(async () => {
  client = await Client.start({ files: { 'isms.yaml': SETTINGS } });
});
afterAll(() => client.stop());

let count = 0;

/** Opens a text as a register, and gives the actions at a place in it. */
async function actionsAt(
  text: string,
  place: (text: string) => Position,
  only?: string[],
  file = `suppliers/s${count++}.yaml`,
) {
  await client.open(file, text);
  const diagnostics = await client.diagnostics(file);
  const position = place(text);
  const offered = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: client.uri(file) },
    range: { start: position, end: position },
    context: { diagnostics, ...(only ? { only } : {}) },
  });
  // What a change costs is paid once it is chosen.
  const actions = await Promise.all(
    offered.map((action) =>
      action.edit || action.command ? action : client.request<CodeAction>('codeAction/resolve', action),
    ),
  );
  const outcome = (title: string | RegExp): string => {
    const action = actions.find((other) =>
      typeof title === 'string' ? other.title === title : title.test(other.title),
    );
    if (!action) throw new Error(`There is no ${title} among ${actions.map((other) => other.title).join(' | ')}`);
    return applyEdits(text, action.edit!.changes![client.uri(file)] as TextEdit[]);
  };
  return { file, actions, diagnostics, titles: actions.map(({ title }) => title), outcome };
}

const rulesOf = (diagnostics: readonly Diagnostic[] | undefined): unknown[] =>
  (diagnostics ?? []).map(({ code }) => code);

describe('textDocument/codeAction, fixes', () => {
  it('writes a row for each control into an empty Statement of Applicability, filled from policies', async () => {
    const policy = (id: string, status: string, controls: string) =>
      `  - { id: ${id}, title: A policy, status: ${status}, owner: ciso, controls: [${controls}] }\n`;
    await client.open(
      'policies/all.yaml',
      `policies:\n${policy('access', 'draft', 'A.5.15-A.5.16')}${policy('old', 'retired', 'A.5.17')}`,
    );
    for (const list of ['soa:\n', 'soa: []\n', 'statement: { version: "1" }\nsoa:\n']) {
      const { outcome } = await actionsAt(list, (all) => at(all, 'soa'), undefined, 'soa.yaml');
      const text = outcome('Write a row for each of the 93 controls, to complete');
      expect(text.match(/^ {2}- \{ control: A\.\d/gm)).toHaveLength(93);
      expect(text).toContain('\n  - { control: A.5.16, applicable: true, policies: [access] }\n');
      expect(text).toContain('\n  - { control: A.5.17, applicable: }\n');
      await client.close('soa.yaml');
    }
    const { roots } = await client.request<{ roots: { uri: string }[] }>('isms/summary', {});
    const created = await client.request<{ uri: string; text: string }>('isms/statement', { root: roots[0]!.uri });
    expect(created.uri).toBe(client.uri('soa.yaml'));
    expect(created.text).toContain('\nsoa:\n  - { control: A.5.1, applicable: }\n');
    expect(created.text).toContain('  - { control: A.5.15, applicable: true, policies: [access] }\n');
    await client.close('policies/all.yaml');
  });

  it('block style: inserts blanks that stay flagged, and says which finding it is for', async () => {
    const text = `suppliers:\n${supplier('a', whole.replace(/ {4}dpa.*\n/, ''))}`;
    const { actions, outcome, file } = await actionsAt(text, (all) => at(all, 'a\n'));
    const action = actions.find(({ title }) => title === 'Add dpa with its keys to fill in')!;
    expect(action).toMatchObject({ kind: 'quickfix', isPreferred: true });
    expect(rulesOf(action.diagnostics)).toEqual(['supplier/dpa-missing']);
    const fixed = outcome('Add dpa with its keys to fill in');
    expect(fixed).toContain(
      '    hosting: [DE]\n    dpa:\n      status:\n      signed:\n      document:\n      art-28-3: []\n    assurance:\n',
    );
    await client.change(file, fixed);
    expect(rulesOf(await client.diagnostics(file))).toEqual(['schema/required', 'supplier/dpa-unsigned']);
  });

  it('flow style: a review, a waiver and a key go in as the map is written', async () => {
    const text = 'suppliers: [{ id: a, name: A, status: active, access: [customer-data], hosting: [US] }]\n';
    const review = await actionsAt(text, (all) => at(all, 'a,'));
    expect(review.outcome('Record a review held today, to fill in')).toBe(
      'suppliers: [{ id: a, name: A, status: active, access: [customer-data], hosting: [US], reviews: [{ date: 2026-11-21, by: , outcome: , checked: [] }] }]\n',
    );
    const waiver = await actionsAt(text, (all) => at(all, 'US'));
    expect(waiver.outcome(/^Add a waiver of supplier.hosting/)).toBe(
      'suppliers: [{ id: a, name: A, status: active, access: [customer-data], hosting: [US], waivers: [{ rule: supplier/hosting-outside-residency, for: US, reason: , approved-by: , expires: }] }]\n',
    );
  });

  it('broken text: closes what is open, and mends the rest meanwhile', async () => {
    const text = `suppliers:\n${supplier('a', whole.replace('[DE]', '[DE'))}${supplier('b', whole.replace('[DE]', '[UK]'))}`;
    const broken = await actionsAt(text, (all) => at(all, '[DE'));
    expect(broken.outcome('Close it with ]')).toBe(text.replace('[DE', '[DE]'));
    const other = await actionsAt(text, (all) => at(all, 'UK'));
    expect(other.outcome('Change to GB')).toBe(text.replace('UK', 'GB'));
  });

  it('never turns a place, a deployment, a date or an answer into a better one', async () => {
    const model =
      '    model:\n      storage: [DE]\n      training: unknown\n      inference:\n        - { platform: azure-foundry, region: azure:swedencentral, deployment: GlobalStandard }\n';
    const text = `suppliers:\n${supplier('a', whole.replace('2028-05-31', '2025-05-31').replace('[DE]', '[US]') + model)}`;
    for (const place of ['GlobalStandard', '2025-05-31', 'US]', 'unknown']) {
      const { titles } = await actionsAt(text, (all) => at(all, place), ['quickfix']);
      expect(
        titles.filter((title) => !/^Add (?:new evidence|a waiver of \S+) to fill in$/.test(title)),
        place,
      ).toEqual([]);
    }
  });

  it('each successor of a 2013 id is an action of its own', async () => {
    const text = 'policies:\n  - id: p\n    title: P\n    status: draft\n    controls: [A.12.4.1, "A.5.1"] # logs\n';
    const { titles } = await actionsAt(text, (all) => at(all, 'A.12'), undefined, 'policies/p.yaml');
    expect(titles.filter((title) => title.startsWith('Replace by'))).toEqual(['Replace by A.8.15 Logging']);
  });

  it('all of one kind in a file, and source.fixAll.isms', async () => {
    const text =
      'policies:\n  - id: q\n    title: Q\n    status: draft\n    controls:\n      - 5.10 # one\n      - 8.20\n  - id: r\n    title: R\n    status: Draft\n    controls: A.5.1\n';
    const one = await actionsAt(text, (all) => at(all, '5.10'), undefined, 'policies/q.yaml');
    expect(one.outcome('Fix all 2 of control/unquoted-number in this file')).toBe(
      text.replace('5.10', '"5.10"').replace('8.20', '"8.20"'),
    );
    const all = await actionsAt(text, () => ({ line: 0, character: 0 }), ['source.fixAll'], 'policies/q.yaml');
    expect(all.actions.map(({ kind }) => kind)).toEqual(['source.fixAll.isms']);
    expect(all.outcome(/^Fix all auto-fixable/)).toBe(
      text.replace('5.10', '"5.10"').replace('8.20', '"8.20"').replace('Draft', 'draft'),
    );
  });

  it('adds an unknown role to isms.yaml, another file', async () => {
    const text = `suppliers:\n${supplier('a', whole).replace('owner: ciso', 'owner: dpo-team')}`;
    const { actions } = await actionsAt(text, (all) => at(all, 'dpo-team'));
    const action = actions.find(({ title }) => title === 'Add the role dpo-team to isms.yaml')!;
    expect(applyEdits(SETTINGS, action.edit!.changes![client.uri('isms.yaml')] as TextEdit[])).toBe(
      `${SETTINGS}  dpo-team:\n`,
    );
  });
});

describe('textDocument/codeAction, refactorings', () => {
  it('moves a supplier to a file of its own with a create operation', async () => {
    const text = `suppliers:\n${supplier('mover', whole)}${supplier('stayer', whole)}`;
    const { actions, file } = await actionsAt(text, (all) => at(all, 'mover'), ['refactor']);
    const move = actions.find(({ title }) => title === 'Move to a file of its own')!;
    expect(move.kind).toBe('refactor.move');
    expect(
      move.edit!.documentChanges!.map((change) =>
        'kind' in change ? `${change.kind} ${'uri' in change ? change.uri : ''}` : change.textDocument.uri,
      ),
    ).toEqual([`create ${client.uri('suppliers/mover.yaml')}`, client.uri('suppliers/mover.yaml'), client.uri(file)]);
  });

  it('does not offer files to an editor that cannot make them', async () => {
    const plain = await Client.start({
      files: { 'isms.yaml': SETTINGS },
      capabilities: { ...CAPABILITIES, workspace: {} },
    });
    const text = `suppliers:\n${supplier('a', whole)}`;
    await plain.open('suppliers.yaml', text);
    const position = at(text, 'a\n');
    const actions = await plain.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: plain.uri('suppliers.yaml') },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    expect(actions.map(({ kind }) => kind)).not.toContain('refactor.move');
    await plain.stop();
  });

  it('sorts keys, writes ranges out and joins them, in front matter too', async () => {
    const text = '---\ntitle: F\nid: front\nstatus: draft\ncontrols: [A.5.1-A.5.3] # why\n---\n\n# A.5.1-A.5.3\n';
    const { titles, outcome } = await actionsAt(text, (all) => at(all, 'A.5.1'), ['refactor'], 'policies/front.md');
    expect(titles).toEqual(['Write control ranges out', 'Record a review held today, to fill in', 'Sort keys']);
    expect(outcome('Write control ranges out')).toBe(text.replace('[A.5.1-A.5.3]', '[A.5.1, A.5.2, A.5.3]'));
    expect(outcome('Sort keys')).toBe(text.replace('title: F\nid: front\n', 'id: front\ntitle: F\n'));
  });
});
