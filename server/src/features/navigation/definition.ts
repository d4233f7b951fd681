import type { Location } from 'vscode-languageserver-types';
import { kindNamed } from '../../kinds/index.ts';
import type { Position } from '../../workspace/document.ts';
import { definitionsOf, pointedAt } from '../../workspace/occurrences.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Exists } from '../actions/refactoringsMove.ts';
import { targetOf } from './links.ts';

/** Where what is pointed at is defined: an id, a role, a control's row in the Statement of Applicability, a document. */
export function definition(workspace: Workspace, uri: string, position: Position, exists: Exists): Location[] {
  const pointed = pointedAt(workspace, uri, position);
  if (!pointed) return [];
  const { root, kind, id } = pointed;
  if (kind === 'document') {
    const target = targetOf(id, uri, root.uri, exists);
    const start = { line: 0, character: 0 };
    return target?.startsWith(root.uri) ? [{ uri: target, range: { start, end: start } }] : [];
  }
  // Entities are known by id, so that no document has to be looked through.
  const places = kindNamed(kind)?.unique ? root.definitions(kind, id) : undefined;
  if (places)
    return places.map(({ document, part, span }) => ({
      uri: document.uri,
      range: document.fromPart(document.indexOf(part), part.rangeOf(span)),
    }));
  return definitionsOf(root, kind, id).map(({ document, range }) => ({ uri: document.uri, range }));
}
