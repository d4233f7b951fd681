import { SymbolKind } from 'vscode-languageserver-types';
import { lastReview } from '../../model/reviews.ts';
import { defineKind } from '../kind.ts';
import { checkedQuestion, supplierForm } from './form.ts';
import { supplierHover } from './hover.ts';
import { supplierLens } from './lens.ts';
import { inScope, isReviewed } from './model.ts';
import { type SupplierRow, supplierRow } from './row.ts';
import { supplierRules } from './rules/index.ts';
import { supplierDue } from './rules/reviews.ts';
import { document, shape } from './shape.ts';
import type { Supplier } from './types.ts';

export const supplierKind = defineKind<Supplier, SupplierRow, 'suppliers'>({
  name: 'supplier',
  list: 'suppliers',
  single: 'supplier',
  noun: 'supplier',
  nouns: 'suppliers',
  what: 'this supplier',
  document,
  shape,
  id: 'id',
  unique: true,
  files: ['suppliers.yaml', 'suppliers/**/*.yaml'],
  standalone: /(?:^|\/|\.)suppliers\.ya?ml$|\.supplier\.ya?ml$/,
  symbol: SymbolKind.Class,
  icon: 'organization',
  counted: 'always',
  outline: (of) => ({ name: of('id') || of('name'), detail: of('name') }),
  title: ({ fields }) => fields.name?.text,
  home: { lists: ['suppliers.yaml', 'suppliers.yml'], folder: 'suppliers/' },
  form: supplierForm,
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
    risks: true,
    ended: ({ fields: { status } }) => status?.value === 'terminated',
    later({ fields }, day) {
      const event = fields.events?.value?.findLast(({ value }) => (value?.date?.value ?? '') > day)?.value;
      return (
        event &&
        `The ${event.kind?.text.replace('-', ' ') ?? 'event'} of ${event.date!.value} came later and would still call for a review`
      );
    },
    checked: checkedQuestion,
    lastDay: ({ fields }) => lastReview(fields.reviews)?.day,
    of: ({ fields }) => fields.reviews,
    isFollowed: isReviewed,
  },
  keep: supplierRow,
});
