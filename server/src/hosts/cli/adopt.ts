import path from 'node:path';
import { adopt, adopted, type Candidate, type Proposal, settingsFor } from '../../features/adopt/adopt.ts';
import { policyKind } from '../../kinds/policy/kind.ts';
import { defaults } from '../../kinds/settings/resolve.ts';
import { readProse } from '../../prose/index.ts';
import { matchesAny } from '../../text/globs.ts';
import { nearest } from '../../text/nearest.ts';
import { visible } from '../../text/visible.ts';
import { plural } from '../../text/words.ts';
import { isFile, listCandidates, loadPaths, readRegularFile, reasonOf, rootFolderAbove } from '../disk.ts';
import { write, writeFile } from './output.ts';
import { asOfDay, EXIT, UsageError } from './usage.ts';

export interface AdoptCommand {
  readonly write?: boolean;
  /** `key=value` each. */
  readonly set?: readonly string[];
}

/** `isms adopt`. @returns the exit code */
export async function adoptFolder(given: string, options: AdoptCommand): Promise<number> {
  const folder = path.resolve(given);
  const base = isFile(folder) ? path.dirname(folder) : folder;
  const root = rootFolderAbove(base);
  const texts = await read(folder, root ?? base);
  const set = keysIn(options.set ?? []);
  const { workspace } = root ? await loadPaths([root], asOfDay(undefined)) : { workspace: undefined };
  const inRoot = workspace?.allRoots()[0];
  const proposals = adopt(texts, readProse, {
    settings: inRoot?.settings ?? defaults,
    ids: inRoot?.idsOf(policyKind.name) ?? [],
    set,
  });
  if (!proposals.length)
    throw new UsageError(`${given} has no Markdown that may become a policy and has no id in its front matter.`);
  write(`${proposals.map(shown).join('\n')}\n`);
  const settings = root ? undefined : settingsFor(proposals.map((proposal) => proposal.path));
  if (settings) write(`isms.yaml, which is not there yet\n  ${settings.trimEnd().replaceAll('\n', '\n  ')}\n\n`);
  else {
    const globs = (inRoot?.settings ?? defaults).files[policyKind.list]!;
    const outside = proposals.filter((proposal) => !matchesAny(globs, proposal.path));
    if (outside.length)
      write(
        `isms.yaml does not name ${plural(outside.length, 'file')} of these under files: ${policyKind.list}: add ${visible(outside[0]!.path)}${outside.length > 1 ? ' and the others' : ''} there.\n\n`,
      );
  }
  if (!options.write) {
    write(`Nothing is written. With --write, ${plural(proposals.length, 'file')} would get front matter.\n`);
    return EXIT.ok;
  }
  const byPath = new Map(texts.map(({ path: name, text }) => [name, text]));
  for (const proposal of proposals)
    writeFile(path.join(root ?? base, proposal.path), adopted(byPath.get(proposal.path)!, proposal), false);
  if (settings) writeFile(path.join(base, 'isms.yaml'), settings, true);
  write(
    `wrote front matter into ${plural(proposals.length, 'file')}${settings ? ', and isms.yaml' : ''}; isms check says what is missing.\n`,
  );
  return EXIT.ok;
}

/** What a proposal says, for people. */
function shown({ path: name, understood, open }: Proposal): string {
  const width = Math.max(...understood.map(({ key }) => key.length), 0);
  return [
    visible(name),
    ...understood.map(({ key, value, from }) => `  ${key.padEnd(width)}  ${visible(value)}  (${visible(from)})`),
    ...open.map((line) => `  ?  ${visible(line)}`),
    '',
  ].join('\n');
}

/** The Markdown of a folder, or one file, with paths from the root. */
async function read(folder: string, base: string): Promise<Candidate[]> {
  const unreadable: { path: string; why: string }[] = [];
  const files = isFile(folder) ? [folder] : await listCandidates(folder, unreadable);
  if (unreadable.length) throw new UsageError(`${unreadable[0]!.path} cannot be read: ${unreadable[0]!.why}.`);
  return files.flatMap((file) => {
    const name = path.relative(base, file).split(path.sep).join('/');
    if (!/\.mdx?$/i.test(name)) return [];
    try {
      return [{ path: name, text: strictText(readRegularFile(file)) }];
    } catch (error) {
      throw new UsageError(
        `${file} cannot be read: ${error instanceof TypeError ? 'it is not UTF-8' : reasonOf(error)}.`,
      );
    }
  });
}

/** The text with its byte order mark, so that what is written back is what was read. @throws TypeError where it is not UTF-8 */
const strictText = (bytes: Buffer): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

/** What the user states for all. */
function keysIn(texts: readonly string[]): ReadonlyMap<string, string> {
  const keys = policyKind.shape.keys;
  return new Map(
    texts.map((text) => {
      const at = text.indexOf('=');
      const key = text.slice(0, at).trim();
      if (at < 1 || at === text.length - 1) throw new UsageError(`--set ${text}: write key=value.`);
      if (!keys.has(key)) {
        const near = nearest(key, keys.keys());
        throw new UsageError(`there is no key ${key}${near ? `: did you mean ${near}?` : ` of a ${policyKind.noun}.`}`);
      }
      return [key, text.slice(at + 1).trim()] as const;
    }),
  );
}
