import { describe, expect, it } from 'vitest';
import type { TextDocumentEdit } from 'vscode-languageserver-types';
import { refactoringsAt } from '../../server/src/features/actions/refactorings.ts';
import { fill, formOf, reviewable, subjectAt } from '../../server/src/features/views/guided/index.ts';
import { Overview } from '../../server/src/features/views/overview.ts';
import { hover } from '../../server/src/features/writing/hover.ts';
import type { Answers, Filled, NewPurpose } from '../../server/src/protocol.ts';
import type { Workspace } from '../../server/src/workspace/workspace.ts';
import { applyEdits, BASE, workspaceWith } from '../unit/support/folders.ts';

type Files = ReadonlyMap<string, string>;

const files = (more: Readonly<Record<string, string>> = {}): Files =>
  new Map(Object.entries({ 'isms.yaml': 'isms: 1\nroles: { ciso: , cto: , management: }\n', ...more }));

const SUPPLIERS = `suppliers:
  - id: acme
    name: Acme
    status: active
    categories: [other]
    access: [customer-data]
    reviews:
      - date: 2026-07-01
        by: ciso
        outcome: escalate
`;
const RISKS = `risks:
  - id: outage
    title: The only hoster fails
    status: treated
    owner: cto
    suppliers: [acme]
    inherent: { likelihood: 3, impact: 5 }
    treatment: mitigate
    controls: [A.5.30]
    residual: { likelihood: 2, impact: 3 }
    accepted: { by: ciso, on: 2026-07-01, until: 2026-11-10 }
    reviews: [{ date: 2025-07-01, by: ciso, outcome: approved }]
  - { id: later, title: Something new, status: identified, owner: cto }
  - { id: gone, title: The old server fails, status: closed, owner: cto }
`;

/** The place of `|` in a text, and the text without it. */
function marked(text: string): { text: string; position: { line: number; character: number } } {
  const before = text.slice(0, text.indexOf('|')).split('\n');
  return { text: text.replace('|', ''), position: { line: before.length - 1, character: before.at(-1)!.length } };
}

/** The files after the changes of several documents. */
function after(all: Files, changes: Filled['edit']['documentChanges']): Map<string, string> {
  const now = new Map(all);
  for (const change of changes ?? []) {
    if ('textDocument' in change) {
      const name = change.textDocument.uri.slice(BASE.length);
      now.set(name, applyEdits(now.get(name)!, (change as TextDocumentEdit).edits as never));
    } else if (change.kind === 'create') now.set(change.uri.slice(BASE.length), '');
  }
  return now;
}

describe('escalate as a risk', () => {
  const escalated = (suppliers: string, more: Readonly<Record<string, string>> = {}) => {
    const { text, position } = marked(suppliers);
    const all = files({ 'suppliers.yaml': text, ...more });
    const found = refactoringsAt(
      workspaceWith(all),
      `${BASE}suppliers.yaml`,
      { start: position, end: position },
      {
        files: true,
        exists: () => false,
      },
    ).find(({ title }) => title === 'Escalate as a risk');
    return found && after(all, found.edit()!.documentChanges);
  };

  it('writes a risk with blanks where the first one goes, and its id into the review', () => {
    const now = escalated(SUPPLIERS.replace('escalate', 'esca|late'))!;
    expect(now.get('suppliers.yaml')).toBe(`${SUPPLIERS}        risk: acme-risk\n`);
    expect(now.get('risks.yaml')).toBe(`risks:
  - id: acme-risk
    title:
    status: identified
    owner:
    suppliers: [acme]
`);
    const workspace = workspaceWith(now);
    const rules = [...now.keys()].flatMap((name) => workspace.findings(BASE + name).map(({ rule }) => rule));
    // What is blank stays flagged, and nothing else is new.
    expect(rules).toContain('risk/owner-missing');
    expect(rules.filter((rule) => /^(?:yaml|reference)/.test(rule))).toEqual([]);
  });

  it('in braces, at the end of the register, with a text as its title', () => {
    const flow = SUPPLIERS.replace(
      /reviews:[\s\S]*/,
      'reviews: [{ date: 2026-07-01, by: ciso, outcome: escalate, risk: Data in| the US }]\n',
    );
    const now = escalated(flow, { 'risks.yaml': RISKS })!;
    expect(now.get('suppliers.yaml')).toContain('outcome: escalate, risk: data-in-the-us }]');
    expect(now.get('risks.yaml')).toBe(
      `${RISKS}  - { id: data-in-the-us, title: Data in the US, status: identified, owner: , suppliers: [acme] }\n`,
    );
  });

  it('takes an id that nothing defines, and is not offered for one that is defined, nor outside a review', () => {
    const named = (id: string) => SUPPLIERS.replace('escalate\n', `escalate\n        risk: ou|t${id}\n`);
    expect(escalated(named('come'), { 'risks.yaml': RISKS })!.get('risks.yaml')).toContain('{ id: outcome, title: ,');
    expect(escalated(named('age'), { 'risks.yaml': RISKS })).toBeUndefined();
    expect(escalated(SUPPLIERS.replace('Acme', 'Ac|me'))).toBeUndefined();
  });
});

