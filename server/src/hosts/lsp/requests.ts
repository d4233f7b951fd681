import { adoption } from '../../features/adopt/folder.ts';
import { starterFiles } from '../../starter.ts';
import { canonicalUri } from '../../workspace/uri.ts';
import { type Handler, isms } from './handler.ts';

/** What VS Code's views and commands ask beyond LSP. */
export const requests: readonly Handler[] = [
  isms('isms/tree', {
    fallback: [],
    run: async ({ view, parent, arrangement }, { views }) =>
      (await views.overview()).children(view, parent, arrangement),
  }),
  isms('isms/summary', {
    fallback: (_params, { workspace: { today } }) => ({
      state: 'none',
      today,
      roots: [],
      suppliers: 0,
      policies: 0,
      overdue: 0,
      triggered: 0,
      dueSoon: 0,
      pressing: 0,
    }),
    run: (_params, { views }) => views.summary(),
  }),
  isms('isms/locate', {
    fallback: null,
    run({ id }, { workspace, service }) {
      workspace.update();
      return service.overview.locate(id) ?? null;
    },
  }),
  isms('isms/report', {
    fallback: null,
    whole: true,
    run: (params, { reports }, token) => reports.report(params, token),
  }),
  isms('isms/reportView', {
    fallback: null,
    whole: true,
    run: (params, { reports }, token) => reports.view(params, token),
  }),
  isms('isms/statement', {
    fallback: null,
    whole: true,
    run({ root }, { workspace, service }) {
      workspace.update();
      return service.statement(root) ?? null;
    },
  }),
  isms('isms/adopt', {
    fallback: { files: [] },
    async run({ folder }, { workspace, runtime, whenReady }) {
      await whenReady();
      const at = `${canonicalUri(folder).replace(/\/$/, '')}/`;
      const files = (await runtime.listFiles(at)).filter((uri) => /\.mdx?$/i.test(uri));
      const texts: { uri: string; text: string }[] = [];
      for (const uri of files) {
        const text = workspace.document(uri)?.text ?? (await runtime.readFile(uri));
        if (text !== undefined) texts.push({ uri, text });
      }
      return adoption(workspace, at, texts, (await runtime.prose()).readProse);
    },
  }),
  isms('isms/starterFiles', { fallback: [], run: () => starterFiles }),
  isms('isms/importSheet', {
    fallback: { problem: 'the spreadsheet could not be read; the log says why.' },
    run: (params, { runtime }, token) => runtime.importSheet(params, (cancel) => token.onCancellationRequested(cancel)),
  }),
];
