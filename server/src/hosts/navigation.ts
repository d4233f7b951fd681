import {
  type CodeActionClientCapabilities,
  ErrorCodes,
  ResponseError,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { CodeAction, WorkspaceEdit } from 'vscode-languageserver-types';
import { codeActions, FIX_ALL, resolveAction } from '../features/actions/codeActions.ts';
import { definition } from '../features/navigation/definition.ts';
import { incoming, outgoing, prepareHierarchy } from '../features/navigation/hierarchy.ts';
import { highlights } from '../features/navigation/highlights.ts';
import { links, resolveLink } from '../features/navigation/links.ts';
import { references } from '../features/navigation/references.ts';
import { prepareRename, type Refusal, rename } from '../features/navigation/rename.ts';
import { workspaceSymbols } from '../features/navigation/workspaceSymbols.ts';
import { folding } from '../features/outline/folding.ts';
import { selections } from '../features/outline/selection.ts';
import { documentSymbols } from '../features/outline/symbols.ts';
import { indexAhead } from '../workspace/occurrences.ts';
import { canonicalUri } from '../workspace/uri.ts';
import type { FeatureHost } from './features.ts';
import { safely } from './lsp.ts';

/** What the server says it can do with what is written already. */
export const navigationCapabilities: ServerCapabilities = {
  codeActionProvider: {
    codeActionKinds: ['quickfix', 'refactor.rewrite', 'refactor.move', FIX_ALL],
    resolveProvider: true,
  },
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentLinkProvider: { resolveProvider: true },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  callHierarchyProvider: true,
};

/** Milliseconds of looking ahead at a stretch, and between two of them. */
const SLICE = 8;
const REST = 20;
/** How long nothing must have changed before names are looked for ahead, in milliseconds. */
const IDLE = 1500;

/** Connects fixes, refactorings, navigation and outlines. */
export function registerNavigation(host: FeatureHost): void {
  const { connection, workspace, runtime } = host;
  const exists = (uri: string): boolean | undefined => (workspace.document(uri) ? true : runtime.exists(uri));
  const spelled = <T extends { uri: string }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, uri: host.spell(item.uri) }));
  const answer = <P, R>(what: string, fallback: R, handler: (params: P) => R | Promise<R>) =>
    safely<P, R>(connection, what, fallback, handler);

  /** Whether the editor can make and delete files. */
  const files = (): boolean => {
    const { documentChanges, resourceOperations = [] } = host.client().workspace?.workspaceEdit ?? {};
    return Boolean(documentChanges && resourceOperations.includes('create') && resourceOperations.includes('delete'));
  };
  connection.onCodeAction(
    answer('code action', [], ({ textDocument, range, context }) =>
      codeActions(workspace, canonicalUri(textDocument.uri), range, {
        only: context.only,
        diagnostics: context.diagnostics,
        resolves: resolves(host.client().textDocument?.codeAction),
        files: files(),
        exists,
        review: host.options.reviewCommand && { command: host.options.reviewCommand, uri: textDocument.uri },
      }).map((action) => (action.edit ? { ...action, edit: spelledEdit(host, action.edit) } : action)),
    ),
  );
  connection.onCodeActionResolve((action, token) =>
    answer('code action', action, (chosen: CodeAction) => {
      const { edit, ...resolved } = resolveAction(workspace, chosen, { files: files(), exists });
      return edit ? { ...resolved, edit: spelledEdit(host, edit) } : resolved;
    })(action, token),
  );
  connection.onDefinition(
    answer('definition', [], async ({ textDocument, position }) => {
      await host.whenReady();
      return spelled(definition(workspace, canonicalUri(textDocument.uri), position, exists));
    }),
  );
  connection.onReferences(
    answer('references', [], async ({ textDocument, position, context }) => {
      await host.whenReady();
      return spelled(references(workspace, canonicalUri(textDocument.uri), position, context.includeDeclaration));
    }),
  );
  connection.onDocumentHighlight(
    answer(
      'highlights',
      null,
      ({ textDocument, position }) => highlights(workspace, canonicalUri(textDocument.uri), position) ?? null,
    ),
  );
  connection.onPrepareRename(
    safely<{ textDocument: { uri: string }; position: { line: number; character: number } }, unknown>(
      connection,
      'prepare rename',
      null,
      async ({ textDocument, position }) => {
        await host.whenReady();
        const prepared = prepareRename(workspace, canonicalUri(textDocument.uri), position);
        return prepared && 'refused' in prepared ? refusal(prepared) : (prepared ?? null);
      },
    ) as Parameters<typeof connection.onPrepareRename>[0],
  );
  connection.onRenameRequest(
    safely<{ textDocument: { uri: string }; position: { line: number; character: number }; newName: string }, unknown>(
      connection,
      'rename',
      null,
      async ({ textDocument, position, newName }) => {
        await host.whenReady();
        const edit = rename(workspace, canonicalUri(textDocument.uri), position, newName);
        if (!edit) return null;
        return 'refused' in edit ? refusal(edit) : spelledEdit(host, edit);
      },
    ) as Parameters<typeof connection.onRenameRequest>[0],
  );
  connection.onDocumentLinks(
    answer('links', [], ({ textDocument }) =>
      links(workspace, canonicalUri(textDocument.uri), exists).map((link) => ({
        ...link,
        ...(link.target ? { target: host.spell(link.target) } : {}),
      })),
    ),
  );
  connection.onDocumentLinkResolve(async (link, token) => {
    const answered = await answer('link', link, (asked: typeof link) => resolveLink(workspace, asked, exists))(
      link,
      token,
    );
    return 'range' in answered && answered.target ? { ...answered, target: host.spell(answered.target) } : answered;
  });
  connection.onDocumentSymbol(
    answer('symbols', [], ({ textDocument }) => documentSymbols(workspace, canonicalUri(textDocument.uri))),
  );
  connection.onWorkspaceSymbol(
    answer('workspace symbols', [], async ({ query }) => {
      await host.whenReady();
      return workspaceSymbols(workspace, query).map((symbol) => ({
        ...symbol,
        location: { ...symbol.location, uri: host.spell(symbol.location.uri) },
      }));
    }),
  );
  connection.onFoldingRanges(
    answer('folding', [], ({ textDocument }) => {
      const limit = host.client().textDocument?.foldingRange?.rangeLimit;
      const ranges = folding(workspace, canonicalUri(textDocument.uri));
      return limit === undefined ? ranges : ranges.slice(0, limit);
    }),
  );
  connection.onSelectionRanges(
    answer('selection', [], ({ textDocument, positions }) =>
      selections(workspace, canonicalUri(textDocument.uri), positions),
    ),
  );
  connection.languages.callHierarchy.onPrepare(
    answer('hierarchy', null, async ({ textDocument, position }) => {
      await host.whenReady();
      const items = prepareHierarchy(workspace, canonicalUri(textDocument.uri), position);
      return items ? spelled(items) : null;
    }),
  );
  connection.languages.callHierarchy.onIncomingCalls(
    answer('incoming', [], ({ item }) =>
      incoming(workspace, item).map((call) => ({ ...call, from: { ...call.from, uri: host.spell(call.from.uri) } })),
    ),
  );
  connection.languages.callHierarchy.onOutgoingCalls(
    answer('outgoing', [], ({ item }) =>
      outgoing(workspace, item).map((call) => ({ ...call, to: { ...call.to, uri: host.spell(call.to.uri) } })),
    ),
  );

  lookAhead(host);
}

