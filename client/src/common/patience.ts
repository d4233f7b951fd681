import { type CancellationToken, CancellationTokenSource, ProgressLocation, window } from 'vscode';

/** Milliseconds that something may take before its progress is shown. */
const PATIENCE = 400;

/**
 * Shows the progress of what takes long, and lets it be cancelled; what is done at once flashes nothing.
 * @returns `undefined` if it was cancelled
 */
export async function withPatience<T>(
  title: string,
  run: (token: CancellationToken) => Promise<T>,
): Promise<T | undefined> {
  const source = new CancellationTokenSource();
  try {
    const result = run(source.token);
    const first = await Promise.race([
      result.then((value) => ({ value })),
      new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE, undefined)),
    ]);
    if (first) return first.value;
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    return await window.withProgress(options, (_progress, token) => {
      const cancelled = new Promise<undefined>((resolve) => {
        token.onCancellationRequested(() => {
          source.cancel();
          resolve(undefined);
        });
      });
      return Promise.race([result, cancelled]);
    });
  } catch (error) {
    if (source.token.isCancellationRequested) return undefined;
    throw error;
  } finally {
    source.dispose();
  }
}
