import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { UsageError } from './usage.ts';

/** The formats of `isms check`, and the endings that their files have. */
export const CHECK_FORMATS = {
  pretty: ['.txt', '.log'],
  json: ['.json'],
  sarif: ['.sarif', '.json'],
  github: ['.txt', '.log'],
  gitlab: ['.json'],
  junit: ['.xml'],
} as const satisfies Endings<string>;

export type CheckFormat = keyof typeof CHECK_FORMATS;

/** Format → the endings of its files. A file without an ending may have any format. */
export type Endings<F extends string> = Readonly<Record<F, readonly string[]>>;

/** What is written where; without `out`, to standard output. */
export interface Output<F extends string> {
  format?: F | undefined;
  out?: string | undefined;
}

/** The format of a file by its ending, the first that has it. */
const byEnding = <F extends string>(endings: Endings<F>, ending: string): F | undefined =>
  (Object.keys(endings) as F[]).find((format) => endings[format].includes(ending));

/**
 * The format of an output: the one that is named, else the one of the file's ending, else the default.
 * @throws UsageError where the file's ending is not one that the format has
 */
export function formatOf<F extends string>({ format, out }: Output<F>, endings: Endings<F>, otherwise: F): F {
  const ending = out === undefined ? '' : path.extname(out).toLowerCase();
  if (!ending) return format ?? otherwise;
  const found = format ?? byEnding(endings, ending);
  if (!found || !endings[found].includes(ending)) {
    const known = [...new Set(found ? endings[found] : Object.values<readonly string[]>(endings).flat())];
    throw new UsageError(
      `${out} does not fit ${found ? `the format ${found}` : 'any format'}: name another file, ending in ${known.join(', ')}.`,
    );
  }
  return found;
}

/**
 * The options `--format` and `--out`, which may come several times: a file has the format in front of it. A single pair
 * may come in either order.
 * @returns the options, and the pairs that they were given as, in order
 */
export function outputOptions<F extends string>(endings: Endings<F>, about: string) {
  const formats = Object.keys(endings) as F[];
  const given: Output<F>[] = [];
  const format = new Option('--format <format>', `${about} (choices: ${formats.join(', ')})`).argParser((text) => {
    if (!formats.includes(text as F)) throw new InvalidArgumentError(`Allowed choices are ${formats.join(', ')}.`);
    given.push({ format: text as F });
    return text;
  });
  const out = new Option('--out <file>', 'write to a file; each --format may have one').argParser((file: string) => {
    const last = given.at(-1);
    if (last && last.out === undefined) last.out = file;
    else given.push({ out: file });
    return file;
  });
  const pairs = (): readonly Output<F>[] => {
    const [first, second] = given;
    return given.length === 2 && first!.format === undefined && second!.out === undefined
      ? [{ ...first, ...second }]
      : given;
  };
  return { format, out, pairs };
}
