import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** The folder at or above this one that holds a repository, without asking git. */
export function repositoryAbove(folder: string): string | undefined {
  for (let next = folder; ; next = path.dirname(next)) {
    if (existsSync(path.join(next, '.git'))) return next;
    if (path.dirname(next) === next) return undefined;
  }
}

/**
 * How the platforms that show findings beside the code name a file: from the repository's root, with `/`. Outside a
 * repository, from the base.
 * @param base the folder that the files are relative to
 */
export function fromRepository(base: string): (relative: string) => string {
  let real = base;
  try {
    real = realpathSync(base);
  } catch {
    // A folder that is gone by now has no other name.
  }
  const root = repositoryAbove(real);
  const prefix = root === undefined ? '' : path.relative(root, real).split(path.sep).join('/');
  return (relative) => path.posix.normalize(prefix ? `${prefix}/${relative}` : relative);
}
