import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { starterFiles } from '../../starter.ts';
import { visible } from '../../text/visible.ts';
import { reasonOf } from '../disk.ts';
import { write } from './output.ts';
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
  for (const { path: name, text } of files) {
    const file = path.join(at, name);
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text, { flag: 'wx' });
    } catch (error) {
      throw new UsageError(`${shown(name)} cannot be written: ${reasonOf(error)}.`);
    }
  }
  const where = folder === '.' ? '' : ` ${visible(folder)}`;
  write(
    `${files.map(({ path: name }) => `wrote ${shown(name)}\n`).join('')}\nNext: write your suppliers and policies over the examples, then isms check${where}.\n`,
  );
  return EXIT.ok;
}
