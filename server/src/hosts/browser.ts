/// <reference lib="webworker" />
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { type Charts, startServer } from './lsp.ts';

declare const self: DedicatedWorkerGlobalScope & {
  ismsImport?: typeof import('../import/index.ts');
  ismsReports?: typeof import('../reports/index.ts');
  ismsCharts?: Charts;
};

const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));

// A worker has no files: the editor reads them for it.
startServer(connection, {
  listFiles: (folder) => connection.sendRequest<string[]>('isms/listFiles', { folder }),
  readFile: async (uri) => (await connection.sendRequest<string | null>('isms/readFile', { uri })) ?? undefined,
  rootAbove: async (folder) => (await connection.sendRequest<string | null>('isms/rootAbove', { folder })) ?? undefined,
  exists: () => undefined,
  importer: async () => {
    if (!self.ismsImport) await loadScript('import.cjs');
    return self.ismsImport!;
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
