import { statSync } from 'node:fs';
import path from 'node:path';
import type { DateOrder } from '../../import/dates.ts';
import { describe, type Imported, importSheet } from '../../import/index.ts';
import { KEYS } from '../../import/register.ts';
import { updateRegister } from '../../import/update.ts';
import { normal } from '../../import/words.ts';
import { writeRegister } from '../../import/write.ts';
import { supplierKind } from '../../kinds/supplier/kind.ts';
import { nearest } from '../../text/nearest.ts';
import { visible } from '../../text/visible.ts';
import { plural } from '../../text/words.ts';
import { loadPaths, noteRead, readOpen, readRegularFile, reasonOf, rootFolderAbove, toPath, wasRead } from '../disk.ts';
import { write, writeFile } from './output.ts';
import { asOfDay, EXIT, UsageError } from './usage.ts';

export interface ImportCommand {
  readonly out?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly dates?: DateOrder;
  readonly sheet?: string;
  /** `HEADING=key` each. */
  readonly map?: readonly string[];
  /** `key=value` each. */
  readonly set?: readonly string[];
  readonly update?: boolean;
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
    map: pairs('--map', options.map, (heading, key) => [normal(heading), key === 'ignore' ? key : fieldOf(key)]),
    set: pairs('--set', options.set, (key, value) => [fieldOf(key), value]),
  });
  if ('problem' in imported) throw new UsageError(imported.problem);
  const { result, sheet } = imported;
  const text = writeRegister(result, file === '-' ? 'standard input' : path.basename(file));
  const ambiguous = ': say --dates day-first or --dates month-first';
  const unused = (options.map ?? []).filter(
    (pair) => !result.columns.some(({ heading }) => normal(heading) === normal(pair.slice(0, pair.lastIndexOf('=')))),
  );
  if (unused.length)
    throw new UsageError(
      `--map ${unused[0]}: ${file} has no such heading; it has ${result.columns.map(({ heading }) => heading).join(', ')}.`,
    );
  const report = `${describe(result, sheet, { ambiguous }).join('\n')}\n`;
  if (options.update) return update(imported, path.basename(file), report, options.dryRun ?? false);
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
    `${report}\nwrote ${visible(out)}: ${plural(result.suppliers.length, supplierKind.noun)}. What the sheet does not say is missing there; isms check ${visible(path.dirname(out))} lists it.\n`,
  );
  return EXIT.ok;
}

/** Adds what the sheet says to the register of the ISMS around the working directory. */
async function update({ result }: Imported, source: string, report: string, dryRun: boolean): Promise<number> {
  const root = rootFolderAbove('.');
  if (!root) throw new UsageError('there is no ISMS to update: no isms.yaml is in this folder or above it.');
  const { workspace } = await loadPaths([root], asOfDay(undefined));
  const registers = [...workspace.uris()]
    .map((uri) => ({ uri, document: workspace.document(uri)! }))
    .filter(({ uri, document }) => document.holds === supplierKind && toPath(uri).startsWith(path.resolve(root)));
  const broken = registers.find(({ document }) => document.parts.some((part) => part.result?.broken));
  if (broken)
    throw new UsageError(`${toPath(broken.uri)} is not valid YAML, so nothing is added to it: see isms check.`);
  const { files, left, added, differences } = updateRegister(
    registers.map(({ uri, document }) => ({ name: toPath(uri), text: document.text })),
    result.suppliers,
    [...supplierKind.shape.keys.keys()],
    source,
  );
  const out = path.join(root, registers.length ? 'suppliers/imported.yaml' : 'suppliers.yaml');
  const fresh = left.length ? [{ name: out, text: writeRegister({ suppliers: left }, source) }] : [];
  const lines = (title: string, all: readonly string[]) =>
    all.length ? ['', title, ...all.map((line) => `  ${visible(line)}`)] : [];
  write(
    `${[
      report.trimEnd(),
      ...lines('Added:', [...added, ...left.map(({ id, name }) => `${id ?? name}: new`)]),
      ...lines('The register says otherwise, and stays as it is:', differences),
      '',
    ].join('\n')}`,
  );
  if (!dryRun) {
    for (const { name, text } of files) writeFile(name, text, false);
    for (const { name, text } of fresh) writeFile(name, text, true);
  }
  const changed = [...files, ...fresh].map(({ name }) => visible(path.relative('.', name)));
  write(changed.length ? `\n${dryRun ? 'would change' : 'changed'} ${changed.join(', ')}\n` : '\nnothing to add\n');
  return EXIT.ok;
}

/** Options of two halves, as a map. */
function pairs(
  option: string,
  texts: readonly string[] | undefined,
  of: (left: string, right: string) => readonly [string, string],
): ReadonlyMap<string, string> {
  return new Map(
    (texts ?? []).map((text) => {
      const at = option === '--map' ? text.lastIndexOf('=') : text.indexOf('=');
      if (at < 1 || at === text.length - 1)
        throw new UsageError(`${option} ${text}: write ${option === '--map' ? '"HEADING=key"' : 'key=value'}.`);
      return of(text.slice(0, at).trim(), text.slice(at + 1).trim());
    }),
  );
}

/** The field that a key of the register is. */
function fieldOf(key: string): string {
  const field = KEYS.get(key);
  if (field) return field;
  const near = nearest(key, KEYS.keys());
  throw new UsageError(
    `there is no key ${key}${near ? `: did you mean ${near}?` : `: there are ${[...KEYS.keys()].join(', ')}.`}`,
  );
}

/** The register of the ISMS around the working directory, else a new one here. */
function defaultOut(): string {
  const root = rootFolderAbove('.');
  return path.relative('.', path.join(root ?? '.', 'suppliers.yaml')) || 'suppliers.yaml';
}
