import type { Location } from 'vscode-languageserver-types';
import type { Position } from '../../workspace/document.ts';
import { occurrencesOf, pointedAt } from '../../workspace/occurrences.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/** Every place in the root that names what is pointed at; a range of controls names each of them. */
export function references(workspace: Workspace, uri: string, position: Position, withDefinition: boolean): Location[] {
  const pointed = pointedAt(workspace, uri, position);
  if (!pointed) return [];
  return occurrencesOf(pointed.root, pointed.kind, pointed.id)
    .filter(({ occurrence }) => withDefinition || !occurrence.definition)
    .map(({ document, range }) => ({ uri: document.uri, range }));
}
