import path from 'node:path';
import { Worker } from 'node:worker_threads';

/** Megabytes of memory and milliseconds that a thread may take. */
const MOST_MEMORY = 1024;
const MOST_TIME = 120_000;

/** Work that came to no end in its limits, as the end of a sentence about it. */
export class Overrun extends Error {}

/**
 * Has a script beside this one do its work in a thread of its own. What becomes of it is nothing to the server.
 * @param onCancel takes what ends the work early; `undefined` comes of it then
 * @throws {@link Overrun}, or what the script threw
 */
export const inThread = <R>(
  script: string,
  workerData: unknown,
  onCancel: (cancel: () => void) => void,
): Promise<R | undefined> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(path.join(__dirname, script), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
    });
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
      void worker.terminate();
    };
    const fail = (error: Error): void => end(() => reject(error));
    const timer = setTimeout(() => fail(new Overrun('it takes longer than two minutes')), MOST_TIME);
    worker.on('message', (answer: R) => end(() => resolve(answer)));
    worker.on('error', (error: Error & { code?: string }) =>
      fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Overrun('it takes more than 1 GB of memory') : error),
    );
    onCancel(() => end(() => resolve(undefined)));
  });
