import { SymbolKind } from 'vscode-languageserver-types';
import risks from '../../../../schemas/risks.schema.json' with { type: 'json' };
import { certainLastReview } from '../../model/reviews.ts';
import type { ListShape, MapShape } from '../../schema/shapes.ts';
import { readSchema } from '../../values/index.ts';
import { defineKind } from '../kind.ts';
import { riskLens } from './lens.ts';
import { isOpen, isReviewed, riskDue } from './model.ts';
import { riskRules } from './rules.ts';
import type { Risk } from './types.ts';

const document = readSchema(risks);

export const riskKind = defineKind<Risk, never, 'risks'>({
  name: 'risk',
  list: 'risks',
  single: 'risk',
  noun: 'risk',
  nouns: 'risks',
  what: 'this risk',
  document,
  shape: (document.keys.get('risks') as ListShape).items as MapShape,
  id: 'id',
  unique: true,
  files: ['risks.yaml', 'risks/**/*.yaml'],
  standalone: /\.risks?\.ya?ml$/,
  symbol: SymbolKind.Event,
  outline: (of) => ({ name: of('id') || of('title'), detail: of('title') }),
  title: ({ fields }) => fields.title?.text,
  home: { lists: ['risks.yaml', 'risks.yml'], folder: 'risks/' },
  lens: riskLens,
  rules: riskRules,
  inScope: isOpen,
  review: {
    every: ({ fields }) => fields['review-every'],
    allowed: (settings) => settings.riskReviews,
    next: (risk, context) => (isReviewed(risk) ? riskDue(risk, context) : undefined),
    lists: [],
    ended: ({ fields: { status } }) => status?.value === 'closed',
    lastDay: ({ fields }) => certainLastReview(fields.reviews)?.day,
    of: ({ fields }) => fields.reviews,
    isFollowed: isOpen,
  },
});
