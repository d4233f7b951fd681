/** The pictures of the README and the docs, by the steps that lead to them. */

const folder = 'test-fixtures/botbrains';
const env = { ISMS_AS_OF: '2026-11-21' };
const viewport = { width: 1440, height: 900 };
/** Nothing that draws the eye away from what is to be seen. */
const settings = {
  'editor.minimap.enabled': false,
  'editor.stickyScroll.enabled': false,
  'workbench.layoutControl.enabled': false,
};

/** @type {import('./screenshots.mjs').Step[]} */
const wider = [
  { command: 'ISMS: Focus on Overview View' },
  { command: 'Increase Current View Size' },
  { command: 'Increase Current View Size' },
];

/**
 * The register with its findings, beside the ISMS as a tree.
 * @param {string} name
 * @returns {import('./screenshots.mjs').Step[]}
 */
const register = (name) => [
  { activity: 'ISMS' },
  { waitFor: '.pane .monaco-list-row', hasText: 'Hetzner Online GmbH' },
  ...wider,
  { open: 'suppliers.yaml:124:9' },
  { waitFor: '.squiggly-error' },
  { command: 'Show or Focus Hover' },
  { waitFor: '.monaco-hover .hover-contents', hasText: 'isms' },
  { shot: name },
];

/**
 * The report view with its pictures.
 * @param {string} name
 * @returns {import('./screenshots.mjs').Step[]}
 */
const report = (name) => [
  { activity: 'ISMS' },
  { waitFor: '.pane .monaco-list-row', hasText: 'Hetzner Online GmbH' },
  { command: 'ISMS: Generate Supplier Review Report' },
  { waitFor: '#report td', hasText: 'Hetzner Online GmbH' },
  { shot: name },
];

/** The sample, as most pictures show it. */
const sample = { folder, env, viewport, settings };
const small = { env, viewport: { width: 1000, height: 640 }, settings };

/**
 * The views where there is nothing to show.
 * @param {string} name
 * @param {string} why
 * @returns {import('./screenshots.mjs').Step[]}
 */
const empty = (name, why) => [
  { activity: 'ISMS' },
  { waitFor: '.welcome-view-content', hasText: why },
  ...wider,
  { shot: name },
];

