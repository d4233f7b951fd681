import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { refactoringsAt } from '../../server/src/features/actions/refactorings.ts';
import { sameContent } from '../../server/src/features/actions/refactoringsSort.ts';
import { documentSymbols } from '../../server/src/features/outline/symbols.ts';
import type { Workspace } from '../../server/src/workspace/workspace.ts';
import { readYaml } from '../../server/src/yaml/read.ts';
import { applyEdits, BASE, filesIn, fixtureFolders, fixtures, workspaceWith } from '../unit/support/folders.ts';

const options = { files: true, exists: (uri: string) => uri.includes('/evidence/') };
const commentsOf = (text: string): string[] =>
  (text.match(/(?<=^|\s)#.*$/gm) ?? []).map((comment) => comment.trimEnd()).sort();

/** The files after an edit of several files. */
function apply(files: ReadonlyMap<string, string>, edit: WorkspaceEdit): Map<string, string> {
  const after = new Map(files);
  const put = (uri: string, edits: TextDocumentEdit['edits']) =>
    after.set(uri.slice(BASE.length), applyEdits(after.get(uri.slice(BASE.length)) ?? '', edits as never));
  for (const [uri, edits] of Object.entries(edit.changes ?? {})) put(uri, edits);
  for (const change of edit.documentChanges ?? []) {
    if ('textDocument' in change) put(change.textDocument.uri, change.edits);
    else if (change.kind === 'create') after.set(change.uri.slice(BASE.length), '');
    else if (change.kind === 'delete') after.delete(change.uri.slice(BASE.length));
  }
  return after;
}

const at = (workspace: Workspace, name: string, line: number, character: number) =>
  refactoringsAt(workspace, BASE + name, { start: { line, character }, end: { line, character } }, options);

function one(
  files: ReadonlyMap<string, string>,
  name: string,
  mark: string,
  title: string,
): ReadonlyMap<string, string> | undefined {
  const text = files.get(name)!;
  const offset = text.indexOf(mark);
  const line = text.slice(0, offset).split('\n').length - 1;
  const found = at(workspaceWith(files), name, line, offset - text.lastIndexOf('\n', offset - 1) - 1).find(
    (other) => other.title === title,
  );
  const edit = found?.edit();
  return edit && apply(files, edit);
}

const yamlOf = (name: string, text: string): string =>
  /\.mdx?$/.test(name) ? (/^---\r?\n([\s\S]*?)^---/m.exec(text)?.[1] ?? '') : text;

describe.each([
  ['\\n', (text: string) => text],
  ['\\r\\n', (text: string) => text.replace(/\r?\n/g, '\r\n')],
] as const)('every refactoring of every supplier and policy, lines ending in %s', (_, convert) => {
  it.each(fixtureFolders)(
    '%s',
    (folder) => {
      const files = new Map([...filesIn(path.join(fixtures, folder))].map(([name, text]) => [name, convert(text)]));
      const workspace = workspaceWith(files);
      for (const name of files.keys()) {
        for (const { selectionRange, children } of documentSymbols(workspace, BASE + name)) {
          for (const { start } of [selectionRange, ...(children ?? []).map((child) => child.selectionRange)]) {
            for (const { title, edit } of at(workspace, name, start.line, start.character)) {
              const where = `${name}:${start.line + 1} ${title}`;
              const change = edit();
              // An offer only looks at the order of keys.
              if (!change) continue;
              const after = apply(files, change);
              const comments = (all: ReadonlyMap<string, string>) => [...all.values()].flatMap(commentsOf).sort();
              expect(comments(after), where).toEqual(comments(files));
              for (const [file, text] of after) {
                if (convert('\n') === '\r\n') expect(text, where).not.toMatch(/(?<!\r)\n/);
                const problems = (source: string) =>
                  readYaml(yamlOf(file, source)).flatMap((tree) => tree.problems).length;
                expect(problems(text), where).toBeLessThanOrEqual(problems(files.get(file) ?? ''));
              }
              if (title === 'Sort keys')
                expect(
                  sameContent(readYaml(yamlOf(name, after.get(name)!)), readYaml(yamlOf(name, files.get(name)!))),
                  where,
                ).toBe(true);
              if (title.startsWith('Move')) {
                const ids = (all: ReadonlyMap<string, string>) =>
                  workspaceWith(all)
                    .allRoots()
                    .map((root) => [...root.idsOf('supplier')].sort());
                expect(ids(after), where).toEqual(ids(files));
                const judge = (all: ReadonlyMap<string, string>) => {
                  const other = workspaceWith(all);
                  return [...all.keys()]
                    .flatMap((file) => other.findings(BASE + file).map(({ rule, subject }) => `${rule} ${subject?.id}`))
                    .sort();
                };
                expect(judge(after), where).toEqual(judge(files));
              }
            }
          }
        }
      }
    },
    120_000,
  );
});

const SETTINGS = 'isms: 1\nroles:\n  ciso:\n';
const workspace = (suppliers: string, more: Record<string, string> = {}) =>
  new Map(Object.entries({ 'isms.yaml': SETTINGS, 'suppliers.yaml': suppliers, ...more }));

describe('sorting keys', () => {
  it('moves comments with their key, and keeps what the author added behind what it follows', () => {
    const files = workspace(`suppliers:
  - id: a
    # who sees what
    access: [none]   # nothing
    x-ticket: 12

    # the contract
    name: A
    status: active
  # about b
  - id: b
`);
    expect(one(files, 'suppliers.yaml', 'access', 'Sort keys')?.get('suppliers.yaml')).toBe(`suppliers:
  - id: a
    # the contract
    name: A
    status: active
    # who sees what
    access: [none]   # nothing
    x-ticket: 12

  # about b
  - id: b
`);
  });

  it('sorts flow maps and inner blocks, the first key behind the dash too', () => {
    const files = workspace(`suppliers:
  - name: A
    id: a
    dpa: { signed: 2026-01-01, status: signed }
    reviews:
      - outcome: approved
        date: 2026-01-01
        by: ciso
    status: active
    access: [none]`);
    expect(one(files, 'suppliers.yaml', 'name', 'Sort keys')?.get('suppliers.yaml')).toBe(`suppliers:
  - id: a
    name: A
    status: active
    access: [none]
    dpa: { status: signed, signed: 2026-01-01 }
    reviews:
      - date: 2026-01-01
        by: ciso
        outcome: approved`);
  });

  it('leaves a map alone that anchors hold together', () => {
    const files = workspace(
      'suppliers:\n  - id: a\n    owner: &o ciso\n    name: *o\n    status: active\n    access: [none]\n',
    );
    expect(one(files, 'suppliers.yaml', 'owner', 'Sort keys')).toBeUndefined();
  });
});

describe('a supplier of its own file', () => {
  const register = `# The register.
suppliers:
  - id: a
    name: A
    status: active
    access: [none]

  # About b.
  - id: b
    name: B   # the second
    status: active
    access: [none]
    notes: |
      two
        lines

  - id: c
    name: C
    status: active
    access: [none]
`;
  it('goes there and back', () => {
    const files = workspace(register);
    const out = one(files, 'suppliers.yaml', 'id: b', 'Move to a file of its own')!;
    expect(out.get('suppliers/b.yaml')).toBe(`# About b.
supplier:
  id: b
  name: B   # the second
  status: active
  access: [none]
  notes: |
    two
      lines
`);
    expect(out.get('suppliers.yaml')).toBe(register.replace(/ {2}# About b[\s\S]*lines\n\n/, ''));
    const back = one(out, 'suppliers/b.yaml', 'id: b', 'Move to the register')!;
    expect(back.has('suppliers/b.yaml')).toBe(false);
    expect(back.get('suppliers.yaml')).toBe(
      `${out.get('suppliers.yaml')}\n${/ {2}# About b[\s\S]*lines\n/.exec(register)![0]}`,
    );
  });

  it('takes its document paths along', () => {
    const files = workspace('suppliers:\n  - id: a\n    name: A\n    status: active\n    access: [none]\n', {
      'suppliers/b.yaml':
        'supplier:\n  id: b\n  name: B\n  status: active\n  access: [none]\n  dpa: { status: signed, signed: 2026-01-01, document: ../evidence/b.pdf }\n',
    });
    expect(one(files, 'suppliers/b.yaml', 'id: b', 'Move to the register')?.get('suppliers.yaml')).toContain(
      'document: evidence/b.pdf }',
    );
  });

  it('is not offered where the file is there, where anchors tie it, or where the editor makes no files', () => {
    const tied = workspace('suppliers:\n  - id: a\n    owner: &o ciso\n  - id: b\n    owner: *o\n');
    expect(one(tied, 'suppliers.yaml', 'id: a', 'Move to a file of its own')).toBeUndefined();
    const there = workspace('suppliers:\n  - id: a\n    name: A\n', { 'suppliers/a.yaml': 'supplier:\n  id: z\n' });
    expect(one(there, 'suppliers.yaml', 'id: a', 'Move to a file of its own')).toBeUndefined();
    expect(
      refactoringsAt(
        workspaceWith(workspace(register)),
        `${BASE}suppliers.yaml`,
        { start: { line: 2, character: 8 }, end: { line: 2, character: 8 } },
        { ...options, files: false },
      ).some(({ kind }) => kind === 'refactor.move'),
    ).toBe(false);
  });
});

describe('control ranges', () => {
  const policy = (controls: string) =>
    workspace('suppliers: []\n', {
      'policies.yaml': `policies:\n  - id: p\n    title: P\n    status: draft\n    controls:${controls}\n    owner: ciso\n`,
    });
  const outcome = (controls: string, title: string) =>
    /controls:([\s\S]*)\n {4}owner/.exec(
      one(policy(controls), 'policies.yaml', 'controls', title)?.get('policies.yaml') ?? '',
    )?.[1];

  it.each([
    [' [A.5.15-A.5.17, A.8.1] # why', ' [A.5.15, A.5.16, A.5.17, A.8.1] # why'],
    [' A.5.15-5.17, A.8.1', ' A.5.15, A.5.16, A.5.17, A.8.1'],
    [
      '\n      - A.5.15-A.5.17 # access\n      # more\n      - A.8.1',
      '\n      - A.5.15 # access\n      - A.5.16\n      - A.5.17\n      # more\n      - A.8.1',
    ],
  ])('%s is written out', (before, expected) => {
    expect(outcome(before, 'Write control ranges out')).toBe(expected);
  });

  it.each([
    [' [A.5.15, 5.16, A.5.17, A.8.1] # why', ' [A.5.15-A.5.17, A.8.1] # why'],
    [' A.5.15, A.5.16, A.5.17, A.8.1', ' A.5.15-A.5.17, A.8.1'],
    [' [A.5.15-A.5.16, A.5.17]', ' [A.5.15-A.5.17]'],
    ['\n      - A.5.15\n      - A.5.16\n      - A.5.17 # with a reason\n      - A.5.18', undefined],
    ['\n      - A.5.15\n      - A.5.16\n      - A.5.17\n      - A.8.1', '\n      - A.5.15-A.5.17\n      - A.8.1'],
    [' [A.5.36, A.5.37, A.6.1]', undefined],
  ])('%s is joined', (before, expected) => {
    expect(outcome(before, 'Join controls into ranges')).toBe(expected);
  });
});
