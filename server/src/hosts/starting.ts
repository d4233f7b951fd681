import type { GenericRequestHandler } from 'vscode-languageserver';
import { writeRegister } from '../import/write.ts';
import type { ImportedRegister, Requests } from '../protocol.ts';
import { starterFiles } from '../starter.ts';
import type { FeatureHost } from './features.ts';
import { safely } from './lsp.ts';

/** So many cells that were not understood are named in the register's comment. */
const MOST_REMARKS = 100;

/** Answers what VS Code asks to start an ISMS with: the files of a small one, and a spreadsheet's suppliers. */
export function registerStarting({ connection, runtime }: FeatureHost): void {
  const answer = <K extends 'isms/starterFiles' | 'isms/importSheet'>(
    method: K,
    fallback: Requests[K]['result'],
    handler: (params: Requests[K]['params']) => Requests[K]['result'] | Promise<Requests[K]['result']>,
  ) =>
    connection.onRequest(
      method,
      safely(connection, method, fallback, handler) as GenericRequestHandler<unknown, unknown>,
    );

  answer('isms/starterFiles', [], () => starterFiles);
  answer('isms/importSheet', { problem: 'the spreadsheet could not be read; the log says why.' }, async (params) => {
    const { name, data, dates } = params;
    const { importSheet, describe } = await runtime.importer();
    const imported = await importSheet(fromBase64(data), name, dates);
    if ('problem' in imported) return imported;
    const { result, sheet } = imported;
    const notes = ['', ...describe(result, sheet, { most: MOST_REMARKS }), '', 'This comment can go once it is read.'];
    return {
      text: writeRegister(result, name, notes, 'Problems'),
      suppliers: result.suppliers.length,
      notUnderstood: result.columns.filter(({ field }) => !field).length + result.remarks.length,
      ambiguousDates: result.remarks
        .filter(({ ambiguous }) => ambiguous)
        .map(({ heading, text }) => ({ heading, text })),
    } satisfies ImportedRegister;
  });
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
