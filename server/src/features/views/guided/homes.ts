import type { AnyKind } from '../../../kinds/index.ts';
import { mostly } from '../../../kinds/questions.ts';
import type { Refused } from '../../../protocol.ts';
import type { IsmsDocument } from '../../../workspace/document.ts';
import type { Root } from '../../../workspace/root.ts';
import { encodeSegment, folderOf, nameOfFile, readable } from '../../../workspace/uri.ts';
import type { Workspace } from '../../../workspace/workspace.ts';

/** Where a new supplier or policy goes. */
export type NewHome =
  /** At the end of a list. */
  | { readonly in: 'list'; readonly document: IsmsDocument }
  /** Into a file of its own, in a folder with a trailing `/`. */
  | { readonly in: 'file'; readonly folder: string; readonly beside: readonly IsmsDocument[] }
  /** Into a list in a file that is not there yet. */
  | { readonly in: 'newList'; readonly uri: string };

/** How many suppliers or policies a document has, and whether it is a list of them. */
function contentOf(document: IsmsDocument): { count: number; list: boolean } {
  const count = document.parts.reduce((sum, { result }) => sum + (result?.count ?? 0), 0);
  const list =
    document.parts.some(({ role }) => role === 'item') ||
    new RegExp(`^\\uFEFF?["']?${document.kind}["']?\\s*:`, 'm').test(document.text);
  return { count, list: list && !document.isMarkdown };
}

/** Where the next one goes: where most of the others are. */
export function homeOf(root: Root, kind: AnyKind): NewHome {
  const own = root.inOrder().filter((document) => document.holds === kind && document.counts);
  const lists = own.filter((document) => contentOf(document).list);
  const files = own.filter((document) => !contentOf(document).list && contentOf(document).count > 0);
  const inLists = lists.reduce((sum, document) => sum + contentOf(document).count, 0);
  const largest = [...lists].sort((a, b) => contentOf(b).count - contentOf(a).count)[0];
  if (largest && inLists >= files.length) return { in: 'list', document: largest };
  if (files.length) return { in: 'file', folder: mostly(files.map(({ uri }) => folderOf(uri))), beside: files };
  // An empty file at the place of the list is where it belongs.
  const empty = own.find((document) => !document.isMarkdown);
  const { lists: names = [], folder = '' } = kind.home ?? {};
  if (!names[0]) return { in: 'file', folder: root.uri + folder, beside: [] };
  return empty ? { in: 'list', document: empty } : { in: 'newList', uri: root.uri + names[0] };
}

export const NO_ROOT: Refused = { refused: 'The ISMS is no longer there.' };

/** The root with a folder's URI. */
export const rootAt = (workspace: Workspace, uri: string): Root | undefined =>
  workspace.allRoots().find((root) => root.uri === uri);

/**
 * Whether a new file may be made, and would be a document of the ISMS.
 * @returns why not
 */
export function whyNoFile(
  workspace: Workspace,
  root: Root,
  uri: string,
  kind: AnyKind,
  exists: (uri: string) => boolean | undefined,
): string | undefined {
  if (workspace.document(uri) || exists(uri)) return `${readable(uri.slice(root.uri.length))} is already there.`;
  const classified = workspace.classify(uri);
  if (!root.standalone && (classified?.kind !== kind || classified.root !== root.uri))
    return `${readable(uri.slice(root.uri.length))} would be no part of this ISMS: isms.yaml says under files where its ${kind.nouns} are.`;
  return undefined;
}

export const fileIn = (folder: string, name: string): string => folder + encodeSegment(name);

/** How a file is called within its ISMS. */
export const pathIn = (root: Root, uri: string): string =>
  uri.startsWith(root.uri) ? readable(uri.slice(root.uri.length)) : nameOfFile(uri);
