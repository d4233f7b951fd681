import type { ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type Activated, startExtension } from '../common/extension.ts';

/** In the desktop VS Code and on remote machines: the server is a Node process of its own. */
export function activate(context: ExtensionContext): Promise<Activated> {
  const module = context.asAbsolutePath('dist/server/node.cjs');
  return startExtension(
    context,
    (options) =>
      new LanguageClient(
        'isms',
        'ISMS Author',
        {
          run: { module, transport: TransportKind.ipc },
          debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6019'] } },
        },
        options,
      ),
  );
}
