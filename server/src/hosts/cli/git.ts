import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { addDuration, type Day, earlier as earlierDay, parseDay } from '../../model/dates.ts';
import { type Earlier, type WaiverState, waiverState } from '../../reports/index.ts';
import { isCandidate, Workspace } from '../../workspace/workspace.ts';
import { toPath, toUri } from '../disk.ts';
import { UsageError } from './usage.ts';

/** More states in between than this are not looked at: they only serve to find a waiver that did not hold for a while. */
const MOST_STATES = 200;

/** Runs git to read, never to write; nothing of the repository's own settings may run a program. */
function git(folder: string, args: readonly string[], input?: string): Buffer | undefined {
  const result = spawnSync(
    'git',
    ['-c', 'core.fsmonitor=false', '--no-optional-locks', '--literal-pathspecs', ...args],
    {
      cwd: folder,
      maxBuffer: 1 << 30,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'ignore'],
      ...(input === undefined ? {} : { input }),
    },
  );
  if (result.error && (result.error as NodeJS.ErrnoException).code === 'ENOENT')
    throw new UsageError('--since needs git, which was not found.');
  return result.status === 0 ? result.stdout : undefined;
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

/** The files of a commit under a folder that may be ISMS documents. Links and submodules are passed over. */
function filesOf(folder: string, commit: string, prefix: string): TreeEntry[] {
  const output = git(folder, [
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    ...(prefix ? ['--', prefix.replace(/\/$/, '')] : []),
  ]);
  if (!output) throw new UsageError(`the files of revision ${commit.slice(0, 12)} cannot be read.`);
  return output
    .toString('utf8')
    .split('\0')
    .flatMap((entry): TreeEntry[] => {
      const match = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(entry);
      if (!match || !match[2]!.startsWith(prefix)) return [];
      const name = match[2]!.slice(prefix.length);
      const hidden = name
        .split('/')
        .some(
          (segment, index, all) => index < all.length - 1 && (segment.startsWith('.') || segment === 'node_modules'),
        );
      return isCandidate(name) && !hidden ? [{ object: match[1]!, name }] : [];
    });
}

/** The texts of objects, all in one go. */
function textsOf(folder: string, objects: readonly string[], known: Map<string, string>): void {
  const wanted = [...new Set(objects)].filter((object) => !known.has(object));
  if (!wanted.length) return;
  const output = git(folder, ['cat-file', '--batch'], `${wanted.join('\n')}\n`);
  if (!output) throw new UsageError('the earlier state cannot be read from git.');
  let offset = 0;
  for (const object of wanted) {
    const end = output.indexOf(10, offset);
    const size = Number(/^\S+ blob (\d+)$/.exec(output.toString('latin1', offset, end))?.[1]);
    if (!Number.isFinite(size))
      throw new UsageError('the earlier state cannot be read from git: an object is missing.');
    known.set(object, output.toString('utf8', end + 1, end + 1 + size));
    offset = end + 1 + size + 1;
  }
}

/** Builds the state of an ISMS root as it was in a commit. */
function stateOf(
  folder: string,
  entries: readonly TreeEntry[],
  texts: ReadonlyMap<string, string>,
  day: Day,
): Workspace {
  const workspace = new Workspace({ today: () => day, exists: () => true });
  const isSettings = ({ name }: TreeEntry) => /(?:^|\/)isms\.ya?ml$/.test(name);
  for (const settings of [true, false]) {
    for (const entry of entries)
      if (isSettings(entry) === settings) workspace.set(toUri(path.join(folder, entry.name)), texts.get(entry.object)!);
  }
  workspace.update();
  return workspace;
}

/** The day of a commit, in the time zone of whoever made it. */
const dayOf = (folder: string, commit: string): Day =>
  line(git(folder, ['show', '-s', '--format=%cd', '--date=format:%Y-%m-%d', commit])) ?? '0001-01-01';

/**
 * Reads an earlier state of an ISMS root from the git repository that it is in.
 * @param rootUri the root's folder, with a trailing `/`
 * @param since a day (the state before that day began) or a revision
 * @param today the day that the report is of; no earlier state is judged as of a later one
 * @throws UsageError with what is in the way
 */
export function earlierState(rootUri: string, since: string, today: Day, tick: () => void): Earlier {
  const folder = toPath(rootUri);
  const prefix = git(folder, ['rev-parse', '--show-prefix'])?.toString('utf8').replace(/\n$/, '');
  if (prefix === undefined)
    throw new UsageError(`--since needs a git repository, and ${folder} is in none that can be read.`);
  const commit = commitOf(folder, since);
  const asDay = parseDay(since);
  const day = earlierDay(asDay ?? dayOf(folder, commit), today);
  const texts = new Map<string, string>();
  const entries = filesOf(folder, commit, prefix);
  textsOf(
    folder,
    entries.map(({ object }) => object),
    texts,
  );
  // What was in force when a day began is judged as of the day before.
  const workspace = stateOf(folder, entries, texts, asDay ? addDuration(day, { count: 1, unit: 'day' }, -1) : day);
  tick();
  const rootOf = (state: Workspace) => state.allRoots().find(({ uri, standalone }) => !standalone && uri === rootUri);
  /** The waivers in each commit that changed a register, from the oldest on. */
  const waiversIn = (range: string): WaiverState[] => {
    const states: WaiverState[] = [];
    const list =
      line(git(folder, ['rev-list', '--first-parent', `--max-count=${MOST_STATES}`, range, '--', '.'])) ?? '';
    let last = '';
    for (const next of list.split('\n').filter(Boolean).reverse()) {
      const files = filesOf(folder, next, prefix).filter(({ name }) => !/\.mdx?$/i.test(name));
      const print = files.map(({ object, name }) => `${object} ${name}`).join('\n');
      if (print === last) continue;
      last = print;
      textsOf(
        folder,
        files.map(({ object }) => object),
        texts,
      );
      // Without the word there is no waiver, and nothing to read.
      const some = files.some(({ object }) => texts.get(object)!.includes('waivers'));
      const on = earlierDay(dayOf(folder, next), today);
      const state = some ? stateOf(folder, files, texts, on) : undefined;
      const root = state && rootOf(state);
      states.push(root ? waiverState(state, root, on) : { day: on, waivers: new Map() });
      tick();
    }
    return states;
  };
  return {
    workspace,
    root: rootOf(workspace),
    day,
    label: asDay
      ? `the state before ${asDay} (revision ${commit.slice(0, 12)})`
      : `revision ${since === commit || commit.startsWith(since) ? commit.slice(0, 12) : `${since} (${commit.slice(0, 12)})`}`,
    between: waiversIn(`${commit}..HEAD`),
    waiversBefore: () => new Set(waiversIn(commit).flatMap(({ waivers }) => [...waivers.keys()])),
  };
}
