/** What hosts load where there is prose, and not before. */
export { readDays } from './days.ts';
export { type Block, type Prose, readProse, type Section, within } from './read.ts';
export { plainAnchor } from './slugs.ts';
