import {
  CallHierarchyIncomingCallsRequest,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  type ClientCapabilities,
  type CodeActionClientCapabilities,
  CodeActionRequest,
  CodeActionResolveRequest,
  DefinitionRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentLinkResolveRequest,
  DocumentSymbolRequest,
  ErrorCodes,
  FoldingRangeRequest,
  PrepareRenameRequest,
  ReferencesRequest,
  RenameRequest,
  ResponseError,
  SelectionRangeRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver';
import { FIX_ALL } from '../../features/actions/codeActions.ts';
import type { Refusal } from '../../features/navigation/rename.ts';
import { type Handler, lsp } from './handler.ts';
import type { Host } from './host.ts';

/** Fixes, refactorings, navigation and outlines: what can be done with what is written already. */
export const navigation: readonly Handler[] = [
  lsp(CodeActionRequest.type, {
    capability: {
      codeActionProvider: {
        codeActionKinds: ['quickfix', 'refactor.rewrite', 'refactor.move', FIX_ALL],
        resolveProvider: true,
      },
    },
    fallback: [],
    run: ({ textDocument: { uri }, range, context }, { service, client, options }) =>
      service.codeActions(uri, range, {
        only: context.only,
        diagnostics: context.diagnostics,
        resolves: resolves(client().textDocument?.codeAction),
        files: makesFiles(client()),
        review: options.reviewCommand,
      }),
  }),
  lsp(CodeActionResolveRequest.type, {
    fallback: (action) => action,
    run: (action, { service, client }) => service.resolveAction(action, makesFiles(client())),
  }),
  lsp(DefinitionRequest.type, {
    capability: { definitionProvider: true },
    fallback: [],
    whole: true,
    run: ({ textDocument: { uri }, position }, { service }) => service.definition(uri, position),
  }),
  lsp(ReferencesRequest.type, {
    capability: { referencesProvider: true },
    fallback: [],
    whole: true,
    run: ({ textDocument: { uri }, position, context }, { service }) =>
      service.references(uri, position, context.includeDeclaration),
  }),
  lsp(DocumentHighlightRequest.type, {
    capability: { documentHighlightProvider: true },
    fallback: null,
    local: true,
    run: ({ textDocument: { uri }, position }, { service }) => service.highlights(uri, position) ?? null,
  }),
  lsp(PrepareRenameRequest.type, {
    capability: { renameProvider: { prepareProvider: true } },
    fallback: null,
    whole: true,
    run({ textDocument: { uri }, position }, { service }) {
      const prepared = service.prepareRename(uri, position);
      return prepared && 'refused' in prepared ? refusal(prepared) : (prepared ?? null);
    },
  }),
  lsp(RenameRequest.type, {
    fallback: null,
    whole: true,
    run({ textDocument: { uri }, position, newName }, { service }) {
      const edit = service.rename(uri, position, newName);
      return edit && 'refused' in edit ? refusal(edit) : (edit ?? null);
    },
  }),
  lsp(DocumentLinkRequest.type, {
    capability: { documentLinkProvider: { resolveProvider: true } },
    fallback: [],
    run: ({ textDocument: { uri } }, { service }) => service.links(uri),
  }),
  lsp(DocumentLinkResolveRequest.type, {
    fallback: (link) => link,
    run: (link, { service }) => service.resolveLink(link),
  }),
  lsp(DocumentSymbolRequest.type, {
    capability: { documentSymbolProvider: true },
    fallback: [],
    local: true,
    run: ({ textDocument: { uri } }, { service }) => service.documentSymbols(uri),
  }),
  lsp(WorkspaceSymbolRequest.type, {
    capability: { workspaceSymbolProvider: true },
    fallback: [],
    whole: true,
    run: ({ query }, { service }) => service.workspaceSymbols(query),
  }),
  lsp(FoldingRangeRequest.type, {
    capability: { foldingRangeProvider: true },
    fallback: [],
    local: true,
    run: ({ textDocument: { uri } }, { service, client }) =>
      service.folding(uri).slice(0, client().textDocument?.foldingRange?.rangeLimit),
  }),
  lsp(SelectionRangeRequest.type, {
    capability: { selectionRangeProvider: true },
    fallback: [],
    local: true,
    run: ({ textDocument: { uri }, positions }, { service }) => service.selections(uri, positions),
  }),
  lsp(CallHierarchyPrepareRequest.type, {
    capability: { callHierarchyProvider: true },
    fallback: null,
    whole: true,
    run: ({ textDocument: { uri }, position }, { service }) => service.prepareHierarchy(uri, position) ?? null,
  }),
  lsp(CallHierarchyIncomingCallsRequest.type, { fallback: [], run: ({ item }, { service }) => service.incoming(item) }),
  lsp(CallHierarchyOutgoingCallsRequest.type, { fallback: [], run: ({ item }, { service }) => service.outgoing(item) }),
];

/** Whether an editor asks for an action's change once it is chosen. */
const resolves = (can: CodeActionClientCapabilities | undefined): boolean =>
  Boolean(can?.dataSupport && can.resolveSupport?.properties.includes('edit'));

/** Whether an editor can make and delete files. */
function makesFiles({ workspace }: ClientCapabilities): boolean {
  const { documentChanges, resourceOperations = [] } = workspace?.workspaceEdit ?? {};
  return Boolean(documentChanges && resourceOperations.includes('create') && resourceOperations.includes('delete'));
}

const refusal = ({ refused }: Refusal): ResponseError<void> => new ResponseError(ErrorCodes.InvalidRequest, refused);

/** Milliseconds of looking ahead at a stretch, and between two of them. */
const SLICE = 8;
const REST = 20;
/** How long nothing must have changed before names are looked for ahead, in milliseconds. */
const IDLE = 1500;

/** The first search for a role need not read a register: names are looked for while the author does not write. */
export function lookAhead({ service, whenReady, onChanged }: Host): void {
  let work: Generator<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const after = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(step, delay);
    (timer as { unref?: () => void }).unref?.();
  };
  const step = (): void => {
    work ??= service.indexAhead();
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
