// Packs what is published, installs it in empty places, and does there what it is for: node scripts/try.mjs. No network.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

const root = path.resolve(import.meta.dirname, '..');
const at = mkdtempSync(path.join(tmpdir(), 'isms-try-'));
const windows = process.platform === 'win32';
const MOST = { npm: 1_600_000, vsix: 1_000_000 };

function run(command, args, cwd, fails = false) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    shell: windows,
    env: { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false', ISMS_AS_OF: '2026-11-21' },
  });
  assert.equal(status !== 0, fails, `${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** Starts a language server on a folder and waits until it has found something in a file. @returns the rules */
async function serve(command, args, folder, file) {
  const server = spawn(command, args, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'], shell: windows });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const uri = pathToFileURL(path.join(folder, file)).href;
  const found = new Promise((done) => {
    connection.onNotification('textDocument/publishDiagnostics', (one) => {
      if (one.uri === uri && one.diagnostics.length) done(one.diagnostics.map(({ code }) => code));
    });
  });
  connection.onRequest(() => null);
  connection.listen();
  const rootUri = pathToFileURL(folder).href;
  const workspaceFolders = [{ uri: rootUri, name: 'isms' }];
  await connection.sendRequest('initialize', { processId: process.pid, rootUri, workspaceFolders, capabilities: {} });
  await connection.sendNotification('initialized', {});
  const text = readFileSync(path.join(folder, file), 'utf8');
  const textDocument = { uri, languageId: 'yaml', version: 1, text };
  await connection.sendNotification('textDocument/didOpen', { textDocument });
  const rules = await found;
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
  return rules;
}

const SUPPLIERS = 'suppliers:\n  - id: acme\n    name: Acme\n    status: activ\n';

async function tryNpm() {
  run(process.execPath, [path.join(root, 'scripts/npm.mjs'), at], root);
  const tarball = path.join(
    at,
    readdirSync(at).find((name) => name.endsWith('.tgz')),
  );
  const { size } = statSync(tarball);
  assert(size <= MOST.npm, `the package has ${size} bytes`);
  const project = path.join(at, 'project');
  mkdirSync(project);
  writeFileSync(path.join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n');
  const log = run('npm', ['install', '--no-audit', '--no-fund', '--foreground-scripts', tarball], project);
  assert(!log.includes('> isms-author'), `a script ran where it was installed:\n${log}`);
  const installed = readdirSync(path.join(project, 'node_modules')).filter((name) => !name.startsWith('.'));
  assert.deepEqual(installed, ['isms-author'], 'the package brings others');
  const home = path.join(project, 'node_modules/isms-author');
  for (const file of ['LICENSE', 'THIRD-PARTY-NOTICES', 'README.md', 'schemas/suppliers.schema.json'])
    assert(existsSync(path.join(home, file)), `${file} is missing`);
  for (const name of ['isms', 'isms-author']) run('npx', ['--no', name, '--version'], project);
  run('npx', ['--no', 'isms-author', 'init', 'isms'], project);
  run('npx', ['--no', 'isms-author', 'check', 'isms'], project);
  writeFileSync(path.join(project, 'isms/suppliers.yaml'), SUPPLIERS);
  assert.match(run('npx', ['--no', 'isms-author', 'check', 'isms'], project, true), /schema\/value/);
  assert.match(run('npx', ['--no', 'isms-author', 'explain', 'dpa-missing'], project), /How to settle it/);
  const bundle = path.join(home, 'dist/cli.mjs');
  assert(
    (await serve(process.execPath, [bundle, 'lsp', '--stdio'], path.join(project, 'isms'), 'suppliers.yaml')).includes(
      'schema/value',
    ),
  );
  // The library: its types, then itself.
  writeFileSync(path.join(project, 'use.ts'), USE);
  const compiler = [
    path.join(root, 'node_modules/typescript/bin/tsc'),
    '--strict',
    '--target',
    'es2022',
    '--types',
    '',
  ];
  run(process.execPath, [...compiler, '--module', 'nodenext', '--outDir', '.', 'use.ts'], project);
  assert.match(run(process.execPath, ['use.js'], project), /^schema\/value 3:12\n/m);
  console.log(`npm package: ${Math.round(size / 1024)} kB, installed and used`);
}

const USE = `import { createService, type Finding, loadProse, renderReport, Workspace } from 'isms-author';

const workspace = new Workspace({ today: () => '2026-11-21', exists: () => undefined });
workspace.set('file:///isms/isms.yaml', 'isms: 1\\n');
workspace.set('file:///isms/suppliers.yaml', ${JSON.stringify(SUPPLIERS)});
if (workspace.wantsProse) workspace.useProse(await loadProse());
workspace.update();
const findings: Finding[] = workspace.findings('file:///isms/suppliers.yaml');
declare const console: { log(text: string): void };
for (const { rule, range } of findings) console.log(\`\${rule} \${range.start.line}:\${range.start.character}\`);
const service = createService(workspace, { exists: () => undefined });
console.log(String(service.documentSymbols('file:///isms/suppliers.yaml').length));
console.log(renderReport('coverage', 'md', workspace, workspace.allRoots()[0]!));
`;

async function tryExtension() {
  const file = path.join(at, 'isms-author.vsix');
  run('npx', ['--no', 'vsce', 'package', '--no-dependencies', '--allow-missing-repository', '--out', file], root);
  const { size } = statSync(file);
  assert(size <= MOST.vsix, `the extension has ${size} bytes`);
  const place = path.join(at, 'extension');
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file)))) {
    if (name.endsWith('/')) continue;
    mkdirSync(path.dirname(path.join(place, name)), { recursive: true });
    writeFileSync(path.join(place, name), bytes);
  }
  const home = path.join(place, 'extension');
  const manifest = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8'));
  for (const named of [manifest.main, manifest.browser, manifest.icon, 'LICENSE.txt', 'THIRD-PARTY-NOTICES'])
    assert(existsSync(path.join(home, named)), `${named} is missing`);
  const folder = path.join(at, 'isms');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'isms.yaml'), 'isms: 1\n');
  writeFileSync(path.join(folder, 'suppliers.yaml'), SUPPLIERS);
  const server = path.join(home, 'dist/server/node.cjs');
  assert((await serve(process.execPath, [server, '--stdio'], folder, 'suppliers.yaml')).includes('schema/value'));
  console.log(`extension: ${Math.round(size / 1024)} kB, unpacked, its server used`);
}

try {
  await tryNpm();
  await tryExtension();
} finally {
  rmSync(at, { recursive: true, force: true });
}