describe('a new risk', () => {
  const purpose: NewPurpose = { form: 'risk', root: BASE };
  const questions = (all: Files, answers: Answers) => {
    const form = formOf(workspaceWith(all), purpose, answers);
    if ('refused' in form) throw new Error(form.refused);
    return form.questions;
  };
  const made = (all: Files, answers: Answers) => {
    const filled = fill(workspaceWith(all), purpose, answers, () => false);
    if ('refused' in filled) throw new Error(filled.refused);
    return after(all, filled.edit.documentChanges);
  };

  it('asks for no more than the answers call for', () => {
    const all = files({ 'suppliers.yaml': SUPPLIERS });
    const keys = (answers: Answers) => questions(all, answers).map(({ key }) => key);
    expect(keys({})).toEqual(['title', 'id', 'owner', 'suppliers', 'likelihood', 'treatment']);
    expect(keys({ likelihood: '3', treatment: 'mitigate' })).toEqual([
      'title',
      'id',
      'owner',
      'suppliers',
      'likelihood',
      'impact',
      'treatment',
      'controls',
    ]);
    expect(questions(all, { title: 'The hoster fails' }).find(({ key }) => key === 'id')!.value).toBe(
      'the-hoster-fails',
    );
    expect(questions(all, { likelihood: '3', impact: '4' }).at(-1)!.prompt).toMatch(/^The risk is high\./);
  });

  it('is written as it is answered, and what is missing stays flagged', () => {
    const now = made(files({ 'risks.yaml': `${RISKS.split('  - { id: later')[0]}` }), {
      title: 'Data: lost',
      id: 'data-lost',
      owner: 'ciso',
      likelihood: '2',
      impact: '4',
      treatment: 'mitigate',
      controls: ['A.8.13'],
    });
    expect(now.get('risks.yaml')!.split('A.5.30]')[1]!.split('approved }]\n')[1]).toBe(`  - id: data-lost
    title: "Data: lost"
    status: assessed
    owner: ciso
    description:
    inherent:
      likelihood: 2
      impact: 4
    treatment: mitigate
    controls: [A.8.13]
    reviews: []
`);
    const workspace = workspaceWith(now);
    expect(workspace.findings(`${BASE}risks.yaml`).map(({ rule }) => rule)).toContain('risk/review-missing');
  });
});

describe('what follows from being a kind', () => {
  const all = files({
    'suppliers.yaml': SUPPLIERS.replace('escalate\n', 'escalate\n        risk: outage\n'),
    'risks.yaml': RISKS,
  });
  const workspace = workspaceWith(all);
  const hoverAt = (name: string, at: string, from: Workspace = workspace) => {
    const { position } = marked(all.get(name)!.replace(at.replace('|', ''), at));
    return hover(from, BASE + name, position, { keys: true })?.value;
  };

  it.each([
    [
      'risks.yaml',
      'id: out|age',
      ['The only hoster fails', 'After treatment: **medium**, 2 × 3 = 6', '**critical**', '**has ended**'],
    ],
    ['risks.yaml', 'inher|ent: {', ['The risk before treatment', '3 × 5 = 15', 'high from 10']],
    ['risks.yaml', '{ likelihood: 2|, impact: 3', ['After treatment', 'medium']],
    ['risks.yaml', 'treatment: miti|gate', ['controls or actions make it smaller', 'by A.5.30']],
    ['risks.yaml', 'until: 2026|-11-10', ['11 days ago', '**has ended**']],
    ['risks.yaml', 'date: 2025-0|7-01', ['Next review due **2026-07-01**']],
    ['risks.yaml', 'controls: [A.5|.30]', ['ICT readiness', 'Risks that it treats', '`outage`']],
    ['suppliers.yaml', 'risk: out|age', ['The only hoster fails', '2 × 3 = 6']],
  ])('a hover in %s on %s', (name, at, texts) => {
    const value = hoverAt(name, at);
    for (const text of texts) expect(value).toContain(text);
  });

  it('the overview has risks by level, and the reviews those that are due', () => {
    const overview = new Overview(workspace);
    const labels = (view: 'isms.overview' | 'isms.reviews', parent: string) =>
      overview.children(view, parent).map(({ label, detail }) => `${label}${detail ? ` (${detail})` : ''}`);
    const top = overview.children('isms.overview', '');
    const risks = top.find(({ kind }) => kind === 'risks')!;
    expect(risks.detail).toBe('3, 1 with errors');
    expect(labels('isms.overview', risks.id)).toEqual(['Medium (1, 1 with errors)', 'Not assessed (1)', 'Closed (1)']);
    const [medium] = overview.children('isms.overview', risks.id);
    const [outage] = overview.children('isms.overview', medium!.id);
    expect(outage).toMatchObject({ kind: 'risk', level: 'error', subject: 'outage' });
    expect(overview.locate(outage!.id)).toMatchObject({ uri: `${BASE}risks.yaml`, range: { start: { line: 1 } } });
    const overdue = overview.children('isms.reviews', '').find(({ label }) => label === 'Overdue')!;
    const review = overview.children('isms.reviews', overdue.id).find(({ kind }) => kind === 'riskReview')!;
    expect(review).toMatchObject({ label: 'The only hoster fails', detail: 'since 2026-07-01, 143 days' });
    expect(overview.locate(review.id)).toBeDefined();
    expect(overview.summary(true)).toMatchObject({ overdue: 1, pressing: 1 });
  });

  it('a review of a risk is recorded as of a supplier', () => {
    const subject = subjectAt(workspace, `${BASE}risks.yaml`, { line: 3, character: 6 })!;
    expect(subject).toEqual({ uri: `${BASE}risks.yaml`, kind: 'risk', id: 'outage', nth: 0 });
    expect(reviewable(workspace).map((one) => one.subject.id)).toEqual(['outage', 'acme', 'later']);
    const filled = fill(
      workspace,
      { form: 'review', subject },
      { date: '2026-11-21', by: 'ciso', outcome: 'approved', notes: '' },
      () => false,
    );
    if ('refused' in filled) throw new Error(filled.refused);
    expect(after(all, filled.edit.documentChanges).get('risks.yaml')).toContain(
      'outcome: approved }, { date: 2026-11-21, by: ciso, outcome: approved }]',
    );
  });
});
