import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { parseDay } from '../model/dates.ts';
import { visible } from '../text/visible.ts';
import {
  folderUri,
  listCandidates,
  readRegularFile,
  reasonOf,
  rootFolderAbove,
  textOf,
  toPath,
  toUri,
} from './disk.ts';
import { existsOnDisk } from './exists.ts';
import { importSheet } from './importing.ts';
import { inOrder } from './lifecycle.ts';
import { startServer } from './lsp.ts';
import { logError, type Runtime } from './runtime.ts';
import { inThread } from './threads.ts';
import { StreamWriter } from './writer.ts';

/** Whether a URI is a file on this disk; editors open other things too. */
const onDisk = (uri: string): boolean => uri.startsWith('file:');

const runtime: Runtime = {
  async listFiles(folder) {
    if (!onDisk(folder)) return [];
    const unreadable: { path: string; why: string }[] = [];
    const files = await listCandidates(toPath(folder), unreadable);
    for (const { path: where, why } of unreadable) connection.console.warn(`${visible(where)} cannot be read: ${why}`);
    return files.map(toUri);
  },
  readFile(uri) {
    if (!onDisk(uri)) return undefined;
    try {
      return textOf(readRegularFile(toPath(uri)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        connection.console.warn(`${visible(toPath(uri))} cannot be read: ${reasonOf(error)}`);
      return undefined;
    }
  },
  async rootAbove(folder) {
    if (!onDisk(folder)) return undefined;
    const found = rootFolderAbove(toPath(folder));
    return found && folderUri(path.resolve(found));
  },
  listFolder(folder) {
    if (!onDisk(folder)) return undefined;
    try {
      return readdirSync(toPath(folder), { withFileTypes: true }).map((entry) =>
        entry.isDirectory() ? `${entry.name}/` : entry.name,
      );
    } catch {
      return undefined;
    }
  },
  heard: () => heard,
  prose: () => import('../prose/index.ts'),
  reports: () => import('../reports/index.ts'),
  charts: () => import('../reports/charts.ts'),
  exists: (uri) => (onDisk(uri) ? existsOnDisk(uri) : undefined),
  importSheet,
  reportApart: (job, onCancel) => inThread('report-worker.cjs', job, onCancel),
  asOf: parseDay(process.env.ISMS_AS_OF ?? ''),
};

let heard = 0;
const listen = (): void => {
  heard = Date.now();
};
// Without a transport on the command line it is stdio, which every editor can do.
const transports = ['--node-ipc', '--socket', '--pipe'];
const chosen = process.argv.some((argument) => transports.some((transport) => argument.startsWith(transport)));
const connection = chosen
  ? createConnection(ProposedFeatures.all, inOrder())
  : // The reader as a stream, whose end ends the server. The library takes one of each kind, its types do not say so.
    createConnection(ProposedFeatures.all, process.stdin, new StreamWriter(process.stdout) as never, inOrder());
startServer(connection, runtime);
if (!chosen) {
  process.stdin.on('data', listen);
  // No message can be sent any more: the editor is gone, or its disk is full.
  process.stdout.on('error', () => process.exit(1));
} else process.on('message', listen);

// One promise that nobody waited for must not end the server for every document.
process.on('unhandledRejection', (error) => logError(connection, 'unhandled', error));
