import { KnownNames } from '../names.ts';
import { type ProseRule, placed, sectionsAbove, whose } from '../text.ts';

export const supplierRules: readonly ProseRule[] = [
  {
    id: 'prose/supplier-unregistered',
    title: 'The text lists a supplier that is not in the register',
    severity: 'warning',
    scope: 'text',
    check(text, { suppliers, settings }, report) {
      let known: KnownNames | undefined;
      for (const block of text.prose.blocks) {
        if (!block.read.suppliers.length || [...sectionsAbove(block.section)].some(({ says }) => says.template))
          continue;
        for (const name of block.read.suppliers) {
          if (!known) {
            const register = suppliers();
            if (!register) return;
            known = new KnownNames([
              ...register.flatMap(({ id, name: own }) => [id, own]),
              ...(settings.organisation ? [settings.organisation] : []),
            ]);
          }
          if (known.has(name.text)) continue;
          report(
            placed(block, name),
            `${name.text} is no supplier of the register: add it there or correct the name${whose(text)}`,
            {
              data: { supplier: name.text },
            },
          );
        }
      }
    },
  },
];
