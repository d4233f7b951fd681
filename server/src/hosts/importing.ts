import type { ImportSheet } from './runtime.ts';
import { inThread, Overrun } from './threads.ts';

/** Reads a spreadsheet in a thread of its own: see `importWorker.ts`. */
export const importSheet: ImportSheet = async (params, onCancel) => {
  try {
    return (await inThread('import-worker.cjs', params, onCancel)) ?? { problem: 'the import was cancelled.' };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      problem:
        error instanceof Overrun
          ? `${params.name} is too much for a register: ${why}.`
          : `${params.name} cannot be read as a spreadsheet: ${why}.`,
    };
  }
};
