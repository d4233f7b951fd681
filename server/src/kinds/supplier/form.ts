import { countryCodes, countryName, eea } from '../../facts/countries.ts';
import { companySlug } from '../../model/slug.ts';
import type { Field, List } from '../../model/types.ts';
import type { Answers, Choice, Question } from '../../protocol.ts';
import type { ListShape, MapShape } from '../../schema/shapes.ts';
import { compareNames } from '../../text/compare.ts';
import { type Sketch, scalarSource } from '../../yaml/edits.ts';
import type { Asking, KindForm, Today } from '../kind.ts';
import { given, idQuestion, listOf, roleQuestion, textOf, wordsOf } from '../questions.ts';
import { assuranceState, computedRating, needsDpa } from './model.ts';
import { shape } from './shape.ts';
import type { Supplier } from './types.ts';

const reviewShape = (shape.keys.get('reviews') as ListShape).items as MapShape;

function questions(answers: Answers, asking: Asking): readonly Question[] {
  const questions: Question[] = [
    {
      key: 'name',
      kind: 'text',
      prompt: 'Name of the contracting entity, as the contract has it',
      example: 'Example Hosting GmbH',
      value: given(answers, 'name', ''),
      judged: true,
    },
    idQuestion(answers, asking.freeId(companySlug(textOf(answers, 'name')))),
    {
      key: 'status',
      kind: 'one',
      prompt: 'How do things stand with it?',
      value: given(answers, 'status', 'prospective'),
      choices: wordsOf(shape, 'status'),
    },
    {
      key: 'access',
      kind: 'many',
      prompt: 'What can it see or reach?',
      value: given(answers, 'access', []),
      choices: wordsOf(shape, 'access'),
      alone: 'none',
    },
  ];
  if (seesPersonalData(answers))
    questions.push({
      key: 'role',
      kind: 'one',
      prompt: 'What is it under the GDPR?',
      value: given(answers, 'role', 'processor'),
      choices: wordsOf(shape, 'role'),
    });
  questions.push(
    {
      key: 'categories',
      kind: 'many',
      prompt: 'What kind of supplier is it?',
      value: given(answers, 'categories', []),
      choices: wordsOf(shape, 'categories'),
    },
    {
      key: 'purpose',
      kind: 'text',
      prompt: 'What is it used for?',
      example: 'Application and database hosting',
      value: given(answers, 'purpose', ''),
      optional: true,
    },
    {
      key: 'country',
      kind: 'one',
      prompt: 'In which country does the contracting entity have its seat? Type its name or code',
      value: given(answers, 'country', ''),
      choices: countries(),
      optional: true,
    },
    roleQuestion(asking.settings, {
      key: 'owner',
      prompt: 'Who answers for it here?',
      value: given(answers, 'owner', ''),
      optional: true,
    }),
  );
  return questions;
}

/** Countries by name. The code begins the label: editors put first what begins with the letters that are typed. */
function countries(): Choice[] {
  const german = new Intl.DisplayNames(['de'], { type: 'region' });
  return [
    { value: '', label: 'Not known yet' },
    ...countryCodes()
      .map((code) => ({ code, name: countryName(code), own: german.of(code) }))
      .sort((a, b) => compareNames(a.name, b.name))
      .map(({ code, name, own }) => ({
        value: code,
        label: `${code} ${name}`,
        ...(own && own !== name && own !== code ? { description: own } : {}),
      })),
  ];
}

const seesPersonalData = (answers: Answers): boolean =>
  listOf(answers, 'access').some((access) => access === 'personal-data' || access === 'customer-data');

/** What the contract asks of such a supplier next: blanks, since only the author knows. */
function needs(answers: Answers): string[] {
  const status = textOf(answers, 'status');
  const inScope = listOf(answers, 'access').some((access) => access !== 'none') && status !== 'terminated';
  if (!inScope) return [];
  const country = textOf(answers, 'country');
  const processor = seesPersonalData(answers) && textOf(answers, 'role') === 'processor';
  return [
    'hosting',
    ...(country && !eea.has(country) ? ['transfers'] : []),
    processor ? 'dpa' : 'agreement',
    'assurance',
    'criticality',
    ...(listOf(answers, 'categories').includes('model') ? ['model'] : []),
    ...(status === 'active' || status === 'suspended' ? ['reviews'] : []),
  ];
}

