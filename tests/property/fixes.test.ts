import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixesOf, ruleIds } from '../../server/src/check/rules.ts';
import { fixAll } from '../../server/src/features/actions/codeActions.ts';
import { type Fix, fixesFor } from '../../server/src/features/actions/fixes.ts';
import type { Finding, Workspace } from '../../server/src/workspace/workspace.ts';
import { readYaml } from '../../server/src/yaml/read.ts';
import { parseCase } from '../unit/support/cases.ts';
import { applyEdits, BASE, filesIn, fixtureFolders, fixtures, workspaceWith } from '../unit/support/folders.ts';

/** The fixtures as they are, and with the line breaks of Windows. */
const variants: readonly [string, (text: string) => string][] = [
  ['\\n', (text) => text.replace(/\r\n/g, '\n')],
  ['\\r\\n', (text) => text.replace(/\r?\n/g, '\r\n')],
];

const findingsIn = (workspace: Workspace, files: ReadonlyMap<string, string>): Finding[] =>
  [...files.keys()].flatMap((name) => workspace.findings(BASE + name));
const judged = (finding: Finding): boolean => finding.severity !== 'information' && !finding.waived;
const commentsOf = (text: string): string[] => text.match(/(?<=^|\s)#.*$/gm) ?? [];
const isRemoval = (title: string): boolean => /^(?:Remove|Keep only)/.test(title);

/** Applies a fix and says what is wrong with the outcome. */
function faultsOf(
  files: ReadonlyMap<string, string>,
  before: readonly Finding[],
  { title, finding, edits, safe }: Fix,
) {
  const faults: string[] = [];
  const fixed = new Map(files);
  for (const [uri, list] of edits) {
    const name = uri.slice(BASE.length);
    const text = files.get(name)!;
    const after = applyEdits(text, list);
    fixed.set(name, after);
    if (after === text) faults.push('nothing changed');
    // Every line that no edit touches is there, in order; and every comment, unless what it is about was removed.
    const touched = new Set(list.flatMap(({ range: { start, end } }) => span(start.line, end.line)));
    // A last line without a break gets one when something is put behind it, so breaks are compared apart.
    const broken = (source: string): string[] => source.split(/\r\n|\n|\r/);
    const lines = broken(after);
    let at = 0;
    for (const [number, line] of broken(text).entries()) {
      if (touched.has(number)) continue;
      const found = lines.indexOf(line, at);
      if (found < 0) faults.push(`line ${number + 1} is not as it was`);
      else at = found + 1;
    }
    const comments = commentsOf(after);
    if (!isRemoval(title)) {
      for (const comment of commentsOf(text)) {
        const found = comments.indexOf(comment);
        if (found < 0) faults.push(`lost ${comment}`);
        else comments.splice(found, 1);
      }
    }
    if (text.includes('\r\n') && /(?<!\r)\n/.test(after)) faults.push('mixed line breaks');
    const yaml = (source: string): string =>
      /\.mdx?$/.test(name) ? (/^---\r?\n([\s\S]*?)^---/m.exec(source)?.[1] ?? '') : source;
    const problems = (source: string) => readYaml(yaml(source)).reduce((sum, tree) => sum + tree.problems.length, 0);
    if (problems(after) > problems(text)) faults.push('does not parse any more');
  }
  const after = findingsIn(workspaceWith(fixed), fixed);
  const same = (other: Finding): boolean =>
    other.uri === finding.uri && other.rule === finding.rule && other.message === finding.message;
  const gone = after.filter(same).length < before.filter(same).length;
  if (/to fill in$|^Start with/.test(title)) {
    // Blanks stay flagged: nothing is better than before until the author fills them in.
    if (after.filter(judged).length < before.filter(judged).length) faults.push('a blank made a finding go');
    if (!gone && !after.some(same)) faults.push('the finding is neither gone nor there');
  } else if (/^Keep it as/.test(title) || finding.rule !== 'schema/unknown-key') {
    if (!gone) faults.push('the finding is still there');
  } else if (!gone) faults.push('the finding is still there');
  if (
    safe &&
    after.filter((other) => other.rule === 'yaml/syntax').length >
      before.filter((other) => other.rule === 'yaml/syntax').length
  )
    faults.push('a safe fix broke the text');
  return faults;
}

const span = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const cases = path.join(import.meta.dirname, '../unit/cases');
const casesOf = readdirSync(cases)
  .filter((name) => name.endsWith('.case'))
  .sort();

/** The fixture folders, and the labelled cases, as they are under other line breaks. */
const filesOf = (name: string, convert: (text: string) => string): Map<string, string> => {
  const files = name.endsWith('.case')
    ? parseCase(readFileSync(path.join(cases, name), 'utf8')).files
    : filesIn(path.join(fixtures, name));
  return new Map([...files].map(([file, text]) => [file, convert(text)]));
};

describe.each(variants)('every fix that is offered, lines ending in %s', (_, convert) => {
  it.each([...fixtureFolders, ...casesOf])('%s', (folder) => {
    const files = filesOf(folder, convert);
    const workspace = workspaceWith(files);
    const before = findingsIn(workspace, files);
    const faults = [...files.keys()].flatMap((name) =>
      fixesFor(workspace, BASE + name, workspace.findings(BASE + name)).flatMap((fix) =>
        faultsOf(files, before, fix).map(
          (fault) => `${fix.finding.rule}, ${name}:${fix.finding.range.start.line + 1}, ${fix.title}: ${fault}`,
        ),
      ),
    );
    expect(faults).toEqual([]);
  });

  it('all safe fixes of a file at once', () => {
    for (const folder of fixtureFolders) {
      const files = new Map([...filesIn(path.join(fixtures, folder))].map(([name, text]) => [name, convert(text)]));
      const workspace = workspaceWith(files);
      for (const [name, text] of files) {
        const edits = fixAll(workspace, BASE + name);
        if (edits.length === 0) continue;
        const fixed = new Map(files).set(name, applyEdits(text, edits));
        const again = workspaceWith(fixed);
        expect(again.findings(BASE + name).filter(({ rule }) => rule === 'yaml/syntax').length).toBeLessThanOrEqual(
          workspace.findings(BASE + name).filter(({ rule }) => rule === 'yaml/syntax').length,
        );
        // A second time there is at most what the first has laid open.
        const twice = applyEdits(fixed.get(name)!, fixAll(again, BASE + name));
        const thrice = workspaceWith(new Map(fixed).set(name, twice));
        expect(fixAll(thrice, BASE + name), `${folder}/${name}`).toEqual([]);
      }
    }
  });
});

it('has a title for each fix of a rule, as its page shows it', () => {
  const titles = [...ruleIds()].flatMap((id) => [...fixesOf(id)].map(({ title }) => title));
  expect(titles.length).toBeGreaterThan(40);
  for (const title of titles) expect(title).toMatch(/^[A-Z].+[^. ]$/);
});

/** What may never be offered: a value that says something of the world which the author has not said. */
it('states no fact', () => {
  const healthy = /DataZone|Standard|^eu\.|prohibited|signed$|approved|true|implemented|iso27001|soc2/;
  const stated: string[] = [];
  for (const folder of fixtureFolders) {
    const files = filesIn(path.join(fixtures, folder));
    const workspace = workspaceWith(files);
    for (const name of files.keys()) {
      for (const { finding, title, edits } of fixesFor(workspace, BASE + name, workspace.findings(BASE + name))) {
        if (!/^(?:supplier|model|review|policy|soa)\//.test(finding.rule)) continue;
        for (const { newText } of [...edits.values()].flat()) {
          const values = [...newText.matchAll(/: *([^\s,{}[\]][^,\n{}]*)/g)].map((match) => match[1]!.trim());
          for (const value of values) {
            // What a waiver is of and for, which control a row is about, and the day on which the author acts. Rows that the
            // policies fill say what follows from those.
            if (finding.rule === 'soa/control-missing' && value === 'true' && /policies: *\[/.test(newText)) continue;
            if (!healthy.test(value) || value.startsWith('supplier/') || value.startsWith('review/')) continue;
            stated.push(`${finding.rule}: ${title}: ${value}`);
          }
        }
      }
    }
  }
  expect(stated).toEqual([]);
});
