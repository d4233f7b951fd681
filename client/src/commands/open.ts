import { commands, Range, Uri, window } from 'vscode';
import type { Item } from '../views/tree.ts';
import type { Command } from './index.ts';

/** Opens the place that an item of a view is about, where it stands at this moment. */
export const open: Command = async ({ server }, item) => {
  const { node } = item as Item;
  const place = await server.request('isms/locate', { id: node.id });
  if (!place) {
    void window.showInformationMessage(`${node.label} is no longer there.`);
    return;
  }
  const { start, end } = place.range;
  // Not by showTextDocument, which keeps a document open behind the scenes after its tab was closed.
  await commands.executeCommand('vscode.open', Uri.parse(place.uri), {
    selection: new Range(start.line, start.character, end.line, end.character),
    preview: true,
  });
};

/** Opens a file at a place and its findings in Problems: what stands behind the lenses, and an item of a view offers. */
export const showFindings: Command = async (extension, from, range) => {
  if (isItem(from)) {
    await open(extension, from);
    await commands.executeCommand('workbench.actions.view.problems');
    return;
  }
  const uri = from;
  const { start, end } = range as { start: Position; end: Position };
  await commands.executeCommand('vscode.open', Uri.parse(String(uri)), {
    selection: new Range(start.line, start.character, end.line, end.character),
  });
  await commands.executeCommand('workbench.actions.view.problems');
};

const isItem = (from: unknown): from is Item => typeof from === 'object' && from !== null && 'node' in from;

type Position = { readonly line: number; readonly character: number };
