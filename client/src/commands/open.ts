import { Range, Uri, window } from 'vscode';
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
  await window.showTextDocument(Uri.parse(place.uri), {
    selection: new Range(start.line, start.character, end.line, end.character),
    preview: true,
  });
};
