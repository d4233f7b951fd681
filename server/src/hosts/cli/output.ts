import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { isDocument, readRegularFile, reasonOf, wasRead } from '../disk.ts';
import { UsageError } from './usage.ts';

export interface Target {
  readonly out?: string | undefined;
  /** Whether a file that this program did not write may be overwritten. Never one of the ISMS, or one that was read. */
  readonly force?: boolean | undefined;
}

/** Writes to a file, whole or not at all, or to standard output. @throws UsageError */
export function write(text: string, { out, force }: Target = {}): void {
  if (out === undefined) writeOut(text);
  else {
    refuse(text, { out, force });
    writeFile(out, text);
  }
}

/** Writes to standard output as a whole, even where that is a pipe that is slow to read. @throws UsageError */
export function writeOut(text: string): void {
  try {
    writeAll(1, Buffer.from(text));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
    throw new UsageError(`standard output cannot be written: ${reasonOf(error)}.`);
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

/** What this program writes, as it begins or ends in each format but CSV. */
const OWN: readonly RegExp[] = [
  /\n---\n\n\*[^\n]*\bas of \d{4}-\d\d-\d\d\.\*\n$/i,
  /<footer>[^\n]*\bas of \d{4}-\d\d-\d\d\.<\/footer>\n<\/body>\n<\/html>\n$/i,
  /^\{\n {2}"version": 1,\n {2}"(?:report|asOf|baseline)": "/,
  /^\{\n {2}"\$schema": "[^"]*sarif[^"]*"[\s\S]{0,200}"driver": \{\n\s*"name": "ISMS Author"/,
  /^\[(?:\]\n$|\n {2}\{\n {4}"type": "issue",\n {4}"check_name": ")/,
  /^<!-- isms diff -->\n/,
  /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\nPRODID:-\/\/ISMS Author\/\//,
  /^<\?xml [^\n]*\n<testsuites name="isms check as of /,
  /(?:^|\n)\d+ errors?, \d+ warnings?, \d+ information in [^\n]* as of \d{4}-\d\d-\d\d\n$/,
  /^(?:\[\n {2}\{\n {4}"id": ")?yaml\/syntax\b/,
];

/** Of a CSV the first heading, in quotes behind a byte order mark. */
const headingOf = (text: string): string | undefined => /^\ufeff("[^"\n]*")/.exec(text)?.[1];

/** Whether a file's text is one that this program writes in place of another; an empty one has nothing to lose. */
function isOwn(before: string, text: string): boolean {
  const heading = headingOf(before);
  return (
    before === '' || OWN.some((mark) => mark.test(before)) || (heading !== undefined && heading === headingOf(text))
  );
}

/** @throws UsageError where an output would overwrite what the author wrote */
export function refuse(text: string, { out, force }: Target & { readonly out: string }): void {
  const { file, stats } = targetOf(out);
  if (isDocument(file)) throw new UsageError(`${out} is a file of the ISMS: name another with --out.`);
  if (!stats?.isFile()) return;
  if (wasRead(stats)) throw new UsageError(`${out} was read for this: name another file with --out.`);
  if (force) return;
  let before: string;
  try {
    before = readRegularFile(file).toString('utf8');
  } catch (error) {
    throw new UsageError(`${out} cannot be written: ${reasonOf(error)}.`);
  }
  if (!isOwn(before, text))
    throw new UsageError(
      `${out} is there and was not written by isms: name another file, or overwrite it with --force.`,
    );
}

/** The file that a path leads to, through links, and what is there. */
function targetOf(out: string): { readonly file: string; readonly stats: Stats | undefined } {
  let file = path.resolve(out);
  // A link to what is not there yet is followed by hand; more links than this lead in a circle.
  for (let links = 0; links < 40; links++) {
    const stats = statSync(file, { throwIfNoEntry: false });
    // What a process has open has no other name.
    if (stats) return { file: stats.isFile() ? realpathSync(file) : file, stats };
    if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) break;
    file = path.resolve(path.dirname(file), readlinkSync(file));
  }
  return { file, stats: undefined };
}

/**
 * Writes a file whole or not at all: under another name beside it, which then takes its place. Permissions are kept, and
 * a link leads to the new content.
 * @param fresh whether the file must not be there yet
 * @throws UsageError
 */
export function writeFile(out: string, text: string, fresh = false): void {
  let beside: string | undefined;
  try {
    const { file, stats } = targetOf(out);
    if (stats && fresh) throw Object.assign(new Error(), { code: 'EEXIST' });
    // A device or a pipe is written to; there is nothing to keep whole.
    const inPlace = stats !== undefined && !stats.isFile();
    if (stats?.isFile()) accessSync(file, constants.W_OK);
    const at = inPlace ? file : path.join(path.dirname(file), `.isms-${process.pid}-${Date.now().toString(36)}.tmp`);
    const descriptor = openSync(at, inPlace ? 'w' : 'wx');
    if (!inPlace) beside = at;
    try {
      writeAll(descriptor, Buffer.from(text));
      if (!inPlace) {
        if (stats) fchmodSync(descriptor, stats.mode & 0o7777);
        fsyncSync(descriptor);
      }
    } finally {
      closeSync(descriptor);
    }
    if (inPlace) return;
    if (fresh) linkSync(at, file);
    else {
      renameSync(at, file);
      beside = undefined;
    }
  } catch (error) {
    throw new UsageError(`${out} cannot be written: ${reasonOf(error)}.`);
  } finally {
    if (beside !== undefined) unlinkSync(beside);
  }
}
