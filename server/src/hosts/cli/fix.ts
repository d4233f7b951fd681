import { lstatSync } from 'node:fs';
import path from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { fixAll } from '../../features/actions/codeActions.ts';
import { visible } from '../../text/visible.ts';
import { plural } from '../../text/words.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { readRegularFile, textOf, toPath } from '../disk.ts';
import { writeFile } from './output.ts';
import { warn } from './usage.ts';

/** A fix may make room for another one; rounds after this many would not end. */
const MOST_ROUNDS = 10;

/**
 * Corrects the form of documents where that cannot change what they say, in the workspace and on the disk. Nothing is
 * written through a link, or to a file whose bytes are no UTF-8 or have changed since they were read.
 */
export function fix(workspace: Workspace, uris: readonly string[], wants: (rule: string) => boolean): void {
  for (const uri of uris) {
    const file = toPath(uri);
    const before = workspace.document(uri)!.text;
    let text = before;
    let count = 0;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const findings = workspace.findings(uri).filter(({ rule }) => wants(rule));
      const edits = fixAll(workspace, uri, findings);
      if (!edits.length) break;
      count += edits.length;
      text = TextDocument.applyEdits(TextDocument.create(uri, 'yaml', 0, text), edits);
      workspace.set(uri, text);
      workspace.update();
      workspace.takeChanged();
    }
    if (text === before) continue;
    const where = visible(path.relative('.', file));
    const why = notWritable(file, before);
    if (why) {
      warn(`${where} is not corrected: ${why}.`);
      workspace.set(uri, before);
    } else {
      writeFile(file, `${readRegularFile(file).subarray(0, 3).equals(MARK) ? '\ufeff' : ''}${text}`);
      warn(`${where}: ${plural(count, 'correction')} of form.`);
    }
  }
  workspace.update();
  workspace.takeChanged();
}

/** The byte order mark. */
const MARK = Buffer.from('\ufeff');

function notWritable(file: string, text: string): string | undefined {
  if (!lstatSync(file).isFile()) return 'it is a link';
  const bytes = readRegularFile(file);
  if (textOf(bytes) !== text) return 'it has changed in the meantime';
  const plain = bytes.subarray(0, 3).equals(MARK) ? bytes.subarray(3) : bytes;
  return Buffer.from(text).equals(plain) ? undefined : 'it is not UTF-8';
}
