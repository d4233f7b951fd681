import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Rating } from '../../kinds/supplier/types.ts';
import {
  type CalendarFormat,
  type Choice,
  type Commit,
  type Draw,
  type Earlier,
  factsOf,
  omissionsOf,
  type ReportFormat,
  type ReportKind,
  readRoot,
  renderCalendar,
  renderReport,
  reportFormats,
  reportKinds,
} from '../../reports/index.ts';
import { type PolicyColumn, policyColumns } from '../../reports/list.ts';
import { nearest } from '../../text/nearest.ts';
import { visible } from '../../text/visible.ts';
import type { Root } from '../../workspace/root.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { folderUri, loadPaths, reasonOf, toPath } from '../disk.ts';
import { type Endings, formatOf } from './formats.ts';
import { commitNow, earlierState } from './git.ts';
import { Ignored, warnLeft } from './ignored.ts';
import { refuse, write, writeFile } from './output.ts';
import { fromRepository } from './paths.ts';
import { progress } from './progress.ts';
import { asOfDay, EXIT, UsageError, warn } from './usage.ts';

export interface ReportCommand {
  readonly asOf?: string;
  readonly format?: ReportFormat | CalendarFormat;
  readonly out?: string;
  readonly since?: string;
  /** Names of columns, with commas. */
  readonly columns?: string;
  readonly incomplete?: boolean;
  /** The id of the one supplier that the review report is on. */
  readonly supplier?: string;
  readonly criticality?: readonly Rating[];
  readonly summary?: boolean;
  readonly force?: boolean;
}

const CALENDAR: Endings<CalendarFormat> = { ics: ['.ics'], json: ['.json'] };
const FORMATS: Endings<ReportFormat> = {
  md: ['.md', '.markdown', '.txt'],
  html: ['.html', '.htm'],
  csv: ['.csv'],
  json: ['.json'],
};

/** `isms report`. @returns the exit code */
export async function report(
  kind: ReportKind | 'calendar' | 'all',
  given: string,
  options: ReportCommand,
): Promise<number> {
  const asOf = asOfDay(options.asOf);
  const compares = reportKinds.filter((one) => factsOf(one).compares);
  if (options.since !== undefined && kind !== 'all' && !compares.some((one) => one === kind))
    throw new UsageError(`--since is for the reports ${compares.join(' and ')}.`);
  const columns = options.columns === undefined ? undefined : columnsIn(kind, options.columns);
  const formats: Endings<string> = kind === 'calendar' ? CALENDAR : FORMATS;
  if (options.format !== undefined && !(options.format in formats))
    throw new UsageError(
      `${kind === 'all' ? 'a report' : `the report ${kind}`} has no format ${options.format}: it has ${Object.keys(formats).join(', ')}.`,
    );
  const format = kind === 'all' ? 'md' : formatOf(options, formats, kind === 'calendar' ? 'ics' : 'md');
  const { supplier, criticality, summary } = options;
  if ((supplier !== undefined || criticality || summary) && kind !== 'review')
    throw new UsageError('--supplier, --criticality and --summary are for the report review.');
  if (summary && format !== 'md' && format !== 'html') throw new UsageError('--summary is for md and html.');
  const choice: Choice = {
    ...(supplier === undefined ? {} : { supplier }),
    ...(criticality ? { criticality } : {}),
    ...(summary ? { summary } : {}),
    ...(columns ? { columns } : {}),
  };
  const reading = progress('Reading');
  const { workspace, wanted, unreadable, left } = await loadPaths([given], asOf, {
    tick: reading.tick,
    leaving: (folder) => Ignored.above(folder),
  });
  for (const { path: file, why } of unreadable) warn(`${visible(file)} cannot be read: ${why}`);
  warnLeft(left);
  // A report that lacks a file would say of it what is not so.
  if (unreadable.length) return EXIT.wrong;
  const roots = rootsOf(workspace, wanted, given);
  const earlier = new Map<Root, Earlier>();
  if (options.since !== undefined)
    for (const root of roots)
      earlier.set(root, earlierState(root.uri, options.since, asOf, reading.tick, workspace.engine));
  reading.done();
  if (kind === 'all') return writeAll(workspace, roots, given, earlier, options);
  if (roots.length > 1) {
    const names = roots.map((root) => path.relative('.', toPath(root.uri)) || '.');
    throw new UsageError(
      `${given} holds ${roots.length} ISMS roots, and a report is on one: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}. Name one of them, or write them all with isms report all --out FOLDER.`,
    );
  }
  const [root] = roots as [Root];
  if (supplier !== undefined) mustExist(supplier, workspace, root);
  if (!options.incomplete && refused([kind], workspace, roots, choice)) return EXIT.wrong;
  const text =
    kind === 'calendar'
      ? renderCalendar(readRoot(workspace, root), format as CalendarFormat, digestIn(root))
      : await render(kind, format as ReportFormat, workspace, root, earlier.get(root), choice);
  write(text, options);
  return EXIT.ok;
}

/** Texts for keys that no other ISMS has, whichever machine they are made on: by organisation and place in the repository. */
function digestIn({ uri, settings }: Root): (key: string) => string {
  const home = JSON.stringify([settings.organisation ?? '', fromRepository(toPath(uri))('.')]);
  return (key) => createHash('sha256').update(`${home}\n${key}`).digest('hex').slice(0, 32);
}

