import { SymbolKind } from 'vscode-languageserver-types';
import soa from '../../../../schemas/soa.schema.json' with { type: 'json' };
import { controlById } from '../../facts/controls.ts';
import type { ListShape, MapShape } from '../../schema/shapes.ts';
import { readSchema } from '../../values/index.ts';
import { defineKind } from '../kind.ts';
import { stated } from './hover.ts';
import { soaRules } from './rules.ts';
import type { SoaRow } from './types.ts';

const document = readSchema(soa);

/** The Statement of Applicability: a row a control. */
export const soaKind = defineKind<SoaRow, never, 'soa'>({
  name: 'soa',
  list: 'soa',
  noun: 'row',
  nouns: 'rows',
  what: 'this row',
  document,
  shape: (document.keys.get('soa') as ListShape).items as MapShape,
  id: 'control',
  files: ['soa.yaml'],
  symbol: SymbolKind.Constant,
  outline: (of) => ({ name: of('control'), detail: controlById(of('control'))?.title ?? '' }),
  referrers: stated,
  rules: soaRules,
  subject: ({ fields }) => fields.control && { kind: 'control', id: fields.control.text },
});
