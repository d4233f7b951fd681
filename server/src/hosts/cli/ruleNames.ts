import { InvalidArgumentError } from 'commander';
import { ruleIds } from '../../check/rules.ts';
import { matchesAny } from '../../text/globs.ts';
import { nearest } from '../../text/nearest.ts';

/** Whether a rule is one that patterns name: its id, a family (`supplier`), or with wildcards (`supplier/dpa-*`). */
export const matchesRule = (patterns: readonly string[], id: string): boolean =>
  matchesAny(patterns, id) || patterns.includes(id.slice(0, id.indexOf('/')));

/** The rule that a name stands for: its id, or the part behind the `/` where that is the only one. */
export function ruleNamed(name: string): string | undefined {
  const ids = [...ruleIds()];
  const short = ids.filter((id) => id.endsWith(`/${name}`));
  return ids.includes(name) ? name : short.length === 1 ? short[0] : undefined;
}

/** The rule that a name is probably meant for, as the end of a sentence. */
export const meant = (name: string): string => {
  const near = nearest(name, ruleIds());
  return near ? `Did you mean ${near}?` : 'isms rules lists them.';
};

/** Adds the rule patterns of an option, separated by commas, to those before. @throws InvalidArgumentError */
export function rulePatterns(text: string, before: readonly string[] = []): readonly string[] {
  const ids = [...ruleIds()];
  const patterns = text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  for (const pattern of patterns)
    if (!ids.some((id) => matchesRule([pattern], id)))
      throw new InvalidArgumentError(`There is no rule ${pattern}. ${meant(pattern)}`);
  return [...before, ...patterns];
}
