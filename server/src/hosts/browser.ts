/// <reference lib="webworker" />
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { inOrder } from './lifecycle.ts';
import { startServer } from './lsp.ts';
import type { Charts, ImportSheet } from './runtime.ts';

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

/** Reads a spreadsheet in a worker of its own, made from the script with a line that has it read what it is sent. */
async function importSheet(...[params, onCancel]: Parameters<ImportSheet>): ReturnType<ImportSheet> {
  const script = await connection.sendRequest<string>('isms/readScript', { name: 'import.cjs' });
  const run = ';onmessage=({data})=>ismsImport.registerOf(data).then((answer)=>postMessage(answer))';
  const url = URL.createObjectURL(new Blob([script, run], { type: 'text/javascript' }));
  const worker = new Worker(url);
  try {
    return await new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) =>
        resolve({ problem: `${params.name} cannot be read as a spreadsheet: ${message}.` });
      onCancel(() => resolve({ problem: 'the import was cancelled.' }));
      worker.postMessage(params);
    });
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
}

/** Loads a script that stands beside this one. The editor reads it: where this worker came from need not be its folder. */
async function loadScript(name: string): Promise<void> {
  const text = await connection.sendRequest<string>('isms/readScript', { name });
  const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    importScripts(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
