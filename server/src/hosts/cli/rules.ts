import { rulePage, rules } from '../../check/rules.ts';
import { formatOf } from './formats.ts';
import { type Target, write } from './output.ts';

const FORMATS = { pretty: ['.txt', '.log'], json: ['.json'] } as const;

/** `isms rules`: every rule with its severity and title. */
export function listRules({ format: named, ...target }: { readonly format?: keyof typeof FORMATS } & Target): number {
  const format = formatOf({ format: named, out: target.out }, FORMATS, 'pretty');
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
