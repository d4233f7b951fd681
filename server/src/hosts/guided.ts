import type { GenericRequestHandler } from 'vscode-languageserver';
import type { TextDocumentEdit } from 'vscode-languageserver-types';
import type { Requests } from '../protocol.ts';
import type { Filled, GuidedRequests, Purpose } from '../protocolGuided.ts';
import { canonicalUri } from '../workspace/uri.ts';
import type { FeatureHost } from './features.ts';
import { safely } from './lsp.ts';

/** Answers what guided input asks: which questions, what is to be said of an answer, and what is written in the end. */
export function registerGuided(host: FeatureHost): void {
  const { connection, workspace, runtime } = host;
  const answer = <K extends keyof GuidedRequests>(
    method: K,
    fallback: Requests[K]['result'],
    handler: (
      params: Requests[K]['params'],
      guided: typeof import('../features/views/guided/index.ts'),
    ) => Requests[K]['result'],
  ) =>
    connection.onRequest(
      method,
      safely<Requests[K]['params'], Requests[K]['result']>(connection, method, fallback, async (params) => {
        await host.whenReady();
        // Asked for seldom: its code is only loaded then.
        const guided = await import('../features/views/guided/index.ts');
        workspace.update();
        return handler(params, guided);
      }) as GenericRequestHandler<unknown, unknown>,
    );
  const failed = { refused: 'The command failed. See the ISMS Author log for details.' };

  answer('isms/reviewable', [], (_params, { reviewable }) =>
    reviewable(workspace).map((item) => ({ ...item, subject: spelled(item.subject) })),
  );
  answer('isms/subjectAt', null, ({ uri, position }, { subjectAt }) => {
    const subject = subjectAt(workspace, canonicalUri(uri), position);
    return subject ? spelled(subject) : null;
  });
  answer('isms/form', failed, ({ purpose, answers }, { formOf }) => formOf(workspace, canonical(purpose), answers));
  answer('isms/judgeAnswer', null, ({ purpose, key, value }, { judge }) =>
    judge(workspace, canonical(purpose), key, value),
  );
  answer('isms/fill', failed, ({ purpose, answers }, { fill }) => {
    const exists = (uri: string) => (workspace.document(uri) ? true : runtime.exists(uri));
    const filled = fill(workspace, canonical(purpose), answers, exists);
    return 'refused' in filled ? filled : versioned(filled);
  });

  function spelled<P extends { readonly uri: string }>(place: P): P {
    return { ...place, uri: host.spell(place.uri) };
  }

  /** The edit as the editor knows the documents: by their names and in their versions. */
  function versioned({ edit, select, said }: Filled): Filled {
    const documentChanges = edit.documentChanges?.map((change) => {
      if (!('textDocument' in change)) return 'uri' in change ? spelled(change) : change;
      const { uri } = change.textDocument;
      return { ...change, textDocument: { uri: host.spell(uri), version: host.version(uri) } } as TextDocumentEdit;
    });
    return { edit: { documentChanges: documentChanges ?? [] }, select: spelled(select), said };
  }
}

/** Purposes name files and folders as the editor spells them. */
const canonical = (purpose: Purpose): Purpose =>
  purpose.form === 'review'
    ? { ...purpose, subject: { ...purpose.subject, uri: canonicalUri(purpose.subject.uri) } }
    : { ...purpose, root: canonicalUri(purpose.root) };
