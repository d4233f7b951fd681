import { SymbolKind } from 'vscode-languageserver-types';
import isms from '../../../../schemas/isms.schema.json' with { type: 'json' };
import { readSchema } from '../../values/index.ts';
import { defineKind } from '../kind.ts';
import { settingsRules } from './rules.ts';
import type { Settings } from './types.ts';

const document = readSchema(isms);

/** The settings of a root: `isms.yaml`, which makes its folder one. */
export const settingsKind = defineKind<Settings, never, 'settings'>({
  name: 'settings',
  list: 'settings',
  whole: true,
  noun: 'settings',
  nouns: 'settings',
  what: 'the settings',
  document,
  shape: document,
  id: 'isms',
  files: [],
  symbol: SymbolKind.Module,
  outline: (of) => ({ name: 'isms', detail: of('organisation') }),
  rules: settingsRules,
  subject: () => ({ kind: 'settings', id: 'isms' }),
});
