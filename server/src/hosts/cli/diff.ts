import { statSync } from 'node:fs';
import path from 'node:path';
import { diffJson, diffMarkdown, diffOf, type RootDiff } from '../../reports/diff.ts';
import { readRoot } from '../../reports/index.ts';
import { visible } from '../../text/visible.ts';
import { folderUri, loadPaths, rootFolderAbove, toPath } from '../disk.ts';
import { formatOf, type Output } from './formats.ts';
import { partedAt, revisionAt, rootIn, stateAt, waiversIn } from './git.ts';
import { Ignored, warnLeft } from './ignored.ts';
import { write } from './output.ts';
import { fromRepository } from './paths.ts';
import { progress } from './progress.ts';
import { asOfDay, EXIT, UsageError, warn } from './usage.ts';

const FORMATS = { md: ['.md', '.markdown', '.txt'], json: ['.json'] } as const;

export interface DiffCommand extends Output<keyof typeof FORMATS> {
  readonly asOf?: string;
  readonly force?: boolean;
}

/** `isms diff BASE..HEAD`; without HEAD, the files as they are. @returns the exit code */
export async function diff(range: string, given: string, options: DiffCommand): Promise<number> {
  const [, base = '', dots = '', head = ''] = /^(.+?)(?:(\.\.\.?)(.*))?$/.exec(range) ?? [];
  if (!base || base.startsWith('.')) throw new UsageError(`“${range}” is no range: name two revisions as BASE..HEAD.`);
  const format = formatOf(options, FORMATS, 'md');
  const asOf = asOfDay(options.asOf);
  const full = path.resolve(given);
  if (!statSync(full, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${given} is no folder: name the folder of the ISMS.`);
  const folder = folderUri(rootFolderAbove(full) ?? full);
  const reading = progress('Reading');
  const engine = await import('../../prose/index.ts');
  const from = dots === '...' ? partedAt(folder, base, head || 'HEAD') : revisionAt(folder, base);
  const to = head ? revisionAt(folder, head) : undefined;
  const before = stateAt(folder, from, asOf, engine);
  reading.tick();
  const after = to ? stateAt(folder, to, asOf, engine) : await filesNow(toPath(folder), asOf, reading.tick);
  if (!after) return EXIT.wrong;
  const uris = [before, after].flatMap((state) =>
    state.allRoots().flatMap(({ uri, standalone }) => (standalone ? [] : [uri])),
  );
  const name = fromRepository(toPath(folder));
  const roots = [...new Set(uris)].sort().map((uri): RootDiff => {
    const root = rootIn(after, uri);
    // Without its folder there is nothing that git could list.
    const waivers = (between: string) =>
      statSync(toPath(uri), { throwIfNoEntry: false }) ? waiversIn(uri, between, asOf, reading.tick) : [];
    const earlier = {
      workspace: before,
      root: rootIn(before, uri),
      day: asOf,
      between: waivers(`${from}..${to ?? 'HEAD'}`),
      waiversBefore: () => new Set(waivers(from).flatMap((state) => [...state.waivers.keys()])),
    };
    return {
      root: name(path.relative(toPath(folder), toPath(uri)).split(path.sep).join('/') || '.'),
      diff: diffOf(earlier, root && readRoot(after, root)),
    };
  });
  reading.done();
  const heads = { base, head: head || 'the files as they are', asOf };
  write(format === 'json' ? diffJson(heads, roots) : diffMarkdown(heads, roots), options);
  return EXIT.ok;
}

async function filesNow(folder: string, asOf: string, tick: () => void) {
  const leaving = (at: string) => Ignored.above(at);
  const { workspace, unreadable, left } = await loadPaths([folder], asOf, { tick, leaving });
  for (const { path: file, why } of unreadable) warn(`${visible(file)} cannot be read: ${why}`);
  warnLeft(left);
  return unreadable.length ? undefined : workspace;
}
