#!/usr/bin/env node
/**
 * Brings what a real VS Code needs on a machine that has only Node and the npm registry: the browser-hosted
 * VS Code, Node 24 to run it, and a Chromium. All of it goes into `.vscode-test/`, once, and only when it is
 * asked for, because it is large (about 600 MB).
 *
 * Library: `ensureServer()`, `findChromium()`, `findNode()`.
 * Command line: `node scripts/vscode/install.mjs` fetches everything and says where it is.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = path.join(root, '.vscode-test');

// The tarballs are pinned by content, so that what runs is what was reviewed.
const codeServer = {
  name: 'code-server',
  version: '4.139.1',
  integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};
const headlessChromium = {
  name: '@sparticuz/chromium',
  version: '147.0.0',
  integrity: 'sha512-4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ==',
};

/**
 * One line that counts the seconds while `work` runs: rewritten on a terminal, printed once elsewhere.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function progress(title, work) {
  const live = process.stderr.isTTY;
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  process.stderr.write(live ? `${title} …` : `${title} …\n`);
  const ticker = live && setInterval(() => process.stderr.write(`\r${title} … ${seconds()} s`), 1000);
  try {
    const result = await work();
    process.stderr.write(live ? `\r${title} … done in ${seconds()} s\n` : `${title}: done in ${seconds()} s\n`);
    return result;
  } catch (error) {
    if (live) process.stderr.write('\n');
    throw error;
  } finally {
    if (ticker) clearInterval(ticker);
  }
}

/**
 * Runs npm the way this process was started by it, so that the user's registry and proxy settings hold.
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} its standard output
 */
function npm(args, cwd) {
  const env = { ...process.env };
  // `npm run` points these at this project; the npm started here works in another folder.
  for (const key of Object.keys(env)) {
    if (/^npm_(package|lifecycle)_|^npm_config_(local_prefix|prefix|omit|include)$/i.test(key)) delete env[key];
  }
  // On a closed network npm would otherwise try for minutes.
  const patience = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000', '--fetch-timeout=120000'];
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
  const cli = process.env.npm_execpath;
  const useCli = cli?.endsWith('.js') || cli?.endsWith('.cjs');
  const [command, first] = useCli ? [process.execPath, [cli]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args, ...quiet, ...patience], {
      cwd,
      env,
      shell: !useCli && process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = () => child.kill();
    process.once('exit', end);
    child.once('exit', () => process.removeListener('exit', end));
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(out) : reject(new Error(`npm ${args.join(' ')} failed:\n${err.trim() || out.trim()}`)),
    );
  });
}

/**
 * Fetches one npm package's files into `folder/package`, checked against its pinned integrity.
 * @param {{name: string, version: string, integrity: string}} wanted
 * @param {string} folder
 */
async function unpack(wanted, folder) {
  const answer = await npm(['pack', `${wanted.name}@${wanted.version}`, '--json', '--pack-destination', '.'], folder);
  // npm has answered with a list, and with a record by package name, in different versions.
  const parsed = JSON.parse(answer);
  const packed = Array.isArray(parsed) ? parsed[0] : (parsed[wanted.name] ?? Object.values(parsed)[0]);
  if (packed.integrity !== wanted.integrity) {
    throw new Error(`${wanted.name}@${wanted.version} is not the package this project expects (its content differs).`);
  }
  const tarball = packed.filename.replace(/^@/, '').replace('/', '-');
  await promisify(execFile)('tar', ['-xzf', tarball], { cwd: folder });
  await rm(path.join(folder, tarball));
}

/**
 * Installs into a folder of its own and renames that into place, so that an interrupted install is never used.
 * @param {{name: string, version: string}} wanted
 * @param {(folder: string) => Promise<void>} install
 * @returns {Promise<string>} the installed folder
 */
async function installOnce(wanted, install) {
  const slug = wanted.name.replace(/^@/, '').replace('/', '-');
  const target = path.join(cache, `${slug}-${wanted.version}`);
  const complete = async () => {
    try {
      return JSON.parse(await readFile(path.join(target, 'installed.json'), 'utf8')).version === wanted.version;
    } catch {
      return false;
    }
  };
  if (await complete()) return target;

  await mkdir(cache, { recursive: true });
  await removeLeftovers();
  const temporary = path.join(cache, `.installing-${process.pid}-${slug}`);
  const discard = () => spawnSync(process.execPath, ['-e', RM, temporary]);
  process.once('exit', discard);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary);
  try {
    await install(temporary);
    await writeFile(path.join(temporary, 'installed.json'), `${JSON.stringify({ version: wanted.version })}\n`);
    // Another process may have finished first; then its copy is used.
    if (!(await complete())) {
      await rm(target, { recursive: true, force: true });
      await rename(temporary, target);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : error;
    throw new Error(`${wanted.name}@${wanted.version} could not be fetched from the npm registry. ${message}`);
  } finally {
    await rm(temporary, { recursive: true, force: true });
    process.removeListener('exit', discard);
  }
  for (const entry of readdirSync(cache)) {
    // Only other versions of the very same thing.
    if (
      entry.startsWith(`${slug}-`) &&
      /^\d/.test(entry.slice(slug.length + 1)) &&
      path.join(cache, entry) !== target
    ) {
      await rm(path.join(cache, entry), { recursive: true, force: true });
    }
  }
  return target;
}
const RM = 'require("fs").rmSync(process.argv[1], { recursive: true, force: true })';

