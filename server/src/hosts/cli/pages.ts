import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { rulePage } from '../../check/rules.ts';

/** The folder of the package, from that of the bundle that was started. */
let home = new URL('../', pathToFileURL(process.argv[1] ?? ''));

/** @param bundle where the command line was started */
export const startedFrom = (bundle: URL): void => {
  home = new URL('../', bundle);
};

/** A rule's page as Markdown, without what serves its making; `undefined` where the package lacks it. */
export function pageOf(rule: string): string | undefined {
  try {
    return readFileSync(new URL(rulePage(rule), home), 'utf8').replace(/^<!--.*-->\n+/gm, '');
  } catch {
    return undefined;
  }
}
