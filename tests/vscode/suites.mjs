/**
 * The suites that run in a real VS Code, one start of VS Code each.
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {string | string[]} tests test files, below tests/vscode/
 * @property {string | string[]} [workspace] a folder of the project, or several, which make a workspace of many
 *   roots; VS Code opens a copy. None opens an empty window.
 * @property {Record<string, unknown>} [settings] user settings. `'security.workspace.trust.enabled': true` opens the
 *   folder untrusted (Restricted Mode) in the browser-hosted VS Code.
 * @property {boolean} [vsix] install the packaged extension instead of loading it from the project
 * @property {string} [extension] another extension's folder, instead of this project's
 * @property {'light' | 'dark' | 'hc-dark' | 'hc-light'} [theme]
 * @property {string} [viewport] e.g. 1440x900
 * @property {Record<string, string>} [env] more environment for the extension host
 * @property {number} [timeout] seconds for the whole suite (180)
 */

const sample = 'test-fixtures/botbrains';
/** The sample's findings and reviews are those of this day. */
const env = { ISMS_AS_OF: '2026-11-21' };

/** @type {Suite[]} */
export const suites = [
  { name: 'author', tests: ['suites/author.test.ts', 'suites/manifest.test.ts'], workspace: sample, env },
  // Tall, since lists only draw the rows that can be seen.
  { name: 'views', tests: 'suites/views.test.ts', workspace: sample, viewport: '1440x2000', env },
  { name: 'guided', tests: 'suites/guided.test.ts', workspace: sample, env },
  { name: 'large', tests: 'suites/large.test.ts', workspace: sample, env },
  { name: 'report', tests: 'suites/report.test.ts', workspace: sample, env },
  {
    name: 'roots',
    tests: 'suites/roots.test.ts',
    workspace: [sample, 'test-fixtures/broken/dpa-missing'],
    viewport: '1440x1400',
    env,
  },
  { name: 'plain', tests: 'suites/plain.test.ts', workspace: 'tests/vscode/suites/plain', env },
  { name: 'empty', tests: 'suites/empty.test.ts', env },
  { name: 'start', tests: 'suites/start.test.ts', workspace: 'tests/vscode/suites/bare', env },
  { name: 'walkthrough', tests: 'suites/walkthrough.test.ts', workspace: 'tests/vscode/suites/bare', env },
  {
    name: 'untrusted',
    tests: 'suites/untrusted.test.ts',
    workspace: sample,
    settings: { 'security.workspace.trust.enabled': true },
    env,
  },
  { name: 'packaged', tests: 'suites/packaged.test.ts', workspace: sample, vsix: true, theme: 'dark', env },
  {
    name: 'web',
    tests: 'suites/web.test.ts',
    workspace: 'tests/vscode/suites/bare',
    vsix: true,
    settings: { 'extensions.webWorker': true, 'remote.extensionKind': { 'isms-author.isms-author': ['web'] } },
  },
];
