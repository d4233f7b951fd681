import { describe, expect, it } from 'vitest';
import { codeActions } from '../../server/src/features/actions/codeActions.ts';
import { selections } from '../../server/src/features/outline/selection.ts';
import { documentSymbols } from '../../server/src/features/outline/symbols.ts';
import { Overview } from '../../server/src/features/views/overview.ts';
import { complete } from '../../server/src/features/writing/completion.ts';
import type { ViewId } from '../../server/src/protocol.ts';
import type { Range } from '../../server/src/workspace/document.ts';
import { encodeText } from '../../server/src/workspace/uri.ts';
import { applyEdits, BASE, workspaceWith } from './support/folders.ts';

const URI = `${BASE}suppliers.yaml`;
const CLIENT = { snippets: true, adjustsIndentation: true, labelDetails: true, again: undefined };

const workspaceOf = (text: string, name = 'suppliers.yaml') =>
  workspaceWith(new Map([['isms.yaml', 'isms: 1\n']]).set(name, text));

/** What is wrong with a range in a text: lines and columns that are not there. */
function wrong(text: string, range: Range): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  return [range.start, range.end].flatMap((at) => {
    const line = lines[at.line];
    return line !== undefined && at.character >= 0 && at.character <= line.length ? [] : [JSON.stringify(at)];
  });
}

describe('ranges lie in the text', () => {
  it.each([
    'suppliers:\n  - id: a\n    hosting: [DE, aws:eu\n -central-1]\n',
    'suppliers:\n  - id: a\n    hosting: [DE,\n aws:eu-central-1]\n',
    'suppliers:\n  - id: a\n    hosting: [\nDE]\n',
    'suppliers:\n  - id: a\n    status: "act\nive"\n',
    'suppliers:\n  - id: a\n    purpose: a\n b\n    owner: {\nx: y }\n',
    'suppliers: [{ id: a, hosting: [D\nE] }]\n',
    'suppliers:\n  - id: a\n    criticality: { business-impact: 4, rating: critical\n    }\n    model: {}\n',
    'suppliers:\n  - id: a\n    dpa: { status: signed, signed: 2025-03-10\n    }\n',
    'suppliers:\n  - id: a\n    dpa: { status: sig\n     ned, signed: 2025-03-10 }\n',
    'suppliers:\r\n  - id: a\r\n    hosting: [DE, aws:eu\r\n -central-1]\r\n    status: active\r\n',
  ])('of completion, selection and symbols in %j', (text) => {
    const workspace = workspaceOf(text);
    for (const [line, content] of text.split(/\r\n|\n/).entries())
      for (let character = 0; character <= content.length; character++) {
        const position = { line, character };
        const list = complete({
          workspace,
          uri: URI,
          position,
          keys: true,
          trigger: undefined,
          client: CLIENT,
          listFolder: () => ['a.md'],
        });
        for (const { textEdit, additionalTextEdits, label } of list.items) {
          const ranges = [
            ...(textEdit && 'range' in textEdit ? [textEdit.range] : []),
            ...(additionalTextEdits ?? []).map(({ range }) => range),
          ];
          for (const range of ranges) expect(wrong(text, range), `${label} at ${line}:${character}`).toEqual([]);
        }
        for (let [selection] = selections(workspace, URI, [position]); selection; selection = selection.parent!)
          expect(wrong(text, selection.range), `selection at ${line}:${character}`).toEqual([]);
      }
    for (const { range, selectionRange } of documentSymbols(workspace, URI))
      expect([...wrong(text, range), ...wrong(text, selectionRange)]).toEqual([]);
  });

  it('and no range ends between a carriage return and its line feed', () => {
    const text = 'suppliers:\r\n  - id: a\r\n    notes: |\r\n      a\r\n      b\r\n\r\n    name: >-\r\n      c\r\n';
    const workspace = workspaceOf(text);
    for (const [line, content] of text.split('\r\n').entries())
      for (let character = 0; character <= content.length; character++)
        for (
          let [selection] = selections(workspace, URI, [{ line, character }]);
          selection;
          selection = selection.parent!
        )
          expect(wrong(text, selection.range)).toEqual([]);
  });
});

describe('a symbol has a name', () => {
  it.each([
    ['isms.yaml', 'isms: 1\nroles:\n  "": c\n  " ": d\n'],
    ['suppliers.yaml', 'suppliers:\n  - id: ""\n  - name: " "\n  - { id: "" }\n'],
    ['soa.yaml', 'soa:\n  - control: ""\n    policies: { "": x }\n'],
    ['policies/a.yaml', 'policy:\n  id: ""\n  "": []\n'],
  ])('in %s', (name, text) => {
    const symbols = documentSymbols(workspaceOf(text, name), BASE + name);
    const names = (list: typeof symbols): string[] => list.flatMap((one) => [one.name, ...names(one.children ?? [])]);
    expect(names(symbols).length).toBeGreaterThan(0);
    expect(names(symbols).filter((each) => !each.trim())).toEqual([]);
  });
});

describe('what is valid YAML stays so', () => {
  it.each([
    ['%YAML 1.1', '%YAML 1.1\n---\nsuppliers:\n  - id:\n    name:\n    status:\n    categories: []\n    access: []'],
    [
      '# x\n%YAML 1.1\n# y\n',
      '# x\n%YAML 1.1\n# y\n---\nsuppliers:\n  - id:\n    name:\n    status:\n    categories: []\n    access: []\n',
    ],
    [
      '%YAML 1.1\n---\n',
      '%YAML 1.1\n---\nsuppliers:\n  - id:\n    name:\n    status:\n    categories: []\n    access: []\n',
    ],
    ['-uppliers:\n  - id: a\n', 'x-uppliers:\n  - id: a\n'],
  ])('in %j', (text, expected) => {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const found = codeActions(workspaceOf(text), URI, range, { diagnostics: [], files: true, exists: () => true });
    expect(found.map(({ edit }) => edit?.changes?.[URI] && applyEdits(text, edit.changes[URI]))).toContain(expected);
  });
});

it('half of a surrogate pair in an id, a name or a path ends nothing', () => {
  const half = '\\ud800';
  const files = new Map([
    ['isms.yaml', `isms: 1\nroles: { "${half}": x }\n`],
    [
      'suppliers.yaml',
      `suppliers:\n  - id: "${half}"\n    name: "${half}"\n    status: active\n    access: [production]\n    agreement: { document: "${half}.md" }\n`,
    ],
    [
      'policies/a.yaml',
      `policy: { id: "${half}", title: "${half}", controls: [A.5.1], status: approved, document: "${half}" }\n`,
    ],
    ['soa.yaml', `soa:\n  - { control: A.5.1, policies: ["${half}"] }\n`],
  ]);
  const workspace = workspaceWith(files);
  const overview = new Overview(workspace);
  const ids: string[] = [];
  const walk = (view: ViewId, parent = ''): void => {
    for (const node of overview.children(view, parent)) {
      ids.push(node.id);
      if (node.children) walk(view, node.id);
    }
  };
  for (const view of ['isms.overview', 'isms.reviews'] as const) walk(view);
  expect(ids.length).toBeGreaterThan(4);
  expect(new Set(ids).size).toBe(ids.length);
  expect(encodeText('\ud800a\ud83e\udd8a')).toBe('%uD800a%F0%9F%A6%8A');
});
