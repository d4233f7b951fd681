import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { startExtension } from '../common/extension.ts';

/** In a VS Code that runs in the browser alone: the server is a web worker. */
export function activate(context: ExtensionContext): Promise<void> {
  const module = Uri.joinPath(context.extensionUri, 'dist/server/browser.js').toString(true);
  return startExtension(context, (options) => new LanguageClient('isms', 'ISMS Author', new Worker(module), options));
}
