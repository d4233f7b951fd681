import path from 'node:path';
import { kinds } from '../../kinds/index.ts';
import type { Basis } from '../../model/rule.ts';
import type { Severity } from '../../model/types.ts';
import { plural } from '../../text/words.ts';
import type { Root } from '../../workspace/root.ts';
import type { Finding, Workspace } from '../../workspace/workspace.ts';
import { toPath } from '../disk.ts';

/** What a check came to, as every format prints it. */
export interface CheckResult {
  readonly asOf: string;
  /** What counts: without what an earlier state or a baseline has, and without the rules that were left out. */
  readonly findings: readonly Finding[];
  /** `findings` and those that an earlier state or a baseline has, for platforms that compare by themselves. */
  readonly all: readonly Finding[];
  /** `undefined` where nothing is compared. */
  readonly known: ReadonlySet<Finding> | undefined;
  readonly summary: Summary;
  /** The folder that file names are relative to. */
  readonly base: string;
  /** The files that were asked for, as URIs, in order. */
  readonly files: readonly string[];
  /** The text of a file that was read. */
  readonly textOf: (uri: string) => string;
  /** What the rule of a finding rests on in the finding's root. */
  readonly basisOf: (finding: Finding) => Basis | undefined;
  /** Whether a finding makes the command end with 1. */
  readonly fails: (finding: Finding) => boolean;
}

/** The findings and texts that a check is about. */
export interface Scope {
  readonly workspace: Workspace;
  readonly base: string;
  /** The documents that were asked for. */
  readonly uris: readonly string[];
  readonly findings: readonly Finding[];
  readonly wants: (rule: string) => boolean;
  readonly tick: () => void;
}

/** Waived findings count nowhere in it. */
export interface Summary extends Readonly<Record<Severity, number>> {
  /** How many entities there are, by the names of their lists. */
  readonly counts: Readonly<Record<string, number>>;
  /** Findings that an earlier state or a baseline has, where one is compared with. */
  readonly known?: number;
  /** Entries of the baseline that are found no more. */
  readonly settled?: number;
  /** Findings of rules that `--rule` and `--ignore` leave out. */
  readonly ignored?: number;
}

/** The name of a file for people and programs: from the base, with `/`. */
export const relative = (base: string, uri: string): string =>
  path.relative(base, toPath(uri)).split(path.sep).join('/');

/** How many entities the roots have, of the kinds that a summary counts. */
export function countsOf(roots: Iterable<Root>): Readonly<Record<string, number>> {
  const all = [...roots];
  return Object.fromEntries(
    kinds.flatMap(({ list, counted }): [string, number][] =>
      counted ? [[list, all.reduce((sum, { counts }) => sum + counts[list], 0)]] : [],
    ),
  );
}

/** What it came to, in a line. */
export function summaryLine({ summary, asOf }: Pick<CheckResult, 'summary' | 'asOf'>): string {
  const { error, warning, information, counts, known, ignored, settled } = summary;
  const entities = kinds.flatMap(({ list, noun, nouns, counted }) =>
    counted === 'always' || counts[list] ? [plural(counts[list] ?? 0, noun, nouns)] : [],
  );
  const left = [
    known && `${known} known`,
    ignored && `${ignored} of other rules`,
    settled && `${settled} of the baseline settled`,
  ];
  return `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${plural(information, 'information', 'information')}${left.some(Boolean) ? ` (${left.filter(Boolean).join(', ')})` : ''} in ${[entities.slice(0, -1).join(', '), ...entities.slice(-1)].filter(Boolean).join(' and ')} as of ${asOf}`;
}
