import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompletionItem, TextEdit } from 'vscode-languageserver-types';
import { complete } from '../../server/src/features/writing/completion.ts';
import { hover } from '../../server/src/features/writing/hover.ts';
import { frontMatter } from '../../server/src/workspace/parts.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { readYaml } from '../../server/src/yaml/read.ts';
import { applyEdits, positionAt } from '../protocol/client.ts';

const SAMPLE = path.join(import.meta.dirname, '../../test-fixtures/botbrains');
const FOLDER = 'file:///sample/';
const FILES = ['suppliers.yaml', 'soa.yaml', 'isms.yaml', 'policies/supplier-management.md', 'policies/backup.yaml'];
const client = { snippets: false, adjustsIndentation: false, labelDetails: true };

/** How many places in a text cannot be read. */
function problems(file: string, text: string): number {
  let yaml = text;
  if (file.endsWith('.md')) {
    const matter = frontMatter(text);
    yaml = matter ? text.slice(matter.start, matter.end) : '';
  }
  return readYaml(yaml).reduce((sum, tree) => sum + tree.problems.length, 0);
}

/** Texts as somebody writes them, each with the offset of the cursor. */
function* stages(full: string, kind: string): Generator<[string, number]> {
  // Text that stops in the middle is the dear one to read again.
  const step = Math.ceil(full.length / (kind === 'in the whole text' ? 300 : 80));
  if (kind === 'in the whole text') for (let at = 0; at <= full.length; at += step) yield [full, at];
  else if (kind === 'at the end of what is written so far')
    for (let at = 0; at <= full.length; at += step) yield [full.slice(0, at), at];
  else {
    for (let end = full.indexOf('\n'); end >= 0; end = full.indexOf('\n', end + 1)) {
      const line = full.slice(full.lastIndexOf('\n', end - 1) + 1, end);
      const indent = /^ */.exec(line)![0];
      yield [`${full.slice(0, end)}\n${indent}${full.slice(end)}`, end + 1 + indent.length];
    }
  }
}

describe.each(['in the whole text', 'at the end of what is written so far', 'on an empty line below each line'])(
  'completion %s',
  (kind) => {
    it.each(FILES)('%s: edits the line of the cursor, and what it makes can be read as before', (file) => {
      const full = readFileSync(path.join(SAMPLE, file), 'utf8');
      const workspace = new Workspace({ today: () => '2026-11-21', exists: () => true });
      workspace.set(`${FOLDER}isms.yaml`, readFileSync(path.join(SAMPLE, 'isms.yaml'), 'utf8'));
      const uri = FOLDER + file;
      let shown = '';
      for (const [text, offset] of stages(full, kind)) {
        if (text !== shown) {
          workspace.set(uri, text);
          workspace.updateOne(uri);
          shown = text;
        }
        const position = positionAt(text, offset);
        const { items } = complete({ workspace, uri, position, keys: true, client, listFolder: () => ['report.pdf'] });
        hover(workspace, uri, position, { keys: true });
        if (!items.length) continue;
        const before = problems(file, text);
        for (const item of sample(items)) {
          const edit = item.textEdit as TextEdit;
          const where = `${item.label} at ${position.line}:${position.character}`;
          expect(edit.range.start.line, where).toBe(position.line);
          expect(edit.range.end.line, where).toBe(position.line);
          expect(edit.range.start.character, where).toBeLessThanOrEqual(position.character);
          expect(edit.range.end.character, where).toBeGreaterThanOrEqual(position.character);
          expect(
            problems(file, applyEdits(text, [edit])),
            `${where} makes\n${JSON.stringify(edit.newText)}`,
          ).toBeLessThanOrEqual(before);
        }
      }
    });
  },
);

/** A few of many: the first, and the last. */
const sample = (items: readonly CompletionItem[]): CompletionItem[] =>
  items.length <= 3 ? [...items] : [items[0]!, items[1]!, items.at(-1)!];
