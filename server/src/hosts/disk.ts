import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { canonicalUri } from '../workspace/uri.ts';
import { type Failure, isCandidate, Workspace } from '../workspace/workspace.ts';
import { existsOnDisk } from './exists.ts';

/** A path that cannot be read, and why. */
export interface Unreadable {
  readonly path: string;
  readonly why: string;
}

/** What a rule or the reader that failed on a file keeps from being known of it. */
const unchecked = ({ uri, rule, error }: Failure): Unreadable => ({
  path: toPath(uri),
  why: `${rule ? `the rule ${rule}` : 'the reader'} failed on it, please report this (${error instanceof Error ? error.message : error})`,
});

const SKIPPED = new Set(['node_modules']);

export const toUri = (file: string): string => canonicalUri(pathToFileURL(file).href);
export const folderUri = (folder: string): string => `${toUri(folder).replace(/\/$/, '')}/`;
export const toPath = (uri: string): string => fileURLToPath(uri);

/** The largest file that is read, in bytes. */
export const MOST_BYTES = 64 << 20;
export const TOO_LARGE = 'larger than 64 MB, the most that is read';

/** Why a file is not read, in words. */
class NotRead extends Error {}

/**
 * Reads a regular file. A pipe, a device or a socket is never opened to be read, and nothing reads on for ever.
 * @param note gets the stats of the opened file
 * @throws for what is not there, no regular file, or too large; `reasonOf` has the words
 */
export function readRegularFile(file: string, note?: (stats: Stats) => void): Buffer {
  // Opening a device may already do something, so its kind is asked first. Between the two it may change: then the
  // opened one is asked, and nothing waits for the other end of a pipe.
  if (!statSync(file).isFile()) throw new NotRead(IRREGULAR);
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new NotRead(IRREGULAR);
    note?.(stats);
    return readOpen(descriptor, stats.size);
  } finally {
    closeSync(descriptor);
  }
}

const IRREGULAR = 'not a regular file';

const keyOf = ({ dev, ino }: Stats): string => `${dev} ${ino}`;
const filesRead = new Set<string>();

/** Remembers a file, so that no output overwrites it. */
export const noteRead = (stats: Stats): void => {
  filesRead.add(keyOf(stats));
};

/** Whether a file was noted as read, under whatever name. */
export const wasRead = (stats: Stats): boolean => filesRead.has(keyOf(stats));

/** Whether a file, there or not, is a document of the ISMS that it lies in. */
export function isDocument(file: string): boolean {
  const workspace = new Workspace({ today: () => '0001-01-01', exists: () => undefined });
  const root = rootFolderAbove(path.dirname(file));
  for (const name of root ? ['isms.yaml', 'isms.yml'] : []) {
    const settings = path.join(root!, name);
    if (isFile(settings)) workspace.set(toUri(settings), textOf(readRegularFile(settings)));
  }
  workspace.update();
  return workspace.classify(toUri(file)) !== undefined;
}

/** A file's text without a byte order mark, as editors show it. */
export const textOf = (bytes: Buffer): string => bytes.toString('utf8').replace(/^\ufeff/, '');

/** Reads what is open to its end. @param expected its size in bytes, as the system has it @throws where it is too large */
export function readOpen(descriptor: number, expected = 1 << 16): Buffer {
  if (expected > MOST_BYTES) throw new NotRead(TOO_LARGE);
  let bytes = Buffer.allocUnsafe(expected + 1);
  for (let size = 0; ; ) {
    const got = readSync(descriptor, bytes, size, bytes.length - size, null);
    if (!got) return bytes.subarray(0, size);
    size += got;
    if (size > MOST_BYTES) throw new NotRead(TOO_LARGE);
    if (size === bytes.length) bytes = Buffer.concat([bytes], size * 2);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOENT: 'no such file or folder',
  EEXIST: 'it is there already',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'no space is left on the disk',
};

export const reasonOf = (error: unknown): string => {
  if (error instanceof NotRead) return error.message;
  const code = (error as NodeJS.ErrnoException).code;
  return (code && REASONS[code]) ?? code ?? String(error);
};

/** Every file below a folder that may be an ISMS document. Hidden folders and node_modules are passed over, links to folders too. */
export function listCandidates(folder: string, unreadable: Unreadable[]): string[] {
  const files: string[] = [];
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    let entries: import('node:fs').Dirent[];
    try {
      entries = readdirSync(next, { withFileTypes: true });
    } catch (error) {
      unreadable.push({ path: next, why: reasonOf(error) });
      continue;
    }
    for (const entry of entries) {
      const full = path.join(next, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && !SKIPPED.has(entry.name)) pending.push(full);
      } else if (isCandidate(entry.name) && (entry.isFile() || !isNothing(full))) files.push(full);
    }
  }
  return files.sort();
}

