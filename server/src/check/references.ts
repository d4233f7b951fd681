import type { AnyEntity } from '../kinds/types.ts';
import { nearest } from '../model/nearest.ts';
import type { Context, Report, Rule } from '../model/rule.ts';
import type { Field, List } from '../model/types.ts';

/** Every role name that an entity mentions, with what it is there. */
export function rolesIn(entity: AnyEntity): [Field<string>, string][] {
  if (entity.kind === 'settings') return [];
  const roles: [Field<string>, string][] = [];
  if (entity.kind === 'soa') {
    if (entity.fields.owner) roles.push([entity.fields.owner, 'owner']);
    return roles;
  }
  const { fields } = entity;
  if (fields.owner) roles.push([fields.owner, 'owner']);
  if (entity.kind === 'policy' && entity.fields['approved-by']) roles.push([entity.fields['approved-by'], 'approver']);
  for (const review of fields.reviews?.value ?? []) {
    if (review.value?.by) roles.push([review.value.by, 'reviewer']);
    const owner = review.value?.action?.value?.owner;
    if (owner) roles.push([owner, 'owner']);
  }
  if (entity.kind === 'supplier') {
    for (const waiver of entity.fields.waivers?.value ?? []) {
      if (waiver.value?.['approved-by']) roles.push([waiver.value['approved-by'], 'approver']);
    }
  }
  return roles;
}

/** Every policy id that an entity refers to. */
export function policyRefsIn(entity: AnyEntity): List<string> {
  if (entity.kind === 'policy') return entity.fields.related?.value ?? [];
  if (entity.kind === 'soa') return entity.fields.policies?.value ?? [];
  return [];
}

/** Every document path that an entity names. */
export function documentsIn(entity: AnyEntity): Field<string>[] {
  const documents: Field<string>[] = [];
  const add = (document: Field<string> | undefined): void => {
    if (document) documents.push(document);
  };
  if (entity.kind === 'policy') add(entity.fields.document);
  else if (entity.kind === 'soa') documents.push(...(entity.fields.evidence?.value ?? []));
  else if (entity.kind === 'supplier') {
    const { agreement, dpa, assurance } = entity.fields;
    add(agreement?.value?.document);
    add(dpa?.value?.document);
    for (const evidence of assurance?.value ?? []) add(evidence.value?.document);
  }
  return documents;
}

/** Suggests the nearest id that is defined, and says where ids of the kind come from. */
function unknown(
  report: Report,
  field: Field<string>,
  what: string,
  candidates: Iterable<string>,
  where: string,
): void {
  const near = nearest(field.value!, candidates);
  report(
    field,
    `There is no ${what} ${field.value}${near ? `: did you mean ${near}?` : ''} ${where}`.trim(),
    near ? { data: { replace: near } } : undefined,
  );
}

export const referenceRules: readonly Rule[] = [
  {
    id: 'reference/unknown',
    title: 'A role, policy or rule that is not defined',
    severity: 'error',
    settings: ['roles', 'rules'],
    scope: 'any',
    always: true,
    check(entity, context, report) {
      const { roles } = context.settings;
      if (roles) {
        for (const [field] of rolesIn(entity)) {
          if (field.value !== undefined && !roles.has(field.value))
            unknown(report, field, 'role', roles, '(isms.yaml lists them under roles)');
        }
      }
      for (const field of policyRefsIn(entity)) {
        if (field.value !== undefined && context.hasPolicy(field.value) === false)
          unknown(report, field, 'policy', context.policyIds(), '');
      }
      for (const field of rulesIn(entity)) {
        if (field.value !== undefined && !context.isRule(field.value))
          unknown(report, field, 'rule', context.ruleIds(), '(isms rules lists them)');
      }
    },
  },
  {
    id: 'reference/file-missing',
    title: 'A document that is not there',
    severity: 'warning',
    scope: 'any',
    always: true,
    check(entity, context: Context, report) {
      for (const field of documentsIn(entity)) {
        if (field.value === undefined) continue;
        const state = context.document(field.value);
        if (state === 'missing')
          report(
            field,
            `There is no file ${field.value}, neither beside this file nor from the ISMS root: put the document there, or mend the path`,
          );
        else if (state === 'outside')
          report(
            field,
            `${field.value} leads out of the ISMS root and is not looked at: keep evidence inside it, or give a URL`,
          );
      }
    },
  },
];

/** Every rule id that an entity names. */
export function rulesIn(entity: AnyEntity): Field<string>[] {
  if (entity.kind === 'supplier') {
    return (entity.fields.waivers?.value ?? []).flatMap((waiver) => (waiver.value?.rule ? [waiver.value.rule] : []));
  }
  if (entity.kind === 'settings') {
    return [...(entity.fields.rules?.value ?? [])].map(([rule, { key }]) => ({
      start: key.start,
      end: key.end,
      key,
      text: rule,
      value: rule,
    }));
  }
  return [];
}
