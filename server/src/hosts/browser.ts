/// <reference lib="webworker" />
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { inOrder } from './lifecycle.ts';
import { startServer } from './lsp.ts';
import type { Charts, ImportSheet, Runtime } from './runtime.ts';

declare const self: DedicatedWorkerGlobalScope & {
  ismsProse?: typeof import('../prose/index.ts');
  ismsReports?: typeof import('../reports/index.ts');
  ismsCharts?: Charts;
};

const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self), inOrder());

// A worker has no files: the editor reads them for it.
startServer(connection, {
  listFiles: (folder) => connection.sendRequest<string[]>('isms/listFiles', { folder }),
  readFile: async (uri) => (await connection.sendRequest<string | null>('isms/readFile', { uri })) ?? undefined,
  rootAbove: async (folder) => (await connection.sendRequest<string | null>('isms/rootAbove', { folder })) ?? undefined,
  exists: () => undefined,
  importSheet,
  reportApart,
  prose: async () => {
    if (!self.ismsProse) await loadScript('prose.cjs');
    return self.ismsProse!;
  },
  reports: async () => {
    if (!self.ismsReports) await loadScript('reports.cjs');
    return self.ismsReports!;
  },
  charts: async () => {
    if (!self.ismsCharts) await loadScript('charts.cjs');
    return self.ismsCharts!;
  },
  asOf: undefined,
});

/** Reads a spreadsheet apart from the server. */
async function importSheet(...[params, onCancel]: Parameters<ImportSheet>): ReturnType<ImportSheet> {
  try {
    const answer = await inWorker<Awaited<ReturnType<ImportSheet>>>(
      ['import.cjs'],
      'ismsImport.registerOf(data)',
      params,
      onCancel,
    );
    return answer ?? { problem: 'the import was cancelled.' };
  } catch (error) {
    return {
      problem: `${params.name} cannot be read as a spreadsheet: ${error instanceof Error ? error.message : String(error)}.`,
    };
  }
}

/** Makes a report apart from the server, with everything that a report may need. */
function reportApart(...[job, onCancel]: Parameters<Runtime['reportApart']>): ReturnType<Runtime['reportApart']> {
  return inWorker(
    ['reports.cjs', 'prose.cjs', ...(job.pictures ? ['charts.cjs'] : [])],
    'ismsReports.makeReport(data,{exists(){},prose:async()=>ismsProse,charts:async()=>ismsCharts})',
    job,
    onCancel,
  );
}

/**
 * Has scripts do their work in a worker of its own.
 * @param run an expression of JavaScript over `data`, with a promise of the answer
 * @param onCancel takes what ends the work early; `undefined` comes of it then
 * @throws what the scripts threw
 */
async function inWorker<R>(
  names: readonly string[],
  run: string,
  data: unknown,
  onCancel: (cancel: () => void) => void,
): Promise<R | undefined> {
  const scripts = await Promise.all(['core.cjs', ...names].map(readScript));
  const answer = `;onmessage=({data})=>${run}.then((answer)=>postMessage({answer}),(error)=>postMessage({failed:String(error)}))`;
  const url = URL.createObjectURL(new Blob([...scripts, answer], { type: 'text/javascript' }));
  const worker = new Worker(url);
  try {
    return await new Promise<R | undefined>((resolve, reject) => {
      worker.onmessage = ({ data: { answer, failed } }) => (failed ? reject(new Error(failed)) : resolve(answer));
      worker.onerror = ({ message }) => reject(new Error(message));
      onCancel(() => resolve(undefined));
      worker.postMessage(data);
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}

/** The text of a script that is beside this one. The editor reads it: where this worker came from need not be its folder. */
const readScript = (name: string): Promise<string> => connection.sendRequest<string>('isms/readScript', { name });

/** Loads a script that is beside this one. */
async function loadScript(name: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([await readScript(name)], { type: 'text/javascript' }));
  try {
    importScripts(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
