import { readFileSync } from 'node:fs';
import { rulePage } from '../../check/rules.ts';
import { write } from './output.ts';
import { meant, ruleNamed } from './ruleNames.ts';
import { EXIT, UsageError } from './usage.ts';

/** `isms explain`: the rule's page. @param root the folder of the package, with a trailing `/` @returns the exit code */
export function explain(name: string, root: URL): number {
  const rule = ruleNamed(name);
  if (!rule) throw new UsageError(`there is no rule ${name}. ${meant(name)}`);
  const page = readFileSync(new URL(rulePage(rule), root), 'utf8');
  // What only serves the page on the web is left out.
  write(page.replace(/^<!--.*-->\n+/gm, ''));
  return EXIT.ok;
}