/** Whether an editor asks for an action's change once it is chosen. */
const resolves = (can: CodeActionClientCapabilities | undefined): boolean =>
  Boolean(can?.dataSupport && can.resolveSupport?.properties.includes('edit'));

const refusal = ({ refused }: Refusal): ResponseError<void> => new ResponseError(ErrorCodes.InvalidRequest, refused);

/** The first search for a role need not read a register: names are looked for while nobody writes. */
function lookAhead({ workspace, whenReady, onChanged }: FeatureHost): void {
  let work: Generator<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const after = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(step, delay);
    (timer as { unref?: () => void }).unref?.();
  };
  const step = (): void => {
    work ??= indexAhead(workspace);
    const until = Date.now() + SLICE;
    while (work && Date.now() < until) if (work.next().done) work = undefined;
    if (work) after(REST);
  };
  const begin = (): void => {
    work = undefined;
    after(IDLE);
  };
  void whenReady().then(() => {
    begin();
    onChanged(begin);
  });
}

/** An edit with the URIs that the editor knows. */
function spelledEdit(host: FeatureHost, { changes, documentChanges }: WorkspaceEdit): WorkspaceEdit {
  return {
    ...(changes
      ? { changes: Object.fromEntries(Object.entries(changes).map(([uri, edits]) => [host.spell(uri), edits])) }
      : {}),
    ...(documentChanges
      ? {
          documentChanges: documentChanges.map((change) =>
            'textDocument' in change
              ? { ...change, textDocument: { ...change.textDocument, uri: host.spell(change.textDocument.uri) } }
              : 'uri' in change
                ? { ...change, uri: host.spell(change.uri) }
                : change,
          ),
        }
      : {}),
  };
}
