import type { RuleHead } from './rule.ts';
import type { Severity } from './types.ts';

const RANK = { information: 0, warning: 1, error: 2 } as const;
const NAMES: readonly Severity[] = ['information', 'warning', 'error'];

export const rankOf = (severity: Severity): number => RANK[severity];

/** One step lower: at most warning, at least information. */
const oneLower = (severity: Severity): Severity => NAMES[Math.max(0, RANK[severity] - 1)]!;

/** Why an override of a rule does not hold, or `undefined` if it does. */
export function isRaise({ override, severity }: RuleHead, to: Severity | 'off'): string | undefined {
  if (override === 'raise' && (to === 'off' || RANK[to] < RANK[severity])) {
    return `is one of the model subprocessor rules, which are not negotiable: it can be raised, not ${to === 'off' ? 'switched off' : `lowered to ${to}`}`;
  }
  return to === 'off' && override === 'keep'
    ? 'can be given another severity, but it cannot be switched off'
    : undefined;
}

/**
 * The severity in which a rule speaks under a root's settings.
 * @param lower the weaker form of the rule
 * @returns `undefined` if it is switched off
 */
export function severityOf(
  rule: RuleHead,
  overrides: ReadonlyMap<string, Severity | 'off'>,
  lower: boolean,
  higher = false,
): Severity | undefined {
  const override = overrides.get(rule.id);
  const severity = override !== undefined && !isRaise(rule, override) ? override : rule.severity;
  if (severity === 'off') return undefined;
  if (higher) return NAMES[Math.min(2, RANK[severity] + 1)];
  return lower ? oneLower(severity) : severity;
}
