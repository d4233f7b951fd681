#!/usr/bin/env node
/**
 * Runs the suites of suites.mjs in a real VS Code, through `runTests` of `@vscode/test-electron`.
 *
 *   node tests/vscode/run.mjs [--suites FILE] [--only TEXT] [SUITE…]
 *
 * Which VS Code: VSCODE_PATH (a desktop one) if it is set; one that is downloaded if ISMS_VSCODE=download; else the
 * browser-hosted one of scripts/vscode/launcher.mjs. Pictures go to dist/tests/screenshots/, the totals to
 * dist/tests/vscode-results.json. Ends with 0 only if every test of every suite passed or was skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { ensureServer, findChromium, root } from '../../scripts/vscode/install.mjs';
import { quietSettings, temporaryFolder, themeSettings } from '../../scripts/vscode/workbench.mjs';

/** @typedef {import('./suites.mjs').Suite} Suite */
/** @typedef {{name: string, status: 'passed' | 'failed' | 'skipped', ms: number, error?: string}} Result */

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(root, 'dist', 'tests');
const launcher = path.join(root, 'scripts', 'vscode', 'launcher.mjs');

/**
 * @returns {Promise<{executable: string, desktop: boolean}>}
 */
async function chooseVSCode() {
  const given = process.env.VSCODE_PATH;
  if (given) return { executable: desktopExecutable(given), desktop: true };
  // The launcher is a script with a shebang, which Windows can't start.
  if (process.env.ISMS_VSCODE === 'download' || process.platform === 'win32') {
    try {
      const download = downloadAndUnzipVSCode({ cachePath: path.join(root, '.vscode-test'), timeout: 20_000 });
      return { executable: await within(download, 300, 'The download of VS Code'), desktop: true };
    } catch (error) {
      if (process.platform === 'win32') throw error;
      console.log(`No desktop VS Code (${/** @type {Error} */ (error).message}): taking the browser-hosted one.`);
    }
  }
  // Fetched before the first suite's clock starts.
  await ensureServer();
  await findChromium();
  return { executable: launcher, desktop: false };
}

/** @param {string} given the executable, or the `code` command beside it @returns {string} the executable */
function desktopExecutable(given) {
  if (!existsSync(given)) throw new Error(`VSCODE_PATH is ${given}, which does not exist.`);
  // `code` hands over to the executable and returns; a test run must wait for the executable itself.
  const real = realpathSync(given);
  const command = path.basename(real);
  if (path.basename(path.dirname(real)) !== 'bin') return real;
  const candidates =
    process.platform === 'darwin'
      ? [path.resolve(real, '../../../../MacOS/Electron'), path.resolve(real, '../../../../MacOS/Code')]
      : [path.resolve(real, '../..', command), path.resolve(real, '../../Code.exe')];
  return candidates.find((candidate) => existsSync(candidate)) ?? real;
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} seconds
 * @param {string} what
 * @returns {Promise<T>}
 */
