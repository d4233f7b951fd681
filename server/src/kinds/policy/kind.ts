import { SymbolKind } from 'vscode-languageserver-types';
import { defineKind } from '../kind.ts';
import { policyForm } from './form.ts';
import { policiesNaming, policyHover } from './hover.ts';
import { policyLens } from './lens.ts';
import { policyDue, policyReviewBasis } from './model.ts';
import { policyRules } from './rules.ts';
import { document, shape } from './shape.ts';
import type { Policy } from './types.ts';

export const policyKind = defineKind<Policy, never, 'policies'>({
  name: 'policy',
  list: 'policies',
  single: 'policy',
  noun: 'policy',
  nouns: 'policies',
  what: 'this policy',
  document,
  shape,
  id: 'id',
  unique: true,
  files: ['policies.yaml', 'policies/**/*.{yaml,md,mdx}'],
  standalone: /\.policy\.ya?ml$/,
  markdown: true,
  symbol: SymbolKind.Interface,
  icon: 'book',
  counted: 'always',
  tree: {
    label: 'Policies',
    always: true,
    line: ({ fields: { id, status, version } }) => ({
      state: status?.value === 'approved' ? undefined : status?.value,
      about: [`${id?.text ?? ''}${version ? `, version ${version.text}` : ''}${status ? `, ${status.text}` : ''}`],
      off: status?.value === 'retired',
    }),
  },
  outline: (of) => ({ name: of('id') || of('title'), detail: of('title') }),
  title: ({ fields }) => fields.title?.text,
  text: ({ fields }) => fields.document?.value,
  home: { lists: [], folder: 'policies/' },
  form: policyForm,
  lens: policyLens,
  hover: policyHover,
  referrers: policiesNaming,
  rules: policyRules,
  review: {
    every: ({ fields }) => fields['review-every'],
    allowed: (settings) => settings.policyReviews,
    next: (policy, context) => (policy.fields.status?.value === 'approved' ? policyDue(policy, context) : undefined),
    lists: [],
    events: ({ fields }) => fields.events,
    ended: ({ fields: { status } }) => status?.value === 'retired',
    lastDay: (policy, today) => policyReviewBasis(policy, today)?.day,
    of: ({ fields }) => fields.reviews,
    isFollowed: ({ fields: { status } }) => status?.value !== undefined && status.value !== 'retired',
  },
});
