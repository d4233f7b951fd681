import { describe, expect, it } from 'vitest';
import type { CodeAction, TextEdit } from 'vscode-languageserver-types';
import { codeActions, resolveAction } from '../../server/src/features/actions/codeActions.ts';
import type { Workspace } from '../../server/src/workspace/workspace.ts';
import { problemsIn } from '../../server/src/yaml/read.ts';
import { applyEdits, BASE, workspaceWith } from '../unit/support/folders.ts';

const SUPPLIERS = 2000;
/** Milliseconds that the fastest of several offers may take: 5 at 10,000 suppliers, on a machine that has other work. */
const MOST = 10;
const URI = `${BASE}suppliers.yaml`;

const item = (n: number): string =>
  `  - name: Example ${n}\n    id: s${n}\n    status: active\n    hosting: [US, XX]\n    dpa: { signed: 2026-01-15, status: signed }\n    access: [customer-data]\n`;
const items = Array.from({ length: SUPPLIERS }, (_, n) => item(n)).join('');
const flow = Array.from(
  { length: SUPPLIERS },
  (_, n) =>
    `  { "name": "Example ${n}", "id": "s${n}", "status": "active", "hosting": ["US", "XX"], "access": ["customer-data"] }`,
).join(',\n');

const STYLES: Readonly<Record<string, string>> = {
  block: `suppliers:\n${items}`,
  'with an alias': `x-a: &a [DE]\nsuppliers:\n${items}  - id: last\n    hosting: *a\n`,
  JSON: `{ "suppliers": [\n${flow}\n] }\n`,
  'two documents': `suppliers:\n${items}---\nsuppliers: []\n`,
  'lines that end in CR': `suppliers:\n${items}`.replaceAll('\n', '\r'),
};

const options = { files: true, exists: () => undefined };
const ask = (workspace: Workspace, line: number): CodeAction[] => {
  const at = { line, character: 5 };
  return codeActions(workspace, URI, { start: at, end: at }, { diagnostics: [], resolves: true, ...options });
};

describe(`what is offered at a cursor in a register of ${SUPPLIERS} suppliers`, { timeout: 60_000 }, () => {
  it.each(Object.entries(STYLES))('%s: costs little, and is worked out once it is chosen', (_, text) => {
    const workspace = workspaceWith(
      new Map([
        ['isms.yaml', 'isms: 1\n'],
        ['suppliers.yaml', text],
      ]),
    );
    const lines = text.split(/\r|\n/);
    const middle = lines.findIndex((line) => line.includes('Example 1000'));
    ask(workspace, middle);
    const times = Array.from({ length: 9 }, (_, n) => {
      const began = performance.now();
      ask(workspace, middle + n - 4);
      return performance.now() - began;
    });
    expect(Math.min(...times)).toBeLessThan(MOST);

    const offered = ask(workspace, middle).find(({ title }) => title === 'Sort keys')!;
    expect(offered.edit).toBeUndefined();
    const { edit } = resolveAction(workspace, offered, options);
    const after = applyEdits(text, edit!.changes![URI] as TextEdit[]);
    expect(after).toMatch(/id"?: "?s1000"?,?\s+"?name"?: "?Example 1000/);
    expect(after.length).toBe(text.length);
    expect(problemsIn(after)).toBe(0);
  });
});
