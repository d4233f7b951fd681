import type { ServerCapabilities } from 'vscode-languageserver';
import { type CompletionClient, complete } from '../features/completion.ts';
import { canonicalUri } from '../workspace/uri.ts';
import type { FeatureHost } from './features.ts';
import { safely } from './lsp.ts';

export const writingCapabilities = {
  completionProvider: { triggerCharacters: [' ', '-', '[', '{', ',', ':', '.', '/'] },
} satisfies ServerCapabilities;

/** Answers what an author asks while writing: completion. */
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
}
