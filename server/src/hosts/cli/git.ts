import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { addDuration, type Day, earlier as earlierDay, parseDay } from '../../model/dates.ts';
import { type Commit, type Earlier, type WaiverState, waiverState } from '../../reports/index.ts';
import type { ProseEngine } from '../../workspace/document.ts';
import type { Root } from '../../workspace/root.ts';
import { isCandidate, Workspace } from '../../workspace/workspace.ts';
import { isFile, MOST_BYTES, TOO_LARGE, textOf, toPath, toUri } from '../disk.ts';
import { repositoryAbove } from './paths.ts';
import { UsageError } from './usage.ts';

/** More states in between than this are not looked at: they only serve to find a waiver that did not hold for a while. */
const MOST_STATES = 200;

/** Settings that win over those of the repository. What is run below reads objects only; these are for what git does besides. */
const GUARDS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.alternateRefsCommand=',
  'core.sshCommand=false',
  'core.gitProxy=false',
  'core.askPass=false',
  'credential.helper=',
  'diff.external=',
  'log.showSignature=false',
  'gpg.program=false',
  'protocol.allow=never',
  'safe.bareRepository=explicit',
].flatMap((setting) => ['-c', setting]);

/** Variables that say where the user's own settings are; every other `GIT_*` leads elsewhere or runs something. */
const KEPT = new Set(['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_CEILING_DIRECTORIES']);

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name) || KEPT.has(name.toUpperCase()));
  return {
    ...Object.fromEntries(kept),
    // Objects that a partial clone lacks are not fetched: git knows the first from 2.45 on. No protocol is allowed
    // whatever the repository says, so that a fetch ends before it runs a program or connects.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

/**
 * The git program on the search path, as an absolute path: neither the folder that is read nor a relative entry of the
 * path may supply it.
 */
function gitProgram(folder: string): string {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  const at = realpathSync(folder);
  const own = `${repositoryAbove(at) ?? at}${path.sep}`;
  for (const entry of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(entry, name);
    if (path.isAbsolute(entry) && isFile(file) && !realpathSync(file).startsWith(own)) return file;
  }
  throw new UsageError('--since needs git, which was not found.');
}

/**
 * Runs git to read objects, never to write. Nothing of the repository's configuration may run a program or reach the
 * network: only commands that know no filter, pager, signature, textconv or hook, under settings of our own.
 */
function git(folder: string, args: readonly string[], input?: string): Buffer | undefined {
  const program = gitProgram(folder);
  const { status, stdout } = spawnSync(
    program,
    ['--no-pager', '--no-optional-locks', '--literal-pathspecs', ...GUARDS, '-C', folder, ...args],
    {
      cwd: path.dirname(program),
      maxBuffer: 1 << 30,
      env: environment(),
      stdio: ['pipe', 'pipe', 'ignore'],
      ...(input === undefined ? {} : { input }),
    },
  );
  return status === 0 ? stdout : undefined;
}

const line = (output: Buffer | undefined): string | undefined => output?.toString('utf8').trim() || undefined;

/**
 * The commit that `--since` names: of a day, the last one before it begins here; else a revision.
 * @throws UsageError where there is none
 */
function commitOf(folder: string, since: string): string {
  const day = parseDay(since);
  if (day) {
    const found = line(git(folder, ['rev-list', '-1', '--first-parent', `--before=${day} 00:00:00`, 'HEAD']));
    if (found) return found;
    const shallow = line(git(folder, ['rev-parse', '--is-shallow-repository'])) === 'true';
    throw new UsageError(
      `no commit is older than ${day}${shallow ? ': the clone is shallow, fetch the whole history' : ''}.`,
    );
  }
  const found = since.startsWith('-')
    ? undefined
    : line(git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${since}^{commit}`]));
  if (!found) throw new UsageError(`“${since}” is neither a day (YYYY-MM-DD) nor a revision of this repository.`);
  return found;
}

interface TreeEntry {
  readonly object: string;
  /** From the ISMS root, with `/`. */
  readonly name: string;
}

/** The files of a commit under a folder. Links and submodules are passed over. */
function treeOf(folder: string, commit: string, prefix: string): TreeEntry[] {
  const output = git(folder, [
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    ...(prefix ? ['--', prefix.replace(/\/$/, '')] : []),
  ]);
  if (!output) throw new UsageError(NOT_WHOLE);
  return output
    .toString('utf8')
    .split('\0')
    .flatMap((entry): TreeEntry[] => {
      const match = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(entry);
      if (!match || !match[2]!.startsWith(prefix)) return [];
      return [{ object: match[1]!, name: match[2]!.slice(prefix.length) }];
    });
}

/** Those of them that may be ISMS documents. */
const candidates = (entries: readonly TreeEntry[]): TreeEntry[] =>
  entries.filter(({ name }) => {
    const folders = name.split('/').slice(0, -1);
    return isCandidate(name) && !folders.some((segment) => segment.startsWith('.') || segment === 'node_modules');
  });

const filesOf = (folder: string, commit: string, prefix: string): TreeEntry[] =>
  candidates(treeOf(folder, commit, prefix));

const NOT_WHOLE =
  'the earlier state is not whole here, and nothing is fetched. A partial clone (--filter) lacks objects: use a full one.';

/** The texts of files, all in one go. */
function textsOf(folder: string, entries: readonly TreeEntry[], known: Map<string, string>): void {
  const wanted = new Map(entries.flatMap(({ object, name }) => (known.has(object) ? [] : [[object, name]])));
  if (!wanted.size) return;
  const input = `${[...wanted.keys()].join('\n')}\n`;
  const sizes = git(folder, ['cat-file', '--batch-check'], input)?.toString('latin1').split('\n') ?? [];
  for (const [index, name] of [...wanted.values()].entries()) {
    const size = Number(/^\S+ blob (\d+)$/.exec(sizes[index] ?? '')?.[1]);
    if (!Number.isFinite(size)) throw new UsageError(NOT_WHOLE);
    if (size > MOST_BYTES) throw new UsageError(`${name} of the earlier state is ${TOO_LARGE}.`);
  }
  const output = git(folder, ['cat-file', '--batch'], input);
  if (!output) throw new UsageError(NOT_WHOLE);
  let offset = 0;
  for (const object of wanted.keys()) {
    const end = output.indexOf(10, offset);
    const size = Number(/^\S+ blob (\d+)$/.exec(output.toString('latin1', offset, end))?.[1]);
    if (!Number.isFinite(size)) throw new UsageError(NOT_WHOLE);
    known.set(object, textOf(output.subarray(end + 1, end + 1 + size)));
    offset = end + 1 + size + 1;
  }
}

/** Builds the state of an ISMS root as it was in a commit. @param exists whether a file was there */
function stateOf(
  folder: string,
  entries: readonly TreeEntry[],
  texts: Map<string, string>,
  day: Day,
  engine?: ProseEngine,
  exists: (uri: string) => boolean = () => true,
): Workspace {
  const workspace = new Workspace({ today: () => day, exists });
  const uriOf = ({ name }: TreeEntry) => toUri(path.join(folder, name));
  const isSettings = ({ name }: TreeEntry) => /(?:^|\/)isms\.ya?ml$/.test(name);
  // Settings say which of the others are documents, and only those are read.
  for (const wanted of [isSettings, (entry: TreeEntry) => !isSettings(entry) && workspace.classify(uriOf(entry))]) {
    const some = entries.filter(wanted);
    textsOf(folder, some, texts);
    for (const entry of some) workspace.set(uriOf(entry), texts.get(entry.object)!);
  }
  if (engine) workspace.useProse(engine);
  const byUri = new Map(entries.map((entry) => [uriOf(entry), entry]));
  workspace.updateAll((uri) => {
    const entry = byUri.get(uri);
    if (entry) textsOf(folder, [entry], texts);
    return entry && texts.get(entry.object);
  });
  return workspace;
}

/** The day of a commit, in the time zone of whoever made it. */
function dayOf(folder: string, commit: string): Day {
  const text = git(folder, ['cat-file', 'commit', commit])?.toString('latin1') ?? '';
  const [, seconds, sign, hours, minutes] = /^committer .* (\d{1,11}) ([+-])(\d\d)(\d\d)$/m.exec(text) ?? [];
  if (seconds === undefined) return '0001-01-01';
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  return new Date((Number(seconds) + offset) * 1000).toISOString().slice(0, 10);
}

/** A folder's path from the repository's root, with a trailing `/`. @throws UsageError */
function prefixOf(folder: string): string {
  const prefix = git(folder, ['rev-parse', '--show-prefix'])?.toString('utf8').replace(/\n$/, '');
  if (prefix === undefined)
    throw new UsageError(`--since needs a git repository, and ${folder} is in none that can be read.`);
  return prefix;
}

/** The commit of a revision, or of the state before a day. @param folderAt a folder's URI @throws UsageError */
export const revisionAt = (folderAt: string, name: string): string => {
  prefixOf(toPath(folderAt));
  return commitOf(toPath(folderAt), name);
};

/** The commit in which two revisions parted; the first where they have none in common. @throws UsageError */
export function partedAt(folderAt: string, name: string, other = 'HEAD'): string {
  const named = revisionAt(folderAt, name);
  return line(git(toPath(folderAt), ['merge-base', named, revisionAt(folderAt, other)])) ?? named;
}

/**
 * A folder as it was in a commit, judged as of a day.
 * @param folderAt its URI, with a trailing `/`
 * @throws UsageError with what is in the way
 */
export function stateAt(folderAt: string, commit: string, day: Day, engine: ProseEngine | undefined): Workspace {
  const folder = toPath(folderAt);
  const prefix = prefixOf(folder);
  const tree = treeOf(folder, commit, prefix);
  const there = new Set(
    tree.flatMap(({ name }) => {
      const segments = name.split('/');
      return segments.map((_, index) => toUri(path.join(folder, ...segments.slice(0, index + 1))));
    }),
  );
  return stateOf(folder, candidates(tree), new Map(), day, engine, (uri) => there.has(uri.replace(/\/$/, '')));
}

/** The root with a folder's URI, where there is an `isms.yaml`. */
export const rootIn = (state: Workspace, rootUri: string): Root | undefined =>
  state.allRoots().find(({ uri, standalone }) => !standalone && uri === rootUri);

/** The waivers in each commit of a range that changed a root, from the oldest on. @throws UsageError */
export function waiversIn(
  rootUri: string,
  range: string,
  today: Day,
  tick: () => void,
  texts = new Map<string, string>(),
): WaiverState[] {
  const folder = toPath(rootUri);
  const prefix = prefixOf(folder);
  const states: WaiverState[] = [];
  const list = git(folder, ['rev-list', '--first-parent', `--max-count=${MOST_STATES}`, range, '--', '.']);
  if (!list) throw new UsageError(NOT_WHOLE);
  let last = '';
  for (const next of list.toString('latin1').split('\n').filter(Boolean).reverse()) {
    const files = filesOf(folder, next, prefix).filter(({ name }) => !/\.mdx?$/i.test(name));
    const print = files.map(({ object, name }) => `${object} ${name}`).join('\n');
    if (print === last) continue;
    last = print;
    textsOf(folder, files, texts);
    // Without the word there is no waiver, and nothing to read.
    const some = files.some(({ object }) => texts.get(object)!.includes('waivers'));
    const on = earlierDay(dayOf(folder, next), today);
    const state = some ? stateOf(folder, files, texts, on) : undefined;
    const root = state && rootIn(state, rootUri);
    states.push(root ? waiverState(state, root, on) : { day: on, waivers: new Map() });
    tick();
  }
  return states;
}

/**
 * Reads an earlier state of an ISMS root from the git repository that it is in.
 * @param rootUri the root's folder, with a trailing `/`
 * @param since a day (the state before that day began) or a revision
 * @param today the day that the report is of; no earlier state is judged as of a later one
 * @throws UsageError with what is in the way
 */
export function earlierState(
  rootUri: string,
  since: string,
  today: Day,
  tick: () => void,
  engine: ProseEngine | undefined,
): Earlier {
  const folder = toPath(rootUri);
  const prefix = prefixOf(folder);
  const commit = commitOf(folder, since);
  const asDay = parseDay(since);
  const day = earlierDay(asDay ?? dayOf(folder, commit), today);
  const texts = new Map<string, string>();
  const entries = filesOf(folder, commit, prefix);
  // What was in force when a day began is judged as of the day before.
  const workspace = stateOf(
    folder,
    entries,
    texts,
    asDay ? addDuration(day, { count: 1, unit: 'day' }, -1) : day,
    engine,
  );
  tick();
  const waivers = (range: string) => waiversIn(rootUri, range, today, tick, texts);
  return {
    workspace,
    root: rootIn(workspace, rootUri),
    day,
    label: asDay
      ? `the state before ${asDay} (revision ${commit.slice(0, 12)})`
      : `revision ${since === commit || commit.startsWith(since) ? commit.slice(0, 12) : `${since} (${commit.slice(0, 12)})`}`,
    between: waivers(`${commit}..HEAD`),
    waiversBefore: () => new Set(waivers(commit).flatMap((state) => [...state.waivers.keys()])),
  };
}

/**
 * The commit that a root's files are from, and whether the files differ from it; `undefined` outside a repository or
 * before its first commit. Files are compared by their content, so that no filter of the repository runs.
 * @param texts the root's documents as they were read, by path
 */
export function commitNow(rootUri: string, texts: ReadonlyMap<string, string>): Commit | undefined {
  const folder = toPath(rootUri);
  try {
    const id = line(git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']));
    const prefix = git(folder, ['rev-parse', '--show-prefix'])?.toString('utf8').replace(/\n$/, '');
    if (!id || prefix === undefined) return undefined;
    const entries = filesOf(folder, id, prefix);
    const there = new Map(entries.map(({ name, object }) => [path.join(folder, name), object]));
    const changed =
      [...texts].some(([file, text]) => {
        const object = there.get(file);
        return (
          object === undefined || ![text, text.replaceAll('\r\n', '\n')].some((one) => objectId(one, object) === object)
        );
      }) || [...there.keys()].some((file) => !texts.has(file) && !existsSync(file));
    return { id, changed };
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** The id that git gives a text, made as another id is: SHA-1, or SHA-256 in newer repositories. */
const objectId = (text: string, like: string): string => {
  const bytes = Buffer.from(text);
  return createHash(like.length === 40 ? 'sha1' : 'sha256')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
};
