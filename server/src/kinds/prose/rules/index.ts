import type { ProseRule } from '../text.ts';
import { linkRules } from './links.ts';
import { mappingRules } from './mapping.ts';
import { metadataRules } from './metadata.ts';
import { referenceRules } from './references.ts';
import { supplierRules } from './suppliers.ts';
import { wordingRules } from './wording.ts';

export const proseRules: readonly ProseRule[] = [
  ...referenceRules,
  ...mappingRules,
  ...metadataRules,
  ...wordingRules,
  ...linkRules,
  ...supplierRules,
];
