import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TextDocumentEdit } from 'vscode-languageserver-types';
import { fill, formOf, judge, reviewable, subjectAt } from '../../server/src/features/views/guided/index.ts';
import type { Answer, Answers, Filled, Form, Purpose, Refused, Subject } from '../../server/src/protocol.ts';
import { readYaml } from '../../server/src/yaml/read.ts';
import { TODAY } from '../unit/support/cases.ts';
import { applyEdits, BASE, filesIn, fixtureFolders, fixtures, workspaceWith } from '../unit/support/folders.ts';

type Files = ReadonlyMap<string, string>;

const SETTINGS = `isms: 1
organisation: Example
roles:
  ciso: { name: Chief Information Security Officer }
  cto:
`;
const exists = () => false;

const form = (files: Files, purpose: Purpose, answers: Answers = {}): Form => {
  const found = formOf(workspaceWith(files), purpose, answers);
  if ('refused' in found) throw new Error(found.refused);
  return found;
};

/** Answers every question with what is prefilled, unless said, as somebody does who only presses Enter. */
function answersTo(files: Files, purpose: Purpose, said: Answers = {}): Answers {
  const answers: Record<string, Answer> = {};
  for (;;) {
    const next = form(files, purpose, answers).questions.find(({ key }) => !(key in answers));
    if (!next) return answers;
    answers[next.key] = said[next.key] ?? next.value;
  }
}

/** The files after an edit, and the text that is selected then. */
function made(
  files: Files,
  filled: Filled | Refused,
): { files: Map<string, string>; selected: string; before: string } {
  if ('refused' in filled) throw new Error(filled.refused);
  const after = new Map(files);
  for (const change of filled.edit.documentChanges ?? []) {
    if ('textDocument' in change) {
      const name = change.textDocument.uri.slice(BASE.length);
      after.set(name, applyEdits(after.get(name)!, (change as TextDocumentEdit).edits as never));
    } else if (change.kind === 'create') {
      const name = change.uri.slice(BASE.length);
      expect(after.has(name), name).toBe(false);
      after.set(name, '');
    }
  }
  const { uri, range } = filled.select;
  const lines = after.get(uri.slice(BASE.length))!.split(/\r\n|\n|\r/);
  const selected =
    range.start.line === range.end.line
      ? lines[range.start.line]!.slice(range.start.character, range.end.character)
      : [
          lines[range.start.line]!.slice(range.start.character),
          ...lines.slice(range.start.line + 1, range.end.line),
          lines[range.end.line]!.slice(0, range.end.character),
        ].join('\n');
  return { files: after, selected, before: lines[range.start.line]!.slice(0, range.start.character) };
}

