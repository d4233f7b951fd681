import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { type MapPlace, type Place, scalarUnder, type Trail } from '../../edit/place.ts';
import { shapeUnder } from '../../schema/shapes.ts';
import { encodeSegment, folderOf, readable } from '../../workspace/uri.ts';
import { behind, columnOf, dashOf, lineBreakOf, lineEnd, lineStart, nextLine, type Splice } from '../../yaml/edits.ts';
import { readYaml } from '../../yaml/read.ts';
import type { Node, SeqNode } from '../../yaml/tree.ts';
import { endOfRegister } from '../blocks/registerEnd.ts';
import { editsOf, type Site } from '../place/place.ts';
import { said } from './refactoringsSort.ts';

/** Whether a file is there; `undefined` where that cannot be told. */
export type Exists = (uri: string) => boolean | undefined;

/** Anchors, aliases and merge keys hold a text together that would be torn apart. */
const TIED = /(?:^|[\s,[{])(?:[&*][^\s,[\]{}]|<<\s*:)/m;

/** The lines of a text with their breaks. */
const linesOf = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];

/** The text with its lines moved right or left; blank lines stay as they are. */
function shifted(text: string, by: number): string {
  return linesOf(text)
    .map((line) => {
      if (line.trim() === '') return line;
      const spaces = /^ */.exec(line)![0].length;
      return ' '.repeat(Math.max(0, spaces + by)) + line.slice(spaces);
    })
    .join('');
}

/** Where the comments right above a line start that are indented as it is. */
function commentsAbove(text: string, start: number, column: number): number {
  let at = start;
  while (at > 0) {
    const above = lineStart(text, at - (text.startsWith('\r\n', at - 2) ? 2 : 1));
    if (/^( *)#/.exec(text.slice(above, at))?.[1]?.length !== column) break;
    at = above;
  }
  return at;
}

/** Moves an entity from a list to a file of its own. */
export function moveToOwnFile(site: Site, trail: Trail, entity: MapPlace, exists: Exists): WorkspaceEdit | undefined {
  const { document, root, text, workspace } = site;
  const list = trail.places.find((place): place is Place & { node: SeqNode } => place.node.kind === 'seq');
  const id = scalarUnder(entity.node, 'id')?.text;
  const { home, single } = document.holds;
  if (!home?.lists.length || root.standalone || list?.node.flow !== false || !list.node.items.includes(entity.node))
    return undefined;
  const dash = dashOf(text, entity.node);
  if (!id || !/^[a-z0-9-]+$/.test(id) || dash < 0 || text.slice(lineStart(text, dash), dash).trim() !== '')
    return undefined;
  // What cannot be read has no end that could be relied on.
  if (site.trees.some(({ problems }) => problems.length)) return undefined;
  const target = `${root.uri}${home.folder}${encodeSegment(id)}.yaml`;
  const classified = workspace.classify(target);
  if (
    classified?.kind !== document.holds ||
    classified.root !== root.uri ||
    workspace.document(target) ||
    exists(target)
  )
    return undefined;

  const column = columnOf(text, dash);
  const start = lineStart(text, dash);
  let trimmed = entity.node.end;
  while (/\s/.test(text[trimmed - 1] ?? '')) trimmed--;
  const end = behind(text, trimmed, column);
  const source = text.slice(start, end);
  if (TIED.test(source)) return undefined;
  const eol = lineBreakOf(text);
  const paths = rebased(entity, site, folderOf(target), exists);
  let body = source;
  for (const { start: from, end: to, text: put } of [...paths].reverse())
    body = body.slice(0, from - start) + put + body.slice(to - start);
  const first = entity.node.start - start;
  body = entity.node.flow
    ? `${single}: ${body.slice(first, lineEnd(body, first))}${shifted(body.slice(lineEnd(body, first)), 0)}`
    : `${single}:${eol}${shifted(' '.repeat(columnOf(text, entity.node.start)) + body.slice(first), 2 - columnOf(text, entity.node.start))}`;
  if (!/[\r\n]$/.test(body)) body += eol;

  // The comments above an item that is read on its own stand at the end of the part above.
  const above = start === 0 && site.index > 0 ? document.parts[site.index - 1]! : undefined;
  const where = above ? above.text : text.slice(0, start);
  const comments = where.slice(commentsAbove(where, where.length, column));
  const made = readYaml(body);
  const top = made[0]?.root;
  const moved = top?.kind === 'map' ? top.entries[0]?.value : undefined;
  if (
    made.length !== 1 ||
    made[0]!.problems.length ||
    (paths.length === 0 && JSON.stringify(said(moved)) !== JSON.stringify(said(entity.node)))
  )
    return undefined;

  let after = end;
  while (after < text.length && text.slice(after, lineEnd(text, after)).trim() === '') after = nextLine(text, after);
  const edits: TextEdit[] = [];
  if (above && comments)
    edits.push(
      ...editsOf({ document, part: above, index: site.index - 1 }, [
        { start: above.text.length - comments.length, end: above.text.length, text: '' },
      ]),
    );
  edits.push(...editsOf(site, [{ start: above ? start : start - comments.length, end: after, text: '' }]));
  return {
    documentChanges: [
      { kind: 'create', uri: target, options: { overwrite: false, ignoreIfExists: false } },
      change(target, [
        {
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          newText: shifted(comments, -column) + body,
        },
      ]),
      change(document.uri, edits),
    ],
  };
}

/** Moves the entity of a file of its own to the end of the register. */
export function moveToRegister(site: Site, entity: MapPlace, exists: Exists): WorkspaceEdit | undefined {
  const { document, root, text, trees, workspace } = site;
  const top = trees[0]?.root;
  const { home, single } = document.holds;
  const register = home?.lists.map((name) => root.documents.get(root.uri + name)).find((other) => other !== undefined);
  if (
    trees.length !== 1 ||
    trees[0]!.problems.length ||
    top?.kind !== 'map' ||
    !register ||
    register === document ||
    document.parts.length !== 1
  )
    return undefined;
  const entry = top.entries[0];
  if (
    top.flow ||
    top.entries.length !== 1 ||
    entry === undefined ||
    entry.key.text !== single ||
    entry.value !== entity.node ||
    entity.node.flow ||
    TIED.test(text)
  )
    return undefined;
  const place = endOfRegister(workspace, register);
  if (!place) return undefined;
  const eol = lineBreakOf(place.site.text);
  const paths = rebased(entity, site, folderOf(register.uri), exists);
  let whole = text;
  for (const { start, end, text: put } of [...paths].reverse()) whole = whole.slice(0, start) + put + whole.slice(end);
  const keyLine = lineStart(text, entry.key.start);
  const mapLine = lineStart(text, entity.node.start);
  const between = text.slice(nextLine(text, keyLine), mapLine);
  const head = text.slice(0, keyLine);
  // A comment on the key's own line, or a marker above it, has no place in a list.
  if (
    text.slice(text.indexOf(':', entry.key.end) + 1, lineEnd(text, keyLine)).trim() !== '' ||
    /^(?!\s*(?:#|$))/m.test(head.replace(/[\r\n]+$/, '') || '#')
  )
    return undefined;
  const column = columnOf(text, entity.node.start);
  const by = place.column + 2 - column;
  const lines = shifted(whole.slice(mapLine).replace(/\s+$/, eol), by);
  const item = `${' '.repeat(place.column)}- ${lines.slice(place.column + 2)}`;
  const comments = shifted(
    linesOf(head + between)
      .filter((line) => line.trim() !== '')
      .map((line) => line.trimStart())
      .join(''),
    place.column,
  );
  const put = toBreaks(comments + item, eol);
  const read = readYaml(put)[0];
  const moved = read?.root?.kind === 'seq' ? read.root.items[0] : undefined;
  if (
    !read ||
    read.problems.length ||
    (paths.length === 0 && JSON.stringify(said(moved)) !== JSON.stringify(said(entity.node)))
  )
    return undefined;
  const open = place.at > 0 && !/[\r\n]/.test(place.site.text[place.at - 1]!);
  const splice: Splice = {
    start: place.at,
    end: place.at,
    text: open ? eol + put.replace(/[\r\n]+$/, '') : place.apart ? eol + put : put,
  };
  return {
    documentChanges: [
      change(register.uri, editsOf(place.site, [splice])),
      { kind: 'delete', uri: document.uri, options: { ignoreIfNotExists: true } },
    ],
  };
}

const toBreaks = (text: string, eol: string): string => text.replace(/\r\n|\n|\r/g, eol);

const change = (uri: string, edits: TextEdit[]): TextDocumentEdit => ({ textDocument: { uri, version: null }, edits });

/** Document paths that are meant from the file's folder, as they read from another. */
function rebased(entity: MapPlace, { document, root, text }: Site, target: string, exists: Exists): Splice[] {
  const from = folderOf(document.uri);
  if (from === target) return [];
  const splices: Splice[] = [];
  const walk = (node: Node | undefined, shape: Place['shape']): void => {
    if (node?.kind === 'map' && shape?.kind === 'map')
      for (const { key, value, via } of node.entries) via || walk(value, shapeUnder(shape, key.text));
    else if (node?.kind === 'seq' && shape?.kind === 'list') for (const item of node.items) walk(item, shape.items);
    else if (
      node?.kind === 'scalar' &&
      shape?.kind === 'scalar' &&
      shape.scalar === 'document' &&
      node.style !== 'block' &&
      !/^[a-z][a-z0-9+.-]+:|^\//i.test(node.text)
    ) {
      const resolved = new URL(node.text.split('/').map(encodeSegment).join('/'), from).href;
      const own = exists(resolved) === true && from !== root.uri;
      const climbs = /^\.\.?\//.test(node.text);
      if (!(own || climbs) || !resolved.startsWith(root.uri)) return;
      const path = readable(resolved.slice(root.uri.length));
      const quote = node.style === 'plain' ? 0 : 1;
      if (path !== node.text && text.slice(node.start + quote, node.end - quote) === node.text)
        splices.push({ start: node.start + quote, end: node.end - quote, text: path });
    }
  };
  walk(entity.node, entity.shape);
  return splices;
}
