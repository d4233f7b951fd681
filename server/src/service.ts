import type { CallHierarchyItem, CodeAction, CodeLens, DocumentLink } from 'vscode-languageserver-types';
import { type ActionContext, codeActions, resolveAction } from './features/actions/codeActions.ts';
import { definition } from './features/navigation/definition.ts';
import { incoming, outgoing, prepareHierarchy } from './features/navigation/hierarchy.ts';
import { highlights } from './features/navigation/highlights.ts';
import { links, resolveLink } from './features/navigation/links.ts';
import { references } from './features/navigation/references.ts';
import { prepareRename, rename } from './features/navigation/rename.ts';
import { workspaceSymbols } from './features/navigation/workspaceSymbols.ts';
import { folding } from './features/outline/folding.ts';
import { selections } from './features/outline/selection.ts';
import { documentSymbols } from './features/outline/symbols.ts';
import { Overview } from './features/views/overview.ts';
import { CodeLenses } from './features/writing/codeLens.ts';
import { type CompletionQuery, complete } from './features/writing/completion.ts';
import { type HoverOptions, hover } from './features/writing/hover.ts';
import { inlayHints } from './features/writing/inlayHints.ts';
import { newStatement, statementOf } from './kinds/soa/rows.ts';
import type { Answers, Purpose } from './protocol.ts';
import type { Position, Range } from './workspace/document.ts';
import { indexAhead } from './workspace/occurrences.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What the features ask of the place that they run in. */
export interface Ports {
  /** Whether a file is there, or a folder in its place; `undefined` where that cannot be told at once. */
  exists(uri: string): boolean | 'folder' | undefined;
  /** The names in a folder, those of folders with a trailing `/`, where they can be listed at once. */
  readonly listFolder?: ((folder: string) => readonly string[] | undefined) | undefined;
}

/** Every feature over one workspace. URIs are canonical, lines and characters 0-based. */
export type Service = ReturnType<typeof createService>;

export function createService(workspace: Workspace, ports: Ports) {
  const exists = (uri: string): boolean | undefined => {
    const there = workspace.document(uri) ? true : ports.exists(uri);
    return there === 'folder' ? true : there;
  };
  const lenses = new CodeLenses(workspace);
  // Few sessions use it: its code is only loaded then.
  const guided = async () => {
    const loaded = await import('./features/views/guided/index.ts');
    workspace.update();
    return loaded;
  };
  return Object.freeze({
    complete: (query: Omit<CompletionQuery, 'workspace' | 'listFolder'>) =>
      complete({ ...query, workspace, listFolder: ports.listFolder }),
    hover: (uri: string, position: Position, options: HoverOptions) => hover(workspace, uri, position, options),
    codeLenses: (uri: string) => lenses.of(uri),
    resolveCodeLens: (lens: CodeLens, command: string | undefined) => lenses.resolve(lens, command),
    inlayHints: (uri: string, range: Range) => inlayHints(workspace, uri, range),

    codeActions: (uri: string, range: Range, context: Omit<ActionContext, 'exists'>) =>
      codeActions(workspace, uri, range, { ...context, exists }),
    /** @param files whether the editor can make and delete files */
    resolveAction: (action: CodeAction, files: boolean) => resolveAction(workspace, action, { files, exists }),

    definition: (uri: string, position: Position) => definition(workspace, uri, position, exists),
    references: (uri: string, position: Position, declaration: boolean) =>
      references(workspace, uri, position, declaration),
    highlights: (uri: string, position: Position) => highlights(workspace, uri, position),
    prepareRename: (uri: string, position: Position) => prepareRename(workspace, uri, position),
    rename: (uri: string, position: Position, name: string) => rename(workspace, uri, position, name),
    links: (uri: string) => links(workspace, uri, exists),
    resolveLink: (link: DocumentLink) => resolveLink(workspace, link, exists),
    workspaceSymbols: (query: string) => workspaceSymbols(workspace, query),
    prepareHierarchy: (uri: string, position: Position) => prepareHierarchy(workspace, uri, position),
    incoming: (item: CallHierarchyItem) => incoming(workspace, item),
    outgoing: (item: CallHierarchyItem) => outgoing(workspace, item),
    /** Looks for names ahead of any request, a part at a time. */
    indexAhead: () => indexAhead(workspace),

    documentSymbols: (uri: string) => documentSymbols(workspace, uri),
    folding: (uri: string) => folding(workspace, uri),
    selections: (uri: string, positions: readonly Position[]) => selections(workspace, uri, positions),

    overview: new Overview(workspace),
    /** Where the Statement of Applicability of a root is, or the text of a new one. @param root URI of its folder */
    statement(root: string): { readonly uri: string; readonly text?: string } | undefined {
      const found = workspace.allRoots().find(({ uri, standalone }) => uri === root && !standalone);
      const key = found && statementOf(found.project);
      if (!found) return undefined;
      return key ? { uri: key.home.document.uri } : { uri: `${root}soa.yaml`, text: newStatement(found.project) };
    },
    reviewable: async () => (await guided()).reviewable(workspace),
    subjectAt: async (uri: string, position: Position) => (await guided()).subjectAt(workspace, uri, position),
    form: async (purpose: Purpose, answers: Answers) => (await guided()).formOf(workspace, purpose, answers),
    judgeAnswer: async (purpose: Purpose, key: string, value: string) =>
      (await guided()).judge(workspace, purpose, key, value),
    fill: async (purpose: Purpose, answers: Answers) => (await guided()).fill(workspace, purpose, answers, exists),
  });
}
