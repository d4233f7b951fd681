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

/** The one activation behind both entries. Views and commands are there at once; they wait for the server by themselves. */
export async function startExtension(context: ExtensionContext, createClient: ClientFactory): Promise<void> {
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
}
