import { type FSWatcher, statSync, watch as watchFolder } from 'node:fs';
import path from 'node:path';
import { rootFolderAbove } from '../disk.ts';
import { EXIT, UsageError, warn } from './usage.ts';

/** How long events are gathered, in ms: an editor that saves a file makes several. */
const TOGETHER = 100;

/**
 * Runs a check, and again whenever a file under its paths or in their roots changes, until the process is ended.
 * @returns never, as long as there is a folder to watch
 */
export async function watch(
  given: readonly string[],
  { stdin, writeBaseline }: { readonly stdin?: boolean; readonly writeBaseline?: boolean },
  outputs: readonly { readonly out?: string | undefined }[],
  run: () => Promise<number>,
): Promise<number> {
  if (stdin || writeBaseline)
    throw new UsageError(`--watch cannot be used with ${stdin ? '--stdin' : '--write-baseline'}.`);
  const folders = new Set<string>();
  for (const one of given.length ? given : ['.']) {
    const full = path.resolve(one);
    const folder = statSync(full, { throwIfNoEntry: false })?.isDirectory() ? full : path.dirname(full);
    folders.add(rootFolderAbove(folder) ?? folder);
  }
  const written = new Set(outputs.flatMap(({ out }) => (out === undefined ? [] : [path.resolve(out)])));
  const clear = process.stdout.isTTY && process.env.TERM !== 'dumb';
  /** A check is under way; `again`: something has changed since it began. */
  let running = false;
  let again = false;
  const check = async (): Promise<void> => {
    again = running;
    if (running) return;
    running = true;
    if (clear) process.stdout.write('\u001b[2J\u001b[H');
    try {
      await run();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      warn(error.message);
    }
    running = false;
    if (again) await check();
    else warn('watching for changes; Ctrl+C ends.');
  };
  let timer: NodeJS.Timeout | undefined;
  const watchers: FSWatcher[] = [];
  for (const folder of folders) {
    const watcher = watchFolder(folder, { recursive: true }, (_, name) => {
      // Evidence counts as well. What the check writes itself does not.
      if (name && (/(?:^|[\\/])(?:\.|node_modules[\\/])/.test(name) || written.has(path.join(folder, name)))) return;
      clearTimeout(timer);
      timer = setTimeout(check, TOGETHER);
    });
    watcher.on('error', () => {});
    watchers.push(watcher);
  }
  await check();
  await new Promise(() => {});
  return EXIT.ok;
}
