import {
  CodeLensRefreshRequest,
  CodeLensRequest,
  CodeLensResolveRequest,
  CompletionRequest,
  HoverRequest,
  InlayHintRequest,
} from 'vscode-languageserver';
import type { CompletionClient } from '../../features/writing/completion.ts';
import { type Handler, lsp } from './handler.ts';
import type { Host } from './host.ts';

/** What helps while an author writes: what may come next, what something means, how things are. */
export const writing: readonly Handler[] = [
  lsp(CompletionRequest.type, {
    capability: { completionProvider: { triggerCharacters: [' ', '-', '[', '{', ',', ':', '.', '/'] } },
    fallback: null,
    local: true,
    run: ({ textDocument: { uri }, position, context }, host) =>
      host.service.complete({
        uri,
        position,
        keys: host.options.completionKeys,
        trigger: context?.triggerKind === 2 ? context.triggerCharacter : undefined,
        client: completionClient(host),
      }),
  }),
  lsp(HoverRequest.type, {
    capability: { hoverProvider: true },
    fallback: null,
    local: true,
    run({ textDocument: { uri }, position }, { service, options }) {
      const found = service.hover(uri, position, { keys: options.hoverKeys });
      return found ? { contents: { kind: 'markdown' as const, value: found.value }, range: found.range } : null;
    },
  }),
  lsp(CodeLensRequest.type, {
    capability: { codeLensProvider: { resolveProvider: true } },
    fallback: null,
    local: true,
    run: ({ textDocument: { uri } }, { service, options }) => (options.codeLens ? service.codeLenses(uri) : []),
  }),
  lsp(CodeLensResolveRequest.type, {
    fallback: (lens) => lens,
    run: (lens, { service, options }) => service.resolveCodeLens(lens, options.findingsCommand),
  }),
  lsp(InlayHintRequest.type, {
    capability: { inlayHintProvider: true },
    fallback: null,
    local: true,
    run: ({ textDocument: { uri }, range }, { service, options }) =>
      options.inlayHints ? service.inlayHints(uri, range) : [],
  }),
];

function completionClient({ client, options }: Host): CompletionClient {
  const { completionItem } = client().textDocument?.completion ?? {};
  return {
    snippets: completionItem?.snippetSupport ?? false,
    adjustsIndentation: completionItem?.insertTextModeSupport?.valueSet?.includes(2) ?? false,
    labelDetails: completionItem?.labelDetailsSupport ?? false,
    again: options.suggestCommand,
  };
}

/** Editors ask again after their own edits. What else changes lenses and hints is the settings and the day. */
export function refreshWriting({ connection, workspace, options, client, onChanged }: Host): void {
  let known: unknown[] = [];
  onChanged(() => {
    const now = [
      options.codeLens,
      options.inlayHints,
      workspace.today,
      ...workspace.allRoots().map((root) => root.settings),
    ];
    if (now.length === known.length && now.every((value, index) => value === known[index])) return;
    known = now;
    const { workspace: can } = client();
    // An editor that is not ready for it yet refuses, and asks by itself later.
    if (can?.codeLens?.refreshSupport) connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
    if (can?.inlayHint?.refreshSupport) connection.languages.inlayHint.refresh().catch(() => {});
  });
}
