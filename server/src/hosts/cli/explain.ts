import { write } from './output.ts';
import { pageOf } from './pages.ts';
import { meant, ruleNamed } from './ruleNames.ts';
import { EXIT, UsageError } from './usage.ts';

/** `isms explain`: the rule's page. @returns the exit code */
export function explain(name: string): number {
  const rule = ruleNamed(name);
  const page = rule && pageOf(rule);
  if (!page) throw new UsageError(`there is no rule ${name}. ${meant(name)}`);
  write(page);
  return EXIT.ok;
}
