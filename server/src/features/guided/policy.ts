import { controlById, controlOrder, controls } from '../../facts/controls.ts';
import { slug } from '../../model/slug.ts';
import type { Answers, Choice, Filled, Form, Purpose, Question, Refused, Remark } from '../../protocolGuided.ts';
import { policiesByControl, uncoveredControls } from '../../rules/soa.ts';
import { policyShape } from '../../schema/shapes.ts';
import type { Root } from '../../workspace/root.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { applySplices, inline, keyLines, lineBreakOf, type Sketch, scalarSource } from '../../yaml/edits.ts';
import { readYaml } from '../../yaml/read.ts';
import { addToRegister } from '../registerEnd.ts';
import { editsOf } from '../site.ts';
import { fileIn, homeOf, mostly, type NewHome, pathIn, rootAt, whyNoFile } from './homes.ts';
import { freeId, judgeId } from './ids.ts';
import { given, listOf, roleQuestion, textOf } from './questions.ts';
import { newFile, placeOfInserted, spanOfBlank } from './writing.ts';

type PolicyPurpose = Extract<Purpose, { form: 'policy' }>;
type Exists = (uri: string) => boolean | undefined;

const NO_ROOT: Refused = { refused: 'The ISMS is no longer there.' };
/** What a new policy leaves to be said, in the contract's order. */
const BLANKS: readonly string[] = ['version', 'effective', 'summary'];

export function policyForm(workspace: Workspace, purpose: PolicyPurpose, answers: Answers): Form | Refused {
  const root = rootAt(workspace, purpose.root);
  if (!root) return NO_ROOT;
  const home = homeOf(root, 'policies');
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
  for (const key of policyShape.keys.keys()) {
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
  const home = homeOf(root, 'policies');
  const map = sketchOf(answers, false);
  if (home.in === 'list') {
    const { document } = home;
    const added = addToRegister(workspace, document, 'policies', { map, line: inline(sketchOf(answers, true)) });
    const path = pathIn(root, document.uri);
    const problems = (text: string) => readYaml(text).reduce((sum, tree) => sum + tree.problems.length, 0);
    if (!added || problems(applySplices(added.site.text, added.splices)) > problems(added.site.text))
      return {
        refused: `No policy can be added to ${path}: its YAML is broken at the end, or no list stands under policies. Mend that first.`,
      };
    const { site, splices } = added;
    const { from, to } = spanOfBlank(splices[0]!.text, 'summary');
    return {
      edit: {
        documentChanges: [{ textDocument: { uri: document.uri, version: null }, edits: editsOf(site, splices) }],
      },
      select: placeOfInserted(site, splices[0]!, from, to),
      said: `${title} is added to ${path} as a draft.`,
    };
  }
  const folder = home.in === 'file' ? home.folder : `${root.uri}policies/`;
  const beside = home.in === 'file' ? home.beside : [];
  const format = textOf(answers, 'format') || 'yaml';
  // Files of policies may carry a word before their ending: crypto.policy.yaml.
  const word =
    !isMarkdown(format) && beside.length && beside.every(({ uri }) => /\.policy\.ya?ml$/.test(uri)) ? '.policy' : '';
  const uri = fileIn(folder, `${id}${word}.${format}`);
  const why = whyNoFile(workspace, root, uri, 'policies', exists);
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
