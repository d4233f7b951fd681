import type { TextDocumentEdit } from 'vscode-languageserver-types';
import type { Filled } from '../../protocol.ts';
import { type Handler, isms } from './handler.ts';
import type { Host } from './host.ts';

const failed = { refused: 'The command failed. See the ISMS Author log for details.' };

/** Guided input: which questions there are, what an answer is worth, and what is written in the end. */
export const guided: readonly Handler[] = [
  isms('isms/reviewable', { fallback: [], whole: true, run: (_params, { service }) => service.reviewable() }),
  isms('isms/subjectAt', {
    fallback: null,
    whole: true,
    run: async ({ uri, position }, { service }) => (await service.subjectAt(uri, position)) ?? null,
  }),
  isms('isms/form', {
    fallback: failed,
    whole: true,
    run: ({ purpose, answers }, { service }) => service.form(purpose, answers),
  }),
  isms('isms/judgeAnswer', {
    fallback: null,
    whole: true,
    run: ({ purpose, key, value }, { service }) => service.judgeAnswer(purpose, key, value),
  }),
  isms('isms/fill', {
    fallback: failed,
    whole: true,
    async run({ purpose, answers }, host) {
      const filled = await host.service.fill(purpose, answers);
      return 'refused' in filled ? filled : versioned(filled, host);
    },
  }),
];

/** The edit of the documents in the versions that the editor knows. */
const versioned = ({ edit, ...rest }: Filled, host: Host): Filled => ({
  ...rest,
  edit: {
    documentChanges: (edit.documentChanges ?? []).map((change) =>
      'textDocument' in change
        ? ({
            ...change,
            textDocument: { ...change.textDocument, version: host.version(change.textDocument.uri) },
          } as TextDocumentEdit)
        : change,
    ),
  },
});