/** Removes what an earlier, interrupted install left behind, unless its process still lives. */
async function removeLeftovers() {
  for (const entry of readdirSync(cache)) {
    const pid = /^\.installing-(\d+)-/.exec(entry)?.[1];
    if (!pid) continue;
    try {
      process.kill(Number(pid), 0);
    } catch {
      // It may still be written to by what that process had started; then a later install removes it.
      await rm(path.join(cache, entry), { recursive: true, force: true }).catch(() => {});
    }
  }
}

/**
 * The browser-hosted VS Code, fetched if it isn't there yet.
 * @returns {Promise<{main: string, node: string}>} the server's entry, and the Node to run it with
 */
export async function ensureServer() {
  const node = findNode();
  const folder = await installOnce(codeServer, async (temporary) => {
    await progress('Fetching VS Code for the browser (47 MB, once)', () => unpack(codeServer, temporary));
    const vscode = path.join(temporary, 'package', 'lib', 'vscode');
    // Its install scripts would compile native modules. The ones that matter here, the file watcher and the search,
    // come prebuilt; VS Code logs that the others are missing, and does without.
    await progress('Installing the parts of VS Code', () =>
      npm(['install', '--omit=dev', '--ignore-scripts', '--engine-strict=false'], vscode),
    );
  });
  return { main: path.join(folder, 'package', 'lib', 'vscode', 'out', 'server-main.js'), node };
}

/**
 * A Node of version 24 or newer: this process's own, else the one of the dev dependency `node`.
 * @returns {string} the path of the executable
 */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const bundled = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(bundled)) return bundled;
  throw new Error(`VS Code needs Node 24; this is ${process.version} and node_modules/node is missing: run npm ci.`);
}

/** @param {string[]} names @returns {string[]} the executables of these names on the PATH, in the order of the names */
export function onPath(...names) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return names.flatMap((name) =>
    folders
      .flatMap((folder) => suffixes.map((suffix) => path.join(folder, name + suffix)))
      .filter((file) => existsSync(file))
      .slice(0, 1),
  );
}

/**
 * @typedef {{executablePath: string, args: string[], env: Record<string, string>}} Chromium
 *   `args` and `env` are what this build needs beyond the usual ones.
 */

/**
 * A Chromium: CHROME_PATH, else one that is installed, else a headless build from the npm registry (Linux x64).
 * ISMS_CHROMIUM=bundled leaves out the installed ones.
 * @returns {Promise<Chromium>}
 */
export async function findChromium() {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROME_PATH is ${given}, which does not exist.`);
    return { executablePath: given, args: [], env: {} };
  }
  if (process.env.ISMS_CHROMIUM !== 'bundled') {
    for (const executablePath of installedChromiums()) {
      // A distribution's stub, or a build whose libraries are missing, is there and yet doesn't run.
      const runs =
        process.platform !== 'linux' || spawnSync(executablePath, ['--version'], { timeout: 20_000 }).status === 0;
      if (runs) return { executablePath, args: [], env: {} };
    }
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium or Google Chrome found. Install one, or set CHROME_PATH to its executable.');
  }
  return bundledChromium();
}

/** @returns {string[]} */
function installedChromiums() {
  const names = onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge');
  const usual = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]),
  ];
  return [...names, ...usual.filter((file) => existsSync(file))];
}

/** @returns {Promise<Chromium>} */
async function bundledChromium() {
  const folder = await installOnce(headlessChromium, (temporary) =>
    progress('Fetching a headless Chromium (66 MB, once)', async () => {
      await unpack(headlessChromium, temporary);
      // Its own unpacking writes to a shared name in the system's temporary folder; this stays in ours.
      const bin = path.join(temporary, 'package', 'bin');
      const executable = path.join(temporary, 'chromium');
      await pipeline(
        createReadStream(path.join(bin, 'chromium.br')),
        createBrotliDecompress(),
        createWriteStream(executable),
      );
      await chmod(executable, 0o755);
      for (const archive of ['swiftshader', 'fonts', 'al2023']) {
        const tar = path.join(temporary, `${archive}.tar`);
        await pipeline(
          createReadStream(path.join(bin, `${archive}.tar.br`)),
          createBrotliDecompress(),
          createWriteStream(tar),
        );
        await promisify(execFile)('tar', ['-xf', tar, '-C', temporary]);
        await rm(tar);
      }
      await rm(path.join(temporary, 'package'), { recursive: true });
    }),
  );
  const executablePath = path.join(folder, 'chromium');
  /** @type {Record<string, string>} */
  const env = {};
  // A bare system lacks NSS and NSPR: the package carries them. The system's own are preferred.
  const libraries = spawnSync('ldd', [executablePath], { encoding: 'utf8' });
  if (libraries.status !== 0 || libraries.stdout.includes('not found')) {
    env.LD_LIBRARY_PATH = [path.join(folder, 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(path.delimiter);
  }
  if (!existsSync('/etc/fonts/fonts.conf')) {
    // No fonts on the machine either: the package's own, at the place where they are now.
    const settings = `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>\n`;
    await writeFile(path.join(folder, 'fonts.conf'), settings);
    env.FONTCONFIG_PATH = folder;
  }
  return { executablePath, args: ['--headless=shell', '--single-process', '--no-zygote'], env };
}

/** @returns {string} the version of VS Code in an installed browser-hosted VS Code */
export function serverVersion(/** @type {string} */ main) {
  const product = JSON.parse(readFileSync(path.join(path.dirname(main), '..', 'package.json'), 'utf8'));
  return product.version;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
  try {
    const server = await ensureServer();
    const chromium = await findChromium();
    console.log(`VS Code ${serverVersion(server.main)} for the browser: ${path.relative(process.cwd(), server.main)}`);
    console.log(`Node for it: ${server.node}`);
    console.log(`Chromium: ${chromium.executablePath}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
