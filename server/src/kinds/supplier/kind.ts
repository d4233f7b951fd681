import { SymbolKind } from 'vscode-languageserver-types';
import suppliers from '../../../../schemas/suppliers.schema.json' with { type: 'json' };
import { lastReview } from '../../model/reviews.ts';
import type { ListShape, MapShape } from '../../schema/shapes.ts';
import { readSchema } from '../../values/index.ts';
import { defineKind } from '../kind.ts';
import { supplierHover } from './hover.ts';
import { supplierLens } from './lens.ts';
import { inScope, isReviewed } from './model.ts';
import { type SupplierRow, supplierRow } from './row.ts';
import { supplierRules } from './rules/index.ts';
import { supplierDue } from './rules/reviews.ts';
import type { Supplier } from './types.ts';

const document = readSchema(suppliers);

export const supplierKind = defineKind<Supplier, SupplierRow, 'suppliers'>({
  name: 'supplier',
  list: 'suppliers',
  single: 'supplier',
  noun: 'supplier',
  nouns: 'suppliers',
  what: 'this supplier',
  document,
  shape: (document.keys.get('suppliers') as ListShape).items as MapShape,
  id: 'id',
  unique: true,
  files: ['suppliers.yaml', 'suppliers/**/*.yaml'],
  standalone: /(?:^|\/|\.)suppliers\.ya?ml$|\.supplier\.ya?ml$/,
  symbol: SymbolKind.Class,
  title: ({ fields }) => fields.name?.text,
  home: { lists: ['suppliers.yaml', 'suppliers.yml'], folder: 'suppliers/' },
  lens: supplierLens,
  hover: supplierHover,
  rules: supplierRules,
  inScope,
  // A supplier that is only considered may have gaps.
  softens: ({ fields }) => fields.status?.value === 'prospective',
  waivers: ({ fields }) => fields.waivers,
  review: {
    every: ({ fields }) => fields['review-every'],
    allowed: (settings) => settings.supplierReviews,
    next: (supplier, context) => (isReviewed(supplier) ? supplierDue(supplier, context) : undefined),
    lists: ['checked'],
    lastDay: ({ fields }) => lastReview(fields.reviews)?.day,
    of: ({ fields }) => fields.reviews,
    isFollowed: isReviewed,
  },
  keep: supplierRow,
});
