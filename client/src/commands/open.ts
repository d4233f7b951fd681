import { commands, window } from 'vscode';
import type { Place } from '../../../server/src/protocol.ts';
import { openPlace } from '../common/places.ts';
import { unlinked } from '../common/unlinked.ts';
import type { Item } from '../views/tree.ts';
import type { Command } from './index.ts';

/** Opens the place that an item of a view is about, where it stands at this moment. */
export const open: Command = async ({ server }, item) => {
  const { node } = item as Item;
  const place = await server.request('isms/locate', { id: node.id });
  if (!place) {
    void window.showInformationMessage(unlinked(`${node.label} no longer exists.`));
    return;
  }
  await openPlace(place, { preview: true });
};

/** Opens a file at a place and its findings in Problems: what stands behind the lenses, and an item of a view offers. */
export const showFindings: Command = async (extension, from, range) => {
  if (isItem(from)) await open(extension, from);
  else await openPlace({ uri: String(from), range: range as Place['range'] });
  await commands.executeCommand('workbench.actions.view.problems');
};

const isItem = (from: unknown): from is Item => typeof from === 'object' && from !== null && 'node' in from;
