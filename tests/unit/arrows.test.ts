import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { imports, names } from './support/arrows.ts';

const src = new URL('../../server/src/', import.meta.url).pathname;

/** From the ground up: a file imports from its own folder and from floors below, types included. */
const FLOORS: readonly (readonly string[])[] = [
  ['version.ts', 'reports/list.ts'],
  ['text/', 'yaml/', 'protocol.ts'],
  ['facts/'],
  ['schema/'],
  ['edit/'],
  ['model/'],
  ['fixes/'],
  ['prose/'],
  ['values/'],
  ['kinds/kind.ts'],
  ['kinds/'],
  ['check/'],
  ['workspace/'],
  ['features/', 'reports/', 'import/', 'starter.ts'],
  ['service.ts'],
  ['index.ts'],
  ['hosts/'],
];

/** Words that only `kinds/` may have as texts; reports have their own records. */
const NAMES = /(['"`])(supplier|suppliers|policy|policies|soa|settings|risks)\1/g;
const MAY_NAME = ['kinds/', 'reports/'];

const uncommented = (text: string): string => text.replace(/\/\*\*?[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort();
const textOf = new Map(files.map((file) => [file, readFileSync(join(src, file), 'utf8')]));
const importsOf = new Map(
  files.map((file) => [
    file,
    [...textOf.get(file)!.matchAll(/(?:from |import\()'(\.[^']+\.ts)'/g)].map(([, to]) =>
      normalize(join(dirname(file), to!)),
    ),
  ]),
);

/** The floor of a file and the folder or file of the table that it belongs to. */
function floorOf(file: string): { readonly level: number; readonly part: string } {
  const found = FLOORS.flatMap((parts, level) => parts.map((part) => ({ level, part })))
    .filter(({ part }) => file === part || (part.endsWith('/') && file.startsWith(part)))
    .sort((a, b) => b.part.length - a.part.length)[0];
  if (!found) throw new Error(`server/src/${file} is on no floor: add its folder to FLOORS`);
  return found;
}

/** Files that import each other in a circle, each once. */
function inCircles(): string[] {
  const reached = (start: string) => {
    const seen = new Set<string>();
    const pending = [...(importsOf.get(start) ?? [])];
    for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      pending.push(...(importsOf.get(file) ?? []));
    }
    return seen;
  };
  return files.filter((file) => reached(file).has(file));
}

it('imports go down the floors', () => {
  const upward = files.flatMap((file) => {
    const from = floorOf(file);
    return [...new Set(importsOf.get(file))]
      .filter((to) => existsSync(join(src, to)))
      .filter((to) => {
        const at = floorOf(to);
        return at.level > from.level || (at.level === from.level && at.part !== from.part);
      })
      .map((to) => `${file} → ${to}`);
  });
  expect(upward, 'an import against the arrows is new, or one that is listed is gone').toEqual(imports.upward);
});

it('no file imports itself in a circle', () => {
  expect(inCircles(), 'a circle is new, or one that is listed is gone').toEqual(imports.circles);
});

it('only kinds/ has the names of kinds', () => {
  const found: Record<string, string> = {};
  for (const file of files) {
    if (MAY_NAME.some((part) => file.startsWith(part))) continue;
    const used = [...new Set([...uncommented(textOf.get(file)!).matchAll(NAMES)].map(([, , name]) => name))]
      .sort()
      .join(' ');
    if (used) found[file] = used;
  }
  expect(found, 'a name of a kind is new in a file, or one that is listed is gone').toEqual(names);
});
