import { commands, type ExtensionContext } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { registerCommands } from '../commands/index.ts';
import { goOnStarting } from '../commands/start.ts';
import { registerStatus } from '../status/reviews.ts';
import { registerViews } from '../views/index.ts';
import { ReportPanels } from '../views/report/index.ts';
import { Server } from './server.ts';

/** Makes the client for the place that the extension runs in. */
export type ClientFactory = (options: LanguageClientOptions) => BaseLanguageClient;

/** What the activated extension offers to others: how it did. */
export interface Activated {
  /** Milliseconds from the activation to the first findings in the editor; never settles where there are none. */
  readonly firstFindings: Promise<number>;
}

/** The one activation behind both entries. Views and commands are there at once; they wait for the server by themselves. */
export async function startExtension(context: ExtensionContext, createClient: ClientFactory): Promise<Activated> {
  const began = Date.now();
  void commands.executeCommand('setContext', 'isms.active', true);
  const server = new Server(createClient);
  const views = registerViews(server);
  const reports = new ReportPanels(server, context);
  context.subscriptions.push(
    server,
    views,
    reports,
    registerStatus(server),
    ...registerCommands({ context, server, views, reports }),
  );
  void goOnStarting(context);
  await server.start();
  return { firstFindings: server.firstFindings.then((at) => at - began) };
}
