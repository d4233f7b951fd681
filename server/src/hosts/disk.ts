import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { matchesAny, readGlob } from '../text/globs.ts';
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
  ELOOP: 'its links lead in a circle',
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

/** What a listing leaves out beside hidden folders. */
export interface Leaving {
  /** Called for a folder that has a `.gitignore`, before its entries are asked for. */
  enter(folder: string): Promise<void>;
  has(full: string, isFolder: boolean): boolean;
}

/**
 * Every file below a folder that may be an ISMS document. Hidden folders and node_modules are passed over, links to
 * folders too; a link that leads nowhere is listed, since a document is missing there.
 * @param left gets the files that are left out
 */
export async function listCandidates(
  folder: string,
  unreadable: Unreadable[],
  leaving?: Leaving,
  left?: string[],
): Promise<string[]> {
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
    if (leaving && entries.some(({ name }) => name === '.gitignore')) await leaving.enter(next);
    for (const entry of entries) {
      const full = path.join(next, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith('.') && !SKIPPED.has(entry.name) && !leaving?.has(full, true)) pending.push(full);
      } else if (isCandidate(entry.name) && (entry.isFile() || !leadsToFolder(full)))
        (leaving?.has(full, false) ? left : files)?.push(full);
    }
  }
  return files.sort();
}

/** Whether a link leads to a folder. Pipes and devices are listed, so that a report names them as not read. */
const leadsToFolder = (file: string): boolean => {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
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

/** Why a file could not be read, with what a name that is there without a file is. */
const whyNot = (file: string, error: unknown): string =>
  (error as NodeJS.ErrnoException).code === 'ENOENT' && lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()
    ? 'the link leads nowhere'
    : reasonOf(error);

/**
 * Puts every ISMS document among some files into a workspace: settings first, since they say where the others are.
 * @param texts what is read in place of a file, by its path
 * @param whatever they are read even if they are no documents by themselves
 */
function loadFiles(
  workspace: Workspace,
  files: readonly string[],
  unreadable: Unreadable[],
  texts?: ReadonlyMap<string, string>,
  whatever = false,
): void {
  const isSettings = (file: string) => /^isms\.ya?ml$/.test(path.basename(file));
  const load = (file: string) => {
    const uri = toUri(file);
    if (!whatever && !isSettings(file) && !workspace.classify(uri)) return;
    try {
      workspace.set(uri, texts?.get(file) ?? textOf(readRegularFile(file, noteRead)));
    } catch (error) {
      unreadable.push({ path: file, why: whyNot(file, error) });
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
  /** The paths under which there is no document. */
  readonly empty: readonly string[];
  /** Documents that were left out. */
  readonly left: readonly string[];
}

export interface Loading {
  readonly tick?: (() => void) | undefined;
  /** What listings leave out, for the folder that they begin in. */
  readonly leaving?: ((folder: string) => Promise<Leaving>) | undefined;
  /** What is read in place of files, by their paths, whether they are there or not. */
  readonly texts?: ReadonlyMap<string, string> | undefined;
}

/**
 * Reads all roots and documents under some paths, and the whole root of each. A path may be a pattern, where no file has
 * its name.
 */
export async function loadPaths(
  paths: readonly string[],
  today: string,
  { tick, leaving, texts }: Loading = {},
): Promise<Loaded> {
  const unreadable: Unreadable[] = [];
  const workspace = new Workspace({
    today: () => today,
    exists: existsOnDisk,
    failed: (failure) => unreadable.push(unchecked(failure)),
  });
  const files = new Set<string>();
  const left = new Set<string>();
  const wants: { readonly given: string; readonly has: (uri: string) => boolean }[] = [];
  const listed = new Set<string>();
  const addFolder = async (folder: string) => {
    if (listed.has(folder)) return;
    listed.add(folder);
    const out: string[] = [];
    for (const file of await listCandidates(folder, unreadable, await leaving?.(folder), out)) files.add(file);
    for (const file of out) left.add(file);
  };
  for (const given of paths) {
    const full = path.resolve(given);
    let folder: string;
    try {
      const pattern = existsSync(full) || texts?.has(full) ? undefined : patternOf(given);
      if (pattern) {
        folder = pattern.folder;
        wants.push({ given, has: pattern.has });
        if (existsSync(folder)) await addFolder(folder);
      } else if (!texts?.has(full) && statSync(full).isDirectory()) {
        folder = full;
        const under = folderUri(full);
        wants.push({ given, has: (uri) => uri.startsWith(under) });
        await addFolder(full);
      } else {
        folder = path.dirname(full);
        const uri = toUri(full);
        wants.push({ given, has: (one) => one === uri });
        files.add(full);
      }
    } catch (error) {
      unreadable.push({ path: given, why: whyNot(full, error) });
      continue;
    }
    const root = rootFolderAbove(folder);
    if (root) await addFolder(root);
  }
  for (const file of files) left.delete(file);
  loadFiles(workspace, [...files].sort(), unreadable, texts);
  // What is read may name files that are not documents by themselves.
  for (;;) {
    await loadProse(workspace);
    for (const _ of workspace.refresh()) tick?.();
    const named = workspace.takeWanted().map(toPath);
    if (!named.length) break;
    const there = named.filter((file) => texts?.has(file) || isFile(file));
    loadFiles(workspace, there, unreadable, texts, true);
  }
  // Runs the rules over whole roots too.
  workspace.takeChanged();
  const uris = [...workspace.uris()].filter((uri) => workspace.document(uri)!.counts);
  const unread = new Set(unreadable.map(({ path: file }) => path.resolve(file)));
  return {
    workspace,
    wanted: (uri) => wants.some(({ has }) => has(uri)),
    unreadable,
    empty: wants.flatMap(({ given, has }) =>
      uris.some(has) || [...unread].some((file) => has(toUri(file))) ? [] : [given],
    ),
    left: [...left].filter((file) => workspace.classify(toUri(file))),
  };
}

/** A path that is a pattern: the folder in front of its first wildcard, and which files it names. @throws NotRead */
function patternOf(given: string): { readonly folder: string; readonly has: (uri: string) => boolean } | undefined {
  if (!/[*?[{]/.test(given)) return undefined;
  const segments = given.split(path.sep === '\\' ? /[/\\]/ : '/');
  const fixed = segments.findIndex((segment) => /[*?[{]/.test(segment));
  const folder = path.resolve(segments.slice(0, fixed).join('/') || (given.startsWith('/') ? '/' : '.'));
  const pattern = segments.slice(fixed).join('/').replace(/\/+$/, '');
  const glob = readGlob(pattern);
  if ('problem' in glob) throw new NotRead(`as a pattern, ${glob.problem}`);
  return {
    folder,
    has: (uri) => {
      const name = path.relative(folder, toPath(uri)).split(path.sep);
      // A folder that the pattern names stands for what is in it.
      return name[0] !== '..' && name.some((_, index) => matchesAny([pattern], name.slice(0, index + 1).join('/')));
    },
  };
}
