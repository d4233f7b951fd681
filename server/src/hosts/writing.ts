import { type CodeLens, CodeLensRefreshRequest, type ServerCapabilities } from 'vscode-languageserver';
import { CodeLenses } from '../features/writing/codeLens.ts';
import { type CompletionClient, complete } from '../features/writing/completion.ts';
import { hover } from '../features/writing/hover.ts';
import { inlayHints } from '../features/writing/inlayHints.ts';
import { canonicalUri } from '../workspace/uri.ts';
import type { FeatureHost } from './features.ts';
import { safely } from './lsp.ts';

export const writingCapabilities = {
  completionProvider: { triggerCharacters: [' ', '-', '[', '{', ',', ':', '.', '/'] },
  hoverProvider: true,
  codeLensProvider: { resolveProvider: true },
  inlayHintProvider: true,
} satisfies ServerCapabilities;

/** Answers what an author asks while writing: what may come next, what something means, how things stand. */
export function registerWriting(host: FeatureHost): void {
  const { connection, workspace } = host;

  const client = (): CompletionClient => {
    const { completionItem } = host.client().textDocument?.completion ?? {};
    return {
      snippets: completionItem?.snippetSupport ?? false,
      adjustsIndentation: completionItem?.insertTextModeSupport?.valueSet?.includes(2) ?? false,
      labelDetails: completionItem?.labelDetailsSupport ?? false,
      again: host.options.suggestCommand,
    };
  };

  connection.onCompletion(
    safely(connection, 'completion', null, ({ textDocument, position, context }) =>
      complete({
        workspace,
        uri: canonicalUri(textDocument.uri),
        position,
        keys: host.options.completionKeys,
        trigger: context?.triggerKind === 2 ? context.triggerCharacter : undefined,
        client: client(),
        listFolder: host.runtime.listFolder && ((folder) => host.runtime.listFolder!(folder)),
      }),
    ),
  );

  connection.onHover(
    safely(connection, 'hover', null, ({ textDocument, position }) => {
      const found = hover(workspace, canonicalUri(textDocument.uri), position, { keys: host.options.hoverKeys });
      return found ? { contents: { kind: 'markdown' as const, value: found.value }, range: found.range } : null;
    }),
  );

  const lenses = new CodeLenses(workspace);
  connection.onCodeLens(
    safely(connection, 'codeLens', null, ({ textDocument }) =>
      host.options.codeLens ? lenses.of(canonicalUri(textDocument.uri)) : [],
    ),
  );
  connection.onCodeLensResolve((lens, token) =>
    safely<CodeLens, CodeLens>(connection, 'codeLens/resolve', lens, (one) =>
      lenses.resolve(one, host.options.findingsCommand, (uri) => host.spell(uri)),
    )(lens, token),
  );

  connection.languages.inlayHint.on(
    safely(connection, 'inlayHint', null, ({ textDocument, range }) =>
      host.options.inlayHints ? inlayHints(workspace, canonicalUri(textDocument.uri), range) : [],
    ),
  );

  // Editors ask again after their own edits. What else changes lenses and hints is the settings and the day.
  let known: unknown[] = [];
  host.onChanged(() => {
    const { codeLens, inlayHints: hints } = host.options;
    const now = [codeLens, hints, workspace.today, ...workspace.allRoots().map((root) => root.settings)];
    if (now.length === known.length && now.every((value, index) => value === known[index])) return;
    known = now;
    const { workspace: can } = host.client();
    // An editor that is not ready for it yet refuses, and asks by itself later.
    if (can?.codeLens?.refreshSupport) connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
    if (can?.inlayHint?.refreshSupport) connection.languages.inlayHint.refresh().catch(() => {});
  });
}
