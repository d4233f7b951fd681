import { SymbolKind } from 'vscode-languageserver-types';
import policies from '../../../../schemas/policies.schema.json' with { type: 'json' };
import type { ListShape, MapShape } from '../../schema/shapes.ts';
import { readSchema } from '../../values/index.ts';
import { defineKind } from '../kind.ts';
import { policiesNaming, policyHover } from './hover.ts';
import { policyLens } from './lens.ts';
import { policyDue, policyReviewBasis } from './model.ts';
import { policyRules } from './rules.ts';
import type { Policy } from './types.ts';

const document = readSchema(policies);

export const policyKind = defineKind<Policy, never, 'policies'>({
  name: 'policy',
  list: 'policies',
  single: 'policy',
  noun: 'policy',
  nouns: 'policies',
  what: 'this policy',
  document,
  shape: (document.keys.get('policies') as ListShape).items as MapShape,
  id: 'id',
  unique: true,
  files: ['policies.yaml', 'policies/**/*.{yaml,md,mdx}'],
  standalone: /\.policy\.ya?ml$/,
  markdown: true,
  symbol: SymbolKind.Interface,
  title: ({ fields }) => fields.title?.text,
  text: ({ fields }) => fields.document?.value,
  home: { lists: [], folder: 'policies/' },
  lens: policyLens,
  hover: policyHover,
  referrers: policiesNaming,
  rules: policyRules,
  review: {
    every: ({ fields }) => fields['review-every'],
    allowed: (settings) => settings.policyReviews,
    next: (policy, context) => (policy.fields.status?.value === 'approved' ? policyDue(policy, context) : undefined),
    lists: [],
    lastDay: (policy, today) => policyReviewBasis(policy, today)?.day,
    of: ({ fields }) => fields.reviews,
    isFollowed: ({ fields: { status } }) => status?.value !== undefined && status.value !== 'retired',
  },
});