/** @type {import('./screenshots.mjs').Shots[]} */
export const shots = [
  { name: 'overview', ...sample, theme: 'light', steps: register('overview') },
  { name: 'overview-dark', ...sample, theme: 'dark', steps: register('overview-dark') },
  { name: 'overview-hc', ...sample, theme: 'hc-dark', steps: register('overview-high-contrast') },
  {
    name: 'overview-hc-light',
    ...sample,
    theme: 'hc-light',
    steps: register('overview-high-contrast-light'),
  },
  {
    name: 'problems',
    ...sample,
    theme: 'dark',
    steps: [
      ...register('overview-dark').slice(0, -3),
      { command: 'Problems: Focus on Problems View' },
      { waitFor: '.markers-panel .monaco-list-row', hasText: 'isms' },
      { shot: 'problems' },
    ],
  },
  {
    name: 'controls',
    ...sample,
    theme: 'light',
    steps: [
      { activity: 'ISMS' },
      { waitFor: '.pane .monaco-list-row', hasText: 'Hetzner Online GmbH' },
      ...wider,
      { click: '.pane .monaco-list-row', hasText: 'Annex A controls' },
      { waitFor: '.pane .monaco-list-row', hasText: 'A.5.5 Contact with authorities' },
      { open: 'policies/backup.yaml:10:20' },
      { type: ', suppl' },
      { waitFor: '.suggest-widget.visible .monaco-list-row', hasText: 'A.5.22' },
      { shot: 'controls' },
    ],
  },
  {
    name: 'hover',
    ...sample,
    theme: 'light',
    steps: [
      { open: 'suppliers.yaml:237:48' },
      { waitFor: '.squiggly-warning' },
      { command: 'Show or Focus Hover' },
      { waitFor: '.monaco-hover-content' },
      { shot: 'hover' },
    ],
  },
  { name: 'report', ...sample, theme: 'light', steps: report('report') },
  { name: 'report-dark', ...sample, theme: 'dark', steps: report('report-dark') },
  { name: 'report-hc', ...sample, theme: 'hc-dark', steps: report('report-high-contrast') },
  {
    name: 'report-hc-light',
    ...sample,
    theme: 'hc-light',
    steps: report('report-high-contrast-light'),
  },
  {
    name: 'report-beside',
    folder,
    env,
    viewport: { width: 1600, height: 900 },
    settings,
    theme: 'dark',
    steps: [
      ...report('report-dark').slice(0, -1),
      { click: '#report nav a', hasText: 'Findings' },
      { click: '#report td a.source', hasText: 'suppliers.yaml:124' },
      { waitFor: '.tab.active', hasText: 'suppliers.yaml' },
      { waitFor: '.squiggly-error' },
      { shot: 'report-beside' },
    ],
  },
  {
    name: 'soa',
    ...sample,
    theme: 'light',
    steps: [
      { activity: 'ISMS' },
      { waitFor: '.pane .monaco-list-row', hasText: 'Hetzner Online GmbH' },
      { command: 'ISMS: Generate Statement of Applicability' },
      { waitFor: '#report td', hasText: 'A.5.7' },
      { shot: 'soa' },
    ],
  },
  {
    name: 'record-review',
    ...sample,
    theme: 'light',
    steps: [
      { activity: 'ISMS' },
      { waitFor: '.pane .monaco-list-row', hasText: 'since 2026-10-20' },
      ...wider,
      { open: 'suppliers.yaml:288:9' },
      { hover: '.pane .monaco-list-row', hasText: 'since 2026-10-20' },
      { click: '.pane .monaco-list-row .action-label[aria-label^="Record Review"]' },
      { waitFor: '.quick-input-title', hasText: '(1/5)' },
      { press: 'Enter' },
      { waitFor: '.quick-input-title', hasText: '(2/5)' },
      { press: 'Enter' },
      { waitFor: '.quick-input-title', hasText: '(3/5)' },
      { shot: 'record-review-outcome' },
      { press: 'Enter' },
      { waitFor: '.quick-input-title', hasText: '(4/5)' },
      { shot: 'record-review' },
      { press: 'Enter' },
      { waitFor: '.quick-input-title', hasText: '(5/5)' },
      { press: 'Enter' },
      { waitFor: '.view-line', hasText: '2026-11-21' },
      { shot: 'record-review-done' },
    ],
  },
  {
    name: 'add-supplier',
    ...sample,
    theme: 'dark',
    steps: [
      { activity: 'ISMS' },
      { waitFor: '.pane .monaco-list-row', hasText: 'Hetzner Online GmbH' },
      ...wider,
      { action: 'click', selector: '.pane .monaco-list-row', hasText: 'Hetzner Online GmbH', button: 'right' },
      { waitFor: '.monaco-menu .action-label', hasText: 'Record Review' },
      { shot: 'supplier-menu' },
      { press: 'Escape' },
      { hover: '.pane .monaco-list-row', hasText: 'Suppliers' },
      { click: '.pane .monaco-list-row .action-label[aria-label^="Add Supplier"]' },
      { waitFor: '.quick-input-title', hasText: '(1/8)' },
      { type: 'Example Analytics Ltd.' },
      { press: 'Enter' },
      { waitFor: '.quick-input-title', hasText: '(2/8)' },
      { press: 'Enter' },
      { waitFor: '.quick-input-title', hasText: '(3/8)' },
      { press: 'Enter' },
      { waitFor: '.quick-input-title', hasText: '(4/8)' },
      { shot: 'add-supplier' },
    ],
  },
  // Every reason why the views may be empty.
  { name: 'no-folder', ...small, theme: 'light', steps: empty('no-folder', 'No folder is open') },
  {
    name: 'no-isms',
    folder: 'tests/vscode/suites/bare',
    ...small,
    theme: 'dark',
    steps: empty('no-isms', 'has no isms.yaml'),
  },
  {
    name: 'untrusted',
    folder: 'tests/vscode/suites/bare',
    ...small,
    settings: { ...settings, 'security.workspace.trust.enabled': true },
    theme: 'hc-dark',
    steps: empty('untrusted', 'Restricted Mode'),
  },
  {
    name: 'empty-isms',
    folder: 'test-fixtures/empty',
    ...small,
    theme: 'hc-light',
    steps: empty('empty-isms', 'neither a policy nor a supplier'),
  },
];
