import { type AnyKind, kindNamed } from '../../../kinds/index.ts';
import type { Asking, KindForm } from '../../../kinds/kind.ts';
import { textOf } from '../../../kinds/questions.ts';
import type { Answers, Filled, Form, NewPurpose, Refused, Remark } from '../../../protocol.ts';
import type { Root } from '../../../workspace/root.ts';
import { nameOfFile } from '../../../workspace/uri.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { keyLines, lineBreakOf } from '../../../yaml/edits.ts';
import type { Exists } from '../../actions/refactoringsMove.ts';
import { fileIn, homeOf, type NewHome, NO_ROOT, pathIn, rootAt, whyNoFile } from './homes.ts';
import { freeId, judgeId } from './ids.ts';
import { addToList } from './lists.ts';
import { newFile } from './writing.ts';

/** A new entity of a kind that has a form. */
interface New {
  readonly root: Root;
  readonly kind: AnyKind;
  readonly form: KindForm;
  readonly home: NewHome;
  readonly asking: Asking;
}

function newOf(workspace: Workspace, purpose: NewPurpose): New | undefined {
  const root = rootAt(workspace, purpose.root);
  const kind = kindNamed(purpose.form);
  if (!root || !kind?.form) return undefined;
  const home = homeOf(root, kind);
  const asking: Asking = {
    today: workspace.today,
    settings: root.settings,
    project: root.project,
    ...(purpose.control === undefined ? {} : { control: purpose.control }),
    freeId: (suggestion) => freeId(root, kind.name, suggestion),
    entities: (name = kind.name) => root.entitiesOf(name),
    ...(home.in === 'file'
      ? { folder: { path: pathIn(root, home.folder), beside: home.beside.map(({ uri }) => nameOfFile(uri)) } }
      : {}),
  };
  return { root, kind, form: kind.form, home, asking };
}

export function newForm(workspace: Workspace, purpose: NewPurpose, answers: Answers): Form | Refused {
  const made = newOf(workspace, purpose);
  return made ? { title: made.form.title, questions: made.form.questions(answers, made.asking) } : NO_ROOT;
}

export function judgeNew(workspace: Workspace, purpose: NewPurpose, key: string, text: string): Remark | null {
  const made = newOf(workspace, purpose);
  if (!made) return null;
  return key === 'id'
    ? judgeId(made.root, made.kind.name, text.trim())
    : (made.form.judge?.(key, text, made.asking) ?? null);
}

export function fillNew(workspace: Workspace, purpose: NewPurpose, answers: Answers, exists: Exists): Filled | Refused {
  const made = newOf(workspace, purpose);
  if (!made) return NO_ROOT;
  const { root, kind, form, home } = made;
  const wrong = judgeId(root, kind.name, textOf(answers, 'id'));
  if (wrong?.severity === 'error') return { refused: wrong.message };
  const filled =
    home.in === 'list'
      ? addToList(workspace, root, home.document, (inFlow) => form.sketch(answers, inFlow), form.blank(answers))
      : inFile(workspace, made, home, answers, exists);
  return 'refused' in filled
    ? filled
    : { ...filled, said: form.done(answers, pathIn(root, filled.select.uri), home.in === 'file') };
}

function inFile(
  workspace: Workspace,
  { root, kind, form }: New,
  home: Exclude<NewHome, { in: 'list' }>,
  answers: Answers,
  exists: Exists,
): Omit<Filled, 'said'> | Refused {
  const beside = home.in === 'file' ? home.beside : [];
  const { name, heading } = form.file(
    textOf(answers, 'id'),
    answers,
    beside.map(({ uri }) => nameOfFile(uri)),
  );
  const uri = home.in === 'file' ? fileIn(home.folder, name) : home.uri;
  const why = whyNoFile(workspace, root, uri, kind, exists);
  if (why) return { refused: why };
  const indents = { block: 2, dash: 2 };
  const map = form.sketch(answers, false);
  const lines =
    home.in === 'newList'
      ? keyLines(kind.list, [map], 0, indents)
      : heading === undefined
        ? keyLines(kind.single ?? kind.list, map, 0, indents)
        : [
            '---',
            ...Object.entries(map).flatMap(([key, value]) => keyLines(key, value, 0, indents)),
            '---',
            '',
            `# ${heading}`,
          ];
  return newFile(uri, lines, beside[0] ? lineBreakOf(beside[0].text) : '\n', form.blank(answers));
}
