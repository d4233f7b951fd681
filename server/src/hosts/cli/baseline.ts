import { rankOf } from '../../model/severity.ts';
import type { Severity } from '../../model/types.ts';
import { visibleJson } from '../../text/visible.ts';
import type { Finding } from '../../workspace/workspace.ts';
import { readRegularFile, reasonOf, textOf } from '../disk.ts';
import { controlsListed, fingerprints } from './fingerprints.ts';
import { partedAt, stateAt } from './git.ts';
import { write } from './output.ts';
import { fromRepository } from './paths.ts';
import { relative, type Scope } from './result.ts';
import { UsageError } from './usage.ts';

/** A finding as a baseline keeps it. */
interface Entry {
  readonly rule: string;
  readonly severity: Severity;
  /** From the repository's root. */
  readonly file: string;
  /** `supplier/aws` */
  readonly subject?: string;
  /** The controls that a finding on a whole root lists: with a further one it is new. */
  readonly controls?: readonly string[];
  readonly fingerprint: string;
}

/** What an earlier state or a baseline has of the findings. */
export interface Compared {
  /** `undefined`: nothing is compared. */
  readonly known: ReadonlySet<Finding> | undefined;
  /** Entries of the baseline that are found no more. */
  readonly settled: number;
}

/** Every finding that counts, with its entry. A finding that is waived has none: once it is no longer, it is new. */
function entriesOf(findings: readonly Finding[], base: string, textAt: (uri: string) => string): Map<Finding, Entry> {
  const fingerprintOf = fingerprints(base, textAt);
  const name = fromRepository(base);
  const entries = new Map<Finding, Entry>();
  for (const finding of findings) {
    const fingerprint = fingerprintOf(finding);
    if (finding.waived) continue;
    const { rule, severity, uri, subject } = finding;
    const controls = controlsListed(finding);
    entries.set(finding, {
      rule,
      severity,
      file: name(relative(base, uri)),
      ...(subject ? { subject: `${subject.kind}/${subject.id}` } : {}),
      ...(controls.length ? { controls } : {}),
      fingerprint,
    });
  }
  return entries;
}

const textIn =
  ({ workspace }: Pick<Scope, 'workspace'>) =>
  (uri: string): string =>
    workspace.document(uri)?.text ?? '';

/** Whether a finding was there before, and was not less grave. */
const isKnown = (now: Entry, before: Entry | undefined): boolean =>
  before !== undefined &&
  rankOf(now.severity) <= rankOf(before.severity) &&
  (now.controls ?? []).every((control) => before.controls?.includes(control));

/**
 * Says which findings are known from a revision, a baseline, or either.
 * @throws UsageError where one of them cannot be read
 */
export function compare(
  { since, baseline }: { readonly since?: string; readonly baseline?: string },
  scope: Scope,
  asOf: string,
): Compared {
  const then = since === undefined ? [] : entriesAt(since, scope, asOf);
  const kept = baseline === undefined ? [] : readBaseline(baseline);
  const before = [then, kept].map((entries) => new Map(entries.map((entry) => [entry.fingerprint, entry])));
  const now = entriesOf(scope.findings, scope.base, textIn(scope));
  const known = new Set<Finding>();
  for (const [finding, entry] of now)
    if (before.some((entries) => isKnown(entry, entries.get(entry.fingerprint)))) known.add(finding);
  const prints = new Set([...now.values()].map(({ fingerprint }) => fingerprint));
  const name = fromRepository(scope.base);
  const files = new Set(scope.uris.map((uri) => name(relative(scope.base, uri))));
  const settled = kept.filter(
    ({ file, rule, fingerprint }) => files.has(file) && scope.wants(rule) && !prints.has(fingerprint),
  );
  return { known, settled: settled.length };
}

/** The findings of an earlier state of the roots, judged as of the same day: what only time has changed is not new. */
function entriesAt(since: string, { workspace, base, tick }: Scope, asOf: string): Entry[] {
  const roots = new Set(workspace.allRoots().map(({ uri }) => uri));
  return [...roots].flatMap((root) => {
    const earlier = stateAt(root, partedAt(root, since), asOf, workspace.engine);
    tick();
    const found = [...earlier.uris()].sort().flatMap((uri) => earlier.findings(uri));
    return [...entriesOf(found, base, textIn({ workspace: earlier })).values()];
  });
}

/** @returns how many findings the baseline has */
export function writeBaseline(file: string, scope: Scope, force: boolean | undefined): number {
  const order = (a: Entry, b: Entry) => {
    const [one, other] = [a, b].map(({ file, rule, subject, fingerprint }) =>
      [file, rule, subject ?? '', fingerprint].join('\n'),
    ) as [string, string];
    return one < other ? -1 : 1;
  };
  const findings = [...entriesOf(scope.findings, scope.base, textIn(scope)).values()].sort(order);
  write(visibleJson({ version: 1, baseline: 'isms check', findings }), { out: file, force });
  return findings.length;
}

function readBaseline(file: string): Entry[] {
  let data: unknown;
  try {
    data = JSON.parse(textOf(readRegularFile(file)));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : reasonOf(error);
    throw new UsageError(`the baseline ${file} cannot be read: ${why}. --write-baseline writes one.`);
  }
  const { version, baseline, findings } = (data ?? {}) as { version?: unknown; baseline?: unknown; findings?: unknown };
  if (version !== 1 || typeof baseline !== 'string' || !Array.isArray(findings))
    throw new UsageError(`${file} is no baseline of isms check. --write-baseline writes one.`);
  return findings.filter(
    (entry): entry is Entry =>
      ['rule', 'file', 'fingerprint'].every((key) => typeof entry?.[key] === 'string') &&
      /^(?:error|warning|information)$/.test(entry.severity) &&
      (entry.controls === undefined || Array.isArray(entry.controls)),
  );
}
