import { commands, Range, Uri, type ViewColumn } from 'vscode';
import type { Place } from '../../../server/src/protocol.ts';

/** A range of the server's as VS Code has it. */
export const rangeOf = ({ start, end }: Place['range']): Range =>
  new Range(start.line, start.character, end.line, end.character);

/**
 * Opens a file at a place. Not by `showTextDocument`, which keeps a document open behind the scenes after its tab was
 * closed.
 */
export async function openPlace(
  { uri, range }: Place,
  options: { readonly preview?: boolean; readonly viewColumn?: ViewColumn } = {},
): Promise<void> {
  await commands.executeCommand('vscode.open', Uri.parse(uri), { ...options, selection: rangeOf(range) });
}
