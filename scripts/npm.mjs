// Puts together what is published to npm, in dist/npm, and packs it: the command line, the language server, the library
// with its types, rule pages and schemas. The bundles have the code of all dependencies, so the package has none, and
// nothing runs where it is installed. After a build: node scripts/npm.mjs [FOLDER], dist by default.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const target = path.resolve(process.argv[2] ?? path.join(root, 'dist'));
const out = path.join(target, 'npm');
const windows = process.platform === 'win32';

function run(command, args, cwd = root) {
  const { status, stdout } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: windows,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed\n${stdout}`);
  return stdout;
}

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** The manifest without what is for VS Code, for the build or for development. */
function publishedManifest() {
  const { name, version, description, license, engines, keywords, repository, homepage, bugs, type, bin } = manifest;
  const { exports } = manifest;
  return {
    ...{ name, version, description, license, keywords, repository, homepage, bugs, type, bin, exports },
    types: exports['.'].types,
    engines: { node: engines.node },
    publishConfig: { access: 'public' },
  };
}

const WANTED = [
  /^dist\/(?:cli|service)(?:\.mjs|\/[\w.-]+\.mjs)$/,
  /^dist\/server\/[\w-]+\.cjs$/,
  /^docs\/rules\/[\w-]+\.md$/,
  /^schemas\/[\w.-]+\.json$/,
  /^(?:README\.md|CHANGELOG\.md|LICENSE|THIRD-PARTY-NOTICES)$/,
];

/** The library's declarations, and those of others that they name. */
function writeTypes() {
  const types = path.join(out, 'dist/types');
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json', '--outDir', types]);
  const others = {
    'vscode-languageserver-types': 'node_modules/vscode-languageserver-types/lib/umd/main.d.ts',
    '@lezer/common': 'node_modules/@lezer/common/dist/index.d.ts',
  };
  for (const [name, from] of Object.entries(others)) {
    mkdirSync(path.join(types, 'others', path.dirname(name)), { recursive: true });
    cpSync(path.join(root, from), path.join(types, 'others', `${name}.d.ts`));
  }
  for (const file of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts')) continue;
    const full = path.join(types, file);
    const up = path.relative(path.dirname(full), path.join(types, 'others')).split(path.sep).join('/');
    const text = readFileSync(full, 'utf8')
      .replace(/^export \{ (\w+) \} from [^;]*\.json[^;]*;\n/gm, 'export declare const $1: string;\n')
      .replace(/^import (\w+) from [^;]*\.json[^;]*;\n/gm, 'declare const $1: unknown;\n')
      .replace(/(from |import\()(["'])(\.[^"']+)\.ts\2/g, '$1$2$3.js$2')
      .replace(/(from |import\()(["'])([^."'][^"']*)\2/g, (whole, head, quote, name) =>
        name in others ? `${head}${quote}${up.startsWith('.') ? up : `./${up}`}/${name}.js${quote}` : whole,
      );
    writeFileSync(full, text);
  }
}

rmSync(out, { recursive: true, force: true });
for (const folder of ['dist', 'docs/rules', 'schemas', '.'])
  for (const entry of readdirSync(path.join(root, folder), { recursive: folder === 'dist', encoding: 'utf8' })) {
    const file = path.join(folder, entry).split(path.sep).join('/');
    if (WANTED.some((pattern) => pattern.test(file))) cpSync(path.join(root, file), path.join(out, file));
  }
writeTypes();
writeFileSync(path.join(out, 'package.json'), `${JSON.stringify(publishedManifest(), null, 2)}\n`);
const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', target], out));
console.log(
  `${path.relative('.', path.join(target, packed.filename))}: ${packed.entryCount} files, ${Math.round(packed.size / 1024)} kB`,
);
