import { parentPort, workerData } from 'node:worker_threads';
import { makeReport } from '../reports/index.ts';
import { existsOnDisk } from './exists.ts';

// The thread that a long report is made in: see `threads.ts`.
void makeReport(workerData, {
  exists: existsOnDisk,
  prose: () => import('../prose/index.ts'),
  charts: () => import('../reports/charts.ts'),
}).then((made) => parentPort!.postMessage(made));
