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

/** @type {import('./screenshots.mjs').Shots[]} */
export const shots = [
  { name: 'overview', folder, env, viewport, settings, theme: 'light', steps: register('overview') },
  { name: 'overview-dark', folder, env, viewport, settings, theme: 'dark', steps: register('overview-dark') },
  { name: 'overview-hc', folder, env, viewport, settings, theme: 'hc-dark', steps: register('overview-high-contrast') },
  {
    name: 'overview-hc-light',
    folder,
    env,
    viewport,
    settings,
    theme: 'hc-light',
    steps: register('overview-high-contrast-light'),
  },
  {
    name: 'problems',
    folder,
    env,
    viewport,
    settings,
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
    folder,
    env,
    viewport,
    settings,
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
    folder,
    env,
    viewport,
    settings,
    theme: 'light',
    steps: [
      { open: 'suppliers.yaml:237:48' },
      { waitFor: '.squiggly-warning' },
      { command: 'Show or Focus Hover' },
      { waitFor: '.monaco-hover-content' },
      { shot: 'hover' },
    ],
  },
  {
    name: 'report',
    folder,
    env,
    viewport,
    settings,
    theme: 'light',
    steps: [
      { activity: 'ISMS' },
      { waitFor: '.pane .monaco-list-row', hasText: 'Hetzner Online GmbH' },
      { command: 'ISMS: Generate Supplier Review Report' },
      { waitFor: 'td', hasText: 'Hetzner Online GmbH' },
      { shot: 'report' },
    ],
  },
];
