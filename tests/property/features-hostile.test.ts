import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TextEdit } from 'vscode-languageserver-types';
import { codeActions } from '../../server/src/features/actions/codeActions.ts';
import { definition } from '../../server/src/features/navigation/definition.ts';
import { incoming, outgoing, prepareHierarchy } from '../../server/src/features/navigation/hierarchy.ts';
import { highlights } from '../../server/src/features/navigation/highlights.ts';
import { links } from '../../server/src/features/navigation/links.ts';
import { references } from '../../server/src/features/navigation/references.ts';
import { prepareRename, rename } from '../../server/src/features/navigation/rename.ts';
import { workspaceSymbols } from '../../server/src/features/navigation/workspaceSymbols.ts';
import { folding } from '../../server/src/features/outline/folding.ts';
import { selections } from '../../server/src/features/outline/selection.ts';
import { documentSymbols } from '../../server/src/features/outline/symbols.ts';
import { fill, formOf, reviewable, subjectAt } from '../../server/src/features/views/guided/index.ts';
import type { Purpose } from '../../server/src/protocol.ts';
import type { Range } from '../../server/src/workspace/document.ts';
import type { Workspace } from '../../server/src/workspace/workspace.ts';
import { applyEdits, BASE, filesIn, fixtures, workspaceWith } from '../unit/support/folders.ts';

const exists = () => undefined;

/** Records a review of everything and adds a supplier and a policy: refused, or an edit that can be made. */
function guide(workspace: Workspace): void {
  const answers = { date: workspace.today, by: 'ciso', outcome: 'approved', name: 'X', id: 'x-y-z', title: 'X' };
  const purposes: Purpose[] = [
    ...reviewable(workspace).map(({ subject }): Purpose => ({ form: 'review', subject })),
    ...workspace.allRoots().flatMap(({ uri }): Purpose[] => [
      { form: 'supplier', root: uri },
      { form: 'policy', root: uri },
    ]),
  ];
  for (const purpose of purposes) {
    formOf(workspace, purpose, {});
    const filled = fill(workspace, purpose, answers, exists);
    if ('refused' in filled) continue;
    for (const change of filled.edit.documentChanges ?? []) {
      if (!('textDocument' in change)) continue;
      const text = workspace.document(change.textDocument.uri)?.text ?? '';
      const after = applyEdits(text, change.edits as TextEdit[]);
      expect(after.length).toBeGreaterThan(text.length);
      expect(filled.select.range.end.line).toBeLessThan(after.split(/\r\n|\n|\r/).length);
    }
  }
}

/** Asks everything at a place; every range that comes back lies in the text, and every edit can be made. */
function askAll(workspace: Workspace, uri: string, line: number, character: number): void {
  const position = { line, character };
  const range: Range = { start: position, end: position };
  for (const { edit } of codeActions(workspace, uri, range, { diagnostics: [], files: true, exists })) {
    for (const [at, edits] of Object.entries(edit?.changes ?? {})) applyEdits(workspace.document(at)!.text, edits);
  }
  subjectAt(workspace, uri, position);
  definition(workspace, uri, position, exists);
  references(workspace, uri, position, true);
  highlights(workspace, uri, position);
  prepareRename(workspace, uri, position);
  const renamed = rename(workspace, uri, position, 'other');
  if (renamed && 'changes' in renamed) {
    for (const [at, edits] of Object.entries(renamed.changes ?? {})) applyEdits(workspace.document(at)!.text, edits);
  }
  let [selection] = selections(workspace, uri, [position]);
  for (; selection?.parent; selection = selection.parent) {
    const { range: inner } = selection;
    const outer = selection.parent.range;
    expect(outer.start.line <= inner.start.line && outer.end.line >= inner.end.line).toBe(true);
  }
  for (const item of prepareHierarchy(workspace, uri, position) ?? []) {
    incoming(workspace, item);
    outgoing(workspace, item);
  }
}

function askOfFile(workspace: Workspace, uri: string): void {
  const text = workspace.document(uri)?.text ?? '';
  const lines = text.split(/\r\n|\n|\r/);
  for (const { startLine, endLine } of folding(workspace, uri)) {
    expect(startLine).toBeLessThan(endLine);
    expect(endLine).toBeLessThan(lines.length);
  }
  for (const { range, selectionRange } of documentSymbols(workspace, uri)) {
    expect(range.end.line).toBeLessThan(lines.length);
    expect(range.start.line <= selectionRange.start.line && selectionRange.end.line <= range.end.line).toBe(true);
  }
  links(workspace, uri, exists);
}

describe('every feature on hostile text', () => {
  it.each(
    readdirSync(path.join(fixtures, 'hostile'), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    ),
  )('%s', (folder) => {
    const files = filesIn(path.join(fixtures, 'hostile', folder));
    const workspace = workspaceWith(files);
    for (const name of files.keys()) {
      const uri = BASE + name;
      if (!workspace.document(uri)) continue;
      askOfFile(workspace, uri);
      const lines = workspace.document(uri)!.text.split(/\r\n|\n|\r/);
      const step = Math.max(1, Math.floor(lines.length / 40));
      for (let line = 0; line <= lines.length; line += step) {
        const { length } = lines[line] ?? '';
        for (const character of new Set([0, Math.min(5, length), Math.min(length >> 1, 200), Math.min(length, 400)]))
          askAll(workspace, uri, line, character);
      }
    }
    workspaceSymbols(workspace, 'a');
    guide(workspace);
  });

  it('the sample, cut off anywhere', () => {
    const files = filesIn(path.join(fixtures, 'botbrains'));
    for (const name of [
      'suppliers.yaml',
      'policies/risk-management.yaml',
      'policies/supplier-management.md',
      'isms.yaml',
    ]) {
      const text = files.get(name)!;
      const head = name === 'suppliers.yaml' ? 1000 : 0;
      for (let end = head; end < Math.min(text.length, head + 3000); end += 37) {
        const workspace = workspaceWith(new Map(files).set(name, text.slice(0, end)));
        const uri = BASE + name;
        if (!workspace.document(uri)) continue;
        askOfFile(workspace, uri);
        if (end % 5 === 0) guide(workspace);
        const lines = text.slice(0, end).split('\n');
        askAll(workspace, uri, lines.length - 1, lines.at(-1)!.length);
        askAll(workspace, uri, lines.length - 2, 6);
      }
    }
  });
});
