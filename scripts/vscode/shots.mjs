/** The pictures of the README and the docs, by the steps that lead to them. */

const folder = 'test-fixtures/botbrains';
/** The sample's findings and reviews are those of this day. */
const env = { ISMS_AS_OF: '2026-11-21' };

/** @type {import('./screenshots.mjs').Shots[]} */
export const shots = [
  {
    name: 'overview',
    folder,
    env,
    steps: [
      { open: 'suppliers.yaml:119:9' },
      { waitFor: '.squiggly-error' },
      { command: 'View: Show ISMS' },
      { waitFor: '.monaco-list-row', hasText: 'Suppliers' },
      { click: '.monaco-list-row[aria-level="1"]', hasText: 'Suppliers' },
      { press: 'ArrowRight' },
      { waitFor: '.monaco-list-row', hasText: 'Vercel' },
      { shot: 'overview' },
    ],
  },
  {
    name: 'hover',
    folder,
    env,
    steps: [
      { open: 'suppliers.yaml:237:48' },
      { waitFor: '.squiggly-warning' },
      { command: 'Show or Focus Hover' },
      { waitFor: '.monaco-hover-content' },
      { shot: 'hover' },
    ],
  },
];
