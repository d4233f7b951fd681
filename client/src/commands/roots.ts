import { commands, Uri, window } from 'vscode';
import type { Summary } from '../../../server/src/protocol.ts';
import type { Item } from '../views/tree.ts';
import type { Extension } from './index.ts';

type Root = Summary['roots'][number];

/** The ISMS that a command is about: the item's, the active report's or editor's, the only one, or the one that is chosen. */
export async function chooseRoot(
  { server, reports }: Extension,
  item: unknown,
  title: string,
): Promise<Root | undefined> {
  const { roots } = await server.request('isms/summary', {});
  const named = (item as Item | undefined)?.node?.root ?? reports.active?.root;
  const given = roots.find(({ uri }) => uri === named);
  if (given) return given;
  const around = rootAround(roots, window.activeTextEditor?.document.uri);
  if (around) return around;
  if (roots.length === 0) {
    const answer = await window.showInformationMessage(
      'No ISMS is open in this window. An ISMS is a folder with an isms.yaml.',
      'Open Folder…',
    );
    if (answer) await commands.executeCommand('vscode.openFolder');
    return undefined;
  }
  if (roots.length === 1) return roots[0];
  const picks = roots.map((root) => ({ label: root.name, description: Uri.parse(root.uri).fsPath, root }));
  return (await window.showQuickPick(picks, { title }))?.root;
}

/** The innermost ISMS that a file is in. VS Code and the server escape different characters of a URI. */
export const rootAround = (roots: readonly Root[], file: Uri | undefined): Root | undefined =>
  roots
    .filter(({ uri }) => file?.toString().startsWith(Uri.parse(uri).toString()))
    .sort((a, b) => b.uri.length - a.uri.length)[0];