function sketchOf(answers: Answers, inFlow: boolean): Record<string, Sketch> {
  const blanks = needs(answers);
  const sketch: Record<string, Sketch> = {};
  for (const [key, own] of shape.keys) {
    const text = textOf(answers, key);
    const list = listOf(answers, key);
    if (text) sketch[key] = scalarSource(text, inFlow);
    else if (list.length) sketch[key] = list;
    // Only the key itself: what is asked for in a block is told, and offered, once something stands in it.
    else if (blanks.includes(key)) sketch[key] = own.kind === 'list' && own.items.kind !== 'map' ? [] : '';
  }
  return sketch;
}

export const supplierForm: KindForm = {
  title: 'New Supplier',
  questions,
  judge(key, text, { entities }) {
    const name = text.trim().toLowerCase();
    if (key !== 'name' || !name) return null;
    for (const { id, title } of entities())
      if (title?.toLowerCase() === name)
        return { severity: 'warning', message: `${title} is already registered, as ${id}` };
    return null;
  },
  sketch: sketchOf,
  blank: (answers) => needs(answers)[0],
  // A file of its own is named as those beside it are.
  file: (id, _answers, beside) => ({
    name: id + (/(?:\.suppliers?)?\.ya?ml$/.exec(beside.at(-1) ?? '')?.[0] ?? '.yaml'),
  }),
  done: (answers, path) => `${textOf(answers, 'name')} is added to ${path}.`,
};

/** What a complete review of this supplier covers, with what the register says of each. */
export function checkedQuestion(supplier: Supplier, answers: Answers, { settings, today }: Today): Question {
  const needed = ['assurance', ...(needsDpa(supplier) ? ['dpa'] : []), 'residency', 'risk'];
  const { assurance, dpa, hosting, processing, model } = supplier.fields;
  const state = assuranceState(supplier, settings);
  const rating = computedRating(supplier)?.rating;
  const places = (list: Field<List<unknown>> | undefined) => list?.value?.map(({ text }) => text) ?? [];
  const everywhere = [...new Set([...places(hosting), ...places(processing), ...places(model?.value?.storage)])];
  const says: Readonly<Record<string, string>> = {
    assurance: state.latest
      ? `${state.latest.item.value?.kind?.text ?? 'The evidence'} ${state.latest.end < today ? 'lapsed after' : 'counts until'} ${state.latest.end}`
      : assurance
        ? 'None of the evidence that is registered counts'
        : 'No evidence is registered',
    dpa: dpa?.value ? agreementSays(dpa.value) : 'No data processing agreement is registered',
    residency: everywhere.length
      ? `Places: ${everywhere.slice(0, 5).join(', ')}${everywhere.length > 5 ? ` and ${everywhere.length - 5} more` : ''}`
      : 'No place is registered',
    risk: rating ? `Criticality: ${rating}` : 'No criticality is registered',
  };
  // What is not there cannot have been checked again, and a record must not say so for want of attention.
  const there: Readonly<Record<string, boolean>> = {
    assurance: assurance !== undefined,
    dpa: dpa !== undefined,
    residency: everywhere.length > 0,
    risk: rating !== undefined,
  };
  const choices = wordsOf(reviewShape, 'checked').map(
    (choice): Choice => ({
      ...choice,
      description: [choice.description, !needed.includes(choice.value) && 'not required here']
        .filter(Boolean)
        .join(' · '),
      detail: says[choice.value] ?? '',
    }),
  );
  return {
    key: 'checked',
    kind: 'many',
    prompt: 'What was checked again? Take out what was not',
    value: given(
      answers,
      'checked',
      needed.filter((part) => there[part]),
    ),
    choices,
    optional: true,
  };
}

function agreementSays({
  status,
  signed,
  expires,
}: NonNullable<NonNullable<Supplier['fields']['dpa']>['value']>): string {
  const state = [status?.text ?? (signed ? 'signed' : ''), signed?.text].filter(Boolean).join(' ');
  return (
    [state, expires && `expires ${expires.text}`].filter(Boolean).join(', ') ||
    'Neither a status nor a date is registered'
  );
}
