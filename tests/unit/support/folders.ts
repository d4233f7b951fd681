import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TextEdit } from 'vscode-languageserver-types';
import { Workspace } from '../../../server/src/workspace/workspace.ts';
import { TODAY } from './cases.ts';

export const fixtures = path.resolve(import.meta.dirname, '../../../test-fixtures');
export const BASE = 'file:///case/';

/** The files of a fixture folder that can be ISMS documents, by path. */
export function filesIn(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:ya?ml|mdx?)$/.test(entry.name)) continue;
    const full = path.join(entry.parentPath, entry.name);
    files.set(path.relative(folder, full).replaceAll('\\', '/'), readFileSync(full, 'utf8'));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The folders below `broken`, and the sample. */
export const fixtureFolders: readonly string[] = [
  'botbrains',
  ...readdirSync(path.join(fixtures, 'broken'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `broken/${entry.name}`)
    .sort(),
];

export function workspaceWith(files: ReadonlyMap<string, string>, today: string = TODAY): Workspace {
  const there = new Set([...files.keys()].map((name) => BASE + name));
  const workspace = new Workspace({
    today: () => today,
    exists: (uri) => there.has(uri) || uri.includes('/evidence/'),
  });
  const settings = (name: string) => /(?:^|\/)isms\.ya?ml$/.test(name);
  for (const name of [...files.keys()].sort((a, b) => Number(settings(b)) - Number(settings(a)))) {
    workspace.set(BASE + name, files.get(name)!);
  }
  workspace.update();
  return workspace;
}

const startsOf = (text: string): number[] => [
  0,
  ...[...text.matchAll(/\r\n|\n|\r/g)].map((match) => match.index + match[0].length),
];

/** A text with edits made, as an editor makes them: all at once, none overlapping. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = startsOf(text);
  const at = ({ line, character }: { line: number; character: number }) =>
    Math.min((starts[line] ?? text.length) + character, starts[line + 1] ?? text.length, text.length);
  const spans = edits
    .map(({ range, newText }, order) => ({ start: at(range.start), end: at(range.end), newText, order }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
  let result = '';
  let done = 0;
  for (const { start, end, newText } of spans) {
    if (start < done) throw new Error(`edits overlap at ${start}`);
    result += text.slice(done, start) + newText;
    done = end;
  }
  return result + text.slice(done);
}
