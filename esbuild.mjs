// Bundles the client, the language server and the command line into dist/.
import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const common = { bundle: true, sourcemap: watch, minify: !watch, logLevel: 'warning', legalComments: 'none', mainFields: ['module', 'main'] };
const node = { ...common, platform: 'node', target: 'node20', format: 'cjs' };
// The yaml library's ES modules are in its browser folder; its CommonJS build cannot be tree-shaken.
const yaml = { alias: { yaml: './node_modules/yaml/browser/dist/index.js' } };

const bundles = [
  { ...node, ...yaml, format: 'esm', entryPoints: { cli: 'server/src/hosts/cli/bin.ts' }, outdir: 'dist', splitting: true, outExtension: { '.js': '.mjs' }, chunkNames: 'cli/[name]-[hash]',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" } },
];

for (const options of bundles) {
  if (watch) await (await context(options)).watch();
  else await build(options);
}
