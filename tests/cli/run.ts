import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const cli = path.join(root, 'dist/cli.mjs');
export const fixture = (name: string): string => path.join(root, 'test-fixtures', name);
export const today = '2026-11-21';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Milliseconds after which it is killed: its code is `null` then. */
  readonly timeout?: number;
}

/** The environment without what changes the output. */
export function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { ISMS_AS_OF: _, FORCE_COLOR: __, NO_COLOR: ___, GITHUB_ACTIONS: ____, ...rest } = process.env;
  return { ...rest, ...more };
}

/** Runs the built command line: text in, text out. */
export function isms(
  args: readonly string[],
  { cwd = root, env = {}, input = '', timeout = 60_000 }: RunOptions = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    env: environment(env),
    input,
    timeout,
    killSignal: 'SIGKILL',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { code: status, stdout, stderr };
}

/** A new folder with some files in it. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const at = mkdtempSync(path.join(tmpdir(), 'isms-'));
  put(at, files);
  return at;
}

export function put(at: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(at, name)), { recursive: true });
    writeFileSync(path.join(at, name), text);
  }
}

/** A copy of a fixture that may be written to. */
export function copy(name: string): string {
  const at = folder();
  cpSync(fixture(name), at, { recursive: true });
  return at;
}

/** Runs git in a folder, as nobody in particular, on a day. @throws where git fails */
export function git(at: string, args: readonly string[], day = today): string {
  const { status, stdout, stderr } = spawnSync(
    'git',
    ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false', ...args],
    {
      cwd: at,
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_AUTHOR_DATE: `${day}T12:00:00Z`,
        GIT_COMMITTER_DATE: `${day}T12:00:00Z`,
        GIT_CONFIG_GLOBAL: '/dev/null',
      },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

export function commit(at: string, message: string, day: string): void {
  git(at, ['add', '-A'], day);
  git(at, ['commit', '-q', '-m', message], day);
}
