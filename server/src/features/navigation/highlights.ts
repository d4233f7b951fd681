import { type DocumentHighlight, DocumentHighlightKind } from 'vscode-languageserver-types';
import type { Position } from '../../workspace/document.ts';
import { occurrencesOf, pointedAt } from '../../workspace/occurrences.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** The places in this file that name what is pointed at; `undefined` leaves it to the editor to compare words. */
export function highlights(workspace: Workspace, uri: string, position: Position): DocumentHighlight[] | undefined {
  const pointed = pointedAt(workspace, uri, position);
  if (!pointed) return undefined;
  return occurrencesOf(pointed.root, pointed.kind, pointed.id, pointed.document).map(({ range, occurrence }) => ({
    range,
    kind: occurrence.definition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}
