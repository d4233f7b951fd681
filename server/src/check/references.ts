import { defined } from '../fixes/references.ts';
import { kinds } from '../kinds/index.ts';
import type { Context, EntityRule, Report, RuleHead } from '../model/rule.ts';
import type { Reference } from '../schema/value.ts';
import { nearest } from '../text/nearest.ts';

/** Whether a root defines anything of a kind. */
const isKept = (kind: string, { idsOf }: Context): boolean => !idsOf(kind)[Symbol.iterator]().next().done;

/** What a reference leads to that the settings, the rules or entities define, with the ids that there are. */
function definedBy(
  { to, id, loose }: Reference,
  context: Context,
): { ids: Iterable<string>; where: string } | undefined {
  if (to === 'role') {
    const { roles } = context.settings;
    return roles && !roles.has(id) ? { ids: roles, where: ' (isms.yaml lists them under roles)' } : undefined;
  }
  if (to === 'rule')
    return context.ruleById(id) ? undefined : { ids: context.ruleIds(), where: ' (isms rules lists them)' };
  if (loose && (loose === 'text' || !isKept(to, context))) return undefined;
  return context.isDefined(to, id) === false ? { ids: context.idsOf(to), where: '' } : undefined;
}

/** Suggests the nearest id that is defined, and says where ids of the kind come from. */
function unknown(reference: Reference, context: Context, report: Report): void {
  const missing = definedBy(reference, context);
  if (!missing) return;
  const near = nearest(reference.id, missing.ids);
  report(
    reference,
    `There is no ${reference.to} ${reference.id}${near ? `: did you mean ${near}?` : ''}${missing.where}`,
    near ? { data: { replace: near } } : undefined,
  );
}

const CONTROL = /\p{Cc}/u;

/** Looks for a document beside the file that names it and from the root. */
function document(reference: Reference, context: Context, report: Report): void {
  const { id } = reference;
  // An escape in double quotes that was meant as a backslash: a letter of the name is gone.
  if (CONTROL.test(id)) {
    report(
      reference,
      'A backslash in double quotes changed a letter of this path: write / in it, or use single quotes',
    );
    return;
  }
  const state = context.document(id);
  if (state === 'missing')
    report(
      reference,
      `There is no file ${id}, neither beside this file nor from the ISMS root: put the document there, or correct the path`,
    );
  else if (state === 'folder')
    report(reference, `${id} is a folder, and no document: name the file in it that is meant`);
  else if (state === 'outside')
    report(reference, `${id} leads out of the ISMS root and is not looked at: keep evidence inside it, or give a URL`);
}

const LINKED: ReadonlySet<string> = new Set(['role', 'rule', ...kinds.map(({ name }) => name)]);

interface Look extends RuleHead {
  look(references: readonly Reference[], context: Context, report: Report): void;
}

/** What is looked for of everything that a text names, in its entities and beside them. */
export const looks: readonly Look[] = [
  {
    id: 'reference/unknown',
    title: 'A name that nothing defines',
    severity: 'error',
    fixes: [defined],
    settings: ['roles', 'rules'],
    look(references, context, report) {
      for (const reference of references) if (LINKED.has(reference.to)) unknown(reference, context, report);
    },
  },
  {
    id: 'reference/unlinked',
    title: 'A text where an id could be',
    severity: 'information',
    look(references, context, report) {
      for (const reference of references)
        if (reference.loose === 'text' && isKept(reference.to, context))
          report(
            reference,
            `This ${reference.to} is a text that leads nowhere: add it to the register, and write its id here`,
          );
    },
  },
  {
    id: 'reference/file-missing',
    title: 'A document that is not there',
    severity: 'warning',
    look(references, context, report) {
      for (const reference of references) if (reference.to === 'document') document(reference, context, report);
    },
  },
];

export const referenceRules: readonly EntityRule[] = looks.map(({ look, ...head }) => ({
  ...head,
  scope: 'any',
  always: true,
  check: (_entity, context, report, references) => look(references, context, report),
}));
