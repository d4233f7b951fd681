import type { CancellationToken, GenericRequestHandler } from 'vscode-languageserver';
import type { Requests } from '../protocol.ts';
import { starterFiles } from '../starter.ts';
import type { FeatureHost } from './features.ts';
import { safely } from './lsp.ts';

/** Answers what VS Code asks to start an ISMS with: the files of a small one, and a spreadsheet's suppliers. */
export function registerStarting({ connection, runtime }: FeatureHost): void {
  const answer = <K extends 'isms/starterFiles' | 'isms/importSheet'>(
    method: K,
    fallback: Requests[K]['result'],
    handler: (
      params: Requests[K]['params'],
      token: CancellationToken,
    ) => Requests[K]['result'] | Promise<Requests[K]['result']>,
  ) =>
    connection.onRequest(
      method,
      safely(connection, method, fallback, handler) as GenericRequestHandler<unknown, unknown>,
    );

  answer('isms/starterFiles', [], () => starterFiles);
  answer('isms/importSheet', { problem: 'the spreadsheet could not be read; the log says why.' }, (params, token) =>
    runtime.importSheet(params, (cancel) => token.onCancellationRequested(cancel)),
  );
}
