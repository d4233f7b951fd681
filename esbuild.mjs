// Bundles the client, the language server and the command line into dist/.
import { isAscii } from 'node:buffer';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, context } from 'esbuild';
import { coreBanner, coreEntry, fromCore } from './scripts/core.mjs';
import { noticesFor, packagesIn } from './scripts/notices.mjs';

const watch = process.argv.includes('--watch');
const common = { bundle: true, sourcemap: watch, minify: !watch, logLevel: 'warning', legalComments: 'none' };
const node = { ...common, platform: 'node', target: 'node20', mainFields: ['module', 'main'] };
const browser = { ...common, platform: 'browser', target: 'es2022', mainFields: ['browser', 'module', 'main'] };
// The yaml library's ES modules are in its browser folder; its CommonJS build cannot be tree-shaken.
const yaml = { alias: { yaml: './node_modules/yaml/browser/dist/index.js' } };
// ES modules that pull in CommonJS ones of Node need a require.
const banner = { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" };

const cjs = { ...node, format: 'cjs', outdir: 'dist', outExtension: { '.js': '.cjs' } };
// Prose is read where there is any; reports are made, their pictures drawn, and spreadsheets read, now and then: the server
// loads the code for it when it needs it, with require, since a script that comes from the code cache has no import().
const apart = {
  name: 'apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/(?:reports|import|prose)\/index\.ts$/ }, ({ path }) => ({
      path: `./${path.split('/').at(-2)}.cjs`,
      external: true,
    }));
    onResolve({ filter: /\/reports\/charts\.ts$/ }, () => ({ path: './charts.cjs', external: true }));
  },
};
// See server/src/import/unzip.ts.
const unzip = {
  name: 'unzip',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^fflate$/ }, ({ importer }) =>
      importer.includes('read-excel-file') ? { path: resolve('server/src/import/unzip.ts') } : undefined,
    ),
};

/** One file for both servers: Node's requires it, the web worker has it as a script that leaves a global behind. */
const script = (globalName) => ({
  ...browser,
  format: 'iife',
  globalName,
  footer: { js: `if(typeof module==='object')module.exports=${globalName};` },
});
const shared = (file, source, globalName, plugins = []) => ({
  ...script(globalName),
  plugins: [...plugins, fromCore],
  banner: coreBanner,
  entryPoints: { [file]: source },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
});

const bundles = [
  // The library: see server/src/index.ts.
  {
    ...browser,
    ...yaml,
    format: 'esm',
    splitting: true,
    entryPoints: { service: 'server/src/index.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'service/[name]-[hash]',
  },
  {
    ...node,
    ...yaml,
    format: 'esm',
    splitting: true,
    entryPoints: { cli: 'server/src/hosts/cli/bin.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    chunkNames: 'cli/[name]-[hash]',
    banner,
    plugins: [unzip],
  },
  { ...cjs, entryPoints: { 'server/node': 'server/src/hosts/start.ts' } },
  {
    ...cjs,
    entryPoints: { 'server/main': 'server/src/hosts/node.ts' },
    plugins: [apart, fromCore],
    banner: coreBanner,
    supported: { 'dynamic-import': false },
  },
  {
    ...script('ismsCore'),
    ...yaml,
    stdin: coreEntry,
    outfile: 'dist/server/core.cjs',
  },
  shared('server/reports', 'server/src/reports/index.ts', 'ismsReports'),
  shared('server/prose', 'server/src/prose/index.ts', 'ismsProse'),
  shared('server/charts', 'server/src/reports/charts.ts', 'ismsCharts'),
  shared('server/import', 'server/src/import/index.ts', 'ismsImport', [unzip]),
  { ...cjs, entryPoints: { 'server/import-worker': 'server/src/hosts/importWorker.ts' }, plugins: [apart] },
  { ...cjs, entryPoints: { 'server/report-worker': 'server/src/hosts/reportWorker.ts' }, plugins: [apart] },
  {
    ...browser,
    format: 'iife',
    entryPoints: { 'server/browser': 'server/src/hosts/browser.ts' },
    outdir: 'dist',
    plugins: [fromCore],
    banner: coreBanner,
  },
  {
    ...browser,
    format: 'iife',
    entryPoints: {
      'view/report': 'client/src/views/report/webview.ts',
      'view/style': 'client/src/views/report/report.css',
    },
    outdir: 'dist',
  },
  { ...cjs, entryPoints: { 'client/node': 'client/src/node/extension.ts' }, external: ['vscode'] },
  {
    ...browser,
    format: 'cjs',
    entryPoints: { 'client/browser': 'client/src/browser/extension.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
  },
];

// Code caches of earlier bundles: see server/src/hosts/start.ts.
if (existsSync('dist/server'))
  for (const file of readdirSync('dist/server')) if (file.includes('.cache')) rmSync(`dist/server/${file}`);

const bundled = new Set();
if (watch) console.log('Building …');
for (const options of bundles) {
  if (watch) {
    const building = await context(options);
    await building.rebuild();
    await building.watch();
    continue;
  }
  const { metafile } = await build({ ...options, metafile: true });
  for (const folder of packagesIn(metafile)) bundled.add(folder);
  // See server/src/hosts/start.ts.
  for (const file of Object.keys(metafile.outputs))
    if (/\/(?:core|main)\.cjs$/.test(file) && !isAscii(readFileSync(file)))
      throw new Error(`${file} is not in ASCII: write other characters in regular expressions as \\u….`);
  // Chunks have their content in their names: those of earlier bundles stay behind otherwise.
  if (options.chunkNames) {
    const folder = `dist/${options.chunkNames.split('/')[0]}`;
    for (const file of readdirSync(folder)) if (!metafile.outputs[`${folder}/${file}`]) rmSync(`${folder}/${file}`);
  }
}
if (!watch) {
  // A test holds THIRD-PARTY-NOTICES and the manifest to it.
  const folders = [...bundled].sort();
  mkdirSync('dist/tests', { recursive: true });
  writeFileSync('dist/tests/bundled.json', `${JSON.stringify(folders, null, 2)}\n`);
  if (process.argv.includes('--notices')) writeFileSync('THIRD-PARTY-NOTICES', noticesFor(folders));
}
// What `.vscode/tasks.json` waits for.
if (watch) console.log('Watching for changes');
