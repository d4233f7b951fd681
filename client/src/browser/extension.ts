import { type ExtensionContext, Uri, workspace } from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { type Activated, startExtension } from '../common/extension.ts';

/** In a VS Code that runs in the browser alone: the server is a web worker. */
export function activate(context: ExtensionContext): Promise<Activated> {
  const folder = Uri.joinPath(context.extensionUri, 'dist/server');
  const read = async (name: string) =>
    new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, name)));
  return startExtension(context, (options) => {
    const client = new LanguageClient('isms', 'ISMS Author', () => connect(read), options);
    // What the worker only needs now and then.
    client.onRequest('isms/readScript', ({ name }: { name: string }) => read(name));
    return client;
  });
}

/**
 * Starts the server. Not every place that extensions are kept in can be the source of a worker, but VS Code can read each.
 * Given as transports, since what VS Code calls Worker is not always the browser's.
 */
async function connect(read: (name: string) => Promise<string>): Promise<MessageTransports> {
  const scripts = await Promise.all(['core.cjs', 'browser.js'].map(read));
  const worker = new Worker(URL.createObjectURL(new Blob(scripts, { type: 'text/javascript' })));
  return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
}
