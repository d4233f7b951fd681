import { existsSync, mkdirSync, rmdirSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { starterFiles } from '../../starter.ts';
import { visible } from '../../text/visible.ts';
import { reasonOf } from '../disk.ts';
import { write, writeFile } from './output.ts';
import { EXIT, UsageError } from './usage.ts';

/** `isms init`: never overwrites, and writes all files or none. @returns the exit code */
export function init(folder: string, { dryRun }: { readonly dryRun?: boolean }): number {
  const files = starterFiles;
  const at = path.resolve(folder);
  const there = ['isms.yml', 'suppliers.yml', ...files.map((file) => file.path)].filter((name) =>
    existsSync(path.join(at, name)),
  );
  if (there.length)
    throw new UsageError(
      `${folder === '.' ? 'this folder' : folder} already has ${there.join(', ')}: nothing was written.`,
    );
  const shown = (name: string) => visible(path.join(folder, name));
  if (dryRun) {
    write(files.map(({ path: name, text }) => `==> ${shown(name)}\n${text}`).join('\n'));
    return EXIT.ok;
  }
  const made: (() => void)[] = [];
  try {
    for (const { path: name, text } of files) {
      const file = path.join(at, name);
      makeFolder(path.dirname(file), made);
      writeFile(file, text, true);
      made.push(() => unlinkSync(file));
    }
  } catch (error) {
    for (const undo of made.reverse()) {
      try {
        undo();
      } catch {
        // What someone else has put there in the meantime stays.
      }
    }
    throw error instanceof UsageError ? error : new UsageError(`${folder} cannot be written: ${reasonOf(error)}.`);
  }
  const where = folder === '.' ? '' : ` ${visible(folder)}`;
  write(
    `${files.map(({ path: name }) => `wrote ${shown(name)}\n`).join('')}\nNext: write your suppliers and policies over the examples, then isms check${where}.\n`,
  );
  return EXIT.ok;
}

/** Makes a folder and those above it, and notes how each new one is taken back. */
function makeFolder(folder: string, made: (() => void)[]): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder), made);
  mkdirSync(folder);
  made.push(() => rmdirSync(folder));
}
