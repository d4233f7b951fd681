import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ruleById } from '../../check/rules.ts';
import { basisIn, policiesOf } from '../../kinds/policy/model.ts';
import { rankOf } from '../../model/severity.ts';
import type { Severity } from '../../model/types.ts';
import { visible } from '../../text/visible.ts';
import { loadPaths, readOpen, textOf } from '../disk.ts';
import type { Compared } from './baseline.ts';
import { CHECK_FORMATS, type CheckFormat, formatOf, type Output } from './formats.ts';
import { Ignored, warnLeft } from './ignored.ts';
import { json } from './json.ts';
import { refuse, write } from './output.ts';
import { coloured, pretty } from './pretty.ts';
import { progress } from './progress.ts';
import { type CheckResult, countsOf, relative, type Scope } from './result.ts';
import { matchesRule } from './ruleNames.ts';
import { asOfDay, EXIT, UsageError, warn } from './usage.ts';

export interface CheckOptions {
  readonly asOf?: string;
  readonly failOn: Severity | 'never';
  readonly maxWarnings?: number;
  /** Patterns of rule ids. */
  readonly rule?: readonly string[];
  readonly ignore?: readonly string[];
  readonly quiet?: boolean;
  /** How many suppliers, policies or files are shown, the most harmful first, in place of the list by file. */
  readonly next?: number | true;
  readonly since?: string;
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
  readonly stdin?: boolean;
  readonly stdinFilename?: string;
  readonly fix?: boolean;
  readonly force?: boolean;
}

/** What is written where, with the format decided. */
interface Write {
  readonly format: CheckFormat;
  readonly out?: string | undefined;
}

/** `isms check`. @param given none: the working directory @returns the exit code */
export async function check(
  given: readonly string[],
  options: CheckOptions,
  outputs: readonly Output<CheckFormat>[],
): Promise<number> {
  const writes = writesOf(outputs);
  const asOf = asOfDay(options.asOf);
  if (options.writeBaseline && options.baseline === undefined)
    throw new UsageError('--write-baseline needs the file that it writes: --baseline FILE.');
  const { paths, texts } = pathsOf(given, options);
  const reading = progress('Checking');
  const { workspace, wanted, unreadable, empty, left } = await loadPaths(paths, asOf, {
    tick: reading.tick,
    leaving: (folder) => Ignored.above(folder),
    texts,
  });
  for (const { path: file, why } of unreadable) warn(`${visible(file)} cannot be read: ${why}`);
  for (const one of empty) warn(`no ISMS document was found under ${visible(one)}: an ISMS folder has an isms.yaml.`);
  warnLeft(left);
  const incomplete = unreadable.length > 0 || empty.length > 0;
  const uris = [...workspace.uris()].filter((uri) => wanted(uri) && workspace.document(uri)!.counts).sort();
  if (uris.length === 0) return EXIT.wrong;
  const wants = ruleFilter(options);
  if (options.fix) (await import('./fix.ts')).fix(workspace, uris, wants);
  const base = baseOf(paths, texts);
  const names = new Map(uris.map((uri) => [uri, relative(base, uri)]));
  const found = uris.flatMap((uri) => workspace.findings(uri));
  found.sort((a, b) => (a.uri === b.uri ? 0 : names.get(a.uri)! < names.get(b.uri)! ? -1 : 1));
  const all = found.filter(({ rule }) => wants(rule));
  const scope = { workspace, base, uris, findings: all, wants, tick: reading.tick };
  if (options.writeBaseline) {
    reading.done();
    const count = (await import('./baseline.ts')).writeBaseline(options.baseline!, scope, options.force);
    write(`wrote ${visible(options.baseline!)}: a baseline of ${count}\n`);
    return incomplete ? EXIT.wrong : EXIT.ok;
  }
  // What compares knows git and reports: a plain check does without.
  const compares = options.since !== undefined || options.baseline !== undefined;
  const compared: Compared = compares
    ? (await import('./baseline.ts')).compare(options, scope, asOf)
    : { known: undefined, settled: 0 };
  reading.done();
  const result = resultOf(scope, compared, asOf, found.length - all.length, options);
  for (const { out } of writes) if (out !== undefined) refuse('', { out, force: options.force });
  for (const one of writes) {
    const text = await format(result, one, options, writes.length > 1);
    write(text, { ...one, force: options.force });
  }
  if (incomplete) return EXIT.wrong;
  const { maxWarnings } = options;
  if (maxWarnings === undefined || result.summary.warning <= maxWarnings)
    return result.findings.some(result.fails) ? EXIT.findings : EXIT.ok;
  warn(`${result.summary.warning} warnings, and --max-warnings allows ${maxWarnings}.`);
  return EXIT.findings;
}

