import { controls } from '../../facts/controls.ts';
import type { Today } from '../kind.ts';
import { mappedControls, policyDue } from './model.ts';
import type { Policy } from './types.ts';

export function policyLens(policy: Policy, context: Today): string {
  const { size } = mappedControls(policy);
  const state = policy.fields.status?.value === 'approved' ? policyDue(policy, context) : undefined;
  const review =
    policy.fields.status?.value !== 'approved'
      ? (policy.fields.status?.value ?? (policy.fields.status ? 'unknown status' : 'no status'))
      : state
        ? `next review ${state.due}`
        : 'no day that its review counts from';
  return `${size === 1 ? '1 control' : `${size} of ${controls.length} controls`} · ${review}`;
}
