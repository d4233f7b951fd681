/**
 * The pictures of the walkthrough, by the steps that lead to them:
 * `node scripts/vscode/screenshots.mjs --shots scripts/vscode/walkthrough.mjs --out media/walkthrough`
 */

const env = { ISMS_AS_OF: '2026-11-21' };
const viewport = { width: 900, height: 620 };
const settings = {
  'breadcrumbs.enabled': false,
  'editor.folding': false,
  'editor.glyphMargin': false,
  'editor.lineDecorationsWidth': 6,
  'editor.lineNumbersMinChars': 3,
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.matchBrackets': 'never',
  'editor.renderLineHighlight': 'none',
  'editor.stickyScroll.enabled': false,
  'workbench.layoutControl.enabled': false,
  'workbench.tree.renderIndentGuides': 'none',
};
const common = { viewport, settings, env, theme: /** @type {const} */ ('light') };
const sample = 'test-fixtures/botbrains';
const whole = { of: ['.part.sidebar', '.part.editor'], width: 600, height: 380 };

/** @type {import('./screenshots.mjs').Step[]} */
const start = [
  { activity: 'ISMS' },
  { waitFor: '.welcome-view .monaco-button', hasText: 'Start an ISMS Here' },
  { command: 'ISMS: Focus on Overview View' },
  { command: 'Increase Current View Size' },
  { click: '.welcome-view .monaco-button', hasText: 'Start an ISMS Here' },
  { waitFor: '.pane .monaco-list-row', hasText: 'Example Hosting GmbH' },
  { waitFor: '.squiggly-info' },
];
const wider = [{ command: 'ISMS: Focus on Overview View' }, { command: 'Increase Current View Size' }];
const hideSideBar = { command: 'View: Toggle Primary Side Bar Visibility' };

/** @type {import('./screenshots.mjs').Shots[]} */
export const shots = [
  {
    name: 'start',
    ...common,
    folder: 'tests/vscode/suites/bare',
    steps: [...start, { draw: 'start', ...whole }],
  },
  {
    name: 'supplier',
    ...common,
    folder: 'tests/vscode/suites/bare',
    steps: [
      ...start,
      hideSideBar,
      { open: 'suppliers.yaml:13:17' },
      { type: ', aws:eu-' },
      { waitFor: '.suggest-widget.visible .monaco-list-row', hasText: 'aws:eu-central-1' },
      { draw: 'supplier', of: ['.part.editor', '.suggest-widget.visible'], width: 540, height: 420 },
    ],
  },
  {
    name: 'findings',
    ...common,
    folder: 'tests/vscode/suites/bare',
    steps: [
      ...start,
      hideSideBar,
      { open: 'suppliers.yaml:6:16' },
      { press: 'Delete' },
      { waitFor: '.squiggly-error' },
      { command: 'Quick Fix...' },
      { waitFor: '.action-widget' },
      { draw: 'findings', of: ['.part.editor', '.action-widget'], width: 500, height: 400 },
    ],
  },
  {
    name: 'review',
    ...common,
    folder: sample,
    steps: [
      { activity: 'ISMS' },
      { waitFor: '.pane .monaco-list-row', hasText: 'Hetzner Online GmbH' },
      ...wider,
      { click: '.pane .pane-header', hasText: 'Overview' },
      { open: 'suppliers.yaml:288:17' },
      { draw: 'review', ...whole },
    ],
  },
  {
    name: 'report',
    ...common,
    folder: sample,
    steps: [
      hideSideBar,
      { open: 'suppliers.yaml:1:1' },
      { command: 'ISMS: Generate Supplier Review Report' },
      { waitFor: 'td', hasText: 'Hetzner Online GmbH' },
      { draw: 'report', of: ['body:has(h1)'], width: 640, height: 530 },
    ],
  },
];
