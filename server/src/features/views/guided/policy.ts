import { controlById, controlOrder, controls } from '../../../facts/controls.ts';
import { policyKind } from '../../../kinds/policy/kind.ts';
import { policiesByControl, uncoveredControls } from '../../../kinds/soa/model.ts';
import { slug } from '../../../model/slug.ts';
import type { Answers, Choice, Filled, Form, Purpose, Question, Refused, Remark } from '../../../protocol.ts';
import type { Root } from '../../../workspace/root.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { keyLines, lineBreakOf, type Sketch, scalarSource } from '../../../yaml/edits.ts';
import type { Exists } from '../../actions/refactoringsMove.ts';
import { fileIn, homeOf, mostly, type NewHome, NO_ROOT, pathIn, rootAt, whyNoFile } from './homes.ts';
import { freeId, judgeId } from './ids.ts';
import { addToList } from './lists.ts';
import { given, listOf, roleQuestion, textOf } from './questions.ts';
import { newFile } from './writing.ts';

type PolicyPurpose = Extract<Purpose, { form: 'policy' }>;

/** What a new policy leaves to be said, in the contract's order. */
const BLANKS: readonly string[] = ['version', 'effective', 'summary'];

export function policyForm(workspace: Workspace, purpose: PolicyPurpose, answers: Answers): Form | Refused {
  const root = rootAt(workspace, purpose.root);
  if (!root) return NO_ROOT;
  const home = homeOf(root, policyKind);
  const questions: Question[] = [
    {
      key: 'title',
      kind: 'text',
      prompt: 'Title of the policy',
      example: 'Supplier Management Policy',
      value: given(answers, 'title', ''),
    },
    {
      key: 'id',
      kind: 'text',
      prompt: 'Id that everything else refers to it by: small letters, digits and hyphens',
      value: given(answers, 'id', freeId(root, 'policy', slug(textOf(answers, 'title')).replace(/(?<=.)-policy$/, ''))),
      judged: true,
    },
    roleQuestion(root, {
      key: 'owner',
      prompt: 'Who owns it, and keeps it up to date?',
      value: given(answers, 'owner', ''),
      optional: true,
    }),
    roleQuestion(root, {
      key: 'approved-by',
      prompt: 'Who will approve it? It stays a draft until then',
      value: given(answers, 'approved-by', ''),
      optional: true,
    }),
    {
      key: 'controls',
      kind: 'many',
      prompt: 'Which controls of Annex A does it cover? Type an id or a word',
      value: given(answers, 'controls', purpose.control ? [purpose.control] : []),
      choices: controlChoices(root),
      optional: true,
    },
  ];
  if (home.in === 'file')
    questions.push({
      key: 'format',
      kind: 'one',
      prompt: `In what form? The file goes into ${pathIn(root, home.folder) || 'the folder of isms.yaml'}`,
      value: given(answers, 'format', usualFormat(home)),
      choices: formats(home),
    });
  return { title: 'New Policy', questions };
}

/** The 93 controls, those that no policy covers first. */
function controlChoices(root: Root): Choice[] {
  const open = new Set(uncoveredControls(root.project));
  const by = policiesByControl(root.project);
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

function usualFormat({ beside }: Extract<NewHome, { in: 'file' }>): string {
  return beside.length ? mostly(beside.map(({ uri }) => formatOf(uri))) : 'yaml';
}

const formatOf = (uri: string): string => uri.slice(uri.lastIndexOf('.') + 1).toLowerCase();

function formats(home: Extract<NewHome, { in: 'file' }>): Choice[] {
  const used = home.beside.map(({ uri }) => formatOf(uri));
  const has = (format: string): boolean => used.includes(format);
  const offered = [has('yml') && !has('yaml') ? 'yml' : 'yaml', has('mdx') && !has('md') ? 'mdx' : 'md'];
  const usual = usualFormat(home);
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

export function judgePolicy(workspace: Workspace, purpose: PolicyPurpose, key: string, value: string): Remark | null {
  const root = rootAt(workspace, purpose.root);
  return root && key === 'id' ? judgeId(root, 'policy', value.trim()) : null;
}

function sketchOf(answers: Answers, inFlow: boolean): Record<string, Sketch> {
  const sketch: Record<string, Sketch> = {};
  for (const key of policyKind.shape.keys.keys()) {
    const text = key === 'status' ? 'draft' : textOf(answers, key);
    if (text) sketch[key] = scalarSource(text, inFlow);
    else if (key === 'controls' && listOf(answers, key).length)
      sketch[key] = [...listOf(answers, key)].sort((a, b) => controlOrder(a) - controlOrder(b));
    else if (BLANKS.includes(key)) sketch[key] = '';
  }
  return sketch;
}

export function fillPolicy(
  workspace: Workspace,
  purpose: PolicyPurpose,
  answers: Answers,
  exists: Exists,
): Filled | Refused {
  const root = rootAt(workspace, purpose.root);
  if (!root) return NO_ROOT;
  const id = textOf(answers, 'id');
  const title = textOf(answers, 'title');
  const wrong = judgeId(root, 'policy', id);
  if (wrong?.severity === 'error') return { refused: wrong.message };
  const home = homeOf(root, policyKind);
  if (home.in === 'list') {
    const { document } = home;
    const made = addToList(workspace, root, document, (inFlow) => sketchOf(answers, inFlow), 'summary');
    return 'refused' in made
      ? made
      : { ...made, said: `${title} is added to ${pathIn(root, document.uri)} as a draft.` };
  }
  const map = sketchOf(answers, false);
  const folder = home.in === 'file' ? home.folder : `${root.uri}policies/`;
  const beside = home.in === 'file' ? home.beside : [];
  const format = textOf(answers, 'format') || 'yaml';
  // Files of policies may carry a word before their ending: crypto.policy.yaml.
  const word =
    !isMarkdown(format) && beside.length && beside.every(({ uri }) => /\.policy\.ya?ml$/.test(uri)) ? '.policy' : '';
  const uri = fileIn(folder, `${id}${word}.${format}`);
  const why = whyNoFile(workspace, root, uri, policyKind, exists);
  if (why) return { refused: why };
  const indents = { block: 2, dash: 2 };
  const lines = isMarkdown(format)
    ? [
        '---',
        ...Object.entries(map).flatMap(([key, value]) => keyLines(key, value, 0, indents)),
        '---',
        '',
        `# ${title}`,
      ]
    : keyLines('policy', map, 0, indents);
  const eol = beside.length ? lineBreakOf(beside[0]!.text) : '\n';
  return {
    ...newFile(uri, lines, eol, 'summary'),
    said: `${title} is a draft in ${pathIn(root, uri)}.`,
  };
}
