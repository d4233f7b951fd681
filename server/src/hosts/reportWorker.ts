import { parentPort, workerData } from 'node:worker_threads';
import { type ReportBody, renderReport, renderView } from '../reports/index.ts';
import { Workspace } from '../workspace/workspace.ts';
import { existsOnDisk, loadProse } from './disk.ts';
import type { ReportJob } from './runtime.ts';

// The thread that a long report is made in: see `threads.ts`.
async function make({ files, root: uri, kind, format, pictures, today }: ReportJob): Promise<ReportBody> {
  const workspace = new Workspace({ today: () => today, exists: existsOnDisk });
  // Settings come first, for they say where the others belong.
  for (const settings of [true, false])
    for (const [file, text] of files) if (/\/isms\.ya?ml$/.test(file) === settings) workspace.set(file, text);
  await loadProse(workspace);
  workspace.update();
  const root = workspace.allRoots().find((other) => other.uri === uri);
  if (!root) throw new Error(`there is no ISMS in ${uri}`);
  const charts = pictures ? await import('../reports/charts.ts') : undefined;
  if (!format) return renderView(kind, workspace, root, charts?.drawThemed);
  const draw = charts?.drawing();
  return { html: renderReport(kind, format, workspace, root, draw ? { draw } : {}), sources: [] };
}

void make(workerData).then((made) => parentPort!.postMessage(made));
