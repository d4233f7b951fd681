import { SymbolKind } from 'vscode-languageserver-types';
import { certainLastReview, isUnreviewed } from '../../model/reviews.ts';
import { defineKind } from '../kind.ts';
import { riskForm } from './form.ts';
import { riskHover, risksNaming } from './hover.ts';
import { riskLens } from './lens.ts';
import { isOpen, isReviewed, riskDue } from './model.ts';
import { riskRules } from './rules.ts';
import { document, shape } from './shape.ts';
import { riskTree } from './tree.ts';
import type { Risk } from './types.ts';

export const riskKind = defineKind<Risk, never, 'risks'>({
  name: 'risk',
  list: 'risks',
  single: 'risk',
  noun: 'risk',
  nouns: 'risks',
  what: 'this risk',
  document,
  shape,
  id: 'id',
  unique: true,
  files: ['risks.yaml', 'risks/**/*.yaml'],
  standalone: /\.risks?\.ya?ml$/,
  symbol: SymbolKind.Event,
  icon: 'flame',
  counted: 'some',
  outline: (of) => ({ name: of('id') || of('title'), detail: of('title') }),
  title: ({ fields }) => fields.title?.text,
  home: { lists: ['risks.yaml', 'risks.yml'], folder: 'risks/' },
  tree: riskTree,
  form: riskForm,
  lens: riskLens,
  hover: riskHover,
  referrers: risksNaming,
  rules: riskRules,
  inScope: isOpen,
  review: {
    every: ({ fields }) => fields['review-every'],
    allowed: (settings) => settings.riskReviews,
    next: (risk, context) => (isReviewed(risk) ? riskDue(risk, context) : undefined),
    lists: [],
    events: ({ fields }) => fields.events,
    never: (risk) => isReviewed(risk) && isUnreviewed(risk.fields.reviews),
    ended: ({ fields: { status } }) => status?.value === 'closed',
    lastDay: ({ fields }) => certainLastReview(fields.reviews)?.day,
    of: ({ fields }) => fields.reviews,
    isFollowed: isOpen,
  },
});
