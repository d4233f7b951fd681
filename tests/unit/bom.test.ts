import { expect, it } from 'vitest';
import { Workspace } from '../../server/src/workspace/workspace.ts';

const BOM = '\ufeff';
const TEXTS = {
  'isms.yaml': 'isms: 1\norganisation: 7\nx: [\n',
  'suppliers.yaml': 'suppliers:\n  - id: a\n    nmae: b\n  - id: a\n',
  'soa.yaml': 'soa:\n  - control: A.5.1\n  - control: A.5.99\n',
  'policies/a.yaml': 'policy: { id: A b }\n',
  'policies/b.md': '---\nid: b b\n---\n# B\n',
  'suppliers/flow.yaml': 'suppliers: [{ id: x y }]\n',
};

/** The findings of some texts, each read as a whole or after an edit that changes nothing at its end. */
function findings(mark: string, edited: boolean) {
  const workspace = new Workspace({ today: () => '2026-11-21', exists: () => true });
  for (const [name, text] of Object.entries(TEXTS)) workspace.set(`file:///r/${name}`, mark + text);
  workspace.update();
  if (edited)
    for (const name of Object.keys(TEXTS)) {
      // As an editor counts: the mark is a character of the first line.
      const at = { line: 0, character: mark.length + 3 };
      workspace.edit(`file:///r/${name}`, { start: at, end: at }, 'Q');
      workspace.edit(`file:///r/${name}`, { start: at, end: { ...at, character: at.character + 1 } }, '');
      expect(workspace.document(`file:///r/${name}`)!.text).toBe(mark + TEXTS[name as keyof typeof TEXTS]);
    }
  workspace.update();
  return Object.keys(TEXTS).flatMap((name) =>
    workspace.findings(`file:///r/${name}`).map(({ rule, message, range }) => ({ name, rule, message, range })),
  );
}

it.each([false, true])('a byte order mark is a character of line 1, and nothing else (edited: %s)', (edited) => {
  const plain = findings('', edited);
  const shift = (at: { line: number; character: number }) =>
    at.line === 0 ? { ...at, character: at.character + 1 } : at;
  expect(plain.length).toBeGreaterThan(8);
  const wanted = plain.map((finding) => ({
    ...finding,
    range: { start: shift(finding.range.start), end: shift(finding.range.end) },
  }));
  expect(findings(BOM, edited)).toEqual(wanted);
});
