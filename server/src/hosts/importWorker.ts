import { parentPort, workerData } from 'node:worker_threads';
import { registerOf } from '../import/index.ts';

// The thread that a spreadsheet is read in: see `threads.ts`.
void registerOf(workerData).then((answer) => parentPort!.postMessage(answer));
