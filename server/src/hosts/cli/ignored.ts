import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Ignore } from 'ignore';
import { visible } from '../../text/visible.ts';
import { type Leaving, readRegularFile, textOf } from '../disk.ts';
import { repositoryAbove } from './paths.ts';
import { warn } from './usage.ts';

const FILE = '.gitignore';

/** What the `.gitignore` files of a folder, of those below it, and of those above it up to the repository's root leave out. */
export class Ignored implements Leaving {
  private readonly matchers = new Map<string, Ignore>();

  /** @param start the folder that is listed; it is not left out itself, since it was asked for */
  static async above(start: string): Promise<Ignored> {
    const ignored = new Ignored();
    const top = repositoryAbove(start) ?? start;
    for (let folder = start; folder !== top; ) {
      folder = path.dirname(folder);
      if (existsSync(path.join(folder, FILE))) await ignored.enter(folder);
    }
    return ignored;
  }

  /** Reads the `.gitignore` of a folder. The library is loaded where there is one, and only then. */
  async enter(folder: string): Promise<void> {
    let text: string;
    try {
      text = textOf(readRegularFile(path.join(folder, FILE)));
    } catch {
      return;
    }
    const { default: ignore } = await import('ignore');
    this.matchers.set(folder, ignore({ ignorecase: false }).add(text));
  }

  /** Whether a file or folder is left out: what the nearest `.gitignore` that names it says. */
  has(full: string, isFolder: boolean): boolean {
    if (!this.matchers.size) return false;
    for (let folder = path.dirname(full), last = ''; folder !== last; last = folder, folder = path.dirname(folder)) {
      const matcher = this.matchers.get(folder);
      if (matcher) {
        const segments = path.relative(folder, full).split(path.sep);
        const parent = segments.slice(0, -1).join('/');
        // The folder that it is in was gone into: another `.gitignore` kept it, or it was asked for.
        if (parent && matcher.ignores(`${parent}/`)) continue;
        const { ignored, unignored } = matcher.test(`${segments.join('/')}${isFolder ? '/' : ''}`);
        if (ignored || unignored) return ignored;
      }
    }
    return false;
  }
}

/** Names the documents that are left out: whoever looks at the folder sees them. */
export function warnLeft(files: readonly string[]): void {
  for (const file of files)
    warn(`${visible(path.relative('.', file))} is left out, because .gitignore names it. isms check FILE checks it.`);
}
