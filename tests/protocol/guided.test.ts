import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver-protocol';
import type { Answer, Answers, Filled, Form, Purpose, Refused, Requests } from '../../server/src/protocol.ts';
import { applyEdits, at, Client, TODAY } from './client.ts';

const FILE = 'suppliers.yaml';
const REGISTER = `suppliers:
  - id: a
    name: A
    status: active
    categories: [hosting]
    country: DE
    access: [production]
    hosting: [DE]
    agreement: { signed: 2025-01-01 }
    assurance: [{ kind: iso27001, valid-until: 2028-01-01, scope: all services }]
    criticality: { business-impact: 1, data-access: 1, replacement-difficulty: 1 }
    reviews:
      - { date: 2024-06-01, by: ciso, outcome: approved, checked: [assurance, residency, risk] }
`;

let client: Client;
beforeAll(async () => {
  client = await Client.start({
    files: {
      'isms.yaml': 'isms: 1\nroles:\n  ciso: { name: Chief Information Security Officer }\n',
      [FILE]: REGISTER,
    },
  });
});
afterAll(() => client.stop());

const request = <K extends keyof Requests>(method: K, params: Requests[K]['params']) =>
  client.request<Requests[K]['result']>(method, params);

/** Goes through the questions as an editor does: what is prefilled is taken unless something else is said. */
async function converse(purpose: Purpose, said: Answers = {}): Promise<Answers> {
  const answers: Record<string, Answer> = {};
  for (;;) {
    const form = (await request('isms/form', { purpose, answers })) as Form | Refused;
    if ('refused' in form) throw new Error(form.refused);
    const next = form.questions.find(({ key }) => !(key in answers));
    if (!next) return answers;
    answers[next.key] = said[next.key] ?? next.value;
  }
}

const filled = async (purpose: Purpose, answers: Answers): Promise<Filled> => {
  const result = await request('isms/fill', { purpose, answers });
  if ('refused' in result) throw new Error(result.refused);
  return result;
};

const changesOf = ({ edit }: Filled): TextDocumentEdit[] =>
  (edit.documentChanges ?? []).filter((change): change is TextDocumentEdit => 'textDocument' in change);

describe('a review over the protocol', () => {
  it('is offered, asked for, and written into the version that the editor has', async () => {
    const [first] = await request('isms/reviewable', {});
    expect(first).toMatchObject({
      label: 'A',
      group: 'Overdue',
      subject: { uri: client.uri(FILE), kind: 'supplier', id: 'a', nth: 0 },
    });
    const purpose: Purpose = { form: 'review', subject: first!.subject };
    const answers = await converse(purpose, { by: 'ciso' });
    // Nobody has opened the file yet.
    expect(changesOf(await filled(purpose, answers))[0]!.textDocument.version).toBeNull();

    await client.open(FILE, REGISTER);
    await client.findings(FILE, (found) => found.some(({ code }) => code === 'review/overdue'));
    // The supplier moves while the questions are answered.
    await client.change(FILE, '# The register.\n\n', {
      start: { line: 0, character: 0 },
      end: { line: 0, character: 0 },
    });
    const result = await filled(purpose, answers);
    const [change] = changesOf(result);
    expect(change!.textDocument).toEqual({ uri: client.uri(FILE), version: 2 });
    const after = applyEdits(client.text(FILE), change!.edits as TextEdit[]);
    const line = `      - { date: ${TODAY}, by: ciso, outcome: approved, checked: [assurance, residency, risk] }\n`;
    expect(after).toBe(`# The register.\n\n${REGISTER}${line}`);
    const { start } = result.select.range;
    expect(start).toEqual({ line: 15, character: 6 });
    expect(result.said).toBe('The review of A is recorded in suppliers.yaml.');

    for (const { range, newText } of change!.edits as TextEdit[]) await client.change(FILE, newText, range);
    expect((await client.diagnostics(FILE)).map(({ code }) => code)).toEqual([]);
  });

  it('finds what is at a position, and says what is to be said of a day', async () => {
    const position = at(client.text(FILE), 'iso27001');
    const subject = await request('isms/subjectAt', { uri: client.uri(FILE), position });
    expect(subject).toMatchObject({ kind: 'supplier', id: 'a' });
    expect(await request('isms/subjectAt', { uri: client.uri('isms.yaml'), position })).toBeNull();
    const judge = (value: string) =>
      request('isms/judgeAnswer', { purpose: { form: 'review', subject: subject! }, key: 'date', value });
    expect(await judge('2026-13-01')).toMatchObject({ severity: 'error' });
    expect(await judge('2026-11-01')).toMatchObject({ severity: 'warning' });
    expect(await judge(TODAY)).toMatchObject({ severity: 'information' });
  });

  it('is refused in words where there is nothing to write it into', async () => {
    const purpose: Purpose = {
      form: 'review',
      subject: { uri: client.uri(FILE), kind: 'supplier', id: 'gone', nth: 0 },
    };
    const refused = { refused: 'The supplier gone is no longer in suppliers.yaml.' };
    expect(await request('isms/form', { purpose, answers: {} })).toEqual(refused);
    expect(await request('isms/fill', { purpose, answers: { date: TODAY } })).toEqual(refused);
  });
});

it('is offered beside a finding that a review makes go, to editors that can ask', async () => {
  const other = await Client.start({
    files: { 'isms.yaml': 'isms: 1\n' },
    initializationOptions: { reviewCommand: 'isms.recordReview' },
  });
  try {
    await other.open(FILE, REGISTER);
    await other.diagnostics(FILE);
    const actions = (text: string) => {
      const start = at(REGISTER, text);
      return other.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri: other.uri(FILE) },
        range: { start, end: start },
        context: { diagnostics: [], only: ['quickfix'] },
      });
    };
    const [first] = await actions('2024-06-01');
    expect(first).toMatchObject({
      title: 'Record review…',
      command: { command: 'isms.recordReview', arguments: [other.uri(FILE), at(REGISTER, '2024-06-01')] },
    });
    expect((await actions('iso27001')).map(({ title }) => title)).not.toContain('Record review…');
  } finally {
    await other.stop();
  }
});

it('adds a supplier to the register and makes a file for a policy', async () => {
  const root = client.uri('x').replace(/x$/, '');
  const supplier: Purpose = { form: 'supplier', root };
  const [change] = changesOf(
    await filled(supplier, await converse(supplier, { name: 'B GmbH', access: ['none'], categories: ['other'] })),
  );
  expect(applyEdits(client.text(FILE), change!.edits as TextEdit[]).slice(client.text(FILE).length)).toBe(
    '  - id: b\n    name: B GmbH\n    status: prospective\n    categories: [other]\n    access: [none]\n',
  );
  const policy: Purpose = { form: 'policy', root, control: 'A.5.5' };
  const { edit, select } = await filled(policy, await converse(policy, { title: 'Authorities Policy' }));
  expect(edit.documentChanges![0]).toMatchObject({ kind: 'create', uri: client.uri('policies/authorities.yaml') });
  expect(select.uri).toBe(client.uri('policies/authorities.yaml'));
});
