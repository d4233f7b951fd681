import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { controls } from '../../server/src/facts/controls.ts';
import { references } from '../../server/src/features/navigation/references.ts';
import { rename } from '../../server/src/features/navigation/rename.ts';
import { occurrencesOf } from '../../server/src/workspace/occurrences.ts';
import { applyEdits, BASE, filesIn, fixtures, workspaceWith } from '../unit/support/folders.ts';

/**
 * References and renames against a search that knows no YAML: each line of the sample, comments cut off, with a pattern
 * for the keys under which the name may stand.
 */
const files = filesIn(path.join(fixtures, 'botbrains'));
const workspace = workspaceWith(files);
const root = workspace.allRoots()[0]!;

interface Hit {
  readonly file: string;
  readonly line: number;
  readonly character: number;
}
const order = (a: Hit, b: Hit): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.character - b.character;

/** The lines that are YAML; in Markdown those between the markers. `under`: the key alone on a line that a dash hangs on. */
function* linesOf(): Generator<{ file: string; number: number; line: string; under: string }> {
  for (const [file, text] of files) {
    const markdown = file.endsWith('.md');
    if (markdown && !/^---\nid:/m.test(text.slice(0, 8))) continue;
    let markers = 0;
    let under = '';
    for (const [number, line] of text.split('\n').entries()) {
      if (markdown && line === '---') markers++;
      if (markdown && markers !== 1) continue;
      const bare = line.replace(/(^|\s)#.*$/, (comment) => ' '.repeat(comment.length));
      under = /^\s*(?:- )?([\w-]+): *$/.exec(bare)?.[1] ?? (/^\s*(?:-|$)/.test(bare) ? under : '');
      yield { file, number, line: bare, under };
    }
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Every place where a word stands behind one of some keys, alone or in brackets behind it. */
function search(word: string, keys: readonly string[], only: (file: string) => boolean, ownKey?: RegExp): Hit[] {
  const hits: Hit[] = [];
  const whole = new RegExp(`(?<![\\w.-])${escaped(word)}(?![\\w.-])`, 'g');
  for (const { file, number, line, under } of linesOf()) {
    if (!only(file)) continue;
    for (const match of line.matchAll(whole)) {
      const before = line.slice(0, match.index);
      const key = new RegExp(
        `(?:^|[\\s{,-])(?:${keys.join('|')}): *["']?$|(?:^|[\\s{,-])(?:${keys.join('|')}): *\\[[^\\]]*$`,
      );
      if (
        key.test(before) ||
        (keys.includes(under) && /^\s*- *["']?$/.test(before)) ||
        (ownKey?.test(line) && before.trim() === '' && file === 'isms.yaml')
      )
        hits.push({ file, line: number, character: match.index });
    }
  }
  return hits.sort(order);
}

const found = (locations: readonly { uri: string; range: { start: { line: number; character: number } } }[]): Hit[] =>
  locations
    .map(({ uri, range }) => ({
      file: uri.slice(BASE.length),
      line: range.start.line,
      character: range.start.character,
    }))
    .sort(order);

/** From each of the places, all of them; and after a rename from each, the new name where the old one was, and nothing else. */
function agrees(
  hits: readonly Hit[],
  word: string,
  renamed: string | undefined,
  from: readonly Hit[] = [hits[0]!, hits.at(-1)!],
): void {
  expect(hits.length).toBeGreaterThan(0);
  for (const hit of from) {
    const position = { line: hit.line, character: hit.character + 1 };
    expect(found(references(workspace, BASE + hit.file, position, true))).toEqual(hits);
    const edit = rename(workspace, BASE + hit.file, position, renamed ?? 'anything');
    if (renamed === undefined) {
      expect(edit).toHaveProperty('refused');
      continue;
    }
    const expected = new Map([...files].map(([file, text]) => [file, text.split('\n')]));
    for (const { file, line, character } of [...hits].reverse()) {
      const lines = expected.get(file)!;
      lines[line] = lines[line]!.slice(0, character) + renamed + lines[line]!.slice(character + word.length);
    }
    const { changes } = edit as { changes: Record<string, never[]> };
    for (const [file, text] of files)
      expect(applyEdits(text, changes[BASE + file] ?? [])).toBe(expected.get(file)!.join('\n'));
  }
}

const inRegister = (file: string): boolean => file === 'suppliers.yaml';
const inRisks = (file: string): boolean => file === 'risks.yaml';
const inPolicies = (file: string): boolean => file.startsWith('policies/');

describe('references and rename over the sample', () => {
  it.each([...root.idsOf('supplier')].sort())('supplier %s', (id) => {
    agrees([...search(id, ['id'], inRegister), ...search(id, ['suppliers'], inRisks)].sort(order), id, 'some-other-id');
  });

  it.each([...root.idsOf('risk')].sort())('risk %s', (id) => {
    agrees(
      [
        ...search(id, ['id'], inRisks),
        ...search(id, ['risk'], inRegister),
        ...search(id, ['risks'], (file) => file === 'soa.yaml'),
      ].sort(order),
      id,
      'some-other-id',
    );
  });

  it.each([...root.idsOf('policy')].sort())('policy %s', (id) => {
    agrees(
      [
        ...search(id, ['id', 'related'], inPolicies),
        ...search(id, ['policies'], (file) => file === 'soa.yaml' || inRisks(file)),
      ].sort(order),
      id,
      'some-other-id',
    );
  });

  it.each([...root.settings.roles!])('role %s', (role) => {
    agrees(
      search(role, ['owner', 'by', 'approved-by', 'medium', 'high', 'critical'], () => true, new RegExp(`^ +${role}:`)),
      role,
      'some-other-role',
    );
  });

  it.each(controls.map(({ id }) => id))('control %s', (id) => {
    const place = new Map(controls.map((control, index) => [control.id, index]));
    const hits: Hit[] = [];
    for (const { file, number, line, under } of linesOf()) {
      if (!/(?:^|[\s{,-])controls?:/.test(line) && !(under === 'controls' && /^\s*-/.test(line))) continue;
      for (const match of line.matchAll(
        /(?<![\w.-])(?:Annex A )?(?:A\.)?(\d\.\d{1,2})(?:-(?:A\.)?(\d\.\d{1,2}))?(?![\w.-])/g,
      )) {
        if (/(?:clauses|version): *\[?[^\]]*$/.test(line.slice(0, match.index))) continue;
        const first = place.get(`A.${match[1]}`)!;
        const last = place.get(`A.${match[2] ?? match[1]}`)!;
        const wanted = place.get(id)!;
        if (wanted >= first && wanted <= last) hits.push({ file, line: number, character: match.index });
      }
    }
    expect(
      found(occurrencesOf(root, 'control', id).map(({ document, range }) => ({ uri: document.uri, range }))),
    ).toEqual(hits.sort(order));
    // Of a range only its first control is pointed at with the first character.
    const named = hits.filter(({ file, line, character }) => {
      const rest = files.get(file)!.split('\n')[line]!.slice(character);
      return rest.startsWith(id) && !/^\d/.test(rest.slice(id.length));
    });
    if (hits.length) agrees(hits, id, undefined, named);
  });
});
