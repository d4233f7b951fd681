/// <reference lib="webworker" />
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { startServer } from './lsp.ts';

declare const self: DedicatedWorkerGlobalScope;

const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));

// A worker has no files: the editor reads them for it.
startServer(connection, {
  listFiles: (folder) => connection.sendRequest<string[]>('isms/listFiles', { folder }),
  readFile: async (uri) => (await connection.sendRequest<string | null>('isms/readFile', { uri })) ?? undefined,
  rootAbove: async (folder) => (await connection.sendRequest<string | null>('isms/rootAbove', { folder })) ?? undefined,
  exists: () => undefined,
  asOf: undefined,
});
