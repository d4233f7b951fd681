import { controls } from '../../facts/controls.ts';
import { slug } from '../../model/slug.ts';
import type { Answers, Choice, Question } from '../../protocol.ts';
import { type Sketch, scalarSource } from '../../yaml/edits.ts';
import type { Asking, KindForm } from '../kind.ts';
import { given, idQuestion, listOf, roleQuestion, textOf, wordsOf } from '../questions.ts';
import { shape } from './shape.ts';

/** What a new risk leaves blank, in the contract's order. */
const BLANKS: readonly string[] = ['description'];

/** The steps of the scale; what each means is the author's to say. */
const steps = (scale: number): Choice[] => [
  ...Array.from({ length: scale }, (_, index) => String(index + 1)).map((value, index) => ({
    value,
    label: value,
    ...(index === 0 ? { description: 'low' } : index === scale - 1 ? { description: 'high' } : {}),
  })),
  { value: '', label: 'Not assessed yet' },
];

const isAssessed = (answers: Answers): boolean => Boolean(textOf(answers, 'likelihood') && textOf(answers, 'impact'));

function questions(answers: Answers, asking: Asking): readonly Question[] {
  const { scale, levels } = asking.settings.risks;
  const suppliers = [...asking.entities('supplier')];
  const product = Number(textOf(answers, 'likelihood')) * Number(textOf(answers, 'impact'));
  const level = product ? levels.findLast(({ from }) => from <= product)?.name : undefined;
  return [
    {
      key: 'title',
      kind: 'text',
      prompt: 'What may happen? In a sentence',
      example: 'Customer conversations are processed outside the EU',
      value: given(answers, 'title', ''),
    },
    idQuestion(answers, asking.freeId(slug(textOf(answers, 'title')))),
    roleQuestion(asking.settings, {
      key: 'owner',
      prompt: 'Who owns it?',
      value: given(answers, 'owner', ''),
      optional: true,
    }),
    ...(suppliers.length
      ? [
          {
            key: 'suppliers',
            kind: 'many' as const,
            prompt: 'Which suppliers does it come from?',
            value: given(answers, 'suppliers', []),
            choices: suppliers.map(({ id, title }) => ({ value: id, label: title || id, description: id })),
            optional: true as const,
          },
        ]
      : []),
    {
      key: 'likelihood',
      kind: 'one',
      prompt: 'How likely is it, before anything is done about it?',
      value: given(answers, 'likelihood', ''),
      choices: steps(scale),
      optional: true,
    },
    ...(textOf(answers, 'likelihood')
      ? [
          {
            key: 'impact',
            kind: 'one' as const,
            prompt: 'What would it do, before anything is done about it?',
            value: given(answers, 'impact', ''),
            choices: steps(scale),
            optional: true as const,
          },
        ]
      : []),
    {
      key: 'treatment',
      kind: 'one',
      prompt: `${level ? `The risk is ${level}. ` : ''}What is done about it?`,
      value: given(answers, 'treatment', ''),
      choices: [...wordsOf(shape, 'treatment'), { value: '', label: 'Not decided yet' }],
      optional: true,
    },
    ...(textOf(answers, 'treatment') === 'mitigate'
      ? [
          {
            key: 'controls',
            kind: 'many' as const,
            prompt: 'Which controls of Annex A treat it? Type an id or a word',
            value: given(answers, 'controls', asking.control ? [asking.control] : []),
            choices: controls.map(({ id, title }) => ({ value: id, label: `${id} ${title}` })),
            optional: true as const,
          },
        ]
      : []),
  ];
}

function sketchOf(answers: Answers, inFlow: boolean): Record<string, Sketch> {
  const sketch: Record<string, Sketch> = {};
  const assessed = isAssessed(answers);
  for (const key of shape.keys.keys()) {
    const text = key === 'status' ? (assessed ? 'assessed' : 'identified') : textOf(answers, key);
    const list = listOf(answers, key);
    if (text) sketch[key] = scalarSource(text, inFlow);
    else if (list.length) sketch[key] = list;
    else if (key === 'inherent' && assessed)
      sketch[key] = { likelihood: textOf(answers, 'likelihood'), impact: textOf(answers, 'impact') };
    else if (BLANKS.includes(key) || (key === 'reviews' && assessed)) sketch[key] = key === 'reviews' ? [] : '';
  }
  return sketch;
}

export const riskForm: KindForm = {
  title: 'New Risk',
  questions,
  sketch: sketchOf,
  blank: () => 'description',
  file: (id, _answers, beside) => ({
    name: id + (/(?:\.risks?)?\.ya?ml$/.exec(beside.at(-1) ?? '')?.[0] ?? '.yaml'),
  }),
  done: (answers, path) => `${textOf(answers, 'title')} is added to ${path}.`,
};
