import type { DocumentLink } from 'vscode-languageserver-types';
import type { Part, Range } from '../../workspace/document.ts';
import { occurrencesIn } from '../../workspace/occurrences.ts';
import { folderOf, hasScheme, targetsOf } from '../../workspace/uri.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Exists } from '../actions/refactoringsMove.ts';

const URL_TEXT = /\bhttps?:\/\/[^\s"'<>[\]{}|\\^`]*[^\s"'<>[\]{}|\\^`.,;:!?)]/g;

/** Where a part has URLs; parts never change. */
const urls = new WeakMap<Part, readonly { readonly range: Range; readonly target: string }[]>();

function urlsIn(part: Part): readonly { readonly range: Range; readonly target: string }[] {
  let found = urls.get(part);
  if (!found) {
    found = part.text.includes('://')
      ? [...part.text.matchAll(URL_TEXT)].map((match) => ({
          range: part.rangeOf({ start: match.index, end: match.index + match[0].length }),
          target: match[0],
        }))
      : [];
    urls.set(part, found);
    part.forgetLines();
  }
  return found;
}

/** Links up to which it is looked at once where they lead; of more, only of those that somebody follows. */
const MOST_AT_ONCE = 200;

/** A document path that was not looked for yet. */
interface Unresolved {
  readonly path: string;
  readonly in: string;
}

/** The documents and web addresses that a file names. The prose of a Markdown file is left to the editor. */
export function links(workspace: Workspace, uri: string, exists: Exists): DocumentLink[] {
  const document = workspace.document(uri);
  const root = workspace.rootOf(uri);
  if (!document || !root) return [];
  const found: DocumentLink[] = [];
  const paths: { range: Range; path: string }[] = [];
  for (const [index, part] of document.parts.entries()) {
    if (document.isMarkdown && part.role === 'plain') continue;
    for (const { range, target } of urlsIn(part)) found.push({ range: document.fromPart(index, range), target });
    for (const { kind, ids, range } of occurrencesIn(document.holds, part)) {
      if (kind === 'document' && !hasScheme(ids[0]!))
        paths.push({ range: document.fromPart(index, range), path: ids[0]! });
    }
  }
  for (const { range, path } of paths) {
    if (paths.length > MOST_AT_ONCE) {
      found.push({ range, data: { path, in: uri } satisfies Unresolved });
      continue;
    }
    const target = targetOf(path, uri, root.uri, exists);
    if (target) found.push({ range, target });
  }
  return found;
}

/** Says where a link leads that was handed out without. */
export function resolveLink(workspace: Workspace, link: DocumentLink, exists: Exists): DocumentLink {
  const data = link.data as Unresolved | undefined;
  const root = data && workspace.rootOf(data.in);
  const target = root && targetOf(data.path, data.in, root.uri, exists);
  return target ? { range: link.range, target } : link;
}

/** What a document path leads to: beside the file, else from the root; `undefined` if it is not there or outside the root. */
export function targetOf(path: string, uri: string, root: string, exists: Exists): string | undefined {
  if (hasScheme(path)) return path;
  let unknown: string | undefined;
  for (const target of targetsOf(path, folderOf(uri), root)) {
    if (target === undefined) continue;
    const there = exists(target);
    if (there) return target;
    if (there === undefined) unknown ??= target;
  }
  return unknown;
}
