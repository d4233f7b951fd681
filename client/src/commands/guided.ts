import { commands, Selection, type TextDocument, TextEditorRevealType, Uri, window, workspace } from 'vscode';
import type { Answers, Filled, Purpose, Refused, Subject } from '../../../server/src/protocol.ts';
import { openPlace, rangeOf } from '../common/places.ts';
import { unlinked } from '../common/unlinked.ts';
import type { Item } from '../views/tree.ts';
import type { Command, Extension } from './index.ts';
import { chooseRoot } from './roots.ts';
import { ask } from './steps.ts';

/** Records a review of the item's supplier, policy or risk, of the one at the cursor, or of the one that is chosen. */
export const recordReview: Command = async (extension, from, position) => {
  const subject = await subjectOf(extension, from, position as Position | undefined);
  if (subject) await guide(extension, { form: 'review', subject });
};

export const addSupplier: Command = async (extension, item) => {
  const root = await rootOf(extension, item, 'New supplier: in which ISMS?');
  if (root !== undefined) await guide(extension, { form: 'supplier', root });
};

/** Adds a policy; from a control, one that covers it. */
export const addPolicy: Command = async (extension, item) => {
  const root = await rootOf(extension, item, 'New policy: in which ISMS?');
  const node = nodeOf(item);
  const control = node?.kind === 'control' ? node.subject : undefined;
  if (root !== undefined) await guide(extension, { form: 'policy', root, ...(control ? { control } : {}) });
};

export const addRisk: Command = async (extension, item) => {
  const root = await rootOf(extension, item, 'New risk: in which ISMS?');
  if (root !== undefined) await guide(extension, { form: 'risk', root });
};

const nodeOf = (item: unknown): Item['node'] | undefined => (item as Item | undefined)?.node;

const rootOf = async (extension: Extension, item: unknown, title: string): Promise<string | undefined> =>
  nodeOf(item)?.root ?? (await chooseRoot(extension, item, title))?.uri;

/**
 * @param from an item of a view; a file's URI, from the editor's menu or a finding; nothing, from the palette
 * @param at where the finding is
 */
async function subjectOf({ server }: Extension, from: unknown, at?: Position): Promise<Subject | undefined> {
  const node = nodeOf(from);
  const place = node && (await server.request('isms/locate', { id: node.id }));
  if (node && !place) throw new Error(`${node.label} no longer exists.`);
  const editor = window.activeTextEditor;
  const uri = place?.uri ?? (typeof from === 'string' ? from : editor?.document.uri.toString());
  const { line = 0, character = 0 } = place?.range.start ?? at ?? editor?.selection.active ?? {};
  const here =
    uri === undefined ? null : await server.request('isms/subjectAt', { uri, position: { line, character } });
  // Only the palette leaves something to choose.
  if (from === undefined) return chooseSubject(server, here);
  if (!here) throw new Error('there is no supplier, policy or risk at the cursor.');
  return here;
}

type Position = { readonly line: number; readonly character: number };

/** Asks what was reviewed: what the cursor is in, then what presses most. */
async function chooseSubject(server: Extension['server'], here: Subject | null): Promise<Subject | undefined> {
  const all = await server.request('isms/reviewable', {});
  if (all.length === 0) throw new Error('there is no supplier, policy or risk to review.');
  const same = (a: Subject, b: Subject | null) =>
    a.uri === b?.uri && a.kind === b.kind && a.id === b.id && a.nth === b.nth;
  const items = all
    .map((one) => (same(one.subject, here) ? { ...one, group: 'At the cursor' } : one))
    .sort((a, b) => Number(same(b.subject, here)) - Number(same(a.subject, here)));
  const answers = await ask({
    form: async () => ({
      title: 'Record Review',
      questions: [
        {
          key: 'subject',
          kind: 'one',
          prompt: 'Which supplier, policy or risk was reviewed?',
          value: '0',
          choices: items.map(({ label, description, group }, index) => ({
            value: `${index}`,
            label,
            description,
            group,
          })),
        },
      ],
    }),
    judge: async () => null,
  });
  return answers && items[Number(answers.subject)]?.subject;
}

/** Asks what there is to ask, and has it written. */
async function guide({ server }: Extension, purpose: Purpose): Promise<void> {
  const answers = await ask({
    form: async (said) => orThrow(await server.request('isms/form', { purpose, answers: said })),
    judge: (key, value) => server.request('isms/judgeAnswer', { purpose, key, value }),
  });
  if (answers) await write(server, purpose, answers);
}

function orThrow<T extends object>(result: T | Refused): T {
  if ('refused' in result) throw new Error(result.refused);
  return result;
}

/** How often an edit is made anew because the file changed under it. */
const ATTEMPTS = 5;

async function write(server: Extension['server'], purpose: Purpose, answers: Answers): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const filled = orThrow(await server.request('isms/fill', { purpose, answers }));
    const uri = Uri.parse(filled.select.uri);
    const makes = filled.edit.documentChanges?.some((change) => 'kind' in change && change.kind === 'create');
    // In an open file the edit can be seen, and undone in one step.
    const document = makes ? undefined : await show(uri);
    if (document && document.version !== versionIn(filled)) continue;
    if (!(await server.applyEdit(filled.edit)))
      throw new Error(
        `${workspace.asRelativePath(uri)} could not be written: it may be read-only${makes ? ', or there already' : ''}.`,
      );
    await reveal(filled);
    await tell(filled, await (document ?? workspace.openTextDocument(uri)), Boolean(makes));
    return;
  }
  throw new Error('the file changed at the same time, so nothing was written. Try again.');
}

const versionIn = ({ edit }: Filled): number | null | undefined => {
  for (const change of edit.documentChanges ?? []) if ('textDocument' in change) return change.textDocument.version;
  return undefined;
};

/** Opens a file in a tab that stays. */
async function show(uri: Uri): Promise<TextDocument> {
  // As `openPlace` does, and for its reason.
  await commands.executeCommand('vscode.open', uri, { preview: false });
  return workspace.openTextDocument(uri);
}

async function reveal({ select }: Filled): Promise<void> {
  await openPlace(select, { preview: false });
  const editor = window.activeTextEditor;
  if (editor?.document.uri.toString() !== Uri.parse(select.uri).toString()) return;
  const selection = rangeOf(select.range);
  editor.selection = new Selection(selection.start, selection.end);
  editor.revealRange(selection, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** A file that is made is kept; whether a file of the author's is saved the author decides. */
async function tell({ said }: Filled, document: TextDocument, made: boolean): Promise<void> {
  if (made) await document.save();
  if (!document.isDirty || workspace.getConfiguration('files', document.uri).get('autoSave') !== 'off') return;
  // Nobody waits for the answer: the command is done.
  void window.showInformationMessage(unlinked(`${said} The file is not saved yet.`), 'Save').then((answer) => {
    if (answer) return document.save();
    return undefined;
  });
}
