import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { Position, Range } from '../../workspace/document.ts';
import { definitionsOf, occurrencesOf, type Pointed, pointedAt } from '../../workspace/occurrences.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { replaceScalar } from '../../yaml/edits.ts';
import { isNullText } from '../../yaml/tree.ts';

/** Why something cannot be renamed, in words for the author. */
export interface Refusal {
  readonly refused: string;
}

const FIXED: Partial<Record<Pointed['kind'], string>> = {
  control: 'Control ids are those of ISO/IEC 27001:2022 Annex A: they cannot be renamed',
  rule: 'Rule ids belong to ISMS Author: they cannot be renamed',
  document: 'A document is renamed where files are; here only its path would change',
};

/** The range and the name that a rename starts from. */
export function prepareRename(
  workspace: Workspace,
  uri: string,
  position: Position,
): { range: Range; placeholder: string } | Refusal | undefined {
  const pointed = pointedAt(workspace, uri, position);
  if (!pointed) return undefined;
  const refused = FIXED[pointed.kind];
  return refused ? { refused } : { range: pointed.range, placeholder: pointed.id };
}

/** Renames a supplier, a policy or a role wherever its root names it; prose and comments are left alone. */
export function rename(
  workspace: Workspace,
  uri: string,
  position: Position,
  name: string,
): WorkspaceEdit | Refusal | undefined {
  const pointed = pointedAt(workspace, uri, position);
  if (!pointed) return undefined;
  const { kind, id, root } = pointed;
  const refused = FIXED[kind] ?? (name === id ? undefined : whyNot(pointed, name));
  if (refused) return { refused };
  const changes: Record<string, TextEdit[]> = {};
  const written = new Map<string, string | undefined>();
  for (const { document, occurrence, range } of occurrencesOf(root, kind, id)) {
    // How the name is written depends on the quotes and brackets around it alone.
    const style = `${occurrence.node.style} ${occurrence.inFlow}`;
    if (!written.has(style)) written.set(style, replaceScalar(occurrence.node, name, occurrence.inFlow)?.text);
    const newText = written.get(style);
    if (newText === undefined) {
      const file = document.uri.slice(root.uri.length);
      return { refused: `${id} is written over several lines in ${file}: write it on one first` };
    }
    const list = changes[document.uri] ?? [];
    changes[document.uri] = list;
    list.push({ range, newText });
  }
  return { changes };
}

function whyNot({ kind, root }: Pointed, name: string): string | undefined {
  if (kind === 'role') {
    if (
      name.trim() !== name ||
      name === '' ||
      /[\r\n\t]/.test(name) ||
      isNullText({ kind: 'scalar', start: 0, end: 0, text: name, style: 'plain' })
    )
      return 'A role needs a name on one line, without spaces around it';
  } else if (!/^[a-z0-9-]+$/.test(name))
    return `${JSON.stringify(name)} is no id: small letters, digits and hyphens only`;
  const taken = definitionsOf(root, kind, name).length > 0 || (kind === 'role' && root.settings.roles?.has(name));
  return taken ? `There is a ${kind} ${name} already` : undefined;
}