async function within(promise, seconds, what) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  try {
    return await Promise.race([
      promise,
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${what} did not end in ${seconds} s.`)), seconds * 1000);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Bundles a suite's tests with the runner into one CommonJS file, which the extension host requires. */
async function bundle(/** @type {Suite} */ suite, /** @type {string} */ base) {
  const files = [suite.tests].flat().map((file) => path.resolve(base, file));
  const outfile = path.join(out, 'vscode', `${suite.name}.tests.cjs`);
  const imports = files.map((file) => `import ${JSON.stringify(file)};`).join('\n');
  await build({
    stdin: {
      contents: `${imports}\nexport { run } from ${JSON.stringify(path.join(here, 'runner.ts'))};`,
      resolveDir: here,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  // Node must know before it loads the bundle that stacks are to name the tests' own lines.
  const entry = path.join(out, 'vscode', `${suite.name}.cjs`);
  await writeFile(
    entry,
    `process.setSourceMapsEnabled(true);\nmodule.exports = require('./${suite.name}.tests.cjs');\n`,
  );
  return entry;
}

/** Copies the suite's workspace, since tests edit what they open. @returns {Promise<string | undefined>} what to open */
async function copyWorkspace(/** @type {Suite} */ suite, /** @type {string} */ folder) {
  if (!suite.workspace) return undefined;
  const sources = [suite.workspace].flat().map((source) => path.resolve(root, source));
  const names = sources.map((source, i) => {
    const name = path.basename(source);
    return sources.some((other, j) => j < i && path.basename(other) === name) ? `${name}-${i + 1}` : name;
  });
  for (const [i, source] of sources.entries()) {
    await cp(source, path.join(folder, names[i]), { recursive: true });
  }
  if (!Array.isArray(suite.workspace)) return path.join(folder, names[0]);
  const file = path.join(folder, `${suite.name}.code-workspace`);
  await writeFile(file, JSON.stringify({ folders: names.map((name) => ({ path: name })) }, null, 2));
  return file;
}

/** @type {string | undefined} */
let packaged;

/** The packaged extension: ISMS_VSIX, else made anew, once. @returns {string} */
function vsixFile() {
  if (packaged) return packaged;
  if (process.env.ISMS_VSIX) {
    packaged = path.resolve(process.env.ISMS_VSIX);
    return packaged;
  }
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'package:only'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    timeout: 300_000,
  });
  if (status !== 0) throw new Error(`npm run package:only failed:\n${stdout}${stderr}`);
  const found = [root, path.join(root, 'dist')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((file) => file.endsWith('.vsix'))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!found[0]) throw new Error('npm run package:only left no .vsix.');
  packaged = found[0];
  return packaged;
}

/** Installs the packaged extension with VS Code's own command line. */
function install(/** @type {{executable: string, desktop: boolean}} */ vscode, /** @type {string[]} */ profile) {
  const [command, ...rest] = vscode.desktop
    ? resolveCliArgsFromVSCodeExecutablePath(vscode.executable, { reuseMachineInstall: true })
    : [vscode.executable];
  const args = [...rest, '--install-extension', vsixFile(), '--force', ...profile];
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 180_000,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`The packaged extension could not be installed: ${error ?? ''}${stdout}${stderr}`);
}

let interrupted = false;
let givenUp = false;

/** @returns {Promise<Result[]>} */
async function runSuite(
  /** @type {Suite} */ suite,
  /** @type {string} */ base,
  /** @type {{executable: string, desktop: boolean}} */ vscode,
  /** @type {string | undefined} */ only,
) {
  const began = Date.now();
  const temporary = await temporaryFolder(`tests-${suite.name}`);
  const results = path.join(temporary.folder, 'results.jsonl');
  /** @type {Error | undefined} */
  let problem;
  try {
    const entry = await bundle(suite, base);
    const user = path.join(temporary.folder, 'user');
    const profile = [`--user-data-dir=${user}`, `--extensions-dir=${path.join(temporary.folder, 'extensions')}`];
    const settings = { ...quietSettings, ...(suite.theme ? themeSettings(suite.theme) : {}), ...suite.settings };
    await mkdir(path.join(user, 'User'), { recursive: true });
    await writeFile(path.join(user, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
    const workspaces = path.join(temporary.folder, 'workspace');
    await mkdir(workspaces);
    const place = await copyWorkspace(suite, workspaces);
    if (suite.vsix) install(vscode, profile);

    const limit = suite.timeout ?? 180;
    // Twice, as a user would press it: the second time runTests ends the processes by force. It comes after the
    // launcher's own limit, which ends more gently.
    const deadline = setTimeout(
      () => {
        givenUp = true;
        problem = new Error(`The suite did not end in ${limit} s.`);
        process.emit('SIGINT', 'SIGINT');
        setTimeout(() => process.emit('SIGINT', 'SIGINT'), 5000).unref();
      },
      (limit + 20) * 1000,
    );
    try {
      await runTests({
        vscodeExecutablePath: vscode.executable,
        extensionDevelopmentPath: suite.vsix ? path.join(here, 'host') : path.resolve(root, suite.extension ?? '.'),
        extensionTestsPath: entry,
        launchArgs: [...(place ? [place] : []), ...profile],
        extensionTestsEnv: {
          ...suite.env,
          ISMS_TEST_RESULTS: results,
          ISMS_SCREENSHOTS: path.join(out, 'screenshots', suite.name),
          ISMS_VSCODE_TIMEOUT: String(limit),
          ...(suite.viewport ? { ISMS_VIEWPORT: suite.viewport } : {}),
          ...(only ? { ISMS_TEST_ONLY: only } : {}),
        },
      });
    } finally {
      clearTimeout(deadline);
      givenUp = false;
    }
  } catch (error) {
    problem ??= /** @type {Error} */ (error);
  }

  /** @type {Result[]} */
  const found = [];
  const lines = existsSync(results) ? readFileSync(results, 'utf8').trim().split('\n') : [];
  /** @type {any[]} */
  const entries = lines.filter(Boolean).map((line) => JSON.parse(line));
  for (const { type, ...result } of entries) if (type === 'test') found.push(result);
  const planned = entries.find(({ type }) => type === 'plan')?.names ?? [];
  for (const name of planned) {
    if (!found.some((result) => result.name === name)) {
      found.push({ name, status: 'failed', ms: 0, error: problem?.message ?? 'It was not run.' });
    }
  }
  // A suite that failed as a whole, or that holds nothing, must not pass for a good one.
  if ((problem && found.every(({ status }) => status !== 'failed')) || (planned.length === 0 && !only)) {
    const error = problem?.message ?? 'The suite has no tests.';
    found.push({ name: `the suite ${suite.name}`, status: 'failed', ms: Date.now() - began, error });
    console.log(`not ok - the suite ${suite.name}\n  ${error}`);
  }
  await temporary.remove();
  return found;
}

async function main() {
  const { values, positionals } = parseArgs({
    options: { suites: { type: 'string' }, only: { type: 'string' } },
    allowPositionals: true,
  });
  const list = path.resolve(values.suites ?? path.join(here, 'suites.mjs'));
  /** @type {{suites: Suite[]}} */
  const { suites } = await import(pathToFileURL(list).href);
  const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length) throw new Error(`There is no suite ${unknown.join(', ')}.`);
  const chosen = positionals.length ? suites.filter(({ name }) => positionals.includes(name)) : suites;

  await mkdir(out, { recursive: true });
  rmSync(path.join(out, 'vscode-results.json'), { force: true });
  const vscode = await chooseVSCode();
  console.log(`VS Code: ${vscode.desktop ? vscode.executable : 'hosted for the browser, in a headless Chromium'}`);

  const totals = { passed: 0, failed: 0, skipped: 0 };
  /** @type {object[]} */
  const reports = [];
  const summary = [];
  for (const suite of chosen) {
    if (interrupted) break;
    console.log(`\n# ${suite.name}`);
    rmSync(path.join(out, 'screenshots', suite.name), { recursive: true, force: true });
    const began = Date.now();
    const results = await runSuite(suite, path.dirname(list), vscode, values.only);
    const seconds = (Date.now() - began) / 1000;
    const count = (/** @type {Result['status']} */ status) =>
      results.filter((result) => result.status === status).length;
    const line = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
    totals.passed += line.passed;
    totals.failed += line.failed;
    totals.skipped += line.skipped;
    reports.push({ suite: suite.name, seconds, ...line, tests: results });
    summary.push(`${line.failed ? 'not ok' : 'ok'} ${suite.name}: ${describe(line)} in ${seconds.toFixed(1)} s`);
  }
  await writeFile(
    path.join(out, 'vscode-results.json'),
    `${JSON.stringify({ ...totals, desktop: vscode.desktop, suites: reports }, null, 2)}\n`,
  );
  console.log(`\n${summary.join('\n')}\nReal VS Code: ${describe(totals)}`);
  return interrupted ? 130 : totals.failed ? 1 : 0;
}

/** @param {{passed: number, failed: number, skipped: number}} totals */
function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

// runTests passes Ctrl+C on to VS Code; here it only keeps the next suite from starting.
process.on('SIGINT', () => {
  if (!givenUp) interrupted = true;
});
// The launcher ends by itself once this process is gone.
process.on('SIGTERM', () => process.exit(143));
process.on('SIGHUP', () => process.exit(129));
main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
