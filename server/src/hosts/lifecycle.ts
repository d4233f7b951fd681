import {
  type Connection,
  type ConnectionOptions,
  ErrorCodes,
  type Message,
  ResponseError,
} from 'vscode-languageserver';

const REFUSED = 'isms/refused';

/**
 * Holds an editor to the order of the protocol: what comes before `initialize` and after `shutdown` is refused with the
 * protocol's errors, and a notification out of order is dropped.
 */
export function inOrder(): ConnectionOptions {
  let state: 'new' | 'running' | 'down' = 'new';
  return {
    messageStrategy: {
      handleMessage(message, next) {
        const { method, id } = message as Message & { readonly method?: string; readonly id?: unknown };
        // Answers to the server's own requests, and the end, are always in order.
        if (method === undefined || method === 'exit' || method.startsWith('$/')) return next(message);
        if (method === 'initialize' && state === 'new') state = 'running';
        else if (state !== 'running' || method === 'initialize') {
          if (id === undefined) return;
          return next({ ...message, method: REFUSED, params: { method, early: state === 'new' } } as Message);
        } else if (method === 'shutdown') state = 'down';
        return next(message);
      },
    },
  };
}

/** Has a connection refuse what is not in order. */
export function refuseOthers(connection: Connection): void {
  connection.onRequest(REFUSED, ({ method, early }: { readonly method: string; readonly early: boolean }) =>
    early
      ? new ResponseError(ErrorCodes.ServerNotInitialized, `${method} before initialize`)
      : new ResponseError(
          ErrorCodes.InvalidRequest,
          `${method} is not in order: initialize comes once, and shutdown last`,
        ),
  );
}
