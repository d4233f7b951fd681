import { countryCodes, countryName, eea } from '../../../facts/countries.ts';
import { supplierKind } from '../../../kinds/supplier/kind.ts';
import { companySlug } from '../../../model/slug.ts';
import type { Answers, Choice, Filled, Form, Purpose, Question, Refused, Remark } from '../../../protocol.ts';
import type { Root } from '../../../workspace/root.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { keyLines, lineBreakOf, type Sketch, scalarSource } from '../../../yaml/edits.ts';
import type { Exists } from '../../actions/refactoringsMove.ts';
import { compareNames } from '../supplierLists.ts';
import { fileIn, homeOf, type NewHome, NO_ROOT, pathIn, rootAt, whyNoFile } from './homes.ts';
import { freeId, judgeId } from './ids.ts';
import { addToList } from './lists.ts';
import { given, listOf, roleQuestion, textOf, wordsOf } from './questions.ts';
import { newFile } from './writing.ts';

type SupplierPurpose = Extract<Purpose, { form: 'supplier' }>;

export function supplierForm(workspace: Workspace, purpose: SupplierPurpose, answers: Answers): Form | Refused {
  const root = rootAt(workspace, purpose.root);
  if (!root) return NO_ROOT;
  const questions: Question[] = [
    {
      key: 'name',
      kind: 'text',
      prompt: 'Name of the contracting entity, as the contract has it',
      example: 'Example Hosting GmbH',
      value: given(answers, 'name', ''),
      judged: true,
    },
    {
      key: 'id',
      kind: 'text',
      prompt: 'Id that everything else refers to it by: small letters, digits and hyphens',
      value: given(answers, 'id', freeId(root, 'supplier', companySlug(textOf(answers, 'name')))),
      judged: true,
    },
    {
      key: 'status',
      kind: 'one',
      prompt: 'How do things stand with it?',
      value: given(answers, 'status', 'prospective'),
      choices: wordsOf(supplierKind.shape, 'status'),
    },
    {
      key: 'access',
      kind: 'many',
      prompt: 'What can it see or reach?',
      value: given(answers, 'access', []),
      choices: wordsOf(supplierKind.shape, 'access'),
      alone: 'none',
    },
  ];
  if (seesPersonalData(answers))
    questions.push({
      key: 'role',
      kind: 'one',
      prompt: 'What is it under the GDPR?',
      value: given(answers, 'role', 'processor'),
      choices: wordsOf(supplierKind.shape, 'role'),
    });
  questions.push(
    {
      key: 'categories',
      kind: 'many',
      prompt: 'What kind of supplier is it?',
      value: given(answers, 'categories', []),
      choices: wordsOf(supplierKind.shape, 'categories'),
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
    roleQuestion(root, {
      key: 'owner',
      prompt: 'Who answers for it here?',
      value: given(answers, 'owner', ''),
      optional: true,
    }),
  );
  return { title: 'New Supplier', questions };
}

const countries = (): Choice[] => [
  { value: '', label: 'Not known yet' },
  ...countryCodes()
    .map((code) => ({ value: code, label: countryName(code), description: code }))
    .sort((a, b) => compareNames(a.label, b.label)),
];

const seesPersonalData = (answers: Answers): boolean =>
  listOf(answers, 'access').some((access) => access === 'personal-data' || access === 'customer-data');

export function judgeSupplier(
  workspace: Workspace,
  purpose: SupplierPurpose,
  key: string,
  value: string,
): Remark | null {
  const root = rootAt(workspace, purpose.root);
  if (!root) return null;
  if (key === 'id') return judgeId(root, 'supplier', value.trim());
  const name = value.trim().toLowerCase();
  for (const document of key === 'name' ? root.documents.values() : []) {
    for (const part of document.parts)
      for (const row of part.result?.rows ?? [])
        if (row.name.toLowerCase() === name && name)
          return { severity: 'warning', message: `${row.name} is already registered, as ${row.id}` };
  }
  return null;
}

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
  for (const [key, shape] of supplierKind.shape.keys) {
    const text = textOf(answers, key);
    const list = listOf(answers, key);
    if (text) sketch[key] = scalarSource(text, inFlow);
    else if (list.length) sketch[key] = list;
    // Only the key itself: what is asked for in a block is told, and offered, once something stands in it.
    else if (blanks.includes(key)) sketch[key] = shape.kind === 'list' && shape.items.kind !== 'map' ? [] : '';
  }
  return sketch;
}

export function fillSupplier(
  workspace: Workspace,
  purpose: SupplierPurpose,
  answers: Answers,
  exists: Exists,
): Filled | Refused {
  const root = rootAt(workspace, purpose.root);
  if (!root) return NO_ROOT;
  const id = textOf(answers, 'id');
  const wrong = judgeId(root, 'supplier', id);
  if (wrong?.severity === 'error') return { refused: wrong.message };
  const name = textOf(answers, 'name');
  const home = homeOf(root, supplierKind);
  const made =
    home.in === 'list'
      ? addToList(workspace, root, home.document, (inFlow) => sketchOf(answers, inFlow), needs(answers)[0])
      : inFile(workspace, root, home, id, answers, exists);
  return 'refused' in made ? made : { ...made, said: `${name} is added to ${pathIn(root, made.select.uri)}.` };
}

function inFile(
  workspace: Workspace,
  root: Root,
  home: Exclude<NewHome, { in: 'list' }>,
  id: string,
  answers: Answers,
  exists: Exists,
): Omit<Filled, 'said'> | Refused {
  const uri = home.in === 'file' ? fileIn(home.folder, fileName(home, id)) : home.uri;
  const why = whyNoFile(workspace, root, uri, supplierKind, exists);
  if (why) return { refused: why };
  const indents = { block: 2, dash: 2 };
  const map = sketchOf(answers, false);
  const lines = home.in === 'file' ? keyLines('supplier', map, 0, indents) : keyLines('suppliers', [map], 0, indents);
  const eol = home.in === 'file' ? lineBreakOf(home.beside[0]!.text) : '\n';
  return newFile(uri, lines, eol, needs(answers)[0]);
}

/** A file of its own is named as those beside it are. */
function fileName({ beside }: Extract<NewHome, { in: 'file' }>, id: string): string {
  const ending = /(?:\.suppliers?)?\.ya?ml$/.exec(beside.at(-1)!.uri)?.[0] ?? '.yaml';
  return id + ending;
}
