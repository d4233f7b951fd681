import { expect, it } from 'vitest';
import { fixesFor } from '../../server/src/features/actions/fixes.ts';
import { TODAY, workspaceOf } from './support/cases.ts';
import { applyEdits } from './support/folders.ts';

const URI = 'file:///case/suppliers.yaml';
const HEAD = 'suppliers:\n  - id: acme\n    name: Acme GmbH\n';

/** The first fix of the finding whose message has some words: its title, and the text with it. */
function fixed(text: string, words: string): readonly [title: string, text: string] {
  const workspace = workspaceOf(
    new Map([
      ['isms.yaml', 'isms: 1\n'],
      ['suppliers.yaml', text],
    ]),
    TODAY,
  );
  const found = workspace.findings(URI).find(({ message }) => message.includes(words));
  expect(
    found,
    workspace
      .findings(URI)
      .map(({ message }) => message)
      .join('\n'),
  ).toBeDefined();
  const [fix] = fixesFor(workspace, URI, [found!]);
  expect(fix, found!.message).toBeDefined();
  return [fix!.title, applyEdits(text, fix!.edits.get(URI)!)];
}

it.each([
  [
    'one space short',
    'status: active\n',
    '   status: active\n',
    'is indented by 3 spaces',
    'Move it below the keys above, by 1 space',
  ],
  [
    'one space too many',
    'status: active\n',
    '     status: active\n',
    'is indented by 5 spaces',
    'Move it below the keys above, by 1 space',
  ],
  [
    'a block that is one space short',
    'dpa:\n      status: signed\n',
    '   dpa:\n     status: signed\n',
    'is indented by 3 spaces',
    'Move it below the keys above, by 1 space',
  ],
])('indentation: %s', (_, right, wrong, words, title) => {
  expect(fixed(HEAD + wrong, words)).toEqual([title, `${HEAD}    ${right}`]);
});

it.each([
  ['name:Acme GmbH', 'name: Acme GmbH', 'A space is missing', 'Add the missing space'],
  [
    "purpose: 'the customer's data'",
    "purpose: 'the customer''s data'",
    "write ' inside it twice",
    'Put quotes around the value',
  ],
  [
    'purpose: "ISO 27001" certificate',
    `purpose: '"ISO 27001" certificate'`,
    'behind the quote',
    'Put quotes around the value',
  ],
  ['purpose: [draft] text', "purpose: '[draft] text'", 'behind the bracket', 'Put quotes around the value'],
  ['purpose: >5 users', "purpose: '>5 users'", 'starts with > needs quotes', 'Put quotes around the value'],
  ['purpose: & more', "purpose: '& more'", 'starts with & needs quotes', 'Put quotes around the value'],
  ['purpose: - item', "purpose: '- item'", 'on a line of its own', 'Put quotes around the value'],
  [
    'notes: "C:\\policies\\x.pdf"',
    "notes: 'C:\\policies\\x.pdf'",
    'a backslash changes',
    'Put quotes around the value',
  ],
  ['dpa: signed', 'dpa: { status: signed }', 'found “signed”', 'Write status: signed'],
  ['criticality: high', 'criticality: { rating: high }', 'found “high”', 'Write rating: high'],
  ['assurance: ISO 27001', 'assurance: [{ kind: iso27001 }]', 'found “ISO 27001”', 'Write kind: iso27001'],
  ['dpa:\n      status:signed', 'dpa:\n      status: signed', 'behind the colon of status', 'Add the missing space'],
  ['country: Germany', 'country: DE', 'did you mean DE?', 'Change to DE'],
])('%s', (wrong, right, words, title) => {
  const rest = '    status: active\n';
  const head = wrong.startsWith('name') ? 'suppliers:\n  - id: acme\n' : HEAD;
  expect(fixed(`${head}    ${wrong}\n${rest}`, words)).toEqual([title, `${head}    ${right}\n${rest}`]);
});

it('a list without its dash', () => {
  expect(fixed('suppliers:\n  id: acme\n  name: Acme GmbH\n', 'put a dash')).toEqual([
    'Make it a list of one',
    'suppliers:\n  - id: acme\n    name: Acme GmbH\n',
  ]);
});

it('pasted spaces, in the whole file at once', () => {
  const text = `${HEAD}\u00a0\u00a0\u00a0\u00a0status:\u00a0active\n`;
  expect(fixed(text, 'U+00A0')).toEqual(['Replace by plain spaces', `${HEAD}    status: active\n`]);
});

it('a merge conflict', () => {
  const text = `${HEAD}<<<<<<< HEAD\n    status: active\n=======\n    status: suspended\n>>>>>>> other\n`;
  expect(fixed(text, 'git')).toEqual(['Keep only the first version', `${HEAD}    status: active\n`]);
});
