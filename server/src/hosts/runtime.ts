import type { Connection } from 'vscode-languageserver';
import type { Requests } from '../protocol.ts';
import type { ReportBody, ReportJob } from '../reports/index.ts';
import { visibleLines } from '../text/visible.ts';

/** What the server needs of the place it runs in. All URIs are strings; folders end with `/`. */
export interface Runtime {
  /** The files below a folder that may be ISMS documents, hidden folders and `node_modules` left out. */
  listFiles(folder: string): Promise<readonly string[]>;
  /** A file's text; `undefined` if it cannot be read. */
  readFile(uri: string): string | undefined | Promise<string | undefined>;
  /** The nearest folder at or above this one that has an `isms.yaml`, where the runtime can look. */
  rootAbove(folder: string): Promise<string | undefined>;
  /** Whether a file is there, or a folder in its place; `undefined` where that cannot be told at once. */
  exists(uri: string): boolean | 'folder' | undefined;
  /** The names in a folder, those of folders with a trailing `/`, where the runtime can look at once. */
  listFolder?(folder: string): readonly string[] | undefined;
  /** Reads a spreadsheet, apart from the server, which goes on meanwhile and whatever becomes of it. */
  importSheet: ImportSheet;
  /** When something last came from the editor, if only a piece of a message: milliseconds, as `Date.now()` counts. */
  heard?(): number;
  /** What reads prose, loaded where there is any. */
  prose(): Promise<typeof import('../prose/index.ts')>;
  /** What makes reports, loaded when one is wanted. */
  reports(): Promise<typeof import('../reports/index.ts')>;
  /** Makes a report apart from the server: it takes seconds for ten thousand suppliers. */
  reportApart(job: ReportJob, onCancel: (cancel: () => void) => void): Promise<ReportBody | undefined>;
  /** Loads what draws the pictures of reports: it is big, and most sessions never need it. */
  charts(): Promise<Charts>;
  /** The day as of which to judge, from outside: ISMS_AS_OF. */
  readonly asOf: string | undefined;
}

/** @param onCancel takes what ends the reading early */
export type ImportSheet = (
  params: Requests['isms/importSheet']['params'],
  onCancel: (cancel: () => void) => void,
) => Promise<Requests['isms/importSheet']['result']>;

/** What is in a bundle of its own. */
export type Charts = typeof import('../reports/charts.ts');

/** Says in the editor's log what went wrong, and where. */
export const logError = (connection: Connection, what: string, error: unknown): void =>
  connection.console.error(
    visibleLines(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  );
