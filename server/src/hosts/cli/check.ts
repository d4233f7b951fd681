import { statSync } from 'node:fs';
import path from 'node:path';
import { ruleById } from '../../check/rules.ts';
import { basisIn, policiesOf } from '../../kinds/policy/model.ts';
import type { Basis } from '../../model/rule.ts';
import { rankOf } from '../../model/severity.ts';
import type { Severity } from '../../model/types.ts';
import { visible, visibleJson } from '../../text/visible.ts';
import type { Finding } from '../../workspace/workspace.ts';
import { loadPaths, toPath } from '../disk.ts';
import { write } from './output.ts';
import { coloured, pretty } from './pretty.ts';
import { progress } from './progress.ts';
import { asOfDay, EXIT, UsageError } from './usage.ts';

export interface CheckOptions {
  readonly asOf?: string;
  readonly format?: 'pretty' | 'json' | 'sarif' | 'github' | 'junit';
  readonly failOn: Severity | 'never';
  readonly out?: string;
  readonly force?: boolean;
}

/** What a check came to, as every format prints it. */
export interface CheckResult {
  readonly asOf: string;
  readonly findings: readonly Finding[];
  readonly summary: Readonly<Record<Severity | 'suppliers' | 'policies', number>>;
  /** The folder that file names are relative to. */
  readonly base: string;
  /** The files that were asked for, as URIs, in order. */
  readonly files: readonly string[];
  /** The text of a file that was read. */
  readonly textOf: (uri: string) => string;
  /** What the rule of a finding rests on in the finding's root. */
  readonly basisOf: (finding: Finding) => Basis | undefined;
}

/** `isms check`. @returns the exit code */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  const asOf = asOfDay(options.asOf);
  const reading = progress('Checking');
  const { workspace, wanted, unreadable } = await loadPaths(paths, asOf, reading.tick);
  reading.done();
  for (const { path: file, why } of unreadable) process.stderr.write(`isms: ${visible(file)} cannot be read: ${why}\n`);
  const uris = [...workspace.uris()].filter((uri) => wanted(uri) && workspace.document(uri)!.counts).sort();
  if (uris.length === 0) {
    if (unreadable.length) return EXIT.wrong;
    throw new UsageError(`no ISMS document was found under ${paths.join(', ')}: an ISMS folder has an isms.yaml.`);
  }
  const base = baseOf(paths);
  const findings = uris.flatMap((uri) => workspace.findings(uri));
  const files = new Map(uris.map((uri) => [uri, relative(base, uri)]));
  findings.sort((a, b) => (a.uri === b.uri ? 0 : files.get(a.uri)! < files.get(b.uri)! ? -1 : 1));
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity && !finding.waived).length;
  const roots = new Set(uris.map((uri) => workspace.rootOf(uri)!));
  const summary = {
    error: count('error'),
    warning: count('warning'),
    information: count('information'),
    suppliers: 0,
    policies: 0,
  };
  for (const root of roots) {
    summary.suppliers += root.counts.suppliers;
    summary.policies += root.counts.policies;
  }
  const result: CheckResult = {
    asOf,
    findings,
    summary,
    base,
    files: uris,
    textOf: (uri) => workspace.document(uri)?.text ?? '',
    basisOf: ({ rule, uri }) =>
      basisIn(
        ruleById(rule)?.basis,
        policiesOf(workspace.rootOf(uri)!.project).map(({ entity }) => entity),
      ),
  };
  write(await format(result, options), options);
  if (unreadable.length) return EXIT.wrong;
  if (options.failOn === 'never') return EXIT.ok;
  const limit = rankOf(options.failOn);
  return findings.some((finding) => !finding.waived && rankOf(finding.severity) >= limit) ? EXIT.findings : EXIT.ok;
}

async function format(result: CheckResult, options: CheckOptions): Promise<string> {
  switch (options.format ?? (process.stdout.isTTY && options.out === undefined ? 'pretty' : 'json')) {
    case 'pretty':
      return pretty(result, coloured(options.out));
    case 'sarif':
      return (await import('./sarif.ts')).sarif(result);
    case 'github':
      return (await import('./github.ts')).github(result);
    case 'junit':
      return (await import('./junit.ts')).junit(result, options.failOn);
    default:
      return json(result);
  }
}

/** The folder that file names are relative to: the path, its folder if it is a file, the working directory if there are several. */
function baseOf(paths: readonly string[]): string {
  if (paths.length !== 1) return process.cwd();
  const full = path.resolve(paths[0]!);
  return statSync(full).isDirectory() ? full : path.dirname(full);
}

export const relative = (base: string, uri: string): string =>
  path.relative(base, toPath(uri)).split(path.sep).join('/');

const jsonRange = ({ start, end }: Finding['range']) => ({
  start: { line: start.line + 1, column: start.character + 1 },
  end: { line: end.line + 1, column: end.character + 1 },
});

/** The contract's JSON: lines and columns from 1. */
export function json({ asOf, findings, summary, base, basisOf }: CheckResult): string {
  return visibleJson({
    version: 1,
    asOf,
    findings: findings.map((finding) => {
      const basis = basisOf(finding);
      return {
        rule: finding.rule,
        severity: finding.severity,
        message: finding.message,
        file: relative(base, finding.uri),
        range: jsonRange(finding.range),
        ...(finding.subject ? { subject: finding.subject } : {}),
        ...(basis ? { basis } : {}),
        ...(finding.related
          ? {
              related: finding.related.map(({ uri, range, message }) => ({
                file: relative(base, uri),
                range: jsonRange(range),
                message,
              })),
            }
          : {}),
        waived: Boolean(finding.waived),
        ...(finding.waived ? { waiver: finding.waived } : {}),
      };
    }),
    summary,
  });
}