/** Whether a name is a link to a folder or to nothing. Pipes and devices are listed, so that a report names them as not read. */
const isNothing = (file: string): boolean => {
  try {
    return statSync(file).isDirectory();
  } catch {
    return true;
  }
};

export const isFile = (file: string): boolean => {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
};

/** The nearest folder at or above this one that has an `isms.yaml`. */
export function rootFolderAbove(folder: string): string | undefined {
  for (let next = path.resolve(folder); ; next = path.dirname(next)) {
    if (isFile(path.join(next, 'isms.yaml')) || isFile(path.join(next, 'isms.yml'))) return next;
    if (path.dirname(next) === next) return undefined;
  }
}

/**
 * Puts every ISMS document among some files into a workspace: settings first, since they say where the others are.
 * @param whatever they are read even if they are no documents by themselves
 */
export function loadFiles(
  workspace: Workspace,
  files: readonly string[],
  unreadable: Unreadable[],
  whatever = false,
): void {
  const isSettings = (file: string) => /^isms\.ya?ml$/.test(path.basename(file));
  const load = (file: string) => {
    const uri = toUri(file);
    if (!whatever && !isSettings(file) && !workspace.classify(uri)) return;
    try {
      workspace.set(uri, textOf(readRegularFile(file, noteRead)));
    } catch (error) {
      unreadable.push({ path: file, why: reasonOf(error) });
    }
  };
  for (const file of files) if (isSettings(file)) load(file);
  for (const file of files) if (!isSettings(file)) load(file);
}

/** Loads what reads prose, if there is any. */
export async function loadProse(workspace: Workspace): Promise<void> {
  if (workspace.wantsProse) workspace.useProse(await import('../prose/index.ts'));
}

/** What the paths of a command line name: the workspace with everything that belongs to them, and what is asked for. */
export interface Loaded {
  readonly workspace: Workspace;
  /** Whether a file is one that was asked for, and not only read for its root. */
  readonly wanted: (uri: string) => boolean;
  readonly unreadable: readonly Unreadable[];
}

/**
 * Reads all roots and documents under some paths, and the whole root of each.
 * @param tick called after each stretch of work, for a host that shows how far it is
 */
export async function loadPaths(paths: readonly string[], today: string, tick?: () => void): Promise<Loaded> {
  const unreadable: Unreadable[] = [];
  const workspace = new Workspace({
    today: () => today,
    exists: existsOnDisk,
    failed: (failure) => unreadable.push(unchecked(failure)),
  });
  const files = new Set<string>();
  const wants: string[] = [];
  const listed = new Set<string>();
  const addFolder = (folder: string) => {
    if (listed.has(folder)) return;
    listed.add(folder);
    for (const file of listCandidates(folder, unreadable)) files.add(file);
  };
  for (const given of paths) {
    const full = path.resolve(given);
    let folder: string;
    try {
      const stats = statSync(full);
      if (stats.isDirectory()) {
        folder = full;
        wants.push(folderUri(full));
        addFolder(full);
      } else {
        folder = path.dirname(full);
        wants.push(toUri(full));
        files.add(full);
      }
    } catch (error) {
      unreadable.push({ path: given, why: reasonOf(error) });
      continue;
    }
    const root = rootFolderAbove(folder);
    if (root) addFolder(root);
  }
  loadFiles(workspace, [...files].sort(), unreadable);
  // What is read may name files that are not documents by themselves.
  for (let named: readonly string[] = []; ; loadFiles(workspace, named.map(toPath).filter(isFile), unreadable, true)) {
    await loadProse(workspace);
    for (const _ of workspace.refresh()) tick?.();
    named = workspace.takeWanted();
    if (!named.length) break;
  }
  // Runs the rules over whole roots too.
  workspace.takeChanged();
  return {
    workspace,
    wanted: (uri) => wants.some((want) => uri === want || (want.endsWith('/') && uri.startsWith(want))),
    unreadable,
  };
}
