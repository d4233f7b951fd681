import type { WorkspaceEdit } from 'vscode-languageserver-types';
import type { Place } from '../../../protocol.ts';
import type { Splice } from '../../../yaml/edits.ts';
import { rangeOf, type Site } from '../../place/place.ts';

/**
 * Where a stretch of what a splice puts in stands once it was made.
 * @param from offset in the splice's text; its first character that is no blank unless said
 * @param to offset in the splice's text; behind its last character that is no blank unless said
 */
export function placeOfInserted(
  site: Site,
  splice: Splice,
  from = splice.text.search(/\S/),
  to = splice.text.trimEnd().length,
): Place {
  const { start } = rangeOf(site, { start: splice.start, end: splice.start });
  const at = (offset: number) => {
    const lines = splice.text.slice(0, offset).split(/\r\n|\n|\r/);
    const last = lines.at(-1)!.length;
    return { line: start.line + lines.length - 1, character: lines.length > 1 ? last : start.character + last };
  };
  return { uri: site.document.uri, range: { start: at(from), end: at(to) } };
}

/**
 * Where the value of a key belongs that was left blank: between its brackets, or behind its colon.
 * @returns offsets in the text; its end where there is no such key
 */
export function spanOfBlank(text: string, key: string | undefined): { readonly from: number; readonly to: number } {
  const value = `${key}:(?: \\[(?=\\]))?`;
  const match = key && (new RegExp(`^[ -]*${value}`, 'm').exec(text) ?? new RegExp(`[{,] ${value}`).exec(text));
  const at = match ? match.index + match[0].length : text.trimEnd().length;
  return { from: at, to: at };
}

/** A file that is made, with the cursor where a key was left blank. */
export function newFile(
  uri: string,
  lines: readonly string[],
  eol: string,
  blank: string | undefined,
): { readonly edit: WorkspaceEdit; readonly select: Place } {
  const text = lines.join(eol) + eol;
  const { from } = spanOfBlank(text, blank);
  const before = text.slice(0, from).split(eol);
  const at = { line: before.length - 1, character: before.at(-1)!.length };
  const start = { line: 0, character: 0 };
  return {
    edit: {
      documentChanges: [
        { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
        { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
      ],
    },
    select: { uri, range: { start: at, end: at } },
  };
}
