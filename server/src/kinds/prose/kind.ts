import { SymbolKind } from 'vscode-languageserver-types';
import type { Entity } from '../../model/types.ts';
import type { MapShape } from '../../schema/shapes.ts';
import { defineKind } from '../kind.ts';
import { proseRules } from './rules/index.ts';

/** A text holds no entity: what it says is read by `prose/`. */
type Nothing = Entity<'text', Readonly<Record<never, never>>>;

const shape: MapShape = { kind: 'map', keys: new Map(), required: [] };

/**
 * Texts in Markdown that are no policy: procedures, a privacy notice. The rules are those of every text, a policy's body
 * among them.
 */
export const proseKind = defineKind<Nothing, never, 'prose'>({
  name: 'text',
  list: 'prose',
  noun: 'text',
  nouns: 'texts',
  what: 'this text',
  document: shape,
  shape,
  id: 'id',
  files: [],
  markdown: 'only',
  symbol: SymbolKind.File,
  outline: () => ({ name: '', detail: '' }),
  rules: proseRules,
});
