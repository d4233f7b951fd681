import { quote } from '../schema/value.ts';
import { readGlob } from '../text/globs.ts';
import { textual } from './text.ts';

/** A path pattern relative to the root. */
export const glob = textual('glob', ['path pattern', 'path patterns'], {
  read: ({ text }, at, reader) => {
    const found = readGlob(text);
    if (!('problem' in found)) return text;
    return reader.issue('schema/value', at, `${quote(text)} is no path pattern: ${found.problem}`);
  },
});
