import { controlById, controlOrder, controls } from '../../facts/controls.ts';
import type { Project } from '../../model/project.ts';
import { slug } from '../../model/slug.ts';
import type { Answers, Choice, Question } from '../../protocol.ts';
import { type Sketch, scalarSource } from '../../yaml/edits.ts';
import type { Asking, KindForm } from '../kind.ts';
import { given, idQuestion, listOf, mostly, roleQuestion, textOf } from '../questions.ts';
import { policiesByControl, uncoveredControls } from '../soa/model.ts';
import { shape } from './shape.ts';

/** What a new policy leaves blank, in the contract's order. */
const BLANKS: readonly string[] = ['version', 'effective', 'summary'];

function questions(answers: Answers, asking: Asking): readonly Question[] {
  const questions: Question[] = [
    {
      key: 'title',
      kind: 'text',
      prompt: 'Title of the policy',
      example: 'Supplier Management Policy',
      value: given(answers, 'title', ''),
    },
    idQuestion(answers, asking.freeId(slug(textOf(answers, 'title')).replace(/(?<=.)-policy$/, ''))),
    roleQuestion(asking.settings, {
      key: 'owner',
      prompt: 'Who owns it, and keeps it up to date?',
      value: given(answers, 'owner', ''),
      optional: true,
    }),
    roleQuestion(asking.settings, {
      key: 'approved-by',
      prompt: 'Who will approve it? It stays a draft until then',
      value: given(answers, 'approved-by', ''),
      optional: true,
    }),
    {
      key: 'controls',
      kind: 'many',
      prompt: 'Which controls of Annex A does it cover? Type an id or a word',
      value: given(answers, 'controls', asking.control ? [asking.control] : []),
      choices: controlChoices(asking.project),
      optional: true,
    },
  ];
  const { folder } = asking;
  if (folder)
    questions.push({
      key: 'format',
      kind: 'one',
      prompt: `In what form? The file goes into ${folder.path || 'the folder of isms.yaml'}`,
      value: given(answers, 'format', usualFormat(folder.beside)),
      choices: formats(folder.beside),
    });
  return questions;
}

/** The 93 controls, those that no policy covers first. */
function controlChoices(project: Project): Choice[] {
  const open = new Set(uncoveredControls(project));
  const by = policiesByControl(project);
  const choice = (group: string, id: string): Choice => {
    const titles =
      by.get(id)?.map(({ entity }) => entity.fields.title?.text || entity.fields.id?.text || 'a policy') ?? [];
    return {
      value: id,
      label: `${id} ${controlById(id)!.title}`,
      ...(titles.length ? { description: titles.join(', ') } : {}),
      group,
    };
  };
  const ids = controls.map(({ id }) => id);
  return [
    ...ids.filter((id) => open.has(id)).map((id) => choice('Not covered yet', id)),
    ...ids.filter((id) => !open.has(id)).map((id) => choice('Covered or excluded', id)),
  ];
}

const isMarkdown = (format: string): boolean => format === 'md' || format === 'mdx';

const usualFormat = (beside: readonly string[]): string => (beside.length ? mostly(beside.map(formatOf)) : 'yaml');

const formatOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

function formats(beside: readonly string[]): Choice[] {
  const used = beside.map(formatOf);
  const has = (format: string): boolean => used.includes(format);
  const offered = [has('yml') && !has('yaml') ? 'yml' : 'yaml', has('mdx') && !has('md') ? 'mdx' : 'md'];
  const usual = usualFormat(beside);
  return offered
    .sort((a, b) => Number(b === usual) - Number(a === usual))
    .map((value): Choice => {
      const count = used.filter((format) => format === value).length;
      return {
        value,
        label: isMarkdown(value) ? 'Markdown' : 'YAML',
        description: count ? `as ${count} of the other policies` : '',
        detail: isMarkdown(value)
          ? 'Keys as front matter, and the text of the policy below them'
          : 'Keys alone; the text of the policy is kept elsewhere',
      };
    });
}

function sketchOf(answers: Answers, inFlow: boolean): Record<string, Sketch> {
  const sketch: Record<string, Sketch> = {};
  for (const key of shape.keys.keys()) {
    const text = key === 'status' ? 'draft' : textOf(answers, key);
    if (text) sketch[key] = scalarSource(text, inFlow);
    else if (key === 'controls' && listOf(answers, key).length)
      sketch[key] = [...listOf(answers, key)].sort((a, b) => controlOrder(a) - controlOrder(b));
    else if (BLANKS.includes(key)) sketch[key] = '';
  }
  return sketch;
}

export const policyForm: KindForm = {
  title: 'New Policy',
  questions,
  sketch: sketchOf,
  blank: () => 'summary',
  file(id, answers, beside) {
    const format = textOf(answers, 'format') || 'yaml';
    if (isMarkdown(format)) return { name: `${id}.${format}`, heading: textOf(answers, 'title') };
    // Files of policies may carry a word before their ending: crypto.policy.yaml.
    const word = beside.length && beside.every((name) => /\.policy\.ya?ml$/.test(name)) ? '.policy' : '';
    return { name: `${id}${word}.${format}` };
  },
  done: (answers, path, own) =>
    own
      ? `${textOf(answers, 'title')} is a draft in ${path}.`
      : `${textOf(answers, 'title')} is added to ${path} as a draft.`,
};
