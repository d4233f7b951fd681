// What all scripts of the servers share is in one of them, `dist/server/core.cjs`: readers, kinds, facts, rules, features. The
// others take its modules from there, so that no code is in the package twice, or in the memory of a process. It exports
// what they import, as their source says: `watch` must be started again where they import a new name.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';

/** Folders of scripts that are loaded when they are needed, and of the hosts. */
const apartFrom = new Set(['hosts', 'import', 'prose', 'reports']);
const sources = readdirSync('server/src', { recursive: true }).map((file) => resolve('server/src', file));
const isApart = (file) => apartFrom.has(relative('server/src', file).split(sep)[0]);
/** The command line has bundles of its own. */
const isServers = (file) => !relative('server/src/hosts', file).startsWith('cli');
/** File of the core → the names that scripts apart from it import. */
const wanted = new Map();
for (const file of sources.filter((file) => file.endsWith('.ts') && isApart(file) && isServers(file))) {
  const text = readFileSync(file, 'utf8');
  for (const [, names, path] of text.matchAll(/^(?:import|export) (?!type )([^;']*?) from '(\.[^']*\.ts)'/gm)) {
    const other = resolve(dirname(file), path);
    if (isApart(other)) continue;
    if (!names.startsWith('{')) throw new Error(`${file} imports more than names from ${path}`);
    const known = wanted.get(other) ?? new Set();
    wanted.set(other, known);
    for (const name of names.slice(1, -1).split(',')) {
      const [first] = name.trim().split(' ');
      if (first && first !== 'type') known.add(first);
    }
  }
}
const inCore = [...wanted].map(([file, names], index) => ({
  file,
  names: [...names],
  nameOf: (name) => `m${index}_${name}`,
}));
/** The core as what esbuild bundles. */
export const coreEntry = {
  contents: inCore
    .map(
      ({ file, names, nameOf }) =>
        `export { ${names.map((name) => `${name} as ${nameOf(name)}`)} } from ${JSON.stringify(file)};`,
    )
    .join('\n'),
  resolveDir: '.',
  sourcefile: 'core.ts',
};

/** Takes the core's modules from the global or the variable `ismsCore` instead of bundling them. */
export const fromCore = {
  name: 'core',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\..*\.ts$/ }, ({ path, resolveDir }) => {
      const at = inCore.findIndex(({ file }) => file === resolve(resolveDir, path));
      return at < 0 ? undefined : { path: String(at), namespace: 'core' };
    });
    onLoad({ filter: /.*/, namespace: 'core' }, ({ path }) => {
      const { names, nameOf } = inCore[path];
      return { contents: names.map((name) => `export const ${name} = ismsCore.${nameOf(name)};`).join('\n') };
    });
  },
};
/** Where scripts have `ismsCore` from: in Node they require it. */
export const coreBanner = { js: "var ismsCore=typeof module==='object'?require('./core.cjs'):globalThis.ismsCore;" };
