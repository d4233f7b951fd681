import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { isMapPlace, type MapPlace, scalarUnder, type Trail } from '../../edit/place.ts';
import { putKey } from '../../edit/put.ts';
import { type AnyKind, kindNamed } from '../../kinds/index.ts';
import { slug } from '../../model/slug.ts';
import type { Value } from '../../schema/value.ts';
import { keyLines, lineBreakOf, replaceScalar, type Sketch, scalarSource } from '../../yaml/edits.ts';
import { editsOf, type Site } from '../place/place.ts';
import { fileIn, homeOf, whyNoFile } from '../views/guided/homes.ts';
import { freeId } from '../views/guided/ids.ts';
import { addToList } from '../views/guided/lists.ts';
import { newFile } from '../views/guided/writing.ts';
import type { Exists } from './refactoringsMove.ts';

/** What the editor can do. */
interface Options {
  readonly files: boolean;
  readonly exists: Exists;
}

/** The key of a map that names an entity of another kind, or is a text until there is one. */
function looseKey({
  shape,
}: MapPlace): { readonly key: string; readonly value: Value; readonly kind: AnyKind } | undefined {
  for (const [key, child] of shape.keys) {
    const value = child.kind === 'scalar' && child.value.loose ? child.value : undefined;
    const kind = value?.refersTo === undefined ? undefined : kindNamed(value.refersTo);
    if (kind?.home) return { key, value: value!, kind };
  }
  return undefined;
}

/**
 * Writes an entity, blank but for where it comes from, and its id into the map that names none yet: a risk for a review
 * that is escalated.
 */
export function escalate(
  site: Site,
  trail: Trail,
  entity: MapPlace,
  { files, exists }: Options,
): { readonly title: string; readonly edit: () => WorkspaceEdit | undefined } | undefined {
  const { document, root } = site;
  const map = trail.places.findLast((place): place is MapPlace => isMapPlace(place) && looseKey(place) !== undefined);
  const loose = map && looseKey(map);
  if (!loose || root.standalone || site.trees.some(({ problems }) => problems.length)) return undefined;
  const { key, value, kind } = loose;
  const there = scalarUnder(map.node, key);
  const text = there?.text.trim() ?? '';
  const named = text !== '' && (value.isName?.(text) ?? true);
  if (named && root.isDefined(kind.name, text)) return undefined;
  return {
    title: `Escalate as a ${kind.noun}`,
    edit() {
      const from = scalarUnder(entity.node, 'id')?.text ?? '';
      const id = freeId(root, kind.name, slug(text) || slug(from ? `${from} ${kind.noun}` : kind.noun));
      const known: Readonly<Record<string, Sketch>> = {
        id,
        title: named ? '' : text,
        status: firstWord(kind),
        owner: '',
        [document.holds.list]: from ? [from] : '',
      };
      const sketch = (inFlow: boolean): Record<string, Sketch> =>
        Object.fromEntries(
          [...kind.shape.keys.keys()].flatMap((name): [string, Sketch][] => {
            const put = known[name];
            return put === undefined ? [] : [[name, typeof put === 'string' && put ? scalarSource(put, inFlow) : put]];
          }),
        );
      const own = there
        ? [replaceScalar(there, id, map.node.flow)].flatMap((splice) => splice ?? [])
        : putKey(site, map, key, id);
      const written = own?.length ? write(site, kind, id, sketch, { files, exists }) : undefined;
      if (!own || !written) return undefined;
      const here: TextDocumentEdit = {
        textDocument: { uri: document.uri, version: null },
        edits: editsOf(site, own),
      };
      const changes = [...(written.documentChanges ?? []), here];
      return files
        ? { documentChanges: changes }
        : {
            changes: Object.fromEntries(
              changes.flatMap((one) => ('textDocument' in one ? [[one.textDocument.uri, one.edits as never]] : [])),
            ),
          };
    },
  };
}

/** Adds an entity where others of its kind are, or where the first one goes. */
function write(
  { root, workspace, document }: Site,
  kind: AnyKind,
  id: string,
  sketch: (inFlow: boolean) => Record<string, Sketch>,
  { files, exists }: Options,
): WorkspaceEdit | undefined {
  const home = homeOf(root, kind);
  if (home.in === 'list') {
    const added = addToList(workspace, root, home.document, sketch, 'title');
    return 'refused' in added ? undefined : added.edit;
  }
  if (!files) return undefined;
  const uri = home.in === 'newList' ? home.uri : fileIn(home.folder, `${id}.yaml`);
  if (whyNoFile(workspace, root, uri, kind, exists)) return undefined;
  const indents = { block: 2, dash: 2 };
  const lines =
    home.in === 'newList'
      ? keyLines(kind.list, [sketch(false)], 0, indents)
      : keyLines(kind.single ?? kind.list, sketch(false), 0, indents);
  return newFile(uri, lines, lineBreakOf(document.text), 'title').edit;
}

/** The first word of the closed list that its state comes from: nothing was done with it yet. */
function firstWord({ shape }: AnyKind): string {
  const status = shape.keys.get('status');
  return status?.kind === 'enum' ? (status.values[0] ?? '') : '';
}