/** @throws UsageError if the register has no supplier with the id */
function mustExist(id: string, workspace: Workspace, root: Root): void {
  const ids = readRoot(workspace, root).suppliers.flatMap(({ supplier }) => supplier.fields.id?.text ?? []);
  if (ids.includes(id)) return;
  const near = nearest(id, ids);
  throw new UsageError(`there is no supplier ${id}${near ? `: did you mean ${near}?` : ' in the register.'}`);
}

/** Names what the reports would leave out. @returns whether there is anything */
function refused(
  kinds: readonly (ReportKind | 'calendar')[],
  workspace: Workspace,
  roots: readonly Root[],
  choice?: Choice,
): boolean {
  const omitted = new Set(
    roots.flatMap((root) => {
      const data = readRoot(workspace, root);
      return kinds.flatMap((kind) => omissionsOf(kind, data, choice).map(({ text }) => text));
    }),
  );
  for (const text of omitted) process.stderr.write(`isms: ${text}\n`);
  if (omitted.size)
    process.stderr.write(
      'isms: nothing was written, because the report would leave this out. Correct it, or use --incomplete.\n',
    );
  return omitted.size > 0;
}

const commits = new Map<Root, Commit | undefined>();

/** The commit of a root's files, asked for once. */
function commitOf(root: Root): Commit | undefined {
  if (!commits.has(root))
    commits.set(
      root,
      commitNow(root.uri, new Map(root.inOrder().map((document) => [toPath(document.uri), document.text]))),
    );
  return commits.get(root);
}

let charts: Promise<{ drawing(): Draw }> | undefined;

async function render(
  kind: ReportKind,
  format: ReportFormat,
  workspace: Workspace,
  root: Root,
  earlier: Earlier | undefined,
  choice?: Choice,
): Promise<string> {
  charts ??= format === 'html' ? import('../../reports/charts.ts') : undefined;
  const draw = format === 'html' ? (await charts)?.drawing() : undefined;
  const commit = root.standalone ? undefined : commitOf(root);
  return renderReport(kind, format, workspace, root, {
    ...(earlier && factsOf(kind).compares ? { earlier } : {}),
    ...(commit ? { commit } : {}),
    ...(choice ? { choice } : {}),
    ...(draw ? { draw } : {}),
  });
}

/** The columns that are asked for. @throws for one that there is not */
function columnsIn(kind: string, given: string): readonly PolicyColumn[] {
  const able: readonly string[] = reportKinds.filter((one) => factsOf(one).columns);
  if (!able.includes(kind)) throw new UsageError(`--columns is for the report ${able.join(' and ')}.`);
  const names = given.split(',').map((name) => name.trim());
  const isColumn = (name: string): name is PolicyColumn => Object.hasOwn(policyColumns, name);
  const unknown = names.find((name) => !isColumn(name));
  if (unknown !== undefined)
    throw new UsageError(`there is no column “${unknown}”: there are ${Object.keys(policyColumns).join(', ')}.`);
  return names.filter(isColumn);
}

/** The roots that a path asks for: those under it, else the one that it is in; a file on its own is one too. */
function rootsOf(workspace: Workspace, wanted: (uri: string) => boolean, given: string): Root[] {
  const asked = new Set(
    [...workspace.uris()]
      .filter((uri) => wanted(uri) && workspace.document(uri)!.counts)
      .map((uri) => workspace.rootOf(uri)!),
  );
  let roots = [...asked];
  const real = roots.filter(({ standalone }) => !standalone);
  if (real.length) roots = real;
  if (!roots.length) {
    const above = workspace.rootAbove(folderUri(path.resolve(given)));
    roots = workspace.allRoots().filter(({ uri, standalone }) => !standalone && uri === above);
  }
  if (!roots.length)
    throw new UsageError(`no ISMS document was found under ${given}: an ISMS folder has an isms.yaml.`);
  return roots.sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

async function writeAll(
  workspace: Workspace,
  roots: readonly Root[],
  given: string,
  earlier: ReadonlyMap<Root, Earlier>,
  { out, format, incomplete, force }: ReportCommand,
): Promise<number> {
  if (out === undefined) throw new UsageError('isms report all writes files: say where with --out FOLDER.');
  if (existsSync(out) && !statSync(out).isDirectory())
    throw new UsageError(`${out} is a file: isms report all writes into a folder.`);
  if (!incomplete && refused(reportKinds, workspace, roots)) return EXIT.wrong;
  const drawing = progress('Writing');
  const made: { readonly file: string; readonly text: string }[] = [];
  for (const root of roots) {
    const folder = roots.length > 1 ? path.join(out, path.relative(path.resolve(given), toPath(root.uri))) : out;
    for (const kind of reportKinds) {
      for (const each of format ? [format as ReportFormat] : reportFormats) {
        const text = await render(kind, each, workspace, root, earlier.get(root));
        made.push({ file: path.join(folder, `${factsOf(kind).file}.${each}`), text });
        drawing.tick();
      }
    }
  }
  // All or none where one of them would overwrite something.
  for (const { file, text } of made) refuse(text, { out: file, force });
  for (const { file, text } of made) {
    try {
      mkdirSync(path.dirname(file), { recursive: true });
    } catch (error) {
      throw new UsageError(`${path.dirname(file)} cannot be written: ${reasonOf(error)}.`);
    }
    writeFile(file, text);
  }
  drawing.done();
  return EXIT.ok;
}
