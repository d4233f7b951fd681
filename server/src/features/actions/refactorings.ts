import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { isMapPlace, ownEntry, trailTo } from '../../edit/place.ts';
import type { Shape } from '../../schema/shapes.ts';
import { controlRange } from '../../values/control.ts';
import type { Range } from '../../workspace/document.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Splice } from '../../yaml/edits.ts';
import { reviewToday } from '../blocks/reviewItem.ts';
import { editsOf, entityOn, siteAt, spanOf } from '../place/place.ts';
import { escalate } from './escalate.ts';
import { compactRanges, expandRanges } from './refactoringsControls.ts';
import { type Exists, moveToOwnFile, moveToRegister } from './refactoringsMove.ts';
import { isUnsorted, sortKeys } from './refactoringsSort.ts';

/** A change of how something is written, or the record of what the author does; nothing is wrong before it. */
export interface Refactoring {
  readonly title: string;
  readonly kind: 'refactor.rewrite' | 'refactor.move';
  /** Works the change out; `undefined` where nothing would change. Offers are asked for each time the cursor moves. */
  readonly edit: () => WorkspaceEdit | undefined;
}

export interface RefactoringOptions {
  /** The editor can make and delete files. */
  readonly files: boolean;
  readonly exists: Exists;
}

/** What can be done with what stands at a range's start. URIs are canonical. */
export function refactoringsAt(
  workspace: Workspace,
  uri: string,
  range: Range,
  { files, exists }: RefactoringOptions,
): Refactoring[] {
  const site = siteAt(workspace, uri, range.start);
  if (!site) return [];
  const trail = trailTo(site, spanOf(site, range).start);
  const entity = entityOn(trail);
  const found: Refactoring[] = [];
  const add = (title: string, splices: readonly Splice[] | undefined): void => {
    if (splices?.length) offer(title, () => splices);
  };
  const offer = (title: string, splices: () => readonly Splice[] | undefined): void => {
    const edit = (): WorkspaceEdit | undefined => {
      const made = splices();
      return made?.length ? { changes: { [uri]: editsOf(site, made) as TextEdit[] } } : undefined;
    };
    found.push({ title, kind: 'refactor.rewrite', edit });
  };
  const controls = entity && ownEntry(entity.node, 'controls');
  if (controls && namesRanges(entity.shape.keys.get('controls'))) {
    const here = trail.onKey === controls || trail.places.some(({ entry }) => entry === controls);
    if (controls?.value && here) {
      add('Write control ranges out', expandRanges(site, controls.value));
      add('Join controls into ranges', compactRanges(site, controls.value));
    }
  }
  if (entity) add('Record a review held today, to fill in', reviewToday(site, entity, workspace.today));
  const escalated = entity && escalate(site, trail, entity, { files, exists });
  if (escalated) found.push({ ...escalated, kind: 'refactor.rewrite' });
  const map = trail.places.findLast(isMapPlace);
  const sortable = entity ?? map;
  if (sortable && isUnsorted(sortable.node, sortable.shape))
    offer('Sort keys', () => {
      const splice = sortKeys(site.text, site.trees, sortable.node.start, sortable.shape);
      return splice && [splice];
    });
  if (entity && files) {
    const out = moveToOwnFile(site, trail, entity, exists);
    if (out) found.push({ title: 'Move to a file of its own', kind: 'refactor.move', edit: () => out });
    const back = moveToRegister(site, entity, exists);
    if (back) found.push({ title: 'Move to the register', kind: 'refactor.move', edit: () => back });
  }
  return found;
}

const namesRanges = (shape: Shape | undefined): boolean =>
  shape?.kind === 'list' && shape.items.kind === 'scalar' && shape.items.value === controlRange;