/** What is written where: people read `pretty`, and GitHub beside it what it makes annotations of. @throws UsageError */
function writesOf(outputs: readonly Output<CheckFormat>[]): Write[] {
  if (!outputs.length)
    return process.env.GITHUB_ACTIONS === 'true'
      ? [{ format: 'pretty' }, { format: 'github' }]
      : [{ format: 'pretty' }];
  const writes = outputs.map((output) => {
    const out = output.out === '-' ? undefined : output.out;
    return { format: formatOf({ ...output, out }, CHECK_FORMATS, 'pretty'), out };
  });
  const shown = writes.filter(({ out }) => out === undefined).map(({ format }) => format);
  if (new Set(shown).size < shown.length || (shown.length > 1 && shown.some((one) => !/^(?:pretty|github)$/.test(one))))
    throw new UsageError(
      `standard output takes one format, not ${shown.join(' and ')}: name a file for each with --out.`,
    );
  const files = writes.flatMap(({ out }) => (out === undefined ? [] : [path.resolve(out)]));
  if (new Set(files).size < files.length) throw new UsageError('--out names one file twice.');
  return writes;
}

/** The paths that are read, and what standard input holds in place of a file. @throws UsageError */
function pathsOf(given: readonly string[], { stdin, stdinFilename, fix }: CheckOptions) {
  if (!stdin) {
    if (stdinFilename !== undefined) throw new UsageError('--stdin-filename is for --stdin.');
    return { paths: given.length ? given : ['.'], texts: undefined };
  }
  if (stdinFilename === undefined)
    throw new UsageError('--stdin needs the name that the text has in the ISMS: --stdin-filename FILE.');
  if (given.length || fix) throw new UsageError(`--stdin cannot be used with ${fix ? '--fix' : 'a path'}.`);
  return { paths: [stdinFilename], texts: new Map([[path.resolve(stdinFilename), textOf(readOpen(0))]]) };
}

/** Whether findings of a rule are asked for. */
const ruleFilter =
  ({ rule = [], ignore = [] }: CheckOptions) =>
  (id: string): boolean =>
    (!rule.length || matchesRule(rule, id)) && !matchesRule(ignore, id);

function resultOf(
  { workspace, base, uris, findings: all }: Scope,
  { known, settled }: Compared,
  asOf: string,
  ignored: number,
  { failOn }: CheckOptions,
): CheckResult {
  const findings = known ? all.filter((finding) => !known.has(finding)) : all;
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity && !finding.waived).length;
  const summary = {
    error: count('error'),
    warning: count('warning'),
    information: count('information'),
    counts: countsOf(new Set(uris.map((uri) => workspace.rootOf(uri)!))),
    ...(known ? { known: known.size } : {}),
    ...(settled ? { settled } : {}),
    ...(ignored ? { ignored } : {}),
  };
  return {
    asOf,
    findings,
    all,
    known,
    summary,
    base,
    files: uris,
    textOf: (uri) => workspace.document(uri)?.text ?? '',
    basisOf: ({ rule, uri }) =>
      basisIn(
        ruleById(rule)?.basis,
        policiesOf(workspace.rootOf(uri)!.project).map(({ entity }) => entity),
      ),
    fails: ({ waived, severity }) => failOn !== 'never' && !waived && rankOf(severity) >= rankOf(failOn),
  };
}

/** How many `--next` shows by default. */
const NEXT = 5;

/** @param beside whether another output has the summary */
async function format(
  result: CheckResult,
  { format, out }: Write,
  { quiet, failOn, maxWarnings, next }: CheckOptions,
  beside: boolean,
): Promise<string> {
  const least = failOn === 'never' ? 'error' : failOn;
  const shown = result.findings.filter(
    ({ severity, waived }) =>
      !quiet ||
      (!waived && (rankOf(severity) >= rankOf(least) || (severity === 'warning' && maxWarnings !== undefined))),
  );
  switch (format) {
    case 'pretty':
      if (next !== undefined)
        return (await import('./next.ts')).next({ ...result, findings: shown }, next === true ? NEXT : next);
      return quiet && !shown.length ? '' : pretty(result, coloured(out), shown);
    case 'sarif':
      return (await import('./sarif.ts')).sarif(result);
    case 'github':
      return (await import('./github.ts')).github(result, shown, !beside && !(quiet && !shown.length));
    case 'gitlab':
      return (await import('./gitlab.ts')).gitlab(result);
    case 'junit':
      return (await import('./junit.ts')).junit(result);
    case 'json':
      return json(result);
  }
}

/** The folder that file names are relative to: the path, its folder if it is a file, the working directory if there are several. */
function baseOf(paths: readonly string[], texts: ReadonlyMap<string, string> | undefined): string {
  const full = path.resolve(paths[0]!);
  if (paths.length !== 1 || (!texts && !existsSync(full))) return process.cwd();
  return !texts && statSync(full).isDirectory() ? full : path.dirname(full);
}
