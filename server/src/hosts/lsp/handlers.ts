import type { ServerCapabilities } from 'vscode-languageserver';
import { Reports } from '../reports.ts';
import { guided } from './guided.ts';
import { connect, type Handler, type Session } from './handler.ts';
import type { Host } from './host.ts';
import { lookAhead, navigation } from './navigation.ts';
import { requests } from './requests.ts';
import { Views } from './views.ts';
import { refreshWriting, writing } from './writing.ts';

/** Every request that the server handles. */
export const handlers: readonly Handler[] = [...writing, ...navigation, ...requests, ...guided];

export const handledCapabilities: ServerCapabilities = Object.assign(
  {},
  ...handlers.map(({ capability }) => capability),
);

/** Connects every handler, and starts what runs without being asked. */
export function connectAll(host: Host): void {
  const session: Session = { ...host, views: new Views(host), reports: new Reports(host) };
  for (const handler of handlers) connect(handler, session);
  refreshWriting(host);
  lookAhead(host);
}
