import type { Filled, Refused } from '../../../protocol.ts';
import type { IsmsDocument } from '../../../workspace/document.ts';
import type { Root } from '../../../workspace/root.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { applySplices, inline, type Sketch } from '../../../yaml/edits.ts';
import { problemsIn } from '../../../yaml/read.ts';
import { addToRegister } from '../../blocks/registerEnd.ts';
import { editsOf } from '../../place/place.ts';
import { pathIn } from './homes.ts';
import { placeOfInserted, spanOfBlank } from './writing.ts';

/**
 * Adds an entity to the list that a document holds.
 * @param sketch what is added, as it is written in a block or in braces
 * @param blank the key that is left blank and selected
 */
export function addToList(
  workspace: Workspace,
  root: Root,
  document: IsmsDocument,
  sketch: (inFlow: boolean) => Record<string, Sketch>,
  blank: string | undefined,
): Omit<Filled, 'said'> | Refused {
  const refusal = `No ${document.holds.noun} can be added to ${pathIn(root, document.uri)}`;
  const added = addToRegister(workspace, document, { map: sketch(false), line: inline(sketch(true)) });
  if (!added)
    return {
      refused: `${refusal}: its YAML is broken at the end, or no list is under ${document.kind}. Fix that first.`,
    };
  const { site, splices } = added;
  if (problemsIn(applySplices(site.text, splices)) > problemsIn(site.text))
    return { refused: `${refusal} as it is written.` };
  const { from, to } = spanOfBlank(splices[0]!.text, blank);
  return {
    edit: { documentChanges: [{ textDocument: { uri: document.uri, version: null }, edits: editsOf(site, splices) }] },
    select: placeOfInserted(site, splices[0]!, from, to),
  };
}
