import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Requests } from '../protocol.ts';
import type { ImportSheet } from './lsp.ts';

type Answer = Requests['isms/importSheet']['result'];

/** Megabytes of memory and milliseconds that reading a spreadsheet may take. */
const MOST_MEMORY = 1024;
const MOST_TIME = 120_000;

/** Reads a spreadsheet in a thread of its own: see `importWorker.ts`. What becomes of it is nothing to the server. */
export const importSheet: ImportSheet = (params, onCancel) =>
  new Promise((resolve) => {
    const worker = new Worker(path.join(__dirname, 'import-worker.cjs'), {
      workerData: params,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY },
    });
    const end = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
      void worker.terminate();
    };
    const timer = setTimeout(
      () => end({ problem: `${params.name} is too much for a register: reading it takes longer than two minutes.` }),
      MOST_TIME,
    );
    worker.on('message', end);
    worker.on('error', (error: Error & { code?: string }) =>
      end({
        problem:
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? `${params.name} is too much for a register: reading it takes more than 1 GB of memory.`
            : `${params.name} cannot be read as a spreadsheet: ${error.message}.`,
      }),
    );
    onCancel(() => end({ problem: 'the import was cancelled.' }));
  });
