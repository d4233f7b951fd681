import { rulePage, rules } from '../../check/rules.ts';
import { type Target, write } from './output.ts';

/** `isms rules`: every rule with its severity and title. */
export function listRules({ format, ...target }: { readonly format: string } & Target): number {
  const text =
    format === 'json'
      ? `${JSON.stringify(
          rules.map(({ id, title, severity, lower, basis }) => ({
            id,
            title,
            severity,
            ...(lower ? { lower } : {}),
            ...(basis ? { basis } : {}),
            page: rulePage(id),
          })),
          null,
          2,
        )}\n`
      : `${rules.map(({ id, title, severity }) => `${id.padEnd(40)} ${severity.padEnd(12)} ${title}`).join('\n')}\n`;
  write(text, target);
  return 0;
}
