import { statSync } from 'node:fs';
import path from 'node:path';
import type { DateOrder } from '../../import/dates.ts';
import { describe, importSheet } from '../../import/index.ts';
import { writeRegister } from '../../import/write.ts';
import { visible } from '../../text/visible.ts';
import { plural } from '../../text/words.ts';
import { noteRead, readOpen, readRegularFile, reasonOf, rootFolderAbove, wasRead } from '../disk.ts';
import { write, writeFile } from './output.ts';
import { EXIT, UsageError } from './usage.ts';

export interface ImportCommand {
  readonly out?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly dates?: DateOrder;
  readonly sheet?: string;
}

/** `isms import`. @returns the exit code */
export async function importFile(file: string, options: ImportCommand): Promise<number> {
  let bytes: Buffer;
  try {
    bytes = file === '-' ? readOpen(0) : readRegularFile(file, noteRead);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}.`);
  }
  const imported = await importSheet(bytes, file === '-' ? 'standard input' : file, {
    ...(options.dates ? { dates: options.dates } : {}),
    ...(options.sheet === undefined ? {} : { sheet: options.sheet }),
  });
  if ('problem' in imported) throw new UsageError(imported.problem);
  const { result, sheet } = imported;
  const text = writeRegister(result, file === '-' ? 'standard input' : path.basename(file));
  const ambiguous = ': say --dates day-first or --dates month-first';
  const report = `${describe(result, sheet, { ambiguous }).join('\n')}\n`;
  if (options.dryRun) {
    process.stderr.write(report);
    write(text);
    return EXIT.ok;
  }
  const out = options.out ?? defaultOut();
  const there = statSync(out, { throwIfNoEntry: false });
  if (there && !options.force)
    throw new UsageError(
      `${out} is there already: name another file with --out (suppliers/imported.yaml is read as well), or overwrite it with --force.`,
    );
  if (there && wasRead(there)) throw new UsageError(`${out} is the spreadsheet itself: name another file with --out.`);
  writeFile(out, text, !options.force);
  write(
    `${report}\nwrote ${visible(out)}: ${plural(result.suppliers.length, 'supplier')}. What the sheet does not say is missing there; isms check ${visible(path.dirname(out))} lists it.\n`,
  );
  return EXIT.ok;
}

/** The register of the ISMS around the working directory, else a new one here. */
function defaultOut(): string {
  const root = rootFolderAbove('.');
  return path.relative('.', path.join(root ?? '.', 'suppliers.yaml')) || 'suppliers.yaml';
}