/** Whether every character that was there is there, in its order: nothing was rewritten. */
function onlyAdds(before: string, after: string): boolean {
  let at = 0;
  for (const character of before) {
    at = after.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

const subject = (id: string, uri = 'suppliers.yaml', kind: Subject['kind'] = 'supplier'): Purpose => ({
  form: 'review',
  subject: { uri: BASE + uri, kind, id, nth: 0 },
});

const record = (files: Files, purpose: Purpose, said: Answers = {}) =>
  made(files, fill(workspaceWith(files), purpose, answersTo(files, purpose, said), exists));

const rules = (files: Files, name: string): string[] =>
  workspaceWith(files)
    .findings(BASE + name)
    .map(({ rule }) => rule);

const HEAD = `    name: A
    status: active
    categories: [hosting]
    owner: ciso
    access: [customer-data]
    hosting: [DE]
    dpa: { status: signed, signed: 2025-01-01 }
    assurance:
      - { kind: iso27001, valid-until: 2028-01-01, scope: all }
    criticality: { business-impact: 1, data-access: 1, replacement-difficulty: 1 }
`;
const register = (reviews: string, behind = ''): Files =>
  new Map([
    ['isms.yaml', SETTINGS],
    ['suppliers.yaml', `# The register.\nsuppliers:\n  - id: a\n${HEAD}${reviews}${behind}`],
  ]);
const EVENT = '    events:\n      - { date: 2026-10-01, kind: incident }\n';

describe('a review is written as the author writes', () => {
  const DONE = 'checked: [assurance, dpa, residency, risk]';
  it.each([
    [
      'a block list of maps in braces',
      '    reviews:\n      - { date: 2025-01-01, by: ciso, outcome: approved } # first\n',
      `      - { date: ${TODAY}, by: ciso, outcome: approved, ${DONE} }\n`,
    ],
    [
      'a block list of blocks, outcome before by, the date in quotes',
      '    reviews:\n    - date: "2025-01-01"\n      outcome: approved\n      by: ciso\n',
      `    - date: "${TODAY}"\n      outcome: approved\n      by: ciso\n      ${DONE}\n`,
    ],
    [
      'a list in brackets on one line',
      '    reviews: [{date: 2025-01-01, by: ciso, outcome: approved}] # one line\n',
      `, {date: ${TODAY}, by: ciso, outcome: approved, ${DONE}}`,
    ],
    [
      'a list in brackets over several lines',
      '    reviews: [\n      { date: 2025-01-01, by: ciso, outcome: approved } # first\n    ]\n',
      `      { date: ${TODAY}, by: ciso, outcome: approved, ${DONE} }\n`,
    ],
    [
      'newest first',
      "    reviews:\n      - { date: '2025-02-01', by: ciso, outcome: approved }\n      - { date: '2024-02-01', by: ciso, outcome: approved }\n",
      `      - { date: '${TODAY}', by: ciso, outcome: approved, ${DONE} }\n`,
    ],
    ['an empty key', '    reviews: # none yet\n', `      - { date: ${TODAY}, by: ciso, outcome: approved, ${DONE} }\n`],
    ['an empty list', '    reviews: []\n', `{ date: ${TODAY}, by: ciso, outcome: approved, ${DONE} }`],
    ['no key', '', `    reviews:\n      - { date: ${TODAY}, by: ciso, outcome: approved, ${DONE} }\n`],
  ])('%s', (_, reviews, added) => {
    for (const eol of ['\n', '\r\n'])
      for (const behind of ['', EVENT, '    notes: |\n      Text.\n\n  # About b.\n  - id: b\n']) {
        const files: Files = new Map(
          [...register(reviews, behind)].map(([name, text]) => [name, text.replaceAll('\n', eol)]),
        );
        const before = files.get('suppliers.yaml')!;
        expect(rules(files, 'suppliers.yaml').some((rule) => /review\/(?:missing|overdue|triggered)/.test(rule))).toBe(
          true,
        );
        const { files: after, selected } = record(files, subject('a'));
        const text = after.get('suppliers.yaml')!;
        expect(text).toContain(added.replaceAll('\n', eol));
        expect(selected).toMatch(/^(?:- |reviews:|\{|\[|, )/);
        expect(selected).toContain(TODAY);
        if (eol === '\r\n') expect(text).not.toMatch(/(?<!\r)\n/);
        // Nothing else moves: what was there is there, in its order.
        expect(onlyAdds(before, text)).toBe(true);
        expect(rules(after, 'suppliers.yaml').filter((rule) => /^review\//.test(rule))).toEqual([]);
      }
  });

  it('goes above the others where the newest comes first', () => {
    const files = register(
      '    reviews:\n      - { date: 2025-02-01, by: ciso, outcome: approved }\n      - { date: 2024-02-01, by: ciso, outcome: approved }\n',
    );
    const days = [
      ...record(files, subject('a'))
        .files.get('suppliers.yaml')!
        .matchAll(/- \{ date: (\S+),/g),
    ];
    expect(days.map(([, day]) => day)).toEqual([TODAY, '2025-02-01', '2024-02-01']);
  });

  it('takes the manner of the neighbours for a first review', () => {
    const files = register(
      '',
      '  - id: b\n    name: B\n    reviews:\n      -   by: cto\n          date: 2026-01-01\n          outcome: approved\n',
    );
    expect(record(files, subject('a')).files.get('suppliers.yaml')).toContain(
      `    reviews:\n      - by: ciso\n        date: ${TODAY}\n        outcome: approved\n        checked: [assurance, dpa, residency, risk]\n`,
    );
  });

  it('quotes what would be read as something else', () => {
    const files = register('    reviews:\n      - { date: 2025-01-01, by: ciso, outcome: approved }\n');
    const { files: after } = record(files, subject('a'), {
      outcome: 'remediate',
      action: 'Ask: report, by June',
      notes: '{not a map}',
    });
    expect(after.get('suppliers.yaml')).toContain('action: "Ask: report, by June", notes: "{not a map}" }');
    expect(
      workspaceWith(after)
        .findings(`${BASE}suppliers.yaml`)
        .map(({ message }) => message),
    ).toEqual([]);
  });

  it('reaches a supplier of its own file, and a policy in front matter', () => {
    const files: Files = new Map([
      ['isms.yaml', SETTINGS],
      ['suppliers/a.yaml', `supplier:\n  id: a\n${HEAD.replace(/^ {2}/gm, '')}# The end.`],
      [
        'policies/p.md',
        '---\nid: p\ntitle: P\nstatus: approved\nowner: cto\napproved-by: ciso\neffective: 2024-01-01\ncontrols: [A.5.1]\nsidebar: 1 # theirs\n---\n\n# P\n\nreviews: none of ours\n',
      ],
    ]);
    const own = record(files, subject('a', 'suppliers/a.yaml')).files.get('suppliers/a.yaml')!;
    expect(own).toContain(`  reviews:\n    - { date: ${TODAY}, by: ciso`);
    expect(own.endsWith('# The end.')).toBe(true);
    expect(rules(files, 'policies/p.md')).toContain('policy/review-overdue');
    const { files: after, selected } = record(files, subject('p', 'policies/p.md', 'policy'));
    expect(after.get('policies/p.md')).toContain(
      `reviews:\n  - date: ${TODAY}\n    by: cto\n    outcome: approved\nsidebar: 1`.slice(0, 40),
    );
    expect(selected.startsWith('reviews:')).toBe(true);
    expect(rules(after, 'policies/p.md')).toEqual([]);
  });

  it('says why where it cannot be done', () => {
    const refusal = (files: Files, purpose: Purpose) => {
      const found = formOf(workspaceWith(files), purpose, {});
      const filled = fill(workspaceWith(files), purpose, { date: TODAY, by: 'ciso', outcome: 'approved' }, exists);
      return [found, filled].map((one) => ('refused' in one ? one.refused : undefined));
    };
    const broken = register('    notes: "open\n', '  - id: b\n    name: B\n');
    const [asked, written] = refusal(broken, subject('a'));
    expect(asked).toMatch(/^suppliers\.yaml is not valid YAML in line 14, within A: fix that first/);
    expect(written).toBe(asked);
    const tabs = register('\treviews:\n');
    expect(refusal(tabs, subject('a'))[0]).toMatch(/is not valid YAML/);
    expect(refusal(register(''), subject('gone'))[0]).toBe('The supplier gone is no longer in suppliers.yaml.');
    const tied = register(
      '    reviews: &same\n      - { date: 2025-01-01, by: ciso, outcome: approved }\n',
      `  - id: b\n${HEAD.replace('name: A', 'name: B')}    reviews: *same\n`,
    );
    expect(refusal(tied, subject('b'))[1]).toMatch(
      /^There is no place for a review of B in suppliers\.yaml: its reviews are an alias/,
    );
    // An anchor of its own is no hindrance.
    expect(
      record(
        register('    reviews: &mine\n      - { date: 2025-01-01, by: ciso, outcome: approved }\n'),
        subject('a'),
      ).files.get('suppliers.yaml'),
    ).toContain(`- { date: ${TODAY}`);
  });

  it('is not hindered by what is broken elsewhere', () => {
    const files = register('', '  - id: b\n    name: "B\n  - id: c\n    name: C\n');
    const { files: after } = record(files, subject('a'));
    expect(rules(files, 'suppliers.yaml')).toContain('review/missing');
    expect(rules(after, 'suppliers.yaml')).not.toContain('review/missing');
  });
});

describe('the questions about a review', () => {
  const files = register(`    reviews:\n      - { date: 2026-03-01, by: cto, outcome: approved }\n${EVENT}`);
  it('are filled in as far as the register knows', () => {
    const { title, questions } = form(files, subject('a'));
    expect(title).toBe('Review of A');
    expect(questions.map(({ key, value }) => [key, value])).toEqual([
      ['date', TODAY],
      ['by', 'ciso'],
      ['outcome', 'approved'],
      ['checked', ['assurance', 'dpa', 'residency', 'risk']],
      ['notes', ''],
    ]);
    expect(questions[1]!.choices).toEqual([
      { value: 'ciso', label: 'ciso', description: 'Chief Information Security Officer · owner' },
      { value: 'cto', label: 'cto' },
    ]);
    expect(questions[3]!.choices!.map(({ detail }) => detail)).toEqual([
      'iso27001 counts until 2028-01-01',
      'signed 2025-01-01',
      'Places: DE',
      'Criticality: low',
    ]);
  });

  it('do not say that something was checked which is not registered', () => {
    const bare = new Map(files).set(
      'suppliers.yaml',
      'suppliers:\n  - id: a\n    name: A\n    status: active\n    access: [customer-data]\n    hosting: [DE]\n',
    );
    expect(form(bare, subject('a')).questions.find(({ key }) => key === 'checked')!.value).toEqual(['residency']);
  });

  it('ask for an action, else a risk, where the outcome needs one', () => {
    const keys = (answers: Answers) => form(files, subject('a'), answers).questions.map(({ key }) => key);
    expect(keys({ outcome: 'replace' })).toContain('action');
    expect(keys({ outcome: 'replace' })).not.toContain('risk');
    expect(keys({ outcome: 'replace', action: '' })).toContain('risk');
    expect(keys({ outcome: 'replace', action: 'Find another' })).not.toContain('risk');
    expect(form(files, subject('a'), { outcome: 'conditions' }).questions.at(-1)).not.toHaveProperty('optional');
  });

  it('do not ask about a DPA where none is needed', () => {
    const controller = new Map(files).set(
      'suppliers.yaml',
      files.get('suppliers.yaml')!.replace('owner: ciso', 'owner: ciso\n    role: controller'),
    );
    expect(form(controller, subject('a')).questions.find(({ key }) => key === 'checked')!.value).toEqual([
      'assurance',
      'residency',
      'risk',
    ]);
  });

  it.each([
    ['2026-02-30', 'error', /no day/],
    ['21.11.2026', 'error', /YYYY-MM-DD/],
    ['2026-11-22', 'error', /future/],
    ['2026-02-01', 'warning', /2026-03-01 is later/],
    ['2026-09-01', 'warning', /incident of 2026-10-01 came later/],
    [TODAY, 'information', /next review is due on 2027-11-21/],
  ])('the day %s: %s', (day, severity, message) => {
    const remark = judge(workspaceWith(files), subject('a'), 'date', day);
    expect(remark?.severity).toBe(severity);
    expect(remark?.message).toMatch(message);
  });

  it('a day so long ago that the review would still be overdue', () => {
    expect(judge(workspaceWith(register('')), subject('a'), 'date', '2025-01-01')?.message).toMatch(
      /due on 2026-01-01/,
    );
  });
});

describe('what can be reviewed', () => {
  const sample = filesIn(path.join(fixtures, 'botbrains'));
  it('comes in the order in which it presses, with why', () => {
    const all = reviewable(workspaceWith(sample));
    expect(all.slice(0, 3).map(({ label, description, group }) => [label, description, group])).toEqual([
      ['Better Stack, Inc.', 'supplier · overdue since 2026-10-20, 32 days', 'Overdue'],
      ['Modal Labs, Inc.', 'supplier · service change 2026-10-05', 'Triggered by an event'],
      [expect.any(String), expect.stringMatching(/due 2026-/), 'Due soon'],
    ]);
    expect(new Set(all.map(({ subject: { kind, id } }) => kind + id)).size).toBe(all.length);
  });

  it('is found from any line of it, and by nobody elsewhere', () => {
    const files = register('', '\n  # About b.\n  - id: a\n    name: Twin\n');
    const workspace = workspaceWith(files);
    const at = (line: number) => subjectAt(workspace, `${BASE}suppliers.yaml`, { line, character: 0 });
    expect(at(0)).toBeUndefined();
    expect(at(2)).toMatchObject({ id: 'a', nth: 0, kind: 'supplier' });
    expect(at(9)).toMatchObject({ id: 'a', nth: 0 });
    expect(at(16)).toMatchObject({ id: 'a', nth: 1 });
    expect(form(files, { form: 'review', subject: at(16)! }).title).toBe('Review of Twin');
    const broken = workspaceWith(register('    notes: "open\n', '  - id: b\n    name: [B\nstray\n'));
    expect(subjectAt(broken, `${BASE}suppliers.yaml`, { line: 0, character: 0 })).toBeUndefined();
    const prose = workspaceWith(sample);
    expect(subjectAt(prose, `${BASE}policies/data-protection.md`, { line: 25, character: 0 })).toMatchObject({
      id: 'data-protection',
      kind: 'policy',
    });
    expect(subjectAt(prose, `${BASE}soa.yaml`, { line: 5, character: 0 })).toBeUndefined();
  });
});

describe.each([
  ['\\n', (text: string) => text],
  ['\\r\\n', (text: string) => text.replace(/\r?\n/g, '\r\n')],
] as const)('reviews of everything in the samples, lines ending in %s', (_, convert) => {
  it.each(fixtureFolders)('%s', (folder) => {
    const files: Files = new Map(
      [...filesIn(path.join(fixtures, folder))].map(([name, text]) => [name, convert(text)]),
    );
    const workspace = workspaceWith(files);
    for (const { subject: which } of reviewable(workspace)) {
      const purpose: Purpose = { form: 'review', subject: which };
      const name = which.uri.slice(BASE.length);
      if ('refused' in formOf(workspace, purpose, {})) {
        expect(rules(files, name)).toContain('yaml/syntax');
        continue;
      }
      // Somebody who checked everything; what is ticked without a word leaves out what is not registered.
      const everything: Answers =
        which.kind === 'supplier' ? { checked: ['assurance', 'dpa', 'residency', 'risk'] } : {};
      const answers = { ...answersTo(files, purpose), ...everything };
      const filled = fill(workspace, purpose, answers, exists);
      if ('refused' in filled) {
        expect(filled.refused).toMatch(/an alias/);
        continue;
      }
      const { files: after } = made(files, filled);
      const [text, before] = [after.get(name)!, files.get(name)!];
      const problems = (source: string) => readYaml(source).reduce((sum, tree) => sum + tree.problems.length, 0);
      if (!name.endsWith('.md')) expect(problems(text), which.id).toBe(problems(before));
      if (convert('\n') === '\r\n') expect(text).not.toMatch(/(?<!\r)\n/);
      expect(onlyAdds(before, text), which.id).toBe(true);
      const pressing = (all: Files) =>
        workspaceWith(all)
          .findings(which.uri)
          .filter(
            ({ rule, subject: of, waived }) =>
              of?.id === which.id && !waived && /review.*(?:missing|overdue|triggered|due-soon|incomplete)$/.test(rule),
          );
      const twins = reviewable(workspace).filter(({ subject: other }) => other.id === which.id).length;
      if (twins === 1) expect(pressing(after), which.id).toEqual([]);
    }
  });
});

const ROOT = BASE;
const NEW: Purpose = { form: 'supplier', root: ROOT };
const HOST: Answers = {
  name: 'Example Hosting GmbH & Co. KG',
  status: 'active',
  access: ['customer-data', 'production'],
  categories: ['hosting', 'model'],
  purpose: 'Hosting: all of it',
  country: 'US',
  owner: 'ciso',
};
const ITEM = `  - id: example-hosting
    name: Example Hosting GmbH & Co. KG
    status: active
    categories: [hosting, model]
    purpose: "Hosting: all of it"
    country: US
    owner: ciso
    role: processor
    access: [customer-data, production]
    hosting: []
    transfers:
    dpa:
    assurance:
    criticality:
    model:
    reviews:
`;
const LINE =
  '{ id: example-hosting, name: Example Hosting GmbH & Co. KG, status: active, categories: [hosting, model], purpose: "Hosting: all of it", country: US, owner: ciso, role: processor, access: [customer-data, production], hosting: [], transfers: , dpa: , assurance: , criticality: , model: , reviews: }';
const OLD = '  - id: old # kept\n    name: Old\n    status: active\n    categories: [other]\n    access: [none]\n';

const add = (files: Files, said: Answers = HOST, purpose: Purpose = NEW) =>
  made(files, fill(workspaceWith(files), purpose, answersTo(files, purpose, said), exists));

describe('a new supplier', () => {
  it.each([
    ['a block list', `suppliers:\n${OLD}`, `suppliers:\n${OLD}${ITEM}`],
    ['no line break at the end', `suppliers:\n${OLD}`.trimEnd(), `suppliers:\n${OLD}${ITEM}`.trimEnd()],
    [
      'suppliers apart, a comment behind the list',
      `suppliers:\n${OLD}\n${OLD.replace('old', 'older')}    # about older\n# The end.\n`,
      `suppliers:\n${OLD}\n${OLD.replace('old', 'older')}    # about older\n\n${ITEM}# The end.\n`,
    ],
    [
      'a list at the margin',
      `suppliers:\n${OLD.replace(/^ {2}/gm, '')}`,
      `suppliers:\n${(OLD + ITEM).replace(/^ {2}/gm, '')}`,
    ],
    [
      'items in braces',
      'suppliers:\n  - { id: old, name: Old } # kept\n',
      `suppliers:\n  - { id: old, name: Old } # kept\n  - ${LINE}\n`,
    ],
    [
      'a list in brackets',
      'suppliers: [{ id: old, name: Old }] # kept\n',
      `suppliers: [{ id: old, name: Old }, ${LINE}] # kept\n`,
    ],
    ['an empty list', '# Mine.\nsuppliers: [] # none yet\n', `# Mine.\nsuppliers: # none yet\n${ITEM}`],
    ['an empty key', 'suppliers:\n', `suppliers:\n${ITEM}`],
    ['an empty file', '', `suppliers:\n${ITEM}`],
    ['a file of comments', '# Mine.\n', `# Mine.\nsuppliers:\n${ITEM}`],
    [
      'broken further up',
      `suppliers:\n  - id: x\n    name: "X\n${OLD}`,
      `suppliers:\n  - id: x\n    name: "X\n${OLD}${ITEM}`,
    ],
  ])('%s', (_, before, expected) => {
    for (const eol of ['\n', '\r\n']) {
      const files: Files = new Map([
        ['isms.yaml', SETTINGS],
        ['suppliers.yaml', before.replaceAll('\n', eol)],
      ]);
      const { files: after, before: ahead, selected } = add(files);
      // A file without a line break does not say which it would have.
      const own = /\n/.test(before) ? eol : '\n';
      expect(after.get('suppliers.yaml')).toBe(expected.replaceAll('\n', own));
      expect(ahead.endsWith('hosting: [')).toBe(true);
      expect(selected).toBe('');
      const missing = workspaceWith(after)
        .findings(`${BASE}suppliers.yaml`)
        .filter(({ subject: of }) => of?.id === 'example-hosting');
      expect(missing.map(({ rule }) => rule).sort()).toEqual([
        'model/facts-missing',
        'review/missing',
        'supplier/assurance-missing',
        'supplier/criticality-missing',
        'supplier/dpa-missing',
        'supplier/hosting-missing',
        'supplier/transfers-unstated',
      ]);
    }
  });

  it('makes the register where there is none', () => {
    const files: Files = new Map([['isms.yaml', SETTINGS]]);
    expect(add(files).files.get('suppliers.yaml')).toBe(`suppliers:\n${ITEM}`);
  });

  it('gets a file of its own where the others have one, named alike', () => {
    const files: Files = new Map([
      ['isms.yaml', SETTINGS],
      ['suppliers/eu/old.supplier.yaml', 'supplier:\r\n  id: old\r\n  name: Old\r\n'],
    ]);
    expect(add(files).files.get('suppliers/eu/example-hosting.supplier.yaml')).toBe(
      `supplier:\n${ITEM.replace('- ', '  ').replace(/^ {2}/gm, '')}`.replaceAll('\n', '\r\n'),
    );
  });

  it('asks only what decides something, and suggests an id that is free', () => {
    const files: Files = new Map([
      ['isms.yaml', SETTINGS],
      ['suppliers.yaml', `suppliers:\n${OLD}`],
    ]);
    const keys = (answers: Answers) => form(files, NEW, answers).questions.map(({ key }) => key);
    expect(keys({})).not.toContain('role');
    expect(keys({ access: ['customer-data'] })).toContain('role');
    const id = (name: string) => form(files, NEW, { name }).questions[1]!.value;
    expect(id('Old')).toBe('old-2');
    expect(id('Amazon Web Services EMEA S.à r.l.')).toBe('amazon-web-services-emea');
    const workspace = workspaceWith(files);
    expect(judge(workspace, NEW, 'id', 'old')?.message).toBe('Another supplier has the id old already');
    expect(judge(workspace, NEW, 'id', 'Old One')?.severity).toBe('error');
    expect(judge(workspace, NEW, 'id', 'new')).toBeNull();
    expect(judge(workspace, NEW, 'name', 'old')).toEqual({
      severity: 'warning',
      message: 'Old is already registered, as old',
    });
    expect(fill(workspace, NEW, { ...HOST, id: 'old' }, exists)).toEqual({
      refused: 'Another supplier has the id old already',
    });
  });

  it('asks for nothing of one that reaches nothing, and for an agreement where no DPA is needed', () => {
    const files: Files = new Map([
      ['isms.yaml', SETTINGS],
      ['suppliers.yaml', `suppliers:\n${OLD}`],
    ]);
    const written = (said: Answers) =>
      add(files, { ...HOST, ...said })
        .files.get('suppliers.yaml')!
        .split('example-hosting')[1]!;
    expect(written({ access: ['none'] })).not.toMatch(/hosting:|dpa:/);
    expect(written({ role: 'controller', country: 'DE', status: 'prospective' })).toMatch(
      /agreement:\n {4}assurance:\n {4}criticality:\n {4}model:\n$/,
    );
  });

  it('says why where it cannot be added', () => {
    const refusal = (text: string) => {
      const files: Files = new Map([
        ['isms.yaml', SETTINGS],
        ['suppliers.yaml', text],
      ]);
      const filled = fill(workspaceWith(files), NEW, answersTo(files, NEW, HOST), exists);
      return 'refused' in filled ? filled.refused : undefined;
    };
    expect(refusal(`suppliers:\n${OLD}    notes: "open\n`)).toMatch(
      /^No supplier can be added to suppliers\.yaml: its YAML is broken/,
    );
    expect(refusal('suppliers: none\n')).toMatch(/no list is under suppliers/);
    const files: Files = new Map([['isms.yaml', `${SETTINGS}files:\n  suppliers: [register.yaml]\n`]]);
    expect(fill(workspaceWith(files), NEW, { ...HOST, id: 'x' }, exists)).toEqual({
      refused: 'suppliers.yaml would be no part of this ISMS: isms.yaml says under files where its suppliers are.',
    });
  });
});

describe('a new policy', () => {
  const POLICY: Purpose = { form: 'policy', root: ROOT };
  const SAID: Answers = {
    title: 'Contact with Authorities Policy',
    owner: 'ciso',
    'approved-by': 'cto',
    controls: ['A.5.6', 'A.5.5'],
  };
  const sample: Files = filesIn(path.join(fixtures, 'botbrains'));

  it('goes beside the others, in the form that most have', () => {
    const { files: after } = add(sample, { ...SAID, 'approved-by': 'ceo' }, POLICY);
    expect(after.get('policies/contact-with-authorities.md')).toMatch(
      /^---\nid: contact-with-authorities\n[\s\S]*\n---\n\n# Contact with Authorities Policy\n$/,
    );
    expect(workspaceWith(after).document(`${BASE}policies/contact-with-authorities.md`)?.counts).toBe(true);
    expect(rules(after, 'policies/contact-with-authorities.md')).toEqual([]);
  });

  it('can be YAML', () => {
    const { files: after, before } = add(sample, { ...SAID, 'approved-by': 'ceo', format: 'yaml' }, POLICY);
    expect(after.get('policies/contact-with-authorities.yaml')).toBe(`policy:
  id: contact-with-authorities
  title: Contact with Authorities Policy
  version:
  status: draft
  owner: ciso
  approved-by: ceo
  effective:
  summary:
  controls: [A.5.5, A.5.6]
`);
    expect(before).toBe('  summary:');
    expect(rules(after, 'policies/contact-with-authorities.yaml')).toEqual([]);
  });

  it('offers the controls that nobody covers first, and the one it was asked for', () => {
    const { questions } = form(sample, { form: 'policy', root: ROOT, control: 'A.5.8' });
    const controls = questions.find(({ key }) => key === 'controls')!;
    expect(controls.value).toEqual(['A.5.8']);
    expect(controls.choices).toHaveLength(93);
    expect(controls.choices!.filter(({ group }) => group === 'Not covered yet').map(({ value }) => value)).toEqual([
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
    expect(controls.choices!.at(-1)!.description).toMatch(/Policy/);
  });

  it('goes into the list where policies are one', () => {
    const text = 'policies:\n  - { id: p, title: P, status: draft, controls: [A.5.1] } # kept\n';
    const files: Files = new Map([
      ['isms.yaml', SETTINGS],
      ['policies.yaml', text],
    ]);
    expect(form(files, POLICY).questions.map(({ key }) => key)).not.toContain('format');
    expect(add(files, SAID, POLICY).files.get('policies.yaml')).toBe(
      `${text}  - { id: contact-with-authorities, title: Contact with Authorities Policy, version: , status: draft, owner: ciso, approved-by: cto, effective: , summary: , controls: [A.5.5, A.5.6] }\n`,
    );
  });

  it('starts the folder where there is none', () => {
    const files: Files = new Map([['isms.yaml', SETTINGS]]);
    expect([...add(files, SAID, POLICY).files.keys()]).toContain('policies/contact-with-authorities.yaml');
  });

  it('replaces no file', () => {
    const filled = fill(workspaceWith(sample), POLICY, { ...SAID, id: 'new' }, () => true);
    expect(filled).toEqual({ refused: 'policies/new.yaml is already there.' });
  });
});
