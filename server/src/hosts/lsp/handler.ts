import {
  type CancellationToken,
  ErrorCodes,
  type ProtocolRequestType,
  ResponseError,
  type ServerCapabilities,
} from 'vscode-languageserver';
import type { Requests } from '../../protocol.ts';
import type { Reports } from '../reports.ts';
import { logError } from '../runtime.ts';
import type { Host } from './host.ts';
import { canonicalIn, spelledIn } from './spelling.ts';
import type { Views } from './views.ts';

/** A host with what lasts between its requests. */
export interface Session extends Host {
  readonly views: Views;
  readonly reports: Reports;
}

/** A request that the server handles. `run` sees canonical URIs only, and gives such. */
export interface Handler<P = unknown, R = unknown> {
  readonly method: string;
  /** What the server declares for it. */
  readonly capability?: ServerCapabilities;
  /** The result where `run` fails. */
  readonly fallback: R | ((params: P, session: Session) => R);
  /** It needs the whole ISMS: it waits until the folders have been read. */
  readonly whole?: true;
  /** Nothing in its result names a file. */
  readonly local?: true;
  run(params: P, session: Session, token: CancellationToken): Result<R> | Promise<Result<R>>;
}
type Result<R> = R | ResponseError<void>;

/** A handler of LSP. */
export const lsp = <P, R, PR, RO>(
  { method }: ProtocolRequestType<P, R, PR, void, RO>,
  handler: Omit<Handler<P, R>, 'method'>,
): Handler => ({ method, ...handler }) as Handler;

/** A handler of a request of this server's own. */
export const isms = <K extends keyof Requests>(
  method: K,
  handler: Omit<Handler<Requests[K]['params'], Requests[K]['result']>, 'method'>,
): Handler => ({ method, ...handler }) as Handler;

/** Connects a handler: it is cancellable, gives something safe when it fails, and logs why. */
export function connect({ method, fallback, whole, local, run }: Handler, session: Session): void {
  const { connection } = session;
  connection.onRequest(method, async (sent: unknown, token: CancellationToken) => {
    if (token.isCancellationRequested) return new ResponseError(ErrorCodes.PendingResponseRejected, 'cancelled');
    try {
      if (whole) await session.whenReady();
      const result = await run(canonicalIn(sent), session, token);
      return local || result instanceof ResponseError ? result : spelledIn(result, session.spelling);
    } catch (error) {
      logError(connection, method, error);
      return typeof fallback === 'function' ? fallback(sent, session) : fallback;
    }
  });
}
