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
  return startExtension(context, (options) => {
    const start = () => connect(Uri.joinPath(folder, 'browser.js'));
    const client = new LanguageClient('isms', 'ISMS Author', start, options);
    // What the worker only needs now and then.
    client.onRequest('isms/readScript', async ({ name }: { name: string }) =>
      new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, name))),
    );
    return client;
  });
}

/** Given as transports, since what VS Code calls Worker is not always the browser's. */
async function connect(module: Uri): Promise<MessageTransports> {
  const worker = await startWorker(module);
  return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
}

async function startWorker(module: Uri): Promise<Worker> {
  try {
    return new Worker(module.toString(true));
  } catch {
    // Not every place that extensions are kept in can be the source of a worker; VS Code can read each.
    const script = new Blob([await workspace.fs.readFile(module).then((bytes) => new Uint8Array(bytes))], {
      type: 'text/javascript',
    });
    return new Worker(URL.createObjectURL(script));
  }
}
